/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as a query: what is understood reads the same when it is written anew, and
 * what is not is pointed at. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "query/query.h"
#include "util/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_terms(const struct query *q)
{
    for (size_t i = 0; i < q->nodes; i++) {
        const struct query_term *t = &q->node[i].term;

        if (q->node[i].op == QUERY_TERM && t->measure == MEASURE_NONE ? !*t->text
                                                                      : t->low > t->high)
            abort();
    }
}

/* Written anew, it reads as itself. */
static void check_text(const struct query *q)
{
    char *once = query_text(q), *twice;
    struct query *again = NULL;
    struct err e = {0};

    if (strlen(once) <= QUERY_MAX_BYTES) { /* a month becomes two days */
        if (query_parse(&again, once, NULL, &e) != 0)
            abort();
        twice = query_text(again);
        if (strcmp(once, twice) != 0 || again->terms != q->terms ||
            again->limit != q->limit || again->sorts != q->sorts)
            abort();
        free(twice);
    }
    query_free(again);
    free(once);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = mem_text(data, size);
    struct query *q = NULL;
    struct err e = {0};
    size_t at = 0;

    if (query_parse(&q, text, &at, &e) == 0) {
        check_terms(q);
        check_text(q);
        query_free(q);
    } else {
        if (at > strlen(text) || e.kind != ERR_USAGE || !strstr(e.text, "column "))
            abort();
        free(query_caret(text, at));
    }
    free(text);
    return 0;
}
