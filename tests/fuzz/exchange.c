/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a line of an export of corrections. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "learn/exchange.h"
#include "store/vocabulary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is accepted can be stored, and is the same again once it was written. */
static void check(const struct exchange_line *l, struct err *e)
{
    struct exchange_line again;
    struct buf line = {0};

    if (l->kind == EXCHANGE_HEADER)
        exchange_write_header(&line, l->corrections, l->sounds);
    else if (l->kind == EXCHANGE_SOUND)
        exchange_write_sound(&line, &l->sound);
    else
        exchange_write_correction(&line, &l->correction);
    if (l->kind == EXCHANGE_CORRECTION &&
        (correction_check(&l->correction, e) != 0 ||
         vocabulary_check(l->correction.facet, l->correction.tag, e) != 0))
        abort();
    if (exchange_read(&again, (const char *)line.data, line.len - 1,
                      l->kind == EXCHANGE_HEADER, e) != 0 ||
        again.kind != l->kind || again.correction.at_ms != l->correction.at_ms ||
        again.sound.features != l->sound.features ||
        memcmp(again.sound.hash, l->sound.hash, CORRECTION_HASH) != 0)
        abort();
    exchange_line_clear(&again);
    buf_clear(&line);
}

/* The first byte says whether it is a first line. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct exchange_line l;
    struct err e = {0};

    if (size == 0 ||
        exchange_read(&l, (const char *)data + 1, size - 1, data[0] == 'h', &e) != 0)
        return 0;
    check(&l, &e);
    exchange_line_clear(&l);
    return 0;
}
