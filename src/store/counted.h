/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_COUNTED_H
#define STORE_COUNTED_H

#include "store/store.h"

/* What there is of some kinds, for whoever watches over a library. */

/* Files by state, as v1_file has it, and by what is wrong with them ("" = nothing). Goes
 * through all files once. */
int counted_files(struct store *s,
                  int (*each)(void *arg, const char *state, const char *error, int64_t n,
                              struct err *e),
                  void *arg, struct err *e);

int counted_samples(struct store *s, int64_t *n, struct err *e);

/* How the model in use does, leaf by leaf (v1_model_quality). */
struct counted_judgement {
    const char *model, *tag; /* key; category; borrowed for the call */
    int64_t confirmed, rejected, replaced;
};
int counted_judgements(struct store *s,
                       int (*each)(void *arg, const struct counted_judgement *j,
                                   struct err *e),
                       void *arg, struct err *e);

#endif
