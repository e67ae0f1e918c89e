/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a ledger of corrections. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/correction.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is accepted can be kept, and is in the input as it would be written. */
struct seen {
    const uint8_t *data;
    size_t size, n;
};

static int look(void *arg, const struct correction *c, struct err *e)
{
    struct seen *s = arg;
    struct buf line = {0};

    if (correction_check(c, e) != 0)
        abort();
    correction_write(&line, c);
    if (!memmem(s->data, s->size, line.data, line.len - 1))
        abort();
    buf_clear(&line);
    s->n++;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen s = {data, size, 0};
    struct correction_scan n;
    struct err e;

    if (correction_scan(data, size, &n, look, &s, &e) != 0 || n.good != s.n ||
        n.damaged > size)
        abort();
    return 0;
}
