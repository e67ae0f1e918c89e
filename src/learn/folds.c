/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sources in parts, each judged by a net that has learned from the others alone. */
#include "learn/folds.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/helper.h"
#include "nn/checkpoint.h"
#include "util/mem.h"

enum { SUM = 17 }; /* a checksum in hexadecimal, with its end */

/* A source of rows that can be set aside. */
struct origin {
    int number; /* of dataset_sources() */
    const char *domain;
    size_t rows, part;
};

static int largest_first(const void *a, const void *b)
{
    const struct origin *x = a, *y = b;

    return x->rows != y->rows ? (x->rows < y->rows) - (x->rows > y->rows)
                              : (x->number > y->number) - (x->number < y->number);
}

/* The largest first. Returns how many.   source, out (d->rows) */
static size_t find_origins(const struct dataset *d, const int *source, struct origin *out)
{
    size_t n = 0;

    for (size_t i = 0; i < d->rows - d->added; i++) {
        struct origin *o = &out[source[i]];

        *o = (struct origin){source[i], d->row[i].from->domain, o->rows + 1, 0};
    }
    qsort(out, d->rows, sizeof *out, largest_first);
    while (n < d->rows && out[n].rows)
        n++;
    return n;
}

/* The part with the fewest rows, those of the same domain counting twice. */
static size_t least(const struct origin *o, size_t n, const struct origin *next,
                    size_t parts)
{
    size_t rows[FOLDS_MAX + 1] = {0}, best = 1;

    for (size_t i = 0; i < n; i++)
        rows[o[i].part] += o[i].rows * (strcmp(o[i].domain, next->domain) == 0 ? 2 : 1);
    for (size_t k = 2; k <= parts; k++)
        if (rows[k] < rows[best])
            best = k;
    return best;
}

int folds_aside(const struct dataset *d, struct fold f, bool *aside, struct err *e)
{
    struct origin *origin = mem_new(d->rows, sizeof *origin);
    int *source = mem_new(d->rows, sizeof *source);
    bool *in = mem_new(d->rows, sizeof *in); /* by the source's number */
    size_t n;

    assert(f.part >= 1 && f.part <= f.parts && f.parts <= FOLDS_MAX);
    dataset_sources(d, source);
    n = find_origins(d, source, origin);
    for (size_t i = 0; i < n; i++) {
        origin[i].part = least(origin, i, &origin[i], f.parts);
        in[origin[i].number] = origin[i].part == f.part;
    }
    for (size_t i = 0; i < d->rows; i++)
        aside[i] = i < d->rows - d->added && in[source[i]];
    free(in);
    free(source);
    free(origin);
    return n >= f.parts
               ? 0
               : err_set(e, ERR_FORMAT, "%s: files of %zu sources cannot make %zu parts",
                         d->file, n, f.parts);
}

/* What files are in a part, in a number. */
static void sum_of(const struct rows *r, char text[SUM])
{
    snprintf(text, SUM, "%016" PRIx64, checkpoint_rows(r->aside, r->asides, 0));
}

json_t *folds_note(struct fold f, const struct rows *r)
{
    char sum[SUM];

    sum_of(r, sum);
    return json_pack("{s:I, s:I, s:s}", "part", (json_int_t)f.part, "parts",
                     (json_int_t)f.parts, "files", sum);
}

/* The same, of a stranger's file. */
static struct fold read_note(const struct model *m, char sum[SUM])
{
    json_t *metrics = json_loads(m->metrics, 0, NULL),
           *note = json_object_get(metrics, "fold");
    const json_int_t part = json_integer_value(json_object_get(note, "part")),
                     parts = json_integer_value(json_object_get(note, "parts"));
    const char *files = json_string_value(json_object_get(note, "files"));
    struct fold f = {0};

    snprintf(sum, SUM, "%s", files ? files : "");
    if (parts >= 2 && parts <= FOLDS_MAX && part >= 1 && part <= parts)
        f = (struct fold){(size_t)part, (size_t)parts};
    json_decref(metrics);
    return f;
}

struct fold folds_of(const struct model *m)
{
    char sum[SUM];

    return read_note(m, sum);
}

/* Put each model in the place of its part: all have to be there, once. */
static int sort_models(const struct model *const *model, size_t n,
                       const struct model *like, const struct model **of, struct err *e)
{
    const size_t parts = folds_of(model[0]).parts;

    for (size_t i = 0; i < n; i++) {
        const struct fold f = folds_of(model[i]);

        if (helper_twin(model[i], like, e) != 0)
            return -1;
        if (f.parts == 0)
            return err_set(e, ERR_USAGE, "model %s is of no fold: give it alone",
                           model[i]->id);
        if (f.parts != parts)
            return err_set(e, ERR_USAGE,
                           "model %s is of fold %zu/%zu, another of %zu/%zu",
                           model[i]->id, f.part, f.parts, folds_of(model[0]).part, parts);
        if (of[f.part - 1])
            return err_set(e, ERR_USAGE, "fold %zu/%zu is given twice", f.part, parts);
        of[f.part - 1] = model[i];
    }
    for (size_t k = 0; k < parts; k++)
        if (!of[k])
            return err_set(e, ERR_USAGE, "fold %zu/%zu is missing", k + 1, parts);
    return 0;
}

static int judge_part(struct judged *out, const struct model *m, const struct rows *r,
                      size_t threads, struct err *e)
{
    struct net *net;
    char sum[SUM], files[SUM];
    const struct fold f = read_note(m, files);
    int rc;

    sum_of(r, sum);
    if (strcmp(sum, files) != 0)
        return err_set(e, ERR_USAGE, "model %s: fold %zu/%zu was of other files", m->id,
                       f.part, f.parts);
    if (!(net = helper_net(m, e)))
        return -1;
    rc = judged_add(out, net, r->aside, r->asides, threads, e);
    net_free(net);
    return rc;
}

int folds_judge(struct judged *out, const struct model *const *model, size_t n,
                const struct model *like, const struct dataset *d, const int *leaf_of,
                size_t threads, struct err *e)
{
    const size_t parts = folds_of(model[0]).parts;
    const struct model *of[FOLDS_MAX] = {0};
    bool *aside = mem_new(d->rows, sizeof *aside);
    int rc = sort_models(model, n, like, of, e);

    for (size_t k = 0; rc == 0 && k < parts; k++) {
        struct rows r;

        rc = folds_aside(d, (struct fold){k + 1, parts}, aside, e);
        if (rc != 0)
            break;
        rows_make(&r, d, leaf_of, aside, DATASET_SOURCE);
        rc = judge_part(out, of[k], &r, threads, e);
        rows_clear(&r);
    }
    free(aside);
    return rc;
}
