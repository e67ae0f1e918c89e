/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_BASE_H
#define CLI_BASE_H

#include "nn/model.h"
#include "store/models.h"

/* The model and the table of names built into the program, and how the library names the
 * model's answers. */
struct base {
    struct model *model; /* owned; NULL when built without one */
    const char *tag[SOUND_MAX_NODES];
    struct model_facts facts; /* borrows from model and tag */
    struct lexicon *names;    /* owned */
};

/* Any model as the library wants to know it; borrows from m and tag (SOUND_MAX_NODES). */
void base_facts(struct model_facts *out, const struct model *m, const char **tag);

int base_open(struct base *b, struct err *e);
void base_close(struct base *b);

#endif
