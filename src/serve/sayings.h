/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_SAYINGS_H
#define SERVE_SAYINGS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

/*
 * What the body of POST /v1/feedback says, read and checked as far as that goes without a
 * library:
 *
 *   {"actor"?: text, "new"?: bool, "feedback": [{"sample_id": n | "sample_ids": [n...],
 *    "tag": word, "verdict": 1 | -1 | 0}...]}
 */
enum { SAYINGS_MOST = 1000 };

struct saying {
    int64_t sample;
    size_t word;
};

struct sayings {
    json_t *body; /* owned; what follows borrows from it */
    const char *actor;
    bool fresh; /* a category that nobody knows may be made */
    struct saying_word {
        const char *tag;
        int verdict; /* enum verdict_word */
    } * word;        /* (words) one for each item, owned */
    size_t words;
    struct saying *v; /* (n) one for each sample of each item, in their order; owned */
    size_t n;
};

/* Takes the reference. 0, or -1 ERR_USAGE; sayings_clear() in any case. */
int sayings_read(struct sayings *out, json_t *body, struct err *e);
void sayings_clear(struct sayings *s);

#endif
