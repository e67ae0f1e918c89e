/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_COPIES_H
#define CLI_COPIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/scope.h"
#include "store/store.h"

/* Files that hold the same sound. */
struct copy {
    int64_t file, sample;
    char *path, *display;           /* owned; display: UTF-8 */
    char *format, *form, *category; /* owned; NULL = unknown, unsure */
    int64_t size, mtime_ns;
    double duration_s, peak_db, category_confidence;
    int rate_hz, channels;
    bool link;       /* the same file as one before it: deleting it frees nothing */
    bool exact;      /* the same audio as the best one, bit for bit */
    double level_db; /* louder than the best one by so much; NAN = exact */
};

struct copy_group {
    struct copy *copy; /* (n) the best one first; owned */
    size_t n;
    const char *why;    /* the first one is the best one */
    int64_t free_bytes; /* all others together */
};

struct copy_groups {
    struct copy_group *group; /* (n) those first that would free most; owned */
    size_t n;
    struct copy *all; /* owned */
    int64_t files;    /* looked at */
};

/* Of the files in scope that are there and decoded. exact: only the very same audio.
 * Never writes. 0 and *out (copies_clear()), or -1. */
int copies_find(struct copy_groups *out, struct store *s, const struct scope *in,
                bool exact, struct err *e);
void copies_clear(struct copy_groups *g);

#endif
