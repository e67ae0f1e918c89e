/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef YARD_H
#define YARD_H
#include "shelf.h"

#include "index/indexer.h"

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
    int64_t limit;     /* for on_progress to use */
    struct indexer *x; /* of yard_watch() */
    int64_t folder;    /* its id, then */
    bool online;       /* as the last look or crawl found it */
};

void yard_open(struct yard *y);
void yard_close(struct yard *y); /* removes the folder */

enum { YARD_PATH = 200 };
void yard_path(char out[YARD_PATH], const struct yard *y, const char *path);

/* A new file of that path below the folder, made with the directories above it. */
void yard_write(const struct yard *y, const char *path, const char *bytes);
void yard_remove(const struct yard *y, const char *path);
void yard_rename(const struct yard *y, const char *from, const char *to);
void yard_append(const struct yard *y, const char *path, const char *bytes);
void yard_link(const struct yard *y, const char *to, const char *path); /* symbolic */
void yard_hard_link(const struct yard *y, const char *from, const char *to);

/* index_folders() over the folder, over parts of it ("" = all), index_files() in it. */
int yard_index(struct yard *y);
int yard_index_these(struct yard *y, const char *const *part, size_t parts);
int yard_index_files(struct yard *y, const char *const *path, size_t paths);

/* An indexer with the options that are set now, and the folder crawled and analysed. */
void yard_watch(struct yard *y);

/* The same calls of the indexer, for yard_watch()'s folder; each must succeed but for
 * yard_work(), which returns what indexer_work() does. Counts are reset by the first two.
 */
void yard_crawl(struct yard *y);
void yard_look(struct yard *y, const struct look *look, size_t looks);
int yard_work(struct yard *y);

/* yard_look() and yard_work() for one name, or two in this order. */
void yard_name(struct yard *y, const char *path);
void yard_names(struct yard *y, const char *first, const char *second);

/* shelf_sql() on the library. */
int64_t yard_sql(struct yard *y, const char *sql);

/* The id of the row that is `ok` at that path, 0 = there is none; how many are. */
int64_t yard_row_at(struct yard *y, const char *path);
int64_t yard_rows_ok(struct yard *y);

/* The last run complained of that file, once, and its text begins so. */
void yard_complained(const struct yard *y, const char *path, const char *text);
#endif
