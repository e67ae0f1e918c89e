/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The vote of the sounds that a person has judged. */
#include "nn/neighbours.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/rehearsal.h"
#include "util/mem.h"
#include "util/vec.h"

enum part { BYTE, RANGE, SHIFT, RULE, PARTS };

enum { REACH, CROWD, DOUBT, RULES }; /* of the tensor of the rule */

static const struct {
    const char *name;
    bool bytes;
} parts[PARTS] = {
    [BYTE] = {"neighbours.embedding", true},
    [RANGE] = {"neighbours.range", false},
    [SHIFT] = {"neighbours.shift", false},
    [RULE] = {"neighbours.rule", false},
};

size_t neighbours_tensors(const struct model *m)
{
    size_t n = 0;

    for (size_t p = 0; p < PARTS; p++)
        n += model_find(m, parts[p].name) != NULL;
    return n;
}

int neighbours_of(struct neighbours *out, const struct model *m)
{
    const struct model_tensor *t[PARTS];

    for (size_t p = 0; p < PARTS; p++)
        if (!(t[p] = model_find(m, parts[p].name)))
            return 0;
    *out = (struct neighbours){.n = t[BYTE]->shape[0],
                               .width = t[BYTE]->shape[1],
                               .outputs = t[SHIFT]->shape[1],
                               .byte = t[BYTE]->bytes,
                               .range = t[RANGE]->data,
                               .shift = t[SHIFT]->data,
                               .reach = t[RULE]->data[REACH],
                               .crowd = t[RULE]->data[CROWD],
                               .doubt = t[RULE]->data[DOUBT]};
    return 1;
}

void neighbours_put(struct model *m, const struct neighbours *from)
{
    const float rule[RULES] = {from->reach, from->crowd, from->doubt};
    const void *const data[PARTS] = {from->byte, from->range, from->shift, rule};
    const size_t shape[PARTS][2] = {
        {from->n, from->width}, {from->n, 2}, {from->n, from->outputs}, {RULES, 1}};

    assert(from->n <= NEIGHBOURS_MAX && from->width <= EMBEDDING_MAX);
    for (size_t p = 0; p < PARTS; p++) {
        struct model_tensor *t;

        model_drop(m, parts[p].name);
        if (from->n == 0)
            continue;
        t = model_put(m, parts[p].name, parts[p].bytes, 2, shape[p]);
        memcpy(t->bytes ? (void *)t->bytes : t->data, data[p],
               t->count * (t->bytes ? 1 : sizeof *t->data));
    }
}

/* Each a table of the right kind and size, whatever the other says. */
static int check_shapes(const struct model *m, struct err *e)
{
    const struct model_tensor *weights = model_find(m, "category.weight");
    const size_t n = model_find(m, parts[BYTE].name)->shape[0];
    const size_t shape[PARTS][2] = {
        {n, weights->shape[1]}, {n, 2}, {n, m->leaves + FORM_COUNT}, {RULES, 1}};

    if (n > NEIGHBOURS_MAX)
        return err_set(e, ERR_LIMIT, "model with %zu neighbours", n);
    for (size_t p = 0; p < PARTS; p++) {
        const struct model_tensor *t = model_find(m, parts[p].name);

        if (!t->bytes == parts[p].bytes || t->dims != 2 || t->shape[0] != shape[p][0] ||
            t->shape[1] != shape[p][1])
            return err_set(e, ERR_FORMAT, "tensor %s is of a wrong type or shape",
                           t->name);
    }
    return 0;
}

int neighbours_check(const struct model *m, struct err *e)
{
    const size_t there = neighbours_tensors(m);
    struct neighbours k;
    bool possible;

    if (there == 0)
        return 0;
    if (there != PARTS)
        return err_set(e, ERR_FORMAT, "model with a part of its neighbours");
    if (check_shapes(m, e) != 0)
        return -1;
    neighbours_of(&k, m);
    possible = k.reach >= 1e-6f && k.reach <= 1e6f && k.crowd >= 0.0f &&
               k.crowd <= 1e6f && k.doubt >= 1e-6f && k.doubt <= 1e6f;
    for (size_t i = 0; possible && i < k.n; i++)
        possible = embedding_possible(k.range[2 * i], k.range[2 * i + 1]);
    for (size_t i = 0; possible && i < k.n * k.outputs; i++)
        possible = fabsf(k.shift[i]) <= 1.0f;
    return possible ? 0 : err_set(e, ERR_FORMAT, "model with impossible neighbours");
}

