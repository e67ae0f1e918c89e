/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The network: which architectures there are, their weights by name. */
#include "nn/net.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/arch.h"
#include "nn/dense.h"
#include "nn/neighbours.h"
#include "nn/pitch.h"
#include "nn/rehearsal.h"
#include "nn/settled.h"
#include "util/embedding.h"
#include "util/mem.h"

static const struct arch *const archs[] = {&arch_linear, &arch_cnn, &arch_texture,
                                           &arch_crnn, &arch_attention};
enum { ARCHS = sizeof archs / sizeof *archs };

static const struct arch *arch_of(const char *name)
{
    for (size_t i = 0; i < ARCHS; i++)
        if (strcmp(archs[i]->name, name) == 0)
            return archs[i];
    return NULL;
}

bool net_known(const char *arch) { return arch_of(arch) != NULL; }

int net_named(const char *arch, struct err *e)
{
    char names[80] = "";
    size_t used = 0;

    if (net_known(arch))
        return 0;
    for (size_t i = 0; i < ARCHS; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "",
                                 archs[i]->name);
    assert(used < sizeof names);
    return err_set(e, ERR_USAGE, "no architecture '%.40s'; there are: %s", arch, names);
}

void net_part(struct net *n, const char *name, bool learned, size_t dims,
              const size_t *shape)
{
    struct net_part *p = &n->part[n->parts++];

    assert(n->parts <= NET_MAX_PARTS && (!learned || n->learned == n->total));
    memcpy(p->name, name, strlen(name) + 1);
    p->dims = dims;
    p->count = 1;
    for (size_t d = 0; d < dims; d++)
        p->count *= p->shape[d] = shape[d];
    p->decays = learned && dims > 1;
    n->total += p->count;
    n->learned += learned ? p->count : 0;
}

static const char heads[] = "category.weight";

void net_heads(struct net *n)
{
    const size_t forms = FORM_COUNT;

    net_part(n, heads, true, 2, (size_t[]){n->leaves, n->embeds});
    net_part(n, "category.bias", true, 1, &n->leaves);
    net_part(n, "form.weight", true, 2, (size_t[]){forms, n->embeds});
    net_part(n, "form.bias", true, 1, &forms);
}

const struct net_part *net_find(const struct net *n, const char *name)
{
    const struct net_part *found = NULL;

    for (size_t i = 0; i < n->parts && !found; i++)
        if (strcmp(n->part[i].name, name) == 0)
            found = &n->part[i];
    assert(found);
    return found;
}

struct net *net_new(const char *arch, size_t leaves)
{
    struct net *n = mem_new(1, sizeof *n);
    size_t at = 0;

    n->leaves = leaves;
    n->arch = arch_of(arch);
    assert(n->arch);
    n->arch->describe(n);
    assert(n->embeds <= EMBEDDING_MAX);
    n->head = net_find(n, heads);
    n->w = mem_new(n->total, sizeof *n->w);
    n->dw = mem_new(n->learned, sizeof *n->dw);
    for (size_t i = 0; i < n->parts; at += n->part[i++].count) {
        n->part[i].w = n->w + at;
        n->part[i].dw = at < n->learned ? n->dw + at : NULL;
    }
    n->plan = n->arch->plan_new(n);
    return n;
}

void net_free(struct net *n)
{
    if (!n)
        return;
    n->arch->plan_free(n->plan);
    free(n->w);
    free(n->dw);
    free(n->known);
    free(n);
}

void net_read(const struct net *n, const struct patch *p, float *x)
{
    n->arch->read(p, x);
}

void net_start(struct net *n, struct rng *r) { n->arch->start(n, r); }

void net_scale(struct net *n, size_t N, const float *x)
{
    if (n->arch->scale)
        n->arch->scale(n, N, x);
}

void net_forward(struct net *n, size_t N, const float *x, struct rng *r, float *leaf,
                 float *form)
{
    n->arch->forward(n, N, x, r, leaf, form);
}

