/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include "serve/desk.h"
#include "serve/rolls.h"
#include "serve/tally.h"
#include "store/models.h"

/* All of it borrowed. */
struct server_options {
    const char *library;             /* its path */
    const struct model_facts *model; /* the built-in one; NULL = none */
    const struct lexicon *synonyms;  /* the user's own; NULL = none */
};

/* What all desks share. */
struct server {
    const struct server_options *options;
    struct rolls *rolls;
    struct tallies *tallies;
};

#endif
