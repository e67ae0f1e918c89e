/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The network, as a plain list of calls, and its reverse. */
#include "nn/net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/dense.h"
#include "nn/standard.h"
#include "nn/stats.h"
#include "util/mem.h"

/* Parts of "linear", by place in net.part. */
enum { CATEGORY_W, CATEGORY_B, FORM_W, FORM_B, INPUT_MEAN, INPUT_SCALE };

bool net_known(const char *arch) { return strcmp(arch, "linear") == 0; }

static void add_part(struct net *n, const char *name, size_t rows, size_t cols,
                     bool learned)
{
    struct net_part *p = &n->part[n->parts++];

    memcpy(p->name, name, strlen(name) + 1);
    p->dims = cols ? 2 : 1;
    p->shape[0] = rows;
    p->shape[1] = cols;
    p->count = cols ? rows * cols : rows;
    p->decays = cols > 0;
    n->total += p->count;
    n->learned += learned ? p->count : 0;
}

static void describe_parts(struct net *n)
{
    n->inputs = STATS_COUNT;
    add_part(n, "category.weight", n->leaves, n->inputs, true);
    add_part(n, "category.bias", n->leaves, 0, true);
    add_part(n, "form.weight", FORM_COUNT, n->inputs, true);
    add_part(n, "form.bias", FORM_COUNT, 0, true);
    add_part(n, "input.mean", n->inputs, 0, false);
    add_part(n, "input.scale", n->inputs, 0, false);
}

struct net *net_new(const char *arch, size_t leaves)
{
    struct net *n = mem_new(1, sizeof *n);
    size_t at = 0;

    n->leaves = leaves;
    memcpy(n->arch, arch, strlen(arch) + 1);
    describe_parts(n);
    n->w = mem_new(n->total, sizeof *n->w);
    n->dw = mem_new(n->learned, sizeof *n->dw);
    for (size_t i = 0; i < n->parts; at += n->part[i++].count) {
        n->part[i].w = n->w + at;
        n->part[i].dw = at < n->learned ? n->dw + at : NULL;
    }
    return n;
}

void net_free(struct net *n)
{
    if (!n)
        return;
    free(n->w);
    free(n->dw);
    free(n->act);
    free(n);
}

void net_read(const struct net *n, const struct patch *p, float *x)
{
    (void)n;
    stats_of(p, x);
}

void net_start(struct net *n, struct rng *r, size_t N, const float *x)
{
    const float spread = 0.1f / sqrtf((float)n->inputs);

    for (size_t i = 0; i < n->parts; i++)
        for (size_t k = 0; n->part[i].decays && k < n->part[i].count; k++)
            n->part[i].w[k] = spread * (float)rng_normal(r);
    standard_fit(N, n->inputs, x, n->part[INPUT_MEAN].w, n->part[INPUT_SCALE].w);
}

void net_forward(struct net *n, size_t N, const float *x, float *leaf, float *form)
{
    const struct net_part *p = n->part;

    if (N > n->room) {
        n->act = mem_grow(n->act, N * n->inputs, sizeof *n->act);
        n->room = N;
    }
    n->batch = N;
    standard_forward(N, n->inputs, x, p[INPUT_MEAN].w, p[INPUT_SCALE].w, n->act);
    dense_forward(N, n->inputs, n->leaves, n->act, p[CATEGORY_W].w, p[CATEGORY_B].w,
                  leaf);
    dense_forward(N, n->inputs, FORM_COUNT, n->act, p[FORM_W].w, p[FORM_B].w, form);
}

void net_backward(struct net *n, const float *dleaf, const float *dform)
{
    const struct net_part *p = n->part;

    dense_backward(n->batch, n->inputs, FORM_COUNT, n->act, p[FORM_W].w, dform, NULL,
                   p[FORM_W].dw, p[FORM_B].dw);
    dense_backward(n->batch, n->inputs, n->leaves, n->act, p[CATEGORY_W].w, dleaf, NULL,
                   p[CATEGORY_W].dw, p[CATEGORY_B].dw);
}

void net_store(const struct net *n, struct model *m)
{
    for (size_t i = 0; i < m->tensors; i++)
        free(m->tensor[i].data);
    m->tensor = mem_grow(m->tensor, n->parts, sizeof *m->tensor);
    m->tensors = n->parts;
    for (size_t i = 0; i < n->parts; i++) {
        const struct net_part *p = &n->part[i];
        struct model_tensor *t = &m->tensor[i];

        *t = (struct model_tensor){.dims = p->dims, .count = p->count};
        memcpy(t->name, p->name, sizeof t->name);
        memcpy(t->shape, p->shape, sizeof t->shape);
        t->data = mem_new(p->count, sizeof *t->data);
        memcpy(t->data, p->w, p->count * sizeof *t->data);
    }
}

static const float *find(const struct net_part *p, const struct model *m)
{
    return model_tensor(m, p->name, p->dims, p->shape);
}

static int check_parts(const struct net *n, const struct model *m, struct err *e)
{
    for (size_t i = 0; i < n->parts; i++)
        if (!find(&n->part[i], m))
            return err_set(e, ERR_FORMAT, "model has no tensor %s of the right shape",
                           n->part[i].name);
    if (m->tensors != n->parts)
        return err_set(e, ERR_FORMAT, "model has %zu tensors, not %zu", m->tensors,
                       n->parts);
    return 0;
}

int net_load(struct net *n, const struct model *m, struct err *e)
{
    if (check_parts(n, m, e) != 0)
        return -1;
    for (size_t i = 0; i < n->parts; i++)
        memcpy(n->part[i].w, find(&n->part[i], m), n->part[i].count * sizeof *n->w);
    return 0;
}

int net_check(const struct model *m, struct err *e)
{
    struct net shape = {.leaves = m->leaves};

    describe_parts(&shape);
    return check_parts(&shape, m, e);
}
