/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same sounds under honest, empty and lying names. */
#include "learn/guise.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/classify.h"
#include "util/blend.h"
#include "util/mem.h"
#include "util/rng.h"

const char *const guise_name[GUISES] = {
    [GUISE_AUDIO] = "audio", [GUISE_NEUTRAL] = "neutral", [GUISE_HELPFUL] = "helpful",
    [GUISE_LYING] = "lying", [GUISE_MIXED] = "mixed",
};

static const double share_helpful = 0.5, share_neutral = 0.4;

/* What a name says, in the model's numbers. */
struct said {
    int category, form; /* a node; an enum sound_form; -1 = nothing */
    float category_p, form_p;
};

struct row {
    const struct manifest_row *from;
    struct guess top[SOUND_TOP];
    enum guise mixed; /* what it is called in the mixture */
    struct said said[GUISES];
};

struct guises {
    const struct model *m;
    const struct lexicon *x;
    struct branches branches;
    size_t rows;
    struct row *row;    /* (rows) owned, like the rest */
    float *leaf, *form; /* (rows, leaves), (rows, FORM_COUNT): by ear */
    int *truth, *form_truth;
};

/* The model's node of a category, or of the nearest one above it that the model has. */
static int node_of(const struct model *m, const char *category)
{
    int best = -1;

    for (size_t i = 0; i < m->nodes; i++)
        if (naming_within(category, m->node[i].tag) &&
            (best < 0 || strlen(m->node[i].tag) > strlen(m->node[best].tag)))
            best = (int)i;
    return best;
}

void guise_hear(struct naming *out, const struct lexicon *x, const char *origin)
{
    static const char *const remark[] = {" (loop extended)", " @segment"};
    size_t n = strlen(origin);
    struct naming_file file;
    char *path, *slash;

    for (size_t i = 0; i < sizeof remark / sizeof *remark; i++) {
        const char *at = strstr(origin, remark[i]);

        n = at && (size_t)(at - origin) < n ? (size_t)(at - origin) : n;
    }
    path = mem_text(origin, n);
    slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    file = (struct naming_file){slash ? path : "", slash ? slash + 1 : path};
    naming_of(out, x, &file, 1);
    free(path);
}

static struct said hear(const struct guises *t, const char *origin)
{
    struct naming n;

    guise_hear(&n, t->x, origin);
    return (struct said){.category =
                             *n.category.what ? node_of(t->m, n.category.what) : -1,
                         .category_p = n.category.p,
                         .form = *n.form.what ? sound_form_of(n.form.what) : -1,
                         .form_p = n.form.p};
}

/* A row of another label to borrow a name from; the row itself if there is none. */
static size_t liar_for(const struct guises *t, size_t row, struct rng *r)
{
    enum { TRIES = 1000 };

    for (int i = 0; i < TRIES; i++) {
        const size_t other = rng_below(r, t->rows);

        if (t->truth[other] != t->truth[row])
            return other;
    }
    return row;
}

static void name_rows(struct guises *t, uint64_t seed)
{
    struct rng r;

    rng_init(&r, seed);
    for (size_t i = 0; i < t->rows; i++) {
        const double u = rng_unit(&r);
        struct row *row = &t->row[i];
        char neutral[32];

        row->mixed = u < share_helpful                   ? GUISE_HELPFUL
                     : u < share_helpful + share_neutral ? GUISE_NEUTRAL
                                                         : GUISE_LYING;
        snprintf(neutral, sizeof neutral, "sample_%04zu.wav", i);
        row->said[GUISE_AUDIO] = (struct said){.category = -1, .form = -1};
        row->said[GUISE_NEUTRAL] = hear(t, neutral);
        row->said[GUISE_HELPFUL] = hear(t, row->from->origin);
        row->said[GUISE_LYING] = hear(t, t->row[liar_for(t, i, &r)].from->origin);
        row->said[GUISE_MIXED] = row->said[row->mixed];
    }
}

struct guises *guises_new(const struct model *m, const struct lexicon *x,
                          const struct dataset *d, uint64_t seed)
{
    struct guises *t = mem_new(1, sizeof *t);
    struct classifier *c = classifier_new(m);

    *t = (struct guises){.m = m,
                         .x = x,
                         .row = mem_new(d->rows, sizeof *t->row),
                         .leaf = mem_new(d->rows * m->leaves, sizeof *t->leaf),
                         .form = mem_new(d->rows * FORM_COUNT, sizeof *t->form),
                         .truth = mem_new(d->rows, sizeof *t->truth),
                         .form_truth = mem_new(d->rows, sizeof *t->form_truth)};
    classify_branches(m, &t->branches);
    for (size_t i = 0; i < d->rows; i++) {
        const size_t n = t->rows;

        if (d->row[i].from->label >= (int)m->leaves)
            continue;
        t->row[n].from = d->row[i].from;
        t->truth[n] = d->row[i].from->label;
        t->form_truth[n] = d->row[i].from->form;
        classify_probabilities(c, &d->row[i].patch, t->leaf + n * m->leaves,
                               t->form + n * FORM_COUNT);
        classify_rank(m, t->leaf + n * m->leaves, t->row[n].top);
        t->rows++;
    }
    classifier_free(c);
    name_rows(t, seed);
    return t;
}

void guises_free(struct guises *t)
{
    free(t->row);
    free(t->leaf);
    free(t->form);
    free(t->truth);
    free(t->form_truth);
    free(t);
}

/* What the library would hold of row i under those names. */
static void judge(const struct guises *t, size_t i, enum guise names, float *leaf,
                  float *form)
{
    const struct said *s = &t->row[i].said[names];
    const struct name_says category = {s->category, s->category_p, t->x->trust,
                                       t->x->weight};
    const struct name_says says_form = {s->form, s->form_p, t->x->trust, t->x->weight};

    memcpy(leaf, t->leaf + i * t->m->leaves, t->m->leaves * sizeof *leaf);
    if (s->category >= 0)
        blend(&t->branches, t->row[i].top, &category, leaf);
    blend_form(t->form + i * FORM_COUNT, &says_form, form);
}

void guises_measure(const struct guises *t, enum guise names, struct metrics *out)
{
    float *leaf = mem_new(t->rows * t->m->leaves, sizeof *leaf);
    float *form = mem_new(t->rows * FORM_COUNT, sizeof *form);

    for (size_t i = 0; i < t->rows; i++)
        judge(t, i, names, leaf + i * t->m->leaves, form + i * FORM_COUNT);
    metrics_of(out, t->m, t->rows, leaf, t->truth, form, t->form_truth);
    free(leaf);
    free(form);
}

double guises_cost(const struct guises *t)
{
    float *leaf = mem_new(t->m->leaves, sizeof *leaf), form[FORM_COUNT];
    double sum = 0.0;

    for (size_t i = 0; i < t->rows; i++) {
        judge(t, i, GUISE_MIXED, leaf, form);
        sum -= log((double)leaf[t->truth[i]] + 1e-9);
    }
    free(leaf);
    return t->rows ? sum / (double)t->rows : 0.0;
}

size_t guises_spoke(const struct guises *t, enum guise names)
{
    size_t n = 0;

    for (size_t i = 0; i < t->rows; i++)
        n += t->row[i].said[names].category >= 0;
    return n;
}
