/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_KEPT_H
#define CLI_KEPT_H

#include "cli/base.h"
#include "nn/model.h"
#include "store/models.h"

/* The models of a library by what a person calls them. */
struct kept {
    int64_t id;
    char key[33];
    bool current, built_in, weights; /* weights: in the library */
    bool retrained, imported;        /* how it was made; else by train, and built in */
    int64_t parent;                  /* 0 = none that the library knows */
};

/*
 * The one of that name: "current", "base" (which is built in), or the first digits of its
 * key, four at least. 0, or -1 ERR_USAGE: none, or several.
 */
int kept_find(struct store *s, const struct base *b, const char *name, struct kept *out,
              struct err *e);

/* The one of that row, which is there. */
int kept_of(struct store *s, const struct base *b, int64_t id, struct kept *out,
            struct err *e);

/* The one in use: 1, 0 none, -1. */
int kept_current(struct store *s, const struct base *b, struct kept *out, struct err *e);

/*
 * The model that retraining begins with: the one that train made, from which the one in
 * use comes. 1: *id, which was imported; 0: the built-in one, whatever version of it the
 * library has seen; -1.
 */
int kept_origin(struct store *s, const struct base *b, int64_t *id, struct err *e);

/* Is the built-in model one that this library has never used, since it has its own? 1, 0,
 * -1. */
int kept_base_waits(struct store *s, const struct base *b, struct err *e);

/* Can it be put in use? 0, or -1 ERR_USAGE: its weights are gone. */
int kept_usable(const struct kept *k, struct err *e);

/* The whole of it: 0 and *out, model_free(), or -1. */
int kept_load(struct store *s, const struct base *b, const struct kept *k,
              struct model **out, struct err *e);

#endif
