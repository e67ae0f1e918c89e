/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any lines as the words of a search, run on an empty library. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/query.h"
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

static void check_terms(const struct query *q)
{
    for (size_t i = 0; i < q->n; i++)
        if (!*q->term[i].text || !(q->term[i].low <= q->term[i].high))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct store *s;
    char *text = mem_text(data, size), *rest = text;
    const char *word[QUERY_MAX_TERMS + 2];
    struct search *search = NULL;
    struct query q;
    struct err e = {0};
    size_t n = 0;
    int parsed, opened;

    if (!s && store_open(&s, ":memory:", STORE_WRITE, &e) != 0)
        abort();
    while (rest && n < QUERY_MAX_TERMS + 2)
        word[n++] = strsep(&rest, "\n");
    parsed = query_parse(&q, word, n, &e);
    opened = search_open(&search, s, word, n, &e);
    if (parsed != opened) /* what is understood can be run */
        abort();
    if (parsed == 0)
        check_terms(&q);
    if (opened == 0 && search_each(search, 0, no_hit, NULL, &e) != 0)
        abort();
    search_close(search);
    free(text);
    return 0;
}
