/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Manifest rows and their features: a training set, and its validation part. */
#include "learn/dataset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/rng.h"

/* Where rows come from, and what becomes of those without features. */
struct supply {
    const struct manifest *m;
    float weight;
    bool skip_missing;
    dataset_fetch *fetch;
    void *arg;
};

/* One more row, or a note that there is none. */
static int take(struct dataset *d, const struct supply *s, size_t at, struct err *e)
{
    const struct manifest_row *from = &s->m->row[at];
    struct dataset_row *row = &d->row[d->rows];
    struct err why = {0}; /* a row that is passed over is no error */
    const int rc = s->fetch(s->arg, from->path, &row->patch, &why);

    if (rc == 0) {
        row->from = from;
        row->at = at;
        row->weight = s->weight;
        d->rows++;
        return 0;
    }
    err_in(&why, "%s:%zu: %s", s->m->file, from->place, from->path);
    if (rc < 0 || !s->skip_missing) {
        *e = why;
        return -1;
    }
    if (d->missing++ == 0)
        snprintf(d->first_missing, sizeof d->first_missing, "%s", why.text);
    return 0;
}

/* Rows of a split, or with NULL of all, behind those that are there. */
static int take_all(struct dataset *d, const struct supply *s, const char *split,
                    struct err *e)
{
    const struct manifest *m = s->m;
    const size_t n = manifest_count(m, split);
    int rc = 0;

    d->row = mem_grow(d->row, d->rows + n, sizeof *d->row);
    d->missing = 0;
    for (size_t i = 0; rc == 0 && i < m->rows; i++)
        if (manifest_row_in(&m->row[i], split))
            rc = take(d, s, i, e);
    return rc;
}

/* Say why there are no rows of a split, and what there is instead. */
static int empty(const struct dataset *d, const struct manifest *m, const char *split,
                 struct err *e)
{
    char others[200];

    if (d->missing)
        return err_set(e, ERR_FORMAT,
                       "%s: no file of split '%.40s' is left, the first: %s", m->file,
                       split, d->first_missing);
    manifest_splits(m, others, sizeof others);
    return err_set(e, ERR_FORMAT, "%s: split '%.40s' is empty; there %s%s", m->file,
                   split, *others ? "are: " : "are no rows", others);
}

int dataset_build(struct dataset *out, const struct manifest *m, const char *split,
                  bool skip_missing, dataset_fetch *fetch, void *arg, struct err *e)
{
    const struct supply s = {m, 1.0f, skip_missing, fetch, arg};
    struct dataset d = {.file = m->file};
    int rc = take_all(&d, &s, split, e);

    if (rc == 0 && d.rows == 0)
        rc = empty(&d, m, split, e);
    if (rc == 0)
        *out = d;
    else
        dataset_clear(&d);
    return rc;
}

int dataset_add(struct dataset *d, const struct manifest *m, float weight,
                bool skip_missing, dataset_fetch *fetch, void *arg, struct err *e)
{
    const struct supply s = {m, weight, skip_missing, fetch, arg};
    const size_t before = d->rows;
    const char *split = manifest_count(m, "train") ? "train" : NULL;

    int rc = take_all(d, &s, split, e);

    if (rc == 0 && d->rows == before)
        rc = err_set(e, ERR_FORMAT, "%s: no rows to learn from", m->file);
    if (rc != 0)
        d->rows = before;
    d->added += d->rows - before;
    return rc;
}

void dataset_clear(struct dataset *d)
{
    free(d->row);
    *d = (struct dataset){0};
}

/* Rows sorted so that those of a group are neighbours. */
struct member {
    const char *group;
    size_t row, place; /* place: number of its group */
};

static int by_group(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    const int order = strcmp(x->group, y->group);

    return order ? order : (x->row > y->row) - (x->row < y->row);
}

/* What the choosing of groups works on. */
struct choice {
    const struct dataset *d;
    struct member *member; /* (rows) */
    size_t groups, *begin; /* (groups + 1) first member of each */
    bool *aside;           /* (groups) */
    size_t total[SOUND_MAX_NODES], gone[SOUND_MAX_NODES]; /* rows of a label */
    size_t left[SOUND_MAX_NODES]; /* groups with rows of a label that are not aside */
};

static void collect(struct choice *c, const struct dataset *d)
{
    const size_t rows = d->rows - d->added;

    *c = (struct choice){.d = d, .member = mem_new(rows, sizeof *c->member)};
    for (size_t i = 0; i < rows; i++) {
        c->member[i] = (struct member){.group = d->row[i].from->group, .row = i};
        c->total[d->row[i].from->label]++;
    }
    qsort(c->member, rows, sizeof *c->member, by_group);
    c->begin = mem_new(rows + 1, sizeof *c->begin);
    for (size_t i = 0; i < rows; i++)
        if (i == 0 || strcmp(c->member[i - 1].group, c->member[i].group) != 0)
            c->begin[c->groups++] = i;
    c->begin[c->groups] = rows;
    c->aside = mem_new(c->groups, sizeof *c->aside);
}

