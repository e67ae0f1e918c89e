/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The whole map: who is there, where they begin, how they are tied, and where they go. */
#include "index/survey.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "index/batch.h"
#include "near/align.h"
#include "near/axes.h"
#include "near/layout.h"
#include "near/space.h"
#include "store/nearby.h"
#include "store/points.h"
#include "util/ids.h"
#include "util/mem.h"

enum {
    CHUNK = 1024,   /* rows that are read, or written, in one go */
    STRETCHES = 32, /* of ids, of which */
    STRETCH = 512,  /* so many sounds each tell the axes */
    SEED = 1,
    ROOM = POINTS_SIDE / 10 * 9 /* for those that are there now */
};
static const float start_reach = 10.0f; /* of the start, either way; as McInnes has it */
static const float least_reach = 10.0f; /* few points do not fill the square */

enum stage { GATHER, LAY, WRITE };

struct survey {
    enum stage stage;
    uint8_t trunk[SOUND_TRUNK];
    struct ids sample; /* by place in the layout, ascending */
    struct layout *l;
    double scale;   /* steps of a coordinate for a unit */
    size_t written; /* samples */
    /* While it gathers: */
    const struct analysis *a;
    struct axes axes;
    float *start; /* (sample.n, 2) owned */
    size_t start_room;
    size_t read, row; /* rows that came; the sample that is next */
    int64_t last;     /* id that came last */
    struct align align;
};

struct survey *survey_new(void) { return mem_new(1, sizeof(struct survey)); }

static void leave_gathering(struct survey *v)
{
    axes_clear(&v->axes);
    free(v->start);
    v->start = NULL;
    v->start_room = 0;
}

void survey_free(struct survey *v)
{
    if (!v)
        return;
    leave_gathering(v);
    ids_clear(&v->sample);
    layout_free(v->l);
    free(v);
}

bool survey_is_of(const struct survey *v, const uint8_t trunk[SOUND_TRUNK])
{
    return memcmp(v->trunk, trunk, SOUND_TRUNK) == 0;
}

/* The numbers of one that has neighbours: false of any other. */
static bool hear(struct survey *v, const struct nearby_sound *s, double worst, float *x)
{
    struct embedding k;
    struct err why;

    v->read++;
    v->last = s->sample;
    if (worst < 0 || space_read(&k, v->trunk, s->blob, s->n, &why) != 1 ||
        (v->axes.width && k.n != v->axes.width))
        return false;
    if (!v->axes.width)
        axes_init(&v->axes, k.n);
    embedding_numbers(&k, x);
    return true;
}

static int hear_axes(void *arg, const struct nearby_sound *s, double worst, struct err *e)
{
    struct survey *v = arg;
    float x[EMBEDDING_MAX];

    (void)e;
    if (hear(v, s, worst, x))
        axes_add(&v->axes, x);
    return 0;
}

static int hear_start(void *arg, const struct nearby_sound *s, double worst,
                      struct err *e)
{
    struct survey *v = arg;
    float x[EMBEDDING_MAX];

    (void)e;
    if (!hear(v, s, worst, x))
        return 0;
    v->start = mem_more(v->start, v->sample.n, &v->start_room, 2 * sizeof *v->start);
    axes_of(&v->axes, x, v->start + 2 * v->sample.n);
    ids_add(&v->sample, s->sample);
    return 0;
}

/* A few sounds from everywhere: 0, 1, -1. */
static int find_axes(struct survey *v, int64_t end, struct err *e)
{
    int rc = 0;

    for (int64_t i = 0; i < STRETCHES && rc == 0; i++) {
        rc = analysis_goes_on(v->a, e);
        if (rc == 0)
            rc = nearby_pass(v->a->s, end / STRETCHES * i,
                             i + 1 < STRETCHES ? end / STRETCHES * (i + 1) : end, STRETCH,
                             hear_axes, v, e);
    }
    if (rc == 0 && v->axes.width)
        axes_find(&v->axes);
    return rc;
}

/* Everyone's place along the axes. */
static int find_start(struct survey *v, int64_t end, struct err *e)
{
    int rc;

    v->last = 0;
    do {
        v->read = 0;
        rc = analysis_goes_on(v->a, e);
        if (rc == 0)
            rc = nearby_pass(v->a->s, v->last, end, CHUNK, hear_start, v, e);
    } while (rc == 0 && v->read == CHUNK);
    return rc;
}

/* The start, as wide as a layout begins. */
static void begin(struct survey *v)
{
    const size_t n = v->sample.n;
    float most = 0.0f, *at;

    v->l = layout_new(n, n, NEARBY_MOST, SEED);
    at = layout_at(v->l);
    for (size_t i = 0; i < 2 * n; i++)
        most = fmaxf(most, fabsf(v->start[i]));
    for (size_t i = 0; i < 2 * n && most > 0.0f; i++)
        at[i] = v->start[i] / most * start_reach;
    leave_gathering(v);
}

static int tie(void *arg, int64_t sample, const struct nearby *list, struct err *e)
{
    struct survey *v = arg;
    uint32_t to[NEARBY_MOST];
    float far[NEARBY_MOST];
    size_t k = 0;

    (void)e;
    v->read++;
    v->last = sample;
    while (v->row < v->sample.n && v->sample.id[v->row] < sample)
        v->row++;
    if (v->row == v->sample.n || v->sample.id[v->row] != sample)
        return 0;
    for (size_t i = 0; i < list->n; i++) {
        const size_t who = ids_find(&v->sample, list->one[i].id);

        if (who == v->sample.n)
            continue;
        to[k] = (uint32_t)who;
        far[k++] = (float)list->one[i].far;
    }
    ties_put(layout_ties(v->l), v->row, k, to, far);
    return 0;
}

