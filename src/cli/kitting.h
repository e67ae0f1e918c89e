/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_KITTING_H
#define CLI_KITTING_H

#include <stdbool.h>

#include "cli/cmd.h"
#include "store/search.h"

/* What is made of the sounds that a search finds. */
struct kit_wish {
    const char *dir;      /* of copies or links; NULL = none are made */
    bool links;           /* symbolic links instead of copies */
    bool tags;            /* what the library knows is written into the copies */
    const char *sidecars; /* folder of one small JSON file a sound; NULL = none */
};

/*
 * Make it of each sound once, however many files have it, the search's first; of at most
 * `limit` sounds (0 = all). One line
 * about each that fails on stderr, one about all on stdout; the program then ends with
 * status 1. No file that the search found is changed.
 */
int kitting(struct search *q, struct session *s, const struct kit_wish *wish, long limit,
            struct err *e);

#endif
