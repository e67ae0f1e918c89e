/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_INDEXER_H
#define INDEX_INDEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/index.h"
#include "store/daemon.h"
#include "store/folders.h"
#include "store/store.h"

/*
 * The library kept in step piece by piece, for as long as somebody watches: what
 * index_folders() does in one go, with workers that stay. One thread.
 *
 * Every call below is one or more whole transactions. One that fails (ERR_STORE: locked
 * by another program for long, disk full; ERR_IO) has kept what it committed before, and
 * may be made again with the same arguments.
 *
 * o->progress is called at least every 100 ms of any call that takes longer: there the
 * caller keeps its ears open. o->stop ends a call with ERR_STOPPED.
 */
struct indexer;

/* Borrows s and what *o points to, copies *o; no worker is started. What other programs
 * have left to say (store/inbox.h) is taken in. */
int indexer_open(struct indexer **out, struct store *s, const struct index_options *o,
                 struct err *e);
void indexer_close(struct indexer *x); /* NULL is fine; ends the workers */

/* How long each call waits for another program's lock before ERR_BUSY; 10 s to begin
 * with, in which the caller hears nothing. */
void indexer_patience(struct indexer *x, int wait_ms);

/* Make path (absolute, resolved, a directory that is there) a folder, or find the one
 * that holds it: *folder its id. */
int indexer_add(struct indexer *x, const char *path, int64_t *folder, struct err *e);

/* Each folder of the library, as folder_each(). */
int indexer_folders(struct indexer *x,
                    int (*each)(void *arg, const struct folder *f, struct err *e),
                    void *arg, struct err *e);

/* Walk a whole folder: its rows follow the disk, or it turns offline, or is back.
 * *online: which. What is to be analysed is pending then. */
int indexer_crawl(struct indexer *x, int64_t folder, bool *online, struct index_counts *n,
                  struct err *e);

/* Where something happened, relative to the folder's root. */
enum look_how {
    LOOK_NAME, /* a file or directory of that name came, changed or went */
    LOOK_DIR,  /* all names of this directory, not what lies below its directories */
    LOOK_TREE  /* this directory and all below it */
};
struct look {
    const char *path; /* "" = the root; raw bytes; borrowed */
    enum look_how how;
};

/*
 * Bring the rows of these places in step with the disk, in any order; what is there goes
 * before what is gone, so that a file that moved keeps its row. A name that is a
 * directory now is looked at as LOOK_TREE. Nothing is looked at while the root is
 * offline: *online false.
 */
int indexer_look(struct indexer *x, int64_t folder, const struct look *look, size_t looks,
                 bool *online, struct index_counts *n, struct err *e);

/*
 * A directory was renamed, within a folder or from one to another: its rows get their new
 * place, and nothing is analysed again. 1; 0: nothing is known of it, or the new
 * place is taken: look at both places instead.
 */
int indexer_move_dir(struct indexer *x, int64_t from_folder, const char *from,
                     int64_t to_folder, const char *to, struct err *e);

/*
 * Analyse what is pending below `sub` of a folder ("" = all of it), or of all folders
 * that are online (folder 0, which also labels anew what is outdated, and listens to
 * names again). Before every file o->pause is asked: where it says so, those under way
 * are finished and stored, and the call returns.
 * 1: some is left; 0: all is done; -1.
 */
int indexer_work(struct indexer *x, int64_t folder, const char *sub,
                 struct index_counts *n, struct err *e);

/* All that is known of a folder is to be analysed again. */
int indexer_force(struct indexer *x, int64_t folder, struct err *e);

/* Files that wait to be analysed in folders that are online. */
int indexer_pending(struct indexer *x, int64_t *n, struct err *e);

/* The same of what they have left since: *taken, *refused may be NULL. */
int indexer_hear(struct indexer *x, int64_t *taken, int64_t *refused, struct err *e);

/* End the workers until they are needed again: nobody waits, and memory is given back. */
void indexer_rest(struct indexer *x);

/* Bytes of the library that are kept in memory; they have a limit. */
size_t indexer_memory(void);

/* How a folder is kept in step (v1_folder.coverage), and why not better; NULL = as it
 * should be. Written only where it differs. */
int indexer_cover(struct indexer *x, int64_t folder, enum folder_coverage how,
                  const char *why, struct err *e);

/* The one row that says what the daemon does (v1_daemon). Written only where it differs.
 */
int indexer_say(struct indexer *x, enum daemon_state state, const char *why,
                struct err *e);

#endif
