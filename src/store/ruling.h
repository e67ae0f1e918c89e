/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_RULING_H
#define STORE_RULING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/labels.h"
#include "store/models.h"
#include "store/store.h"
#include "util/naming.h"
#include "util/sound.h"

/*
 * What a sample is to be called: what a model has heard, what the names of its files say
 * to that, and what users have ruled out. Nothing is written: store/named.h publishes it,
 * and who only wants to know what another model would say asks here.
 */
struct ruling {
    struct naming said;   /* by names */
    int64_t category_tag; /* the row of what they say, where the model knows it; else 0 */
};

/*
 * *l as heard, labels_heard(), becomes what is to be published; a category or form that a
 * user has confirmed stands all the same, whatever *l says. first: the sample is new, and
 * no user has ruled out anything. 0, or -1.
 */
int ruling_of(struct ruling *out, struct store *s, int64_t sample, bool first,
              const struct verdict *v, const struct model_ref *model, struct labels *l,
              struct err *e);

/* A sample as it is published, and what a model can hear it by. Borrowed. */
struct ruling_sample {
    int64_t id;
    const char *category, *form;       /* NULL = unsure */
    bool category_stands, form_stands; /* a user has said so */
    const void
        *blob; /* (n) an embedding of the model's trunk, else a mel; NULL: neither */
    size_t n;
};

/* At most `limit` of them after id `after`, by id. each() may ask, and not write. */
int ruling_each(struct store *s, const struct model_ref *model, int64_t after, int limit,
                int (*each)(void *arg, const struct ruling_sample *x, struct err *e),
                void *arg, struct err *e);

/* How many there are. */
int ruling_count(struct store *s, int64_t *n, struct err *e);

#endif
