/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_INDEX_H
#define INDEX_INDEX_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/models.h"
#include "store/named.h"
#include "store/store.h"
#include "util/err.h"

enum { INDEX_MAX_JOBS = 256 }; /* worker processes that may be asked for */

/* How far it is, and in the end what was done. Numbers of files, unless named. */
struct index_counts {
    int64_t dirs, seen;              /* walked so far */
    int64_t added, changed, moved;   /* found by the walk */
    int64_t missing, returned;       /* gone, and back again */
    int64_t stale;                   /* unchanged, and to be analysed again */
    int64_t unreadable, offline;     /* directories; folders */
    int64_t todo, done;              /* to analyse, analysed (or failed) */
    int64_t ok, failed, unsupported; /* of done */
    int64_t retagged;                /* samples that got labels of a newer model */
    int64_t renamed;                 /* samples that got others because of their names */
    int64_t likened;                 /* samples whose nearest others were found */
    int64_t mapped;                  /* samples that got a place on the map */
};

struct index_options {
    const struct model_facts *model; /* NULL = none: features only */
    int jobs;        /* worker processes, at most INDEX_MAX_JOBS; 0 = one per core */
    int timeout_ms;  /* per file; 0 = the pool's default */
    bool force;      /* analyse also what has not changed */
    bool no_sandbox; /* debugging only */
    bool polite;     /* workers take only time and disk that nobody else wants */
    const struct lexicon *names; /* what names say; NULL = names are not heard */
    enum named_wish names_wish;  /* remembered in the library */
    const char *program;         /* the worker's executable; NULL = ourselves */

    /* Called often; must be quick. Each may be NULL. */
    void *arg;
    void (*progress)(void *arg, const struct index_counts *n);
    /* path is absolute, raw bytes; text says what is wrong and what to do. */
    void (*complain)(void *arg, const char *path, const char *text);
    void (*begin)(void *arg, const char *path); /* a worker gets this file now */
    const volatile sig_atomic_t *stop; /* set by a signal handler; NULL = never */
    bool (*pause)(void *arg);          /* of indexer_work(): no further file for now */
    /*
     * A file could not be decoded, but changed within the last ten minutes: it may still
     * be on its way. Its row says that it failed, and the next look at it, or crawl,
     * tries once more even if it has not changed; where that fails as before, it is not
     * counted or complained of again. path: below the folder's root. NULL =
     * nobody will look: what fails has failed.
     */
    void (*unripe)(void *arg, int64_t folder, const char *path);
    int64_t (*now)(void *arg); /* Unix s; NULL = the system's clock */
};

/* Only give labels anew, to all samples that have theirs from another model than the one
 * in use, or because of names. As below. */
int index_labels(struct store *s, const struct index_options *o, struct index_counts *n,
                 struct err *e);

/*
 * Bring the library in step with folders (absolute, resolved paths; each becomes
 * a folder of the library if it is not inside one), or with all known folders
 * when n == 0. Work in batches of one transaction: whatever ends the run, what is
 * committed stays and the next run goes on from there.
 *
 * 0 done (counts may tell of failed files and unreadable directories);
 * -1: ERR_STORE, ERR_IO (a named folder is not there), ERR_STOPPED.
 */
int index_folders(struct store *s, const char *const *folder, size_t folders,
                  const struct index_options *o, struct index_counts *n, struct err *e);

/* The same for listed files below one folder: paths relative to it. */
int index_files(struct store *s, const char *folder, const char *const *path,
                size_t paths, const struct index_options *o, struct index_counts *n,
                struct err *e);

#endif