void neighbours_directions(size_t N, size_t n, float *x)
{
    for (size_t i = 0; i < N; i++) {
        float *row = x + i * n;
        const float length = sqrtf(vec_dot(n, row, row));
        const float g = length > 0.0f && isfinite(length) ? 1.0f / length : 0.0f;

        for (size_t k = 0; k < n; k++)
            row[k] *= g;
    }
}

float neighbours_alike(size_t n, const float *x, const float *y, float reach)
{
    const float far = (1.0f - vec_dot(n, x, y)) / reach;

    return far > (float)NEIGHBOURS_FAR ? 0.0f : far > 0.0f ? expf(-far) : 1.0f;
}

struct vote {
    size_t n, crowd_n, width, leaves;
    float *at;    /* (n + crowd_n, width) directions: judged, rehearsed */
    float *shift; /* (n, leaves + FORM_COUNT) */
    float reach, crowd, doubt;
};

struct vote *vote_new(const struct model *m)
{
    struct neighbours k;
    struct rehearsal r = {0};
    struct vote *v;

    if (!neighbours_of(&k, m))
        return NULL;
    rehearsal_of(&r, m);
    v = mem_new(1, sizeof *v);
    *v = (struct vote){k.n,  r.n,     k.width, m->leaves, NULL,
                       NULL, k.reach, k.crowd, k.doubt};
    v->at = mem_new((k.n + r.n) * k.width, sizeof *v->at);
    v->shift = mem_new(k.n * k.outputs, sizeof *v->shift);
    memcpy(v->shift, k.shift, k.n * k.outputs * sizeof *v->shift);
    for (size_t i = 0; i < k.n + r.n; i++) {
        struct embedding one = {k.width, 0.0f, 0.0f, {0}};

        if (i >= k.n) {
            rehearsal_sound(&r, i - k.n, &one);
        } else {
            one.low = k.range[2 * i];
            one.step = k.range[2 * i + 1];
            memcpy(one.byte, k.byte + i * k.width, k.width);
        }
        embedding_numbers(&one, v->at + i * k.width);
    }
    neighbours_directions(k.n + r.n, k.width, v->at);
    return v;
}

void vote_free(struct vote *v)
{
    if (!v)
        return;
    free(v->at);
    free(v->shift);
    free(v);
}

/* p (n) += by / of, cut at 0 and scaled to add up to 1. */
static void sway(size_t n, const float *by, float of, float *p)
{
    float sum = 0.0f;

    for (size_t i = 0; i < n; i++) {
        const float moved = p[i] + by[i] / of;

        p[i] = moved > 0.0f ? moved : 0.0f;
        sum += p[i];
    }
    for (size_t i = 0; sum > 0.0f && i < n; i++)
        p[i] /= sum;
}

void vote_lend(const struct vote *v, const float *known, const float *lent, float *leaf,
               float *form)
{
    const size_t outputs = v->leaves + FORM_COUNT;
    float x[EMBEDDING_MAX], by[SOUND_MAX_NODES + FORM_COUNT] = {0};
    float heard = 0.0f, crowd = 0.0f;

    memcpy(x, known, v->width * sizeof *x);
    neighbours_directions(1, v->width, x);
    for (size_t i = 0; i < v->n; i++) {
        const float alike = neighbours_alike(v->width, x, v->at + i * v->width, v->reach);
        const float k = lent && lent[i] > alike ? lent[i] : alike;

        heard += k;
        for (size_t c = 0; k > 0.0f && c < outputs; c++)
            by[c] += k * v->shift[i * outputs + c];
    }
    if (heard == 0.0f)
        return;
    for (size_t i = v->n; i < v->n + v->crowd_n; i++)
        crowd += neighbours_alike(v->width, x, v->at + i * v->width, v->reach);
    heard += v->crowd * crowd + v->doubt;
    sway(v->leaves, by, heard, leaf);
    sway(FORM_COUNT, by + v->leaves, heard, form);
}

void vote_cast(const struct vote *v, const float *known, float *leaf, float *form)
{
    vote_lend(v, known, NULL, leaf, form);
}