static int find_ties(struct survey *v, struct err *e)
{
    int rc;

    v->last = 0;
    v->row = 0;
    do {
        v->read = 0;
        rc = analysis_goes_on(v->a, e);
        if (rc == 0)
            rc = nearby_lists(v->a->s, v->last, CHUNK, tie, v, e);
    } while (rc == 0 && v->read == CHUNK);
    return rc;
}

static int gather(struct survey *v, struct err *e)
{
    int64_t end = 0;
    int rc = nearby_last(v->a->s, &end, e);

    memcpy(v->trunk, v->a->model->trunk, SOUND_TRUNK);
    if (rc == 0)
        rc = find_axes(v, end, e);
    if (rc == 0)
        rc = find_start(v, end, e);
    if (rc != 0)
        return rc;
    begin(v);
    rc = find_ties(v, e);
    if (rc == 0)
        layout_begin(v->l, 0.0f, 0.0f, start_reach);
    return rc;
}

static int lay(struct survey *v, struct err *e)
{
    const int64_t before = v->a->n->mapped;
    int rc;

    do {
        v->a->n->mapped = (int64_t)(layout_done(v->l) * (double)v->sample.n);
        rc = analysis_goes_on(v->a, e);
    } while (rc == 0 && layout_step(v->l));
    v->a->n->mapped = before;
    return rc;
}

static int lay_before(void *arg, const struct point *p, struct err *e)
{
    struct survey *v = arg;
    const float was[2] = {(float)p->x, (float)p->y};
    const size_t i = ids_find(&v->sample, p->sample);

    (void)e;
    v->read++;
    v->last = p->sample;
    if (i < v->sample.n)
        align_add(&v->align, layout_at(v->l) + 2 * i, was);
    return 0;
}

/* As the map lay before; then into the square. */
static int fit(struct survey *v, struct err *e)
{
    float *at = layout_at(v->l), low[2] = {0, 0}, high[2] = {0, 0};
    float reach = least_reach, middle;
    const size_t n = v->sample.n;
    int rc = 0;

    v->last = 0;
    v->align = (struct align){0};
    do {
        v->read = 0;
        rc = points_after(v->a->s, v->last, CHUNK, lay_before, v, e);
    } while (rc == 0 && v->read == CHUNK);
    if (rc != 0)
        return rc;
    align_turn(&v->align, n, at);
    for (size_t i = 0; i < 2 * n; i++) {
        low[i % 2] = i < 2 ? at[i] : fminf(low[i % 2], at[i]);
        high[i % 2] = i < 2 ? at[i] : fmaxf(high[i % 2], at[i]);
    }
    reach = fmaxf(reach, fmaxf(high[0] - low[0], high[1] - low[1]));
    v->scale = ROOM / (double)reach;
    middle = (float)(POINTS_SIDE / v->scale / 2.0);
    for (size_t i = 0; i < 2 * n; i++)
        at[i] += middle - (low[i % 2] + high[i % 2]) / 2.0f;
    return 0;
}

static int write_some(struct survey *v, struct err *e)
{
    const float *at = layout_at(v->l);
    const size_t end = v->written + CHUNK;
    int rc = 0;

    for (; v->written < end && v->written < v->sample.n && rc == 0; v->written++) {
        const struct point p = {.sample = v->sample.id[v->written],
                                .x = point_step(at[2 * v->written], v->scale),
                                .y = point_step(at[2 * v->written + 1], v->scale)};

        rc = points_put(v->a->s, &p, e);
    }
    if (rc != 0)
        return rc;
    return v->written < v->sample.n
               ? points_moved(v->a->s, 0, e)
               : points_laid(v->a->s, (int64_t)v->sample.n, v->scale, v->trunk, e);
}

static int write_all(struct survey *v, struct err *e)
{
    int rc;

    do {
        struct batch b = {.s = v->a->s};

        rc = analysis_goes_on(v->a, e);
        if (rc == 0)
            rc = batch_write(&b, e) == 0 ? batch_end(&b, write_some(v, e), e) : -1;
    } while (rc == 0 && v->written < v->sample.n);
    if (rc == 0)
        v->a->n->mapped += (int64_t)v->sample.n;
    return rc;
}

/* What is gathered is of one moment, and quick to gather again. */
static void begin_again(struct survey *v)
{
    leave_gathering(v);
    v->sample.n = 0;
    layout_free(v->l);
    v->l = NULL;
}

int survey_go_on(struct survey *v, const struct analysis *a, struct err *e)
{
    int rc = 0;

    v->a = a;
    if (v->stage == GATHER && (rc = gather(v, e)) != 0)
        begin_again(v);
    if (rc == 0 && v->stage == GATHER)
        v->stage = LAY;
    if (rc == 0 && v->stage == LAY && (rc = lay(v, e)) == 0 && (rc = fit(v, e)) == 0)
        v->stage = WRITE;
    return rc == 0 ? write_all(v, e) : rc;
}
