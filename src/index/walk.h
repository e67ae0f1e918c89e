/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_WALK_H
#define INDEX_WALK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "index/index.h"
#include "store/files.h"

enum { WALK_DEPTH = 128, WALK_BATCH = 4096 };

/* One crawl of one folder. */
struct walk {
    struct store *s;
    const struct index_options *o;
    struct index_counts *n;
    int64_t folder;
    const char *root;   /* absolute path of the folder */
    bool stable_inodes; /* FAT and FUSE make up new inode numbers at each mount */
    char *path;         /* relative path of the directory at hand; owned */
    size_t len, room;
    int64_t batch; /* files seen since the last commit */
    int depth;
    struct {
        dev_t dev;
        ino_t ino;
    } above[WALK_DEPTH]; /* (depth) the branch that leads here */
};

/* One directory's rows, and which of them were found on disk. */
struct level {
    struct file_list rows;
    bool *seen; /* (rows.n); owned */
    int64_t dir;
    uint64_t device;
    char **sub; /* (subs) names of the sub-directories found; owned */
    size_t subs, room;
};
void level_clear(struct level *l);

void walk_push(struct walk *w, const char *name); /* one component or several */
void walk_pop(struct walk *w, size_t len);

/* Tell the caller of a name in the directory at hand ("" = the directory itself). */
void walk_complain(const struct walk *w, const char *name, const char *text);

/* Between batches: let other writers in, show progress, look at the stop flag. */
int walk_breathe(struct walk *w, struct err *e);

/* The directory open as fd (taken) at w->path, and all below it. */
int walk_dir(struct walk *w, int fd, int64_t parent, struct err *e);

/* Load the rows of l->dir. */
int level_load(struct walk *w, struct level *l, struct err *e);

/* Compare one name of the directory fd with its row, if it has one: match.c. 1 = no
 * regular file of that name. */
int match_file(struct walk *w, struct level *l, int fd, const char *name, struct err *e);

#endif
