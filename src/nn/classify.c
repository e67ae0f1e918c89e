/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers to labels: run a model on one patch and publish what is sure enough. */
#include "nn/classify.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "nn/loss.h"
#include "nn/metrics.h"
#include "nn/neighbours.h"
#include "nn/net.h"
#include "nn/settled.h"
#include "util/mem.h"

struct classifier {
    const struct model *model; /* borrowed */
    struct net *net;
    struct vote *vote;       /* NULL: nobody has judged anything */
    struct settled settled;  /* n 0: likewise; borrowed of the model */
    float *x, *known, *leaf; /* inputs, embedding; probabilities of the leaves */
};

struct classifier *classifier_new(const struct model *m)
{
    struct classifier *c = mem_new(1, sizeof *c);
    struct err e;
    int loaded;

    c->model = m;
    c->net = net_new(m->arch, m->leaves);
    loaded = net_load(c->net, m, &e);
    assert(loaded == 0); /* model_parse() has checked the tensors */
    (void)loaded;
    c->vote = vote_new(m);
    settled_of(&c->settled, m);
    c->x = mem_new(c->net->inputs, sizeof *c->x);
    c->known = mem_new(c->net->embeds, sizeof *c->known);
    c->leaf = mem_new(m->leaves, sizeof *c->leaf);
    return c;
}

void classifier_free(struct classifier *c)
{
    if (!c)
        return;
    net_free(c->net);
    vote_free(c->vote);
    free(c->x);
    free(c->known);
    free(c->leaf);
    free(c);
}

void classify_branches(const struct model *m, struct branches *out)
{
    *out = (struct branches){.leaves = m->leaves,
                             .nodes = m->nodes,
                             .leaf_threshold = m->leaf_threshold,
                             .parent_threshold = m->parent_threshold};
    for (size_t i = 0; i < m->nodes; i++)
        out->parent[i] = m->node[i].parent;
}

struct guess classify_publish(const struct model *m, const float *p)
{
    struct branches b;

    classify_branches(m, &b);
    return publish(&b, p);
}

void classify_rank(const struct model *m, const float *p, struct guess *top)
{
    for (size_t i = 0; i < SOUND_TOP; i++)
        top[i] = (struct guess){.node = -1};
    for (size_t leaf = 0; leaf < m->leaves; leaf++) {
        struct guess g = {(int)leaf, p[leaf]};

        for (size_t i = 0; i < SOUND_TOP && g.node >= 0; i++)
            if (top[i].node < 0 || g.p > top[i].p) {
                const struct guess moved = top[i];

                top[i] = g;
                g = moved;
            }
    }
}

void classify_known(struct classifier *c, const float *known, float *leaf, float *form)
{
    const struct model *m = c->model;

    net_tell(c->net, 1, known, leaf, form);
    softmax(1, m->leaves, leaf, m->temperature, leaf);
    softmax(1, FORM_COUNT, form, m->form_temperature, form);
    if (c->vote)
        vote_cast(c->vote, known, leaf, form);
    settled_tell(&c->settled, c->net->embeds, known, leaf);
}

static void hear(struct classifier *c, const struct patch *p)
{
    net_read(c->net, p, c->x);
    net_embed(c->net, 1, c->x, c->known);
}

void classify_probabilities(struct classifier *c, const struct patch *p, float *leaf,
                            float *form)
{
    hear(c, p);
    embedding_round(1, c->net->embeds, c->known);
    classify_known(c, c->known, leaf, form);
}

bool classify_fits(const struct classifier *c, const uint8_t trunk[SOUND_TRUNK],
                   const struct embedding *k)
{
    return memcmp(trunk, c->model->trunk, SOUND_TRUNK) == 0 &&
           (k->n == 0 || k->n == c->net->embeds);
}

void classify_embed(struct classifier *c, const struct patch *p, struct embedding *out)
{
    if (patch_silent(p)) { /* nothing was heard: no evidence for anything */
        embedding_of(out, 0, NULL);
        return;
    }
    hear(c, p);
    embedding_of(out, c->net->embeds, c->known);
}

void classify_kept(struct classifier *c, const struct embedding *k, struct verdict *out)
{
    const struct model *m = c->model;
    int form;

    *out = (struct verdict){.has_model = true, .category = {.node = -1}, .form = -1};
    for (size_t i = 0; i < SOUND_TOP; i++)
        out->top[i].node = -1;
    out->form_p[FORM_ONESHOT] = out->form_p[FORM_LOOP] = 0.5f;
    if (k->n == 0)
        return;
    embedding_numbers(k, c->known);
    classify_known(c, c->known, c->leaf, out->form_p);
    classify_rank(m, c->leaf, out->top);
    out->category = classify_publish(m, c->leaf);
    form = (int)metrics_largest(FORM_COUNT, out->form_p);
    out->form = out->form_p[form] >= m->form_threshold ? form : -1;
}

void classify(struct classifier *c, const struct patch *p, struct verdict *out)
{
    struct embedding k;

    classify_embed(c, p, &k);
    classify_kept(c, &k, out);
}
