/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef YARD_H
#define YARD_H
#include "shelf.h"

#include "index/index.h"

/*
 * A folder of made-up files, a library in memory, and runs over them with the rogue
 * worker (rogue.h), whose model has the categories a, b and c.
 */
struct yard {
    struct shelf shelf; /* s alone is used */
    char dir[32];       /* absolute */
    struct index_options o;
    struct model_facts model;
    struct index_counts n; /* of the last run, like the three below */
    struct err err;
    struct buf complained; /* lines "path: text" */
    size_t complaints;
    volatile sig_atomic_t stop;
    void (*on_progress)(struct yard *y, const struct index_counts *n); /* NULL is fine */
    int64_t limit; /* for on_progress to use */
};

void yard_open(struct yard *y);
void yard_close(struct yard *y); /* removes the folder */

/* A new file of that path below the folder, made with the directories above it. */
void yard_write(const struct yard *y, const char *path, const char *bytes);
void yard_remove(const struct yard *y, const char *path);
void yard_rename(const struct yard *y, const char *from, const char *to);
void yard_link(const struct yard *y, const char *to, const char *path); /* symbolic */

/* index_folders() over the folder, over parts of it ("" = all), index_files() in it. */
int yard_index(struct yard *y);
int yard_index_these(struct yard *y, const char *const *part, size_t parts);
int yard_index_files(struct yard *y, const char *const *path, size_t paths);

/* shelf_sql() on the library. */
int64_t yard_sql(struct yard *y, const char *sql);

/* The last run complained of that file, once, and its text begins so. */
void yard_complained(const struct yard *y, const char *path, const char *text);
#endif
