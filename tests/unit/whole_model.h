/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A model to be written, read and asked. */
#ifndef WHOLE_MODEL_H
#define WHOLE_MODEL_H

#include <string.h>

#include "nn/model.h"
#include "nn/net.h"
#include "util/blob.h"
#include "util/mem.h"
#include "util/rng.h"

/* Of two leaves with random weights. */
static inline struct model *whole_model(const char *arch)
{
    static const char *const tag[] = {"drums.kick", "bass", "drums"};
    struct model *m = mem_new(1, sizeof *m);
    struct net *n = net_new(arch, 2);
    struct rng r;
    struct err e;

    m->nodes = 3;
    m->leaves = 2;
    for (size_t i = 0; i < 3; i++)
        strcpy(m->node[i].tag, tag[i]);
    strcpy(m->node[0].label, "kick");
    strcpy(m->node[1].label, "bass");
    strcpy(m->arch, arch);
    m->feature_version = BLOB_MEL_VERSION;
    m->temperature = 1.2345678f;
    m->form_temperature = 0.1f;
    m->leaf_threshold = 0.7f;
    m->parent_threshold = 1.0f / 3;
    m->form_threshold = MODEL_NEVER;
    m->metrics = mem_text("{\"accuracy\":0.5}", 16);
    rng_init(&r, 5);
    for (size_t i = 0; i < n->total; i++)
        n->w[i] = (float)rng_normal(&r);
    net_store(n, m);
    net_free(n);
    model_seal(m);
    cr_assert(model_link(m, &e) == 0);
    return m;
}

#endif
