/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_SPOTS_H
#define WATCH_SPOTS_H

#include "watch/settle.h"

/*
 * Places that wait, of which settle.h decides, each a spot: found by their path, by their
 * directory, and the soonest first.
 */
struct spot_dir;
struct spot {
    struct spot *next; /* in its chain of the table */
    char *path;        /* owned */
    int64_t folder;
    int64_t first_ms, due_ms; /* first touched; quiet since long enough */
    int64_t call_ms;          /* when to look at it: half-time, or due_ms */
    struct ripeness seen;
    struct spot_dir *dir;               /* of a LOOK_NAME */
    struct spot *next_name, *prev_name; /* in its list */
    size_t at;                          /* in the heap */
    uint32_t hash;
    enum look_how how;
    bool probed, retry;
};

/* The names of one directory that wait. */
struct spot_dir {
    struct spot_dir *next; /* in its chain of the table */
    struct spot *names;
    char *path; /* owned */
    int64_t folder;
    size_t count;
    uint32_t hash;
};

struct spots {
    struct spot **heap; /* (n) by call_ms, soonest first */
    size_t n, room;
    struct spot **table;    /* (heads) a power of two */
    struct spot_dir **dirs; /* (heads) */
    size_t heads;
};

void spots_init(struct spots *s);
void spots_clear(struct spots *s);

/* The path is the first len bytes of `path`. NULL: it does not wait. */
struct spot *spots_find(const struct spots *s, int64_t folder, const char *path,
                        size_t len);

/* A LOOK_NAME that does not wait yet; due at once. */
struct spot *spots_add(struct spots *s, int64_t folder, const char *path, size_t len,
                       int64_t now_ms);

/* It is to be looked at then. */
void spots_wait(struct spots *s, struct spot *p, int64_t due_ms, int64_t call_ms);

/* More is to be looked at there: it is no name of its directory any more. */
void spots_widen(struct spots *s, struct spot *p, enum look_how how);

/* Take it out; the path becomes the caller's. The last name of a spot_dir takes that
 * along. */
char *spots_drop(struct spots *s, struct spot *p);

size_t spot_dir_len(const char *path); /* of the part that is its directory */

#endif
