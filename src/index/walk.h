/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_WALK_H
#define INDEX_WALK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "index/batch.h"
#include "index/gone.h"
#include "index/index.h"
#include "index/volume.h"
#include "store/files.h"

enum { WALK_DEPTH = 128 };

/* What is on disk below one root, held against its rows. */
struct walk {
    struct store *s;
    const struct index_options *o;
    struct index_counts *n;
    const struct volume *root; /* open */
    struct batch batch;
    struct gone gone;
    char *path; /* relative path of the directory at hand; owned */
    size_t len, room;
    int64_t breathed_ms;
    int depth;
    struct {
        dev_t dev;
        ino_t ino;
    } above[WALK_DEPTH]; /* (depth) the branch that leads here */
};

void walk_begin(struct walk *w);

/* End a walk that came to rc: what was not found is marked, what was seen is kept even
 * after a stop. Returns rc, or -1 where that fails. */
int walk_end(struct walk *w, int rc, struct err *e);

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

/* Between rows: let other writers in, show progress, look at the stop flag; walk_tick()
 * only where it is time for that. */
int walk_breathe(struct walk *w, struct err *e);
int walk_tick(struct walk *w, struct err *e);

/* The directory open as fd (taken) at w->path, and, if `deep`, all below it. parent: its
 * row, 0 for the root. */
int walk_dir(struct walk *w, int fd, int64_t parent, bool deep, struct err *e);

/* The same for a sub-directory by name. One that cannot be opened keeps its rows. */
int walk_down(struct walk *w, int fd, const char *name, int64_t parent, bool deep,
              struct err *e);

/* Something that is there cannot be looked at: its rows stay as they are. */
void walk_unreadable(struct walk *w, const char *name, const char *text);

/* Every row of l is unseen so far. */
void level_unseen(struct level *l);

/* Compare one name of the directory fd with its row, if it has one: match.c. 1 = no
 * regular file of that name. */
int match_file(struct walk *w, struct level *l, int fd, const char *name, struct err *e);

/* The file of which somebody spoke has other names (st: of the one at hand): where their
 * rows do not know its new content, they learn of it. */
int match_other_links(struct walk *w, const struct stat *st, struct err *e);

#endif
