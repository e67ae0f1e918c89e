/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sounds that a model carries with it, so that it does not forget them. */
#include "nn/rehearsal.h"

#include <assert.h>
#include <string.h>

enum part { BYTE, RANGE, LEAF, FORM, SOURCE, PARTS };

static const struct {
    const char *name;
    bool bytes;
} parts[PARTS] = {
    [BYTE] = {"rehearsal.embedding", true}, [RANGE] = {"rehearsal.range", false},
    [LEAF] = {"rehearsal.leaf", true},      [FORM] = {"rehearsal.form", true},
    [SOURCE] = {"rehearsal.source", true},
};

/* Numbers of a sound in each part. */
static size_t width_of(enum part part, size_t width)
{
    return part == BYTE ? width : part == RANGE || part == SOURCE ? 2 : 1;
}

static size_t dims_of(enum part part) { return part == LEAF || part == FORM ? 1 : 2; }

size_t rehearsal_tensors(const struct model *m)
{
    size_t n = 0;

    for (enum part p = 0; p < PARTS; p++)
        n += model_find(m, parts[p].name) != NULL;
    return n;
}

int rehearsal_of(struct rehearsal *out, const struct model *m)
{
    const struct model_tensor *t[PARTS];

    for (enum part p = 0; p < PARTS; p++)
        if (!(t[p] = model_find(m, parts[p].name)))
            return 0;
    *out = (struct rehearsal){.n = t[BYTE]->shape[0],
                              .width = t[BYTE]->shape[1],
                              .byte = t[BYTE]->bytes,
                              .range = t[RANGE]->data,
                              .leaf = t[LEAF]->bytes,
                              .form = t[FORM]->bytes,
                              .source = t[SOURCE]->bytes};
    return 1;
}

void rehearsal_sound(const struct rehearsal *r, size_t i, struct embedding *out)
{
    *out = (struct embedding){
        .n = r->width, .low = r->range[2 * i], .step = r->range[2 * i + 1]};
    memcpy(out->byte, r->byte + i * r->width, r->width);
}

void rehearsal_put(struct model *m, const struct rehearsal *r)
{
    const void *const from[PARTS] = {r->byte, r->range, r->leaf, r->form, r->source};

    assert(r->n <= REHEARSAL_MAX && r->width <= EMBEDDING_MAX);
    for (enum part p = 0; p < PARTS; p++) {
        const size_t shape[] = {r->n, width_of(p, r->width)};
        struct model_tensor *t;

        model_drop(m, parts[p].name);
        if (r->n == 0)
            continue;
        t = model_put(m, parts[p].name, parts[p].bytes, dims_of(p), shape);
        memcpy(t->bytes ? (void *)t->bytes : t->data, from[p],
               t->count * (t->bytes ? 1 : sizeof *t->data));
    }
}

/* What the heads weigh must be what the sounds consist of. */
static int check_shapes(const struct model *m, struct err *e)
{
    const struct model_tensor *weights = model_find(m, "category.weight");
    const struct model_tensor *first = model_find(m, parts[BYTE].name);
    const size_t n = first->shape[0];

    if (n > REHEARSAL_MAX)
        return err_set(e, ERR_LIMIT, "model with a rehearsal of %zu sounds", n);
    for (enum part p = 0; p < PARTS; p++) {
        const struct model_tensor *t = model_find(m, parts[p].name);

        if (!t->bytes == parts[p].bytes || t->dims != dims_of(p) || t->shape[0] != n ||
            t->count != n * width_of(p, weights->shape[1]))
            return err_set(e, ERR_FORMAT, "tensor %s is of a wrong type or shape",
                           t->name);
    }
    return 0;
}

int rehearsal_check(const struct model *m, struct err *e)
{
    const size_t there = rehearsal_tensors(m);
    struct rehearsal r;

    if (there == 0)
        return 0;
    if (there != PARTS)
        return err_set(e, ERR_FORMAT, "model with a part of a rehearsal");
    if (check_shapes(m, e) != 0)
        return -1;
    rehearsal_of(&r, m);
    for (size_t i = 0; i < r.n; i++)
        if (r.leaf[i] >= m->leaves ||
            (r.form[i] >= FORM_COUNT && r.form[i] != REHEARSAL_NO_FORM) ||
            !embedding_possible(r.range[2 * i], r.range[2 * i + 1]))
            return err_set(e, ERR_FORMAT, "model with an impossible rehearsal");
    return 0;
}
