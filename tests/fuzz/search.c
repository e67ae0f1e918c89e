/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any query that is understood, run on an empty library. */
#include <stdint.h>
#include <stdlib.h>

#include "query/query.h"
#include "store/search.h"
#include "util/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int no_hit(void *arg, const struct search_hit *h, struct err *e)
{
    (void)arg;
    (void)h;
    (void)e;
    abort(); /* there is nothing to find */
}

static void run(const struct query *q)
{
    static struct store *s;
    const struct search_near near = {1, 0.5};
    const struct search_with with = {.near = &near, .nears = 1};
    struct search *search = NULL;
    struct err e = {0};

    if (!s && store_open(&s, ":memory:", STORE_WRITE, &e) != 0)
        abort();
    if (search_open_query(&search, s, q, &with, &e) != 0) {
        if (e.kind != ERR_USAGE) /* a code that is none */
            abort();
    } else if (search_each(search, 0, no_hit, NULL, &e) != 0) {
        abort();
    }
    search_close(search);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = mem_text(data, size);
    struct query *q = NULL;
    struct err e = {0};

    if (query_parse(&q, text, NULL, &e) == 0)
        run(q);
    query_free(q);
    free(text);
    return 0;
}
