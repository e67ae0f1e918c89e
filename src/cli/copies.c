/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that hold the same sound, in groups, the best one first. */
#include "cli/copies.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/best.h"
#include "cli/twins.h"
#include "util/mem.h"

#define SAME_LEVEL_DB 0.5

/* A file in scope, as little of it as will do for a million of them. */
struct seen {
    int64_t sample, file;
    int rate_hz;
};

struct finder {
    struct store *store;
    struct seen *seen; /* (n) */
    size_t n, room;
    struct twins_sample *sample; /* (samples) in the order of ids */
    uint32_t *group;             /* (samples) the place of one of the group */
    uint32_t *files;             /* (samples) in the group of that place */
    size_t samples;
    struct copy *copy; /* (copies) that are not alone */
    uint32_t *of;      /* (copies) their groups */
    size_t copies, copy_room, of_room;
};

static int note(void *arg, const struct search_hit *h, struct err *e)
{
    struct finder *f = arg;

    (void)e;
    if (!h->sample)
        return 0;
    f->seen = mem_more(f->seen, f->n, &f->room, sizeof *f->seen);
    f->seen[f->n++] =
        (struct seen){.sample = h->sample, .file = h->file, .rate_hz = h->rate_hz};
    return 0;
}

static int by_sample(const void *x, const void *y)
{
    const struct seen *a = x, *b = y;

    if (a->sample != b->sample)
        return a->sample < b->sample ? -1 : 1;
    return a->file < b->file ? -1 : a->file > b->file;
}

static int by_id(const void *x, const void *y)
{
    const struct twins_sample *a = x, *b = y;

    return a->id < b->id ? -1 : a->id > b->id;
}

/* Groups of samples, each alone to begin with, and how many files each has. */
static int group_samples(struct finder *f, bool exact, struct err *e)
{
    int rc = 0;

    if (f->n == 0)
        return 0;
    qsort(f->seen, f->n, sizeof *f->seen, by_sample);
    f->sample = mem_new(f->n + 1, sizeof *f->sample);
    f->group = mem_new(f->n + 1, sizeof *f->group);
    f->files = mem_new(f->n + 1, sizeof *f->files);
    for (size_t i = 0; i < f->n; i++)
        if (i == 0 || f->seen[i].sample != f->seen[i - 1].sample) {
            f->group[f->samples] = (uint32_t)f->samples;
            f->sample[f->samples++] =
                (struct twins_sample){f->seen[i].sample, f->seen[i].rate_hz};
        }
    if (!exact)
        rc = twins_groups(f->store, f->sample, f->samples, f->group, e);
    for (size_t i = 0, k = 0; rc == 0 && i < f->n; i++) {
        k += i > 0 && f->seen[i].sample != f->seen[i - 1].sample;
        f->files[f->group[k]]++;
    }
    return rc;
}

static char *text_or_null(const char *text)
{
    return text ? mem_text(text, strlen(text)) : NULL;
}

static int keep(void *arg, const struct search_hit *h, struct err *e)
{
    struct finder *f = arg;
    const struct twins_sample key = {.id = h->sample}, *found;
    uint32_t group;

    (void)e;
    found = bsearch(&key, f->sample, f->samples, sizeof key, by_id);
    if (!found) /* it came just now */
        return 0;
    group = f->group[found - f->sample];
    if (f->files[group] < 2)
        return 0;
    f->of = mem_more(f->of, f->copies, &f->of_room, sizeof *f->of);
    f->copy = mem_more(f->copy, f->copies, &f->copy_room, sizeof *f->copy);
    f->of[f->copies] = group;
    f->copy[f->copies++] = (struct copy){.file = h->file,
                                         .sample = h->sample,
                                         .path = mem_text(h->path, strlen(h->path)),
                                         .display = text_or_null(h->display),
                                         .format = text_or_null(h->format),
                                         .form = text_or_null(h->form),
                                         .category = text_or_null(h->category),
                                         .size = h->size,
                                         .mtime_ns = h->mtime_ns,
                                         .duration_s = h->duration_s,
                                         .peak_db = h->peak_db,
                                         .category_confidence = h->category_confidence,
                                         .rate_hz = h->rate_hz,
                                         .channels = h->channels,
                                         .level_db = (double)NAN};
    return 0;
}

