/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which samples a person is asked about, and in which order. */
#include "cli/review_pick.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/review_heap.h"
#include "learn/choose.h"
#include "learn/school.h"
#include "nn/classify.h"
#include "nn/metrics.h"
#include "nn/neighbours.h"
#include "store/unsure.h"
#include "util/blob.h"
#include "util/fpu.h"
#include "util/mem.h"
#include "util/naming.h"

struct pick {
    const struct model *model; /* borrowed */
    struct heap heap;
    size_t width, leaves;
    /* By slot, then in the heap's order; owned */
    float *x, *p;   /* (CHOOSE_MOST, width), (CHOOSE_MOST, leaves) */
    size_t *folder; /* (CHOOSE_MOST) */
    float *towards; /* (heap.n, width) the directions of x; owned */
    float reach;
    struct choose *choose;
    bool *answered; /* (heap.n) */
    int64_t found, strange;
};

/* Samples that words find, by number. */
struct wanted {
    bool all;
    int64_t *id; /* (n) owned */
    size_t n, room, next;
};

static int want(void *arg, const struct search_hit *h, struct err *e)
{
    struct wanted *w = arg;

    (void)e;
    if (!h->sample)
        return 0;
    w->id = mem_more(w->id, w->n, &w->room, sizeof *w->id);
    w->id[w->n++] = h->sample;
    return 0;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static int find_wanted(struct wanted *w, struct search *search, struct err *e)
{
    int rc;

    *w = (struct wanted){.all = search == NULL};
    if (w->all)
        return 0;
    rc = search_each(search, 0, want, w, e);
    if (w->n > 0)
        qsort(w->id, w->n, sizeof *w->id, by_number);
    return rc;
}

/* Samples come by number, too. */
static bool is_wanted(struct wanted *w, int64_t sample)
{
    while (w->next < w->n && w->id[w->next] < sample)
        w->next++;
    return w->all || (w->next < w->n && w->id[w->next] == sample);
}

/* A pass over the library. */
struct pass {
    struct pick *to;
    struct classifier *classifier;
    struct wanted wanted;
    struct buf raw; /* a BLOB, unpacked */
};

/* 1: *out is what the model knows of it; 0: it knows nothing, or not this. */
static int read_known(struct pass *r, const void *blob, size_t n, struct embedding *out)
{
    struct blob_head head;
    uint8_t trunk[SOUND_TRUNK];
    struct err ignored = {0};

    if (blob_unpack(&head, blob, n, &r->raw, &ignored) != 0 ||
        head.kind != BLOB_EMBEDDING || head.version != BLOB_EMBEDDING_VERSION ||
        embedding_read(out, trunk, r->raw.data, r->raw.len, &ignored) != 0 ||
        !classify_fits(r->classifier, trunk, out)) {
        r->to->strange++;
        return 0;
    }
    return out->n > 0;
}

/* Room for what is kept of each, once it is known how long an embedding is. */
static void make_room(struct pick *p, size_t width)
{
    if (p->x)
        return;
    p->width = width;
    p->x = mem_new(CHOOSE_MOST * width, sizeof *p->x);
    p->p = mem_new(CHOOSE_MOST * p->leaves, sizeof *p->p);
    p->folder = mem_new(CHOOSE_MOST, sizeof *p->folder);
}

static int weigh(void *arg, const struct unsure *u, struct err *e)
{
    struct pass *r = arg;
    struct pick *to = r->to;
    struct embedding known;
    float x[EMBEDDING_MAX], p[SOUND_MAX_NODES], form[FORM_COUNT];
    size_t slot;

    (void)e;
    if (!is_wanted(&r->wanted, u->sample) || !read_known(r, u->blob, u->n, &known))
        return 0;
    make_room(to, known.n);
    embedding_numbers(&known, x);
    classify_known(r->classifier, x, p, form);
    to->found++;
    if (!heap_offer(&to->heap, 1.0f - p[metrics_largest(to->leaves, p)], u->sample,
                    &slot))
        return 0;
    memcpy(to->x + slot * to->width, x, to->width * sizeof *x);
    memcpy(to->p + slot * to->leaves, p, to->leaves * sizeof *p);
    to->folder[slot] = (size_t)u->dir;
    return 0;
}

/* Rows of so many bytes from the slots' order into the heap's: a new block for the old.
 */
static void order(const struct heap *h, size_t row, void **rows)
{
    const char *of = *rows;
    char *out = mem_new(h->n, row);

    for (size_t i = 0; i < h->n; i++)
        memcpy(out + i * row, of + h->item[i].slot * row, row);
    free(*rows);
    *rows = out;
}

static void settle(struct pick *p)
{
    void *x = p->x, *q = p->p, *folder = p->folder;

    heap_sort(&p->heap);
    order(&p->heap, p->width * sizeof *p->x, &x);
    order(&p->heap, p->leaves * sizeof *p->p, &q);
    order(&p->heap, sizeof *p->folder, &folder);
    p->x = x;
    p->p = q;
    p->folder = folder;
    p->reach = school_reach(p->model, CHOOSE_REACH);
    p->choose = choose_new(
        &(struct choose_sounds){p->heap.n, p->width, p->leaves, p->x, p->p, p->folder},
        p->reach);
    p->answered = mem_new(p->heap.n, sizeof *p->answered);
    p->towards = mem_new(p->heap.n * p->width, sizeof *p->towards);
    memcpy(p->towards, p->x, p->heap.n * p->width * sizeof *p->x);
    neighbours_directions(p->heap.n, p->width, p->towards);
}

int pick_open(struct pick **out, struct store *s, const struct model *m,
              const struct pick_scope *scope, struct err *e)
{
    struct pick *p = mem_new(1, sizeof *p);
    struct pass r = {.to = p};
    int rc;

    *out = p;
    p->model = m;
    p->leaves = m->leaves;
    heap_init(&p->heap, CHOOSE_MOST);
    fpu_flush_denormals(); /* as workers do */
    r.classifier = classifier_new(m);
    rc = find_wanted(&r.wanted, scope->search, e);
    if (rc == 0)
        rc = unsure_each(s, scope->folder, weigh, &r, e);
    if (rc == 0 && p->heap.n > 0)
        settle(p);
    classifier_free(r.classifier);
    free(r.wanted.id);
    buf_clear(&r.raw);
    return rc;
}

void pick_close(struct pick *p)
{
    if (!p)
        return;
    choose_free(p->choose);
    heap_clear(&p->heap);
    free(p->x);
    free(p->p);
    free(p->folder);
    free(p->towards);
    free(p->answered);
    free(p);
}

int64_t pick_found(const struct pick *p) { return p->found; }

int64_t pick_strange(const struct pick *p) { return p->strange; }

/* Alike enough: within reach. */
static size_t crowd_of(const struct pick *p, size_t at)
{
    const float enough = expf(-1.0f);
    size_t n = 0;

    for (size_t i = 0; i < p->heap.n; i++)
        if (i != at && !p->answered[i] &&
            neighbours_alike(p->width, p->towards + at * p->width,
                             p->towards + i * p->width, p->reach) >= enough)
            n++;
    return n;
}

void pick_look(const struct pick *p, size_t at, struct picked *out)
{
    *out = (struct picked){.at = at,
                           .sample = p->heap.item[at].sample,
                           .doubt = p->heap.item[at].doubt,
                           .crowd = crowd_of(p, at)};
    classify_rank(p->model, p->p + at * p->leaves, out->top);
}

int pick_next(const struct pick *p, struct picked *out)
{
    const long at = p->choose ? choose_next(p->choose) : -1;

    if (at < 0)
        return 0;
    pick_look(p, (size_t)at, out);
    return 1;
}

void pick_answered(struct pick *p, size_t at, const char *category, bool is)
{
    float may[SOUND_MAX_NODES];
    bool any = false;

    for (size_t i = 0; i < p->leaves; i++) {
        const bool can = naming_within(p->model->node[i].tag, category) == is;

        may[i] = can ? 1.0f : 0.0f;
        any |= can;
    }
    p->answered[at] = true;
    choose_told(p->choose, at, any ? may : NULL);
}

void pick_skipped(struct pick *p, size_t at) { choose_told(p->choose, at, NULL); }

void pick_forget(struct pick *p, size_t at)
{
    p->answered[at] = false;
    choose_forget(p->choose, at);
}