/* Rows of each label in a group. */
static void tally(const struct choice *c, size_t group, size_t n[SOUND_MAX_NODES])
{
    memset(n, 0, SOUND_MAX_NODES * sizeof *n);
    for (size_t i = c->begin[group]; i < c->begin[group + 1]; i++)
        n[c->d->row[c->member[i].row].from->label]++;
}

/*
 * Put a group aside if it has rows of the label, few enough that `most` of them are
 * aside then, and leaves some of every label behind.
 */
static void try_group(struct choice *c, size_t group, size_t label, size_t most)
{
    size_t n[SOUND_MAX_NODES];

    tally(c, group, n);
    if (c->aside[group] || n[label] == 0)
        return;
    if (c->gone[label] + n[label] > most)
        return;
    for (size_t l = 0; l < SOUND_MAX_NODES; l++)
        if (n[l] && c->left[l] < 2)
            return;
    c->aside[group] = true;
    for (size_t l = 0; l < SOUND_MAX_NODES; l++) {
        c->gone[l] += n[l];
        c->left[l] -= n[l] > 0;
    }
}

/* Labels in few groups choose first: they have the least choice. */
static size_t scarcest(const struct choice *c, const bool *done)
{
    size_t best = SOUND_MAX_NODES;

    for (size_t l = 0; l < SOUND_MAX_NODES; l++)
        if (c->total[l] && !done[l] &&
            (best == SOUND_MAX_NODES || c->left[l] < c->left[best]))
            best = l;
    return best;
}

static void choose(struct choice *c, double share, uint64_t seed)
{
    size_t *order = mem_new(c->groups, sizeof *order), label;
    bool done[SOUND_MAX_NODES] = {0};
    struct rng r;

    rng_init(&r, seed);
    for (size_t g = 0; g < c->groups; g++) {
        size_t n[SOUND_MAX_NODES];

        order[g] = g;
        tally(c, g, n);
        for (size_t l = 0; l < SOUND_MAX_NODES; l++)
            c->left[l] += n[l] > 0;
    }
    rng_shuffle(&r, order, c->groups);
    while ((label = scarcest(c, done)) < SOUND_MAX_NODES) {
        const size_t part = (size_t)(share * (double)c->total[label] + 0.5),
                     want = part ? part : 1;

        for (size_t i = 0; i < c->groups && c->gone[label] < want; i++)
            try_group(c, order[i], label, want + want / 2);
        for (size_t i = 0; i < c->groups && c->gone[label] == 0; i++)
            try_group(c, order[i], label, SIZE_MAX); /* none is small: take a large one */
        done[label] = true;
    }
    free(order);
}

size_t dataset_split(const struct dataset *d, double share, uint64_t seed, bool *aside)
{
    struct choice c;
    size_t n = 0;

    collect(&c, d);
    choose(&c, share, seed);
    memset(aside, 0, d->rows * sizeof *aside);
    for (size_t g = 0; g < c.groups; g++)
        for (size_t i = c.begin[g]; c.aside[g] && i < c.begin[g + 1]; i++) {
            aside[c.member[i].row] = true;
            n++;
        }
    free(c.member);
    free(c.begin);
    free(c.aside);
    return n;
}

static int by_text(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;

    return strcmp(*x, *y);
}

static const char *group_of(const struct manifest_row *row) { return row->group; }

static const char *source_of(const struct manifest_row *row) { return row->source; }

/* Mark the rows whose text is that of a row set aside; "" is no one's. */
static void mark_bound(const struct dataset *d, const bool *aside,
                       const char *(*text_of)(const struct manifest_row *), bool *known)
{
    const char **text = mem_new(d->rows, sizeof *text);
    size_t n = 0;

    for (size_t i = 0; i < d->rows; i++)
        if (aside[i] && *text_of(d->row[i].from))
            text[n++] = text_of(d->row[i].from);
    qsort(text, n, sizeof *text, by_text);
    for (size_t i = 0; i < d->rows; i++) {
        const char *key = text_of(d->row[i].from);

        known[i] |= !aside[i] && bsearch(&key, text, n, sizeof *text, by_text);
    }
    free(text);
}

size_t dataset_known(const struct dataset *d, const bool *aside, enum dataset_bond bond,
                     bool *known)
{
    size_t n = 0;

    memset(known, 0, d->rows * sizeof *known);
    mark_bound(d, aside, group_of, known);
    if (bond == DATASET_SOURCE)
        mark_bound(d, aside, source_of, known);
    for (size_t i = 0; i < d->rows; i++)
        n += known[i];
    return n;
}

static const char *origin_of(const struct dataset_row *row)
{
    return *row->from->source ? row->from->source : row->from->group;
}

static int by_origin(const void *a, const void *b)
{
    const struct dataset_row *const *x = a, *const *y = b;

    return strcmp(origin_of(*x), origin_of(*y));
}

void dataset_sources(const struct dataset *d, int *source)
{
    const struct dataset_row **row = mem_new(d->rows, sizeof *row);
    int number = 0;

    for (size_t i = 0; i < d->rows; i++)
        row[i] = &d->row[i];
    qsort(row, d->rows, sizeof *row, by_origin);
    for (size_t i = 0; i < d->rows; i++) {
        number += i > 0 && by_origin(&row[i - 1], &row[i]) != 0;
        source[row[i] - d->row] = number;
    }
    free(row);
}
