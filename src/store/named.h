/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_NAMED_H
#define STORE_NAMED_H

#include <stdbool.h>
#include <stdint.h>

#include "store/models.h"
#include "store/store.h"
#include "util/lexicon.h"
#include "util/sound.h"

/*
 * What the names of a sample's files and of their folders say of it, as evidence with
 * the source `name`, weighed against what the model has heard: where a name speaks, the
 * published category and form come of both (source `model+name`), else of the model
 * alone. What a name says never stands alone: silence stays unsure.
 *
 * Files at hand speak; those that are gone only where none is. Of very many copies of
 * one sound the first ones are asked.
 *
 * Files that come, go or move only mark their samples; named_refresh() does the work.
 */

/* What the user wants of names; a wish is remembered in the library. */
enum named_wish { NAMED_AS_BEFORE, NAMED_ON, NAMED_OFF };

/*
 * Whose word counts from now on: *out is x, or NULL where names are switched off. Where
 * that is news to the library, every sample is marked. Call in a transaction.
 */
int named_choose(struct store *s, const struct lexicon *x, enum named_wish wish,
                 const struct lexicon **out, struct err *e);

/* The same without a wish, and without changing anything: what holds now. */
int named_chosen(struct store *s, const struct lexicon *x, const struct lexicon **out,
                 struct err *e);

/* Whose word counts of those who judge what users leave open: the model in use
 * (model_known(), {0} where the program has none: heard false), and names as x has them.
 * *out as it was before is cleared. */
int named_judges(struct store *s, bool heard, const struct lexicon *x,
                 struct model_ref *out, struct err *e);

/* Names of the sample have changed: look at them again. */
int named_mark(struct store *s, int64_t sample, struct err *e);

/* Publish what the model has just heard (labels_note()), and what names say to it. */
int named_publish(struct store *s, int64_t sample, bool first, const struct verdict *v,
                  const struct model_ref *model, struct err *e);

/* The same from what is stored. *changed: another category, form or confidence, which the
 * change feed then has. */
int named_refresh(struct store *s, int64_t sample, const struct model_ref *model,
                  bool *changed, struct err *e);

/* At most `limit` marked samples after id `after`. each() must not write. */
int named_marked(struct store *s, int64_t after, int limit,
                 int (*each)(void *arg, int64_t sample, struct err *e), void *arg,
                 struct err *e);
int named_count(struct store *s, int64_t *n, struct err *e);

#endif
