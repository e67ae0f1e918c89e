/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_FOLDERS_H
#define STORE_FOLDERS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

/* How a folder is kept in step with the disk. */
enum folder_coverage {
    COVERAGE_ON_DEMAND, /* by `sampledb index` */
    COVERAGE_WATCHED,   /* within moments */
    COVERAGE_POLLED,    /* looked at now and then */
    COVERAGE_OFFLINE    /* out of reach for the daemon */
};

/* "on demand", "watched", ... as v1_folder has it. */
const char *folder_coverage_name(enum folder_coverage c);
enum folder_coverage folder_coverage_of(const char *name);

/* A root that the user gave us to index. Never nested: a folder inside another
 * is a part of that one. Paths are absolute raw bytes without a final slash. */
struct folder {
    int64_t id;
    const char *path;    /* borrowed for the callback */
    const char *display; /* the same as UTF-8 */
    bool offline;
    const char *why;           /* why it is offline; NULL */
    int64_t since, crawled_at; /* Unix s; crawled_at 0 = never */
    /* Which volume it is, as last crawled; 0 = never. fs: of statfs(), which ext4, xfs
     * and btrfs keep from mount to mount, and FAT does not. */
    uint64_t device, inode, fs;
    const char *marker; /* text that the file FOLDER_MARKER in its root must have; NULL */
    enum folder_coverage coverage;
    const char *coverage_why; /* NULL = as it should be */
    int64_t coverage_since;   /* Unix s */
};

#define FOLDER_MARKER ".sampledb-folder"

/* Which folder holds a path, and where in it. */
struct place {
    int64_t folder;
    char *sub; /* relative, "" = the folder itself; owned, place_clear() */
};
void place_clear(struct place *p);

/*
 * Make path a folder, or find the one that it lies in. Folders that lie in it
 * become parts of it: their rows keep their identity. Call in a transaction.
 */
int folder_add(struct store *s, const char *path, struct place *out, struct err *e);

/* 1 and *out, or 0: path is neither a folder nor inside one. */
int folder_find(struct store *s, const char *path, struct place *out, struct err *e);

/* Forget a folder and its file rows; samples and what was said of them stay.
 * 1 removed, 0 no such folder. Call in a transaction. */
int folder_remove(struct store *s, const char *path, struct err *e);

/* Each folder in the order of its path. Stops when each() does not return 0, which may
 * write, but not call this function. */
int folder_each(struct store *s,
                int (*each)(void *arg, const struct folder *f, struct err *e), void *arg,
                struct err *e);

/* One folder, by its number: 1 and *out with texts that live until the next call of this
 * function, or 0. */
int folder_get(struct store *s, int64_t id, struct folder *out, struct err *e);

/* Rows known below it, whatever their state. Counts them all: not for every minute. */
int folder_files(struct store *s, int64_t id, int64_t *n, struct err *e);

/* Is any file known below it that was not missing when last looked for? 1, 0, -1. */
int folder_has_files(struct store *s, int64_t id, struct err *e);

/* It was walked now, from a root with this identity. Call this, and the next one, in a
 * transaction. */
int folder_crawled(struct store *s, int64_t id, uint64_t device, uint64_t inode,
                   uint64_t fs, struct err *e);

/* It is in reach again, without a walk: its rows count as they stand. */
int folder_online(struct store *s, int64_t id, struct err *e);

/* Set how it is kept in step, in the transaction that is open or in one of its own; no
 * write where that is so already. */
int folder_cover(struct store *s, int64_t id, enum folder_coverage how, const char *why,
                 struct err *e);

/*
 * The folder at `from` lies at `to` now (both absolute): its rows stay as they are. Call
 * in a transaction. 1; 0: `from` is no folder. ERR_USAGE: `to` is or holds or lies in
 * another folder, or is no absolute path. Device, inode and fs are forgotten, the marker
 * is not: the next crawl takes what it finds there.
 */
int folder_relocate(struct store *s, const char *from, const char *to, struct err *e);

/* What FOLDER_MARKER of that folder says; NULL = it has none. Call in a transaction. */
int folder_mark(struct store *s, int64_t id, const char *marker, struct err *e);

/* One row says that the whole folder is out of reach: no file row changes. Call in a
 * transaction. */
int folder_offline(struct store *s, int64_t id, const char *why, struct err *e);

#endif
