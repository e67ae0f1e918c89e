/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_BRANCH_H
#define STORE_BRANCH_H

#include "store/db.h"

/* A directory and all below it, as the range of paths that an index gives. */
struct branch {
    int64_t folder;
    const char *path; /* of the directory, borrowed */
    char *low, *high; /* path/ and what sorts behind all that begins so; owned */
};

struct branch branch_of(int64_t folder, const char *path);
void branch_clear(struct branch *b);

/* A statement with :folder, :from, :low and :high bound; NULL with *e set. */
sqlite3_stmt *branch_query(struct store *s, enum sql_id what, const struct branch *b,
                           struct err *e);
int branch_run(struct store *s, enum sql_id what, const struct branch *b, struct err *e);

/* Full text of what lies there now. */
int branch_put_text(struct store *s, int64_t folder, const char *path, struct err *e);

#endif
