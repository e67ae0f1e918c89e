/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All files that a search finds, as numbers. */
#include "serve/listing.h"

#include <math.h>
#include <stdlib.h>

#include "answer/alike.h"
#include "util/mem.h"

struct piece {
    const struct listing *of;
    uint32_t file[LISTING_PIECE];
    size_t n;
};

static int hand_over(struct piece *p, struct err *e)
{
    const size_t n = p->n;

    p->n = 0;
    return p->of->piece(p->of->arg, p->file, n, e);
}

static int take(void *arg, int64_t file, struct err *e)
{
    struct piece *p = arg;

    if (file < 0 || file > UINT32_MAX)
        return err_set(e, ERR_LIMIT, "the library has had more files than can be listed");
    p->file[p->n++] = (uint32_t)file;
    return p->n < LISTING_PIECE ? 0 : hand_over(p, e);
}

static int by_sample(const void *a, const void *b)
{
    const struct search_near *x = a, *y = b;

    return (x->sample > y->sample) - (x->sample < y->sample);
}

static int look_around(const struct listing *l, struct store *s, const struct query *q,
                       struct search_with *with, struct err *e)
{
    struct search_near *near = NULL;

    if (alike_query(&near, &with->nears, s, q, &(struct alike_beside){0}, e) != 0) {
        if (e->kind == ERR_IO || e->kind == ERR_FORMAT)
            e->kind = ERR_USAGE;
        return -1;
    }
    if (near) {
        qsort(near, with->nears, sizeof *near, by_sample);
        l->near(l->arg, near, with->nears);
    }
    with->near = near;
    return 0;
}

static int list(const struct listing *l, struct store *s, const struct query *q,
                struct err *e)
{
    struct search_with with = {.synonyms = l->synonyms, .at_once = true};
    struct piece *p = mem_new(1, sizeof *p);
    struct search *found = NULL;
    int rc = look_around(l, s, q, &with, e);

    p->of = l;
    if (rc == 0)
        rc = search_open_ids(&found, s, q, &with, e);
    if (rc == 0)
        rc = search_each_id(found, take, p, e);
    if (rc == 0 && p->n > 0)
        rc = hand_over(p, e);
    search_close(found);
    free(p);
    return rc < 0 ? -1 : 0;
}

int listing_make(const struct listing *l, struct err *e)
{
    struct query *q = NULL;
    struct store *s = NULL;
    int rc = query_parse(&q, l->q, NULL, e);

    if (rc == 0)
        rc = store_open(&s, l->library, STORE_READ, e);
    if (rc == 0)
        rc = list(l, s, q, e);
    store_close(s);
    query_free(q);
    return rc;
}

double listing_distance(const struct search_near *near, size_t n, int64_t sample)
{
    const struct search_near wanted = {.sample = sample},
                             *found =
                                 near ? bsearch(&wanted, near, n, sizeof *near, by_sample)
                                      : NULL;

    return found ? found->distance : (double)NAN;
}
