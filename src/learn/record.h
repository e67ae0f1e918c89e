/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_RECORD_H
#define LEARN_RECORD_H

#include <jansson.h>
#include <stddef.h>

#include "learn/fit.h"
#include "learn/manifest.h"
#include "nn/model.h"
#include "nn/train.h"

/* What a run was made of, as JSON beside its numbers. New references. */
json_t *record_model(const struct model *m);
json_t *record_options(const struct fit_options *o);
json_t *record_ids(const struct model *const *model, size_t n);
json_t *record_epochs(const struct train_epoch *epoch, size_t n);

/* Files of each split, by its name. */
json_t *record_splits(const struct manifest *m);

#endif
