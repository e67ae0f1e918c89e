/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_SETTLE_H
#define WATCH_SETTLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/indexer.h"

/*
 * Places where something happened, until they have been quiet for long enough. Pure: time
 * is given, and so is what stat() said.
 *
 * A place that is touched again waits anew, but a whole directory or folder not for ever:
 * it is due after SETTLE_LONGEST times the quiet time. Many names of one directory become
 * the whole directory (LOOK_DIR), many places of one folder the whole folder (LOOK_TREE
 * of ""): memory is bounded.
 */
struct settle;

enum {
    SETTLE_NAMES = 256,    /* of one directory, before they become that directory */
    SETTLE_PLACES = 16384, /* of one folder, before they become that folder */
    SETTLE_LONGEST = 5
};

struct settle *settle_new(int64_t quiet_ms);
void settle_free(struct settle *s);

/* Something happened there now. after_ms < 0: after the usual time; else after that
 * (a retry, which does not put off a place that waits already). */
void settle_touch(struct settle *s, int64_t folder, const char *path, enum look_how how,
                  int64_t now_ms, int64_t after_ms);

/* What a place looks like; for a file that still grows without a word. */
struct ripeness {
    int64_t size, mtime_ns; /* of the file; -1 = it is not there, or no file */
};
typedef struct ripeness settle_probe(void *arg, int64_t folder, const char *path);

/* When settle_take() wants to be called next; -1 = there is nothing. */
int64_t settle_due(const struct settle *s);
size_t settle_count(const struct settle *s);
size_t settle_retries(const struct settle *s); /* of these: retries that wait */

/*
 * The places of one folder that are due: *folder, and up to `most` of them with paths
 * that live until the next call. `probe` is asked of each LOOK_NAME, when half of its
 * time is over and at the end; where the answers differ, the place waits again instead.
 * 0: none is due.
 */
size_t settle_take(struct settle *s, int64_t now_ms, int64_t *folder, struct look *out,
                   size_t most, settle_probe *probe, void *arg);

/* Does anything wait at, above or below that path? */
bool settle_near(const struct settle *s, int64_t folder, const char *path);

/* Forget all of a folder: it will be crawled, or is offline. */
void settle_forget(struct settle *s, int64_t folder);

#endif
