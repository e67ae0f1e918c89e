/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_HEARING_H
#define CLI_HEARING_H

#include "cli/base.h"
#include "store/store.h"

/* What a command needs that takes in what people say: the model and the names that judge
 * what they leave open. */
struct hearing {
    struct base base;
    struct model_ref model;
};

/* 0, or -1; hearing_close() in any case. */
int hearing_ready(struct hearing *h, struct store *s, struct err *e);

/* The same, and takes in what other programs have said before. */
int hearing_open(struct hearing *h, struct store *s, struct err *e);
void hearing_close(struct hearing *h);

/* The model may be another one since: for commands that live long. In the transaction
 * that says something. */
int hearing_refresh(struct hearing *h, struct store *s, struct err *e);

#endif
