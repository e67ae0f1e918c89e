/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which samples of a library sound the same. */
#include "cli/twins.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "near/twingroups.h"
#include "near/twinpairs.h"
#include "nn/patch.h"
#include "store/taught.h"
#include "util/blob.h"
#include "util/mem.h"

enum {
    KEPT = 256, /* views at hand, 58 kB each */
    MANY = 32   /* twins: who has so many is held only against those that have fewer */
};

struct ear {
    struct store *store;
    const struct twins_sample *sample;
    struct buf raw;
    struct patch patch;
    struct twin_view *view; /* (KEPT) the place of a sample decides its own */
    uint32_t *holds;        /* (KEPT) which it is; UINT32_MAX = none */
    struct twin_print *print;
    uint32_t *place; /* of each print's sample */
    size_t prints;
    struct twin_view *first; /* of the sample that others are held against now */
    uint32_t first_at;       /* UINT32_MAX = none */
    struct twin_edge *edge;
    size_t edges, edge_room;
    uint32_t *twins; /* of each sample */
    struct err *e;
};

static void ear_open(struct ear *r, struct store *s, const struct twins_sample *sample,
                     size_t kept)
{
    *r = (struct ear){.store = s, .sample = sample};
    r->view = mem_new(kept, sizeof *r->view);
    r->holds = mem_new(kept, sizeof *r->holds);
    for (size_t i = 0; i < kept; i++)
        r->holds[i] = UINT32_MAX;
}

static void ear_close(struct ear *r)
{
    buf_clear(&r->raw);
    free(r->view);
    free(r->holds);
    free(r->print);
    free(r->place);
    free(r->first);
    free(r->edge);
    free(r->twins);
}

/* 1; 0: it has no mel BLOB that this program reads, or is silent; -1. */
static int hear(struct ear *r, const struct twins_sample *x, struct twin_view *out,
                struct err *e)
{
    const struct patch *p = &r->patch;
    struct blob_head head;
    const void *data;
    struct err why;
    size_t n;
    const int rc = taught_mel(r->store, x->id, &data, &n, e);

    if (rc != 1)
        return rc;
    if (blob_unpack(&head, data, n, &r->raw, &why) != 0 || head.kind != BLOB_MEL ||
        head.version != BLOB_MEL_VERSION ||
        patch_read(&r->patch, r->raw.data, r->raw.len, &why) != 0 || patch_silent(p))
        return 0;
    twin_view_make(out, &(struct twin_sound){.attack = p->attack[0],
                                             .whole = p->whole[0],
                                             .partials = p->partials[0],
                                             .attack_cols = p->attack_cols,
                                             .hops = p->hops,
                                             .duration_s = (double)p->duration_s,
                                             .rate_hz = x->rate_hz});
    return 1;
}

static int take_prints(struct ear *r, size_t n, struct err *e)
{
    r->print = mem_new(n + 1, sizeof *r->print);
    r->place = mem_new(n + 1, sizeof *r->place);
    for (size_t i = 0; i < n; i++) {
        const int rc = hear(r, &r->sample[i], &r->view[0], e);

        if (rc < 0)
            return -1;
        if (rc == 0)
            continue;
        twin_print_make(&r->print[r->prints], &r->view[0]);
        r->place[r->prints++] = (uint32_t)i;
    }
    return 0;
}

/* The view of a sample, from those at hand: 1, 0, -1. */
static int view_of(struct ear *r, uint32_t at, const struct twin_view **out,
                   struct err *e)
{
    const size_t slot = at % KEPT;
    int rc = 1;

    if (r->holds[slot] != at) {
        r->holds[slot] = UINT32_MAX;
        rc = hear(r, &r->sample[at], &r->view[slot], e);
        if (rc == 1)
            r->holds[slot] = at;
    }
    *out = &r->view[slot];
    return rc;
}

static int hear_first(struct ear *r, uint32_t at)
{
    int rc;

    if (r->first_at == at)
        return 1;
    r->first_at = UINT32_MAX;
    rc = hear(r, &r->sample[at], r->first, r->e);
    if (rc == 1)
        r->first_at = at;
    return rc;
}

/* What may be a pair becomes an edge if it is one. */
static int judge(void *arg, size_t i, size_t j)
{
    struct ear *r = arg;
    const uint32_t a = r->place[i], b = r->place[j];
    const struct twin_view *second;
    struct twin_match m;
    int rc;

    if (r->twins[a] >= MANY && r->twins[b] >= MANY)
        return 0;
    rc = hear_first(r, a);
    if (rc == 1)
        rc = view_of(r, b, &second, r->e);
    if (rc != 1)
        return rc;
    m = twin_match(r->first, second);
    if (!(m.distance <= 1))
        return 0;
    r->edge = mem_more(r->edge, r->edges, &r->edge_room, sizeof *r->edge);
    r->edge[r->edges++] = (struct twin_edge){a, b, m.distance};
    r->twins[a]++;
    r->twins[b]++;
    return 0;
}

int twins_groups(struct store *s, const struct twins_sample *sample, size_t n,
                 uint32_t *group, struct err *e)
{
    float *distance = mem_new(n + 1, sizeof *distance);
    struct ear r;
    int rc;

    ear_open(&r, s, sample, KEPT);
    rc = take_prints(&r, n, e);
    r.e = e;
    r.first = mem_new(1, sizeof *r.first);
    r.first_at = UINT32_MAX;
    r.twins = mem_new(n + 1, sizeof *r.twins);
    if (rc == 0)
        rc = twin_pairs(r.print, r.prints, judge, &r);
    if (rc == 0)
        twin_groups(r.edge, r.edges, n, group, distance);
    ear_close(&r);
    free(distance);
    return rc;
}

int twins_match(struct store *s, const struct twins_sample *a,
                const struct twins_sample *b, struct twin_match *out, struct err *e)
{
    struct ear r;
    int rc;

    ear_open(&r, s, NULL, 2);
    *out = (struct twin_match){.distance = HUGE_VALF, .level_db = NAN};
    rc = hear(&r, a, &r.view[0], e);
    if (rc == 1)
        rc = hear(&r, b, &r.view[1], e);
    if (rc == 1)
        *out = twin_match(&r.view[0], &r.view[1]);
    ear_close(&r);
    return rc < 0 ? -1 : 0;
}
