/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_RETRAIN_H
#define SERVE_RETRAIN_H

#include <stdbool.h>

#include "serve/call.h"

/*
 * The models of a library at work: `sampledb retrain` and `sampledb model use` as helpers
 * (serve/helper.h), one of them at a time. What comes of it is told to whoever listens
 * (serve/herald.h).
 */
struct tutor;
struct herald;

struct tutor_options {
    const char *program; /* NULL = this executable */
    const char *library;
    const char *config;    /* the file, as --config names it; NULL = the usual one */
    struct herald *herald; /* NULL = nobody is told */
};

/* All of *o is borrowed. */
struct tutor *tutor_open(const struct tutor_options *o);
void tutor_close(struct tutor *s); /* kills what is under way; NULL is fine */

/*
 * Put the model with that key in use: 0, it is, and its labels follow. -1: ERR_USAGE:
 * there is none, or none that can be; ERR_BUSY: something is under way; ERR_IO,
 * ERR_STORE. *already: it was before.
 */
int tutor_use(struct tutor *s, const char *key, bool *already, struct err *e);

call_handler retrain_post; /* POST /v1/retrain: 202 and its number; 409 */
call_handler retrain_get;  /* GET: how the last one stands */
call_handler retrain_stop; /* POST /v1/retrain/stop */

#endif