/* Copies of a group stand together, in the order in which they were found. */
static void sort_by_group(struct finder *f, struct copy_groups *out)
{
    uint32_t *from = mem_new(f->samples + 1, sizeof *from);

    out->all = mem_new(f->copies + 1, sizeof *out->all);
    out->group = mem_new(f->copies + 1, sizeof *out->group);
    for (size_t i = 0; i < f->copies; i++)
        from[f->of[i] + 1]++;
    for (size_t g = 0; g < f->samples; g++) {
        if (from[g + 1] > 1)
            out->group[out->n++] =
                (struct copy_group){.copy = &out->all[from[g]], .n = from[g + 1]};
        from[g + 1] += from[g];
    }
    for (size_t i = 0; i < f->copies; i++)
        out->all[from[f->of[i]]++] = f->copy[i];
    f->copies = 0; /* they have moved */
    free(from);
}

/* Names of one and the same file: only the last to go frees anything. */
static void find_links(struct copy_group *g)
{
    struct stat *st = mem_new(g->n, sizeof *st);

    for (size_t i = 0; i < g->n; i++) {
        if (stat(g->copy[i].path, &st[i]) != 0)
            st[i] = (struct stat){0};
        for (size_t k = 0; k < i && st[i].st_ino; k++)
            g->copy[i].link |=
                st[k].st_ino == st[i].st_ino && st[k].st_dev == st[i].st_dev;
    }
    free(st);
}

/* From the peaks, which gain moves exactly; unless what is under them says that another
 * peak has come of something else. */
static double level_against(const struct copy *best, const struct copy *c, double under)
{
    const double peaks = c->peak_db - best->peak_db;

    return fabs(under) <= SAME_LEVEL_DB ? peaks : peaks - under;
}

static int compare_with_best(struct store *s, struct copy_group *g, struct err *e)
{
    const struct copy *best = &g->copy[0];

    for (size_t i = 1; i < g->n; i++) {
        struct copy *c = &g->copy[i];
        struct twin_match m;

        c->exact = c->sample == best->sample;
        if (c->exact)
            continue;
        if (twins_match(s, &(struct twins_sample){best->sample, best->rate_hz},
                        &(struct twins_sample){c->sample, c->rate_hz}, &m, e) != 0)
            return -1;
        c->level_db = level_against(best, c, (double)m.level_db);
    }
    return 0;
}

static int finish(struct store *s, struct copy_group *g, struct err *e)
{
    g->why = best_first(g->copy, g->n);
    find_links(g);
    for (size_t i = 1; i < g->n; i++)
        g->free_bytes += g->copy[i].link ? 0 : g->copy[i].size;
    return compare_with_best(s, g, e);
}

static int by_gain(const void *x, const void *y)
{
    const struct copy_group *a = x, *b = y;

    if (a->free_bytes != b->free_bytes)
        return a->free_bytes > b->free_bytes ? -1 : 1;
    return strcmp(a->copy[0].path, b->copy[0].path);
}

static void copy_clear(struct copy *c)
{
    free(c->path);
    free(c->display);
    free(c->format);
    free(c->form);
    free(c->category);
}

static void finder_clear(struct finder *f)
{
    for (size_t i = 0; i < f->copies; i++)
        copy_clear(&f->copy[i]);
    free(f->copy);
    free(f->of);
    free(f->seen);
    free(f->sample);
    free(f->group);
    free(f->files);
}

int copies_find(struct copy_groups *out, struct store *s, const struct scope *in,
                bool exact, struct err *e)
{
    struct finder f = {.store = s};
    int rc = scope_each(in, note, &f, e);

    *out = (struct copy_groups){.files = (int64_t)f.n};
    if (rc == 0)
        rc = group_samples(&f, exact, e);
    if (rc == 0 && f.n > 0)
        rc = scope_each(in, keep, &f, e);
    if (rc == 0)
        sort_by_group(&f, out);
    for (size_t i = 0; rc == 0 && i < out->n; i++)
        rc = finish(s, &out->group[i], e);
    if (rc == 0)
        qsort(out->group, out->n, sizeof *out->group, by_gain);
    finder_clear(&f);
    if (rc != 0)
        copies_clear(out);
    return rc;
}

void copies_clear(struct copy_groups *g)
{
    if (g->all)
        for (struct copy *c = g->all; c->path; c++)
            copy_clear(c);
    free(g->all);
    free(g->group);
    *g = (struct copy_groups){0};
}
