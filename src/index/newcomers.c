/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Newcomers to the map: among their neighbours. */
#include "index/newcomers.h"

#include <math.h>
#include <stdlib.h>

#include "index/batch.h"
#include "near/layout.h"
#include "store/nearby.h"
#include "store/points.h"
#include "util/ids.h"
#include "util/mem.h"
#include "util/rng.h"

enum {
    AT_ONCE = 1024, /* newcomers */
    OTHERS = 4096,  /* from anywhere, that push them: as good as all, since one is pushed
                       by some thousand in all */
    SEED = 1,
    STEPS = 16 /* between two looks around */
};

/* One round. In the layout come the newcomers, their neighbours, and the others. */
struct round {
    const struct analysis *a;
    double scale;
    struct ids sample;   /* the newcomers */
    struct ids stranger; /* that wait, and have no list */
    struct nearby *list; /* (sample.n) owned */
    size_t list_room;
    struct ids known;    /* their neighbours */
    struct point *other; /* (others) owned */
    size_t others, other_room;
    struct layout *l;
};

static void round_clear(struct round *r)
{
    ids_clear(&r->sample);
    ids_clear(&r->stranger);
    ids_clear(&r->known);
    free(r->list);
    free(r->other);
    layout_free(r->l);
}

static int wait_for(void *arg, int64_t sample, struct err *e)
{
    (void)e;
    ids_add(arg, sample);
    return 0;
}

/* Their lists; what has none waits for one first. */
static int read_lists(struct round *r, const struct ids *waiting, struct err *e)
{
    for (size_t i = 0; i < waiting->n; i++) {
        struct nearby list;
        const int found = nearby_get(r->a->s, waiting->id[i], &list, e);

        if (found < 0)
            return -1;
        if (found == 0) {
            ids_add(&r->stranger, waiting->id[i]);
            continue;
        }
        r->list = mem_more(r->list, r->sample.n, &r->list_room, sizeof *r->list);
        r->list[r->sample.n] = list;
        ids_add(&r->sample, waiting->id[i]);
    }
    return 0;
}

static int keep_other(void *arg, const struct point *p, struct err *e)
{
    struct round *r = arg;

    (void)e;
    r->other = mem_more(r->other, r->others, &r->other_room, sizeof *r->other);
    r->other[r->others++] = *p;
    return 0;
}

/* The neighbours that have a place, in the order of ids; the others after them. */
static int read_known(struct round *r, struct err *e)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->sample.n; i++)
        for (size_t k = 0; k < r->list[i].n; k++)
            ids_add(&r->known, r->list[i].one[k].id);
    ids_sort(&r->known);
    for (size_t i = 0; i < r->known.n; i++) {
        struct point p;
        const int found = points_get(r->a->s, r->known.id[i], &p, e);

        if (found < 0)
            return -1;
        if (found == 0)
            continue;
        keep_other(r, &p, e);
        r->known.id[kept++] = p.sample;
    }
    r->known.n = kept;
    return 0;
}

static int read_others(struct round *r, struct err *e)
{
    struct rng rng;
    int64_t last = 0;
    int rc = points_last(r->a->s, &last, e);

    if (rc == 0 && last <= OTHERS)
        return points_after(r->a->s, 0, OTHERS, keep_other, r, e);
    rng_init(&rng, SEED);
    for (int i = 0; i < OTHERS && rc == 0; i++)
        rc = points_after(r->a->s, (int64_t)rng_below(&rng, (size_t)last), 1, keep_other,
                          r, e);
    return rc;
}

static void tie(struct round *r, size_t i)
{
    uint32_t to[NEARBY_MOST];
    float far[NEARBY_MOST];
    size_t k = 0;

    for (size_t c = 0; c < r->list[i].n; c++) {
        const int64_t id = r->list[i].one[c].id;
        const size_t mate = ids_find(&r->sample, id), known = ids_find(&r->known, id);

        if (mate == r->sample.n && known == r->known.n)
            continue;
        to[k] = (uint32_t)(mate < r->sample.n ? mate : r->sample.n + known);
        far[k++] = (float)r->list[i].one[c].far;
    }
    ties_put(layout_ties(r->l), i, k, to, far);
}

static void set_out(struct round *r)
{
    const size_t n = r->sample.n;
    const float middle = (float)(POINTS_SIDE / r->scale / 2.0);
    float *at;

    r->l = layout_new(n + r->others, n, NEARBY_MOST, SEED);
    at = layout_at(r->l);
    for (size_t i = 0; i < n; i++) {
        at[2 * i] = at[2 * i + 1] = NAN;
        tie(r, i);
    }
    for (size_t i = 0; i < r->others; i++) {
        at[2 * (n + i)] = (float)(r->other[i].x / r->scale);
        at[2 * (n + i) + 1] = (float)(r->other[i].y / r->scale);
    }
    layout_begin(r->l, middle, middle, 0.96f * middle); /* strangers: on the edge */
}

/* 0, 1, -1 */
static int settle(struct round *r, struct err *e)
{
    bool more = true;
    int rc;

    do {
        rc = analysis_goes_on(r->a, e);
        for (int i = 0; i < STEPS && rc == 0 && more; i++)
            more = layout_step(r->l);
    } while (rc == 0 && more);
    return rc;
}

static int put_all(struct round *r, struct err *e)
{
    const float *at = r->l ? layout_at(r->l) : NULL;
    int rc = 0;

    for (size_t i = 0; i < r->stranger.n && rc == 0; i++)
        rc = points_done(r->a->s, r->stranger.id[i], e);
    for (size_t i = 0; i < r->sample.n && rc == 0; i++) {
        const struct point p = {.sample = r->sample.id[i],
                                .x = point_step(at[2 * i], r->scale),
                                .y = point_step(at[2 * i + 1], r->scale)};

        rc = points_put(r->a->s, &p, e);
    }
    return rc == 0 ? points_moved(r->a->s, (int64_t)r->sample.n, e) : rc;
}

/* Those that wait: 0, 1, -1. */
static int one_round(struct round *r, const struct ids *waiting, struct err *e)
{
    struct batch b = {.s = r->a->s};
    int rc = read_lists(r, waiting, e);

    if (rc == 0 && r->sample.n > 0) {
        rc = read_known(r, e);
        if (rc == 0 && (rc = read_others(r, e)) == 0) {
            set_out(r);
            rc = settle(r, e);
        }
    }
    if (rc == 0)
        rc = batch_write(&b, e) == 0 ? batch_end(&b, put_all(r, e), e) : -1;
    if (rc == 0)
        r->a->n->mapped += (int64_t)r->sample.n;
    return rc;
}

int newcomers(const struct analysis *a, double scale, struct err *e)
{
    struct ids waiting = {0};
    int rc;

    do {
        struct round r = {.a = a, .scale = scale};

        waiting.n = 0;
        rc = analysis_goes_on(a, e);
        if (rc == 0)
            rc = points_waiting(a->s, AT_ONCE, wait_for, &waiting, e);
        if (rc == 0 && waiting.n > 0)
            rc = one_round(&r, &waiting, e);
        round_clear(&r);
    } while (rc == 0 && waiting.n == AT_ONCE);
    ids_clear(&waiting);
    return rc;
}
