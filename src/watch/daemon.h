/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_DAEMON_H
#define WATCH_DAEMON_H

#include "index/indexer.h"
#include "util/buf.h"
#include "watch/citizen.h"
#include "watch/companion.h"
#include "watch/complaints.h"
#include "watch/control.h"
#include "watch/mounts.h"
#include "watch/settle.h"
#include "watch/tree.h"
#include "watch/watch.h"

/* What the files of the daemon share: one struct, one thread. */

/* A folder of the library, and how it is kept in step. */
struct root {
    int64_t folder;
    char *path; /* owned */
    bool listed, crawled;
    bool dirty; /* something may have been missed: crawl */
    bool lost;  /* because events were lost */
    enum folder_coverage how;
    char why[120];             /* it is not covered better; "" = it is watched */
    bool remote, full;         /* no events there; the watch limit stopped us */
    size_t guests;             /* file systems inside of it that tell no events */
    size_t unwatched;          /* directories that could not be watched */
    node outpost;              /* where it would come back; 0 = none */
    uint64_t device, inode;    /* of the directory that is watched */
    int64_t ended_ms, took_ms; /* the last crawl */
    int64_t every_ms;          /* the time until the next one */
};

/* A directory that went from here; its pair may follow. */
struct gone_dir {
    uint32_t cookie;
    node at; /* in limbo */
    int64_t folder, since_ms;
    char *path;  /* owned */
    bool unsure; /* something was waiting to be looked at below it */
};

/* A rename that the library does not know of yet. */
struct rename_dir {
    int64_t from_folder, to_folder;
    char *from, *to; /* owned */
};

/* An index that a client asked for. */
struct request {
    struct request *next;
    int client;
    bool force, entered, crawled;
    char **path;     /* (paths) owned; none = all folders */
    int64_t *folder; /* (folders) owned */
    size_t paths, folders, at;
    struct index_counts n;
};

enum { RATE_SECONDS = 10 };

struct daemon {
    const struct watch_options *o;
    struct indexer *x;
    struct control *control;
    struct citizen citizen;
    struct companion companion;
    struct mounts *mounts;
    struct settle *settle;
    struct tree *tree;
    node limbo;
    struct root *root; /* (roots) */
    size_t roots;
    struct gone_dir *gone; /* (gones) */
    size_t gones, gone_room;
    struct rename_dir *rename; /* (renames) in the order in which they happened */
    size_t renames, rename_room;
    struct request *request; /* the first is worked on */
    struct buf path;         /* scratch */
    struct buf file;         /* a worker has it; empty = none has one */

    int64_t crawled; /* the folder that is crawled just now; 0 = none */
    char *said;      /* what is wrong with it; owned */
    struct complaints complaints;

    struct request *told; /* who hears of the call under way */

    bool calling; /* the indexer is at work: it is not called again */
    bool busy;    /* the indexer looks at the disk: what it sees may have moved */
    bool reset;   /* all watches are to be set anew */
    bool reload;  /* the library may have other folders */
    bool backlog; /* files may be pending, or labels to give */
    bool stated;  /* one of the state was said: */
    enum daemon_state state;
    char why[80];

    struct {
        int fd;         /* -1: deaf */
        bool seen;      /* something was written into the library */
        int64_t due_ms; /* not heard before */
    } writes;

    int64_t hold_ms, hold_for_ms; /* after an error: not before; the last wait */
    int64_t work_ms;              /* paused: not before */
    int64_t worked_ms;            /* when workers were last needed; 0 = they rest */
    int64_t breath_ms, told_ms, alive_ms;
    int64_t overflow_ms, overflow_gap_ms;
    int64_t started_at, since; /* Unix s; since: of the state */
    int64_t paused_ms;         /* since when; 0 = is not */
    int64_t paused_for_ms;     /* before that */
    int64_t pending, done; /* as last counted; done since then, in the call under way */
    int64_t second, rate[RATE_SECONDS + 1]; /* files done in each of the last seconds */
    struct {
        int64_t events, overflows, crawls, looks, renames, retries, pauses, unripe;
    } counted;
};

static inline bool daemon_is_stopped(const struct daemon *d)
{
    return d->o->stop && *d->o->stop;
}

#endif
