/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_MODEL_H
#define NN_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/sound.h"

/*
 * A model file: safetensors (8-byte little-endian header length, JSON header,
 * raw little-endian tensors, F32 or U8) with our metadata under "__metadata__":
 * architecture, feature version, leaves and their categories, calibration,
 * thresholds, metrics, checksum. Layout: sampledb-model(5).
 */
enum {
    MODEL_MAX_BYTES = 64 << 20,
    MODEL_MAX_HEADER = 1 << 20, /* bytes of JSON */
    MODEL_MAX_TENSORS = 512,
    MODEL_MAX_DIMS = 4,
    MODEL_NAME = 64
};

struct model_tensor {
    char name[MODEL_NAME];
    size_t dims, shape[MODEL_MAX_DIMS], count; /* count = product of shape */
    float *data;    /* (shape) row-major; owned by the model; NULL: */
    uint8_t *bytes; /* the same of bytes, dtype U8 */
};

/* Nodes: the leaves first, in the order of the net's outputs, then their ancestors. */
struct model_node {
    char tag[MODEL_NAME];   /* dotted path, "drums.hat.closed" */
    char label[MODEL_NAME]; /* short name, "hat-closed"; "" for ancestors */
    int parent;             /* index; -1 for a root */
};

struct model {
    char arch[16]; /* of nn/net.h */
    char id[33];   /* hex of XXH3-128 over the tensors: two models never share it; set by
                    * model_parse() and model_seal() */
    /* XXH3-128 over what looks at mel BLOBs, to make embeddings and to hear notes: all
     * tensors but heads, rehearsal, neighbours and settled sounds. Models that differ in
     * those alone share it, can read each other's embeddings and hear the same notes. */
    uint8_t trunk[SOUND_TRUNK];
    unsigned feature_version; /* BLOB_MEL_VERSION it was trained on */
    size_t nodes, leaves;
    struct model_node node[SOUND_MAX_NODES];
    float temperature, form_temperature; /* logits are divided by these */
    float leaf_threshold, parent_threshold,
        form_threshold;          /* publish at or above; 2 = never */
    char *metrics;               /* JSON object as text; owned; never NULL */
    struct model_tensor *tensor; /* owned */
    size_t tensors;
};

#define MODEL_NEVER 2.0f /* a threshold that no probability reaches */

/* The model built into the program: 1 and its bytes, or 0 when built without one. */
int model_embedded(const uint8_t **data, size_t *n);

/*
 * Strict: every length, shape, name and offset is checked, then the checksum.
 * 0, or -1 with *out untouched: ERR_FORMAT, ERR_LIMIT, ERR_UNSUPPORTED (made
 * for another feature version or an unknown architecture).
 */
int model_parse(struct model **out, const uint8_t *data, size_t n, struct err *e);
int model_load(struct model **out, const char *path, struct err *e);

/*
 * Fill the parents from the tags: "drums.hat" is the parent of "drums.hat.closed".
 * 0, or -1 ERR_FORMAT: a parent is missing or is itself a leaf, or has no leaf.
 */
int model_link(struct model *m, struct err *e);

/* Compute m->id and m->trunk from the tensors: before it is written or used. */
void model_seal(struct model *m);

/* Can a model go there? To be asked before hours of work, not only after them. */
int model_target(const char *path, struct err *e);

/* Write to a temporary file beside path, fsync, rename: old or new, never half. */
int model_save(const struct model *m, const char *path, struct err *e);
void model_write(const struct model *m, struct buf *out); /* the same bytes, appended */
void model_free(struct model *m);

struct model *model_copy(const struct model *m); /* all of it; model_free() */

/* The F32 tensor of that name and exactly that shape, or NULL. Borrowed. */
const float *model_tensor(const struct model *m, const char *name, size_t dims,
                          const size_t *shape);

/* The tensor of that name, whatever its shape, or NULL. */
struct model_tensor *model_find(const struct model *m, const char *name);

/* A tensor of that name and shape, all 0, in the place of the one that there is, else the
 * last: of floats, or of bytes. Borrowed. */
struct model_tensor *model_put(struct model *m, const char *name, bool bytes, size_t dims,
                               const size_t *shape);
void model_drop(struct model *m, const char *name); /* if it is there */

#endif
