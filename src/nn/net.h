/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_NET_H
#define NN_NET_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/model.h"
#include "nn/patch.h"
#include "util/err.h"
#include "util/rng.h"
#include "util/sound.h"

/*
 * The architecture: which layers, in which order, and the names and shapes of their
 * weights. Everything else (training, files, classification) sees a net only as
 * numbers in, logits out, and a list of parts.
 */
enum { NET_MAX_PARTS = 192 };

struct net_part {
    char name[MODEL_NAME]; /* as in the model file */
    size_t dims, shape[MODEL_MAX_DIMS], count;
    float *w, *dw; /* (shape) into the net's blocks; dw NULL: not learned by descent */
    bool decays;   /* weights do, biases do not */
};

/* The parts of the heads, which stand together in this order. */
enum { HEAD_CATEGORY_W, HEAD_CATEGORY_B, HEAD_FORM_W, HEAD_FORM_B, HEAD_PARTS };

struct arch;

struct net {
    const struct arch *arch;
    size_t inputs, leaves; /* floats that stand for one sound; categories out */
    size_t embeds;         /* floats that the heads are told of a sound */
    bool scales;           /* net_scale() wants to see inputs before training */
    float dropped;         /* share of numbers that dropout leaves out in training */
    struct net_part part[NET_MAX_PARTS];
    size_t parts;
    size_t total, learned;       /* floats in w and in dw; the learned parts come first */
    float *w, *dw;               /* owned blocks */
    const struct net_part *head; /* (HEAD_PARTS) among the parts */
    float *known;                /* (room, embeds) of the last net_infer(); owned */
    size_t room;
    void *plan; /* of the architecture; owned */
};

bool net_known(const char *arch);

/* The same, for a person: 0, or -1 ERR_USAGE with the names that there are. */
int net_named(const char *arch, struct err *e);

/* All weights 0. arch must be known. Never NULL. */
struct net *net_new(const char *arch, size_t leaves);
void net_free(struct net *n);

/* For an architecture to describe itself with: one more part, the learned ones first. */
void net_part(struct net *n, const char *name, bool learned, size_t dims,
              const size_t *shape);

/* The same for the heads, which every architecture ends with: dense layers from an
 * embedding to the logits of category and form. Behind the other learned parts. */
void net_heads(struct net *n);

/* The part of that name, which must be there. */
const struct net_part *net_find(const struct net *n, const char *name);

/* What the net takes in of a patch.   x (inputs) */
void net_read(const struct net *n, const struct patch *p, float *x);

/* Before training: random weights; and the scale of each input from x (N, inputs). */
void net_start(struct net *n, struct rng *r);
void net_scale(struct net *n, size_t N, const float *x);

/*
 * In training: x (N, inputs)  leaf (N, leaves)  form (N, FORM_COUNT) logits; dropout is
 * drawn from r. backward adds to dw and is for the last forward, x unchanged.
 */
void net_forward(struct net *n, size_t N, const float *x, struct rng *r, float *leaf,
                 float *form);
void net_backward(struct net *n, const float *dleaf, const float *dform);

/*
 * Otherwise: the same shapes; numbers are finite whatever the weights. net_settle() comes
 * between a change of weights and this. What lies between is an embedding: known (N,
 * embeds), of which net_tell() makes logits; net_infer() does both. backward adds to
 * dknown and to the dw of the heads.
 */
void net_settle(struct net *n);
void net_embed(struct net *n, size_t N, const float *x, float *known);
void net_tell(const struct net *n, size_t N, const float *known, float *leaf,
              float *form);
void net_tell_backward(const struct net *n, size_t N, const float *known,
                       const float *dleaf, const float *dform, float *dknown);
void net_infer(struct net *n, size_t N, const float *x, float *leaf, float *form);

/* Weights into a model (tensors are replaced), and out of one, settled: 0, or -1
 * ERR_FORMAT. */
void net_store(const struct net *n, struct model *m);
int net_load(struct net *n, const struct model *m, struct err *e);

/* The same check without a net: exactly the tensors that m->arch needs, besides those of
 * the rehearsal and of neighbours. */
int net_check(const struct model *m, struct err *e);

#endif
