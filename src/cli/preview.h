/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_PREVIEW_H
#define CLI_PREVIEW_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/meter.h"
#include "nn/model.h"
#include "store/store.h"
#include "util/lexicon.h"

/*
 * What another model would publish of each sample in place of what is published now: what
 * a new labelling comes to, and nothing of it written. What users have said stays.
 */
struct preview_change {
    char *from, *to; /* a category or a form, or "unsure"; owned */
    int64_t samples;
};

struct preview {
    int64_t samples, changed;      /* all; of these, with another category or form */
    int64_t deaf;                  /* which it cannot hear: without features */
    struct preview_change *change; /* (n) most samples first; owned */
    size_t n, room;
    struct preview_example { /* some of the changed ones, drawn */
        int64_t sample;
        char *path, *from, *to; /* owned; path NULL: no file holds it */
    } * example;                /* (examples) by sample; owned */
    size_t examples;
};

/* m: as model_parse() gives it. names: NULL = not heard. most: examples wanted. 0, or
 * -1; preview_clear() in any case. */
int preview_of(struct preview *out, struct store *s, const struct model *m,
               const struct lexicon *names, size_t most, struct meter *shown,
               struct err *e);
void preview_clear(struct preview *p);

void preview_print(const struct preview *p);
json_t *preview_json(const struct preview *p);

#endif
