/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small model whose embeddings are made up. */
#include "near.h"

#include "learner.h"

#include <stdlib.h>
#include <string.h>

#include "nn/net.h"
#include "nn/rehearsal.h"
#include "nn/stats.h"
#include "util/blob.h"
#include "util/mem.h"

enum { WIDTH = STATS_COUNT, BLOCK = 64 /* numbers that make a direction */ };

struct embedding learner_sound(struct rng *r, size_t from, size_t to, double share)
{
    float x[WIDTH];
    struct embedding k;

    for (size_t i = 0; i < WIDTH; i++)
        x[i] = 0.15f * (float)rng_unit(r);
    for (size_t i = 0; i < BLOCK; i++) {
        x[from * BLOCK + i] += (float)(1.0 - share);
        x[to * BLOCK + i] += (float)share;
    }
    embedding_of(&k, WIDTH, x);
    return k;
}

static void rehearse(struct model *m)
{
    enum { N = LEARNER_LEAVES * LEARNER_REHEARSED };
    uint8_t *byte = mem_new(N, WIDTH), leaf[N], form[N], source[2 * N] = {0};
    float range[2 * N];
    struct rng r;

    rng_init(&r, 11);
    for (size_t i = 0; i < N; i++) {
        const size_t truth = i % LEARNER_LEAVES;
        const struct embedding k =
            learner_sound(&r, truth, (truth + 1) % LEARNER_LEAVES, 0.3 * rng_unit(&r));

        memcpy(byte + i * WIDTH, k.byte, WIDTH);
        range[2 * i] = k.low;
        range[2 * i + 1] = k.step;
        leaf[i] = (uint8_t)truth;
        form[i] = FORM_ONESHOT;
        source[2 * i] = (uint8_t)(i / LEARNER_LEAVES % 8);
    }
    rehearsal_put(m, &(struct rehearsal){N, WIDTH, byte, range, leaf, form, source});
    free(byte);
}

struct model *learner_new(void)
{
    static const char *const tag[] = {"drums.kick", "drums.snare", "tonal.bell",
                                      "tonal.pad",  "drums",       "tonal"};
    struct model *m = mem_new(1, sizeof *m);
    struct net *n = net_new("linear", LEARNER_LEAVES);
    struct err e;

    m->leaves = LEARNER_LEAVES;
    m->nodes = sizeof tag / sizeof *tag;
    for (size_t i = 0; i < m->nodes; i++) {
        strcpy(m->node[i].tag, tag[i]);
        if (i < m->leaves)
            strcpy(m->node[i].label, strchr(tag[i], '.') + 1);
    }
    strcpy(m->arch, "linear");
    m->feature_version = BLOB_MEL_VERSION;
    m->temperature = m->form_temperature = 1.0f;
    m->leaf_threshold = m->parent_threshold = m->form_threshold = 0.5f;
    m->metrics = mem_text("{}", 2);
    for (size_t c = 0; c < LEARNER_LEAVES; c++)
        for (size_t i = 0; i < BLOCK; i++)
            n->head[HEAD_CATEGORY_W].w[c * WIDTH + c * BLOCK + i] = 0.08f;
    net_store(n, m);
    net_free(n);
    rehearse(m);
    cr_assert(model_link(m, &e) == 0);
    model_seal(m);
    return m;
}