void net_backward(struct net *n, const float *dleaf, const float *dform)
{
    n->arch->backward(n, dleaf, dform);
}

void net_settle(struct net *n)
{
    if (n->arch->settle)
        n->arch->settle(n);
}

/* Weights of a foreign file may overflow: what is no number is as unlikely as can be. */
static void keep_finite(size_t n, float *z)
{
    const float far = 1e6f;

    for (size_t i = 0; i < n; i++) {
        const float low = z[i] > -far ? z[i] : -far;

        z[i] = low < far ? low : far;
    }
}

void net_embed(struct net *n, size_t N, const float *x, float *known)
{
    n->arch->embed(n, N, x, known);
    keep_finite(N * n->embeds, known);
}

void net_tell(const struct net *n, size_t N, const float *known, float *leaf, float *form)
{
    const struct net_part *p = n->head;

    dense_forward(N, n->embeds, n->leaves, known, p[HEAD_CATEGORY_W].w,
                  p[HEAD_CATEGORY_B].w, leaf);
    dense_forward(N, n->embeds, FORM_COUNT, known, p[HEAD_FORM_W].w, p[HEAD_FORM_B].w,
                  form);
    keep_finite(N * n->leaves, leaf);
    keep_finite(N * FORM_COUNT, form);
}

void net_tell_backward(const struct net *n, size_t N, const float *known,
                       const float *dleaf, const float *dform, float *dknown)
{
    const struct net_part *p = n->head;

    dense_backward(N, n->embeds, FORM_COUNT, known, p[HEAD_FORM_W].w, dform, dknown,
                   p[HEAD_FORM_W].dw, p[HEAD_FORM_B].dw);
    dense_backward(N, n->embeds, n->leaves, known, p[HEAD_CATEGORY_W].w, dleaf, dknown,
                   p[HEAD_CATEGORY_W].dw, p[HEAD_CATEGORY_B].dw);
}

void net_infer(struct net *n, size_t N, const float *x, float *leaf, float *form)
{
    if (N > n->room) {
        n->known = mem_grow(n->known, N * n->embeds, sizeof *n->known);
        n->room = N;
    }
    net_embed(n, N, x, n->known);
    net_tell(n, N, n->known, leaf, form);
}

void net_store(const struct net *n, struct model *m)
{
    while (m->tensors > 0)
        model_drop(m, m->tensor[m->tensors - 1].name);
    for (size_t i = 0; i < n->parts; i++) {
        const struct net_part *p = &n->part[i];
        struct model_tensor *t = model_put(m, p->name, false, p->dims, p->shape);

        memcpy(t->data, p->w, p->count * sizeof *t->data);
    }
}

static const float *find(const struct net_part *p, const struct model *m)
{
    return model_tensor(m, p->name, p->dims, p->shape);
}

static int check_parts(const struct net *n, const struct model *m, struct err *e)
{
    const size_t tensors = m->tensors - rehearsal_tensors(m) - neighbours_tensors(m) -
                           settled_tensors(m) - pitch_tensors(m);

    for (size_t i = 0; i < n->parts; i++)
        if (!find(&n->part[i], m))
            return err_set(e, ERR_FORMAT, "model has no tensor %s of the right shape",
                           n->part[i].name);
    if (tensors != n->parts)
        return err_set(e, ERR_FORMAT, "model has %zu tensors, not %zu", tensors,
                       n->parts);
    return 0;
}

int net_load(struct net *n, const struct model *m, struct err *e)
{
    if (check_parts(n, m, e) != 0)
        return -1;
    for (size_t i = 0; i < n->parts; i++)
        memcpy(n->part[i].w, find(&n->part[i], m), n->part[i].count * sizeof *n->w);
    net_settle(n);
    return 0;
}

int net_check(const struct model *m, struct err *e)
{
    struct net shape = {.leaves = m->leaves, .arch = arch_of(m->arch)};

    if (!shape.arch)
        return net_named(m->arch, e);
    shape.arch->describe(&shape);
    return check_parts(&shape, m, e);
}
