/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_TARGETS_H
#define INDEX_TARGETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/pending.h"
#include "util/err.h"

/* A folder, or a part of one, that a run is about. */
struct target {
    struct scope scope; /* borrows sub */
    char *sub;          /* owned */
    bool online;
};

struct targets {
    struct target *v; /* (n) owned; none inside another */
    size_t n;
};
void targets_clear(struct targets *t);

/* Nothing is walked twice: a target inside another is a part of that one. */
void targets_add(struct targets *t, int64_t folder, const char *sub, bool online);

/* Every folder of the library, online as its row says. */
int targets_all(struct targets *t, struct store *s, struct err *e);

/* Folders by their absolute paths, which become folders of the library if they are none;
 * all known ones where folders is 0. One transaction. ERR_IO: one is not there. */
int targets_choose(struct targets *t, struct store *s, const char *const *folder,
                   size_t folders, struct err *e);

#endif
