/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folders of the library: which there are, and when each is crawled. */
#include "watch/roots.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util/clock.h"
#include "util/mem.h"
#include "watch/cover.h"
#include "watch/events.h"
#include "watch/outpost.h"
#include "watch/scan.h"

enum {
    LEAST_GAP_MS = 200, /* between two crawls of one folder */
    LOST_GAP_MS = 5000, /* the same after lost events, at first */
    OFFLINE_LEAST_MS = 1000,
    OFFLINE_MOST_MS = 60000,
    LONGEST_MS = 3600000,
    WASTE_SOME = 4096, /* watches that only the library remembers: 0.8 MB */
    WASTE_MOST = 65536
};

struct root *roots_find(const struct daemon *d, int64_t folder)
{
    for (size_t i = 0; i < d->roots; i++)
        if (d->root[i].folder == folder)
            return &d->root[i];
    return NULL;
}

static int note_folder(void *arg, const struct folder *f, struct err *e)
{
    struct daemon *d = arg;
    struct root *r = roots_find(d, f->id);

    (void)e;
    if (!r) {
        d->root = mem_grow(d->root, d->roots + 1, sizeof *d->root);
        r = &d->root[d->roots++];
        *r = (struct root){.folder = f->id, .dirty = true};
    }
    if (!r->path || strcmp(r->path, f->path) != 0) {
        free(r->path);
        r->path = mem_text(f->path, strlen(f->path));
        r->dirty = true;
        r->crawled = false;
    }
    r->listed = true;
    return 0;
}

int roots_load(struct daemon *d, struct err *e)
{
    for (size_t i = 0; i < d->roots; i++)
        d->root[i].listed = false;
    if (indexer_folders(d->x, note_folder, d, e) != 0)
        return -1;
    for (size_t i = d->roots; i-- > 0;)
        if (!d->root[i].listed) {
            settle_forget(d->settle, d->root[i].folder);
            cover_drop(d, &d->root[i]);
            outpost_leave(d, &d->root[i]);
            free(d->root[i].path);
            d->root[i] = d->root[--d->roots];
        }
    d->reload = false;
    return 0;
}

void roots_clear(struct daemon *d)
{
    for (size_t i = 0; i < d->roots; i++)
        free(d->root[i].path);
    free(d->root);
    d->root = NULL;
    d->roots = 0;
}

void roots_rescan(struct daemon *d)
{
    for (size_t i = 0; i < d->roots; i++)
        d->root[i].dirty = true;
    d->reload = true;
}

void roots_lost(struct daemon *d)
{
    const int64_t now = clock_ms();

    /* One more within the hour: twice the wait. */
    if (!d->overflow_ms || now - d->overflow_ms > LONGEST_MS)
        d->overflow_gap_ms = LOST_GAP_MS;
    else if (!d->reset && d->overflow_gap_ms < LONGEST_MS)
        d->overflow_gap_ms *= 2;
    d->overflow_ms = now;
    d->reset = true;
    for (size_t i = 0; i < d->roots; i++)
        d->root[i].dirty = d->root[i].lost = true;
}

static bool is_same_dir(const struct root *r)
{
    struct stat st;

    return stat(r->path, &st) == 0 && st.st_dev == r->device && st.st_ino == r->inode;
}

bool roots_said(struct daemon *d, const char *path, const char *text)
{
    const struct root *r = d->crawled ? roots_find(d, d->crawled) : NULL;

    if (!r || strcmp(r->path, path) != 0)
        return false;
    free(d->said);
    d->said = mem_text(text, strlen(text));
    return true;
}

/* Below a folder the watches are of what was there before. */
static void at_mount(void *arg, const char *path)
{
    struct daemon *d = arg;

    for (size_t i = 0; i < d->roots; i++) {
        struct root *r = &d->root[i];
        const char *sub = mounts_below(r->path, path);

        if (!sub || !*sub || r->dirty || r->how == COVERAGE_OFFLINE)
            continue;
        if (cover_guests(d, r) != r->guests) { /* it is covered otherwise now */
            r->dirty = true;
            continue;
        }
        if (!r->remote)
            scan_mounted(d, r, sub);
        settle_touch(d->settle, r->folder, sub, LOOK_TREE, clock_ms(), -1);
    }
}

void roots_mounted(struct daemon *d)
{
    for (size_t i = 0; i < d->roots; i++)
        if (d->root[i].how == COVERAGE_OFFLINE || !is_same_dir(&d->root[i]))
            d->root[i].dirty = true;
    mounts_look(d->mounts, at_mount, d);
}

static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

static int64_t due_of(const struct daemon *d, const struct root *r)
{
    if (!r->crawled)
        return 0;
    if (r->lost)
        return r->ended_ms + most(d->overflow_gap_ms, 10 * r->took_ms);
    if (r->dirty)
        return r->ended_ms + most(LEAST_GAP_MS, r->took_ms);
    return clock_due(r->ended_ms, r->every_ms);
}

struct root *roots_next(const struct daemon *d, int64_t *due_ms)
{
    struct root *first = NULL;

    for (size_t i = 0; i < d->roots; i++) {
        const int64_t due = due_of(d, &d->root[i]);

        if (!first || due < *due_ms) {
            first = &d->root[i];
            *due_ms = due;
        }
    }
    return first;
}

/* As many as there are real ones: setting those anew costs less than what made the waste.
 */
static bool too_much_waste(const struct daemon *d)
{
    const size_t live = tree_count(d->tree, 0);

    return events_waste() > WASTE_SOME + (live < WASTE_MOST ? live : WASTE_MOST);
}

void roots_waste(struct daemon *d)
{
    for (size_t i = 0; i < d->roots && too_much_waste(d); i++)
        d->root[i].dirty = true;
}

static bool has_news(const struct index_counts *n, const struct index_counts *before)
{
    return n->added != before->added || n->changed != before->changed ||
           n->moved != before->moved || n->missing != before->missing ||
           n->returned != before->returned;
}

/* When to look next: what is watched by the clock; what is polled the less often, the
 * longer it takes and the less happens. */
static void plan(const struct daemon *d, struct root *r, bool news)
{
    int64_t least = d->o->rescan_ms, longest = d->o->rescan_ms;

    if (r->how == COVERAGE_OFFLINE) {
        least = OFFLINE_LEAST_MS;
        longest = OFFLINE_MOST_MS;
    } else if (r->how == COVERAGE_POLLED) {
        least = most(d->o->poll_ms, 20 * r->took_ms);
        longest = most(least, LONGEST_MS);
    }
    r->every_ms = news ? least : most(least, 2 * r->every_ms);
    if (r->every_ms > longest)
        r->every_ms = longest;
}

/* A part of it that could not be watched the last time is not tried at every poll. */
static bool wants_watches(const struct daemon *d, const struct root *r)
{
    return !(r->how == COVERAGE_POLLED && r->crawled && !r->dirty && r->remote) &&
           !daemon_is_stopped(d);
}

static int walk(struct daemon *d, struct root *r, bool *online, struct index_counts *n,
                struct err *e)
{
    int rc;

    free(d->said);
    d->said = NULL;
    d->busy = true;
    d->crawled = r->folder;
    rc = indexer_crawl(d->x, r->folder, online, n, e);
    d->crawled = 0;
    d->busy = false;
    if (rc != 0)
        r->dirty = true;
    return rc;
}

int roots_crawl(struct daemon *d, struct root *r, struct index_counts *n, struct err *e)
{
    const struct index_counts before = *n;
    const int64_t began = clock_ms();
    bool online = false, news;

    if ((d->reset || too_much_waste(d)) && cover_reset(d, e) != 0)
        return -1;
    if (wants_watches(d, r))
        cover_watch(d, r);
    settle_forget(d->settle, r->folder);
    r->dirty = r->lost = false;
    d->counted.crawls++;
    if (walk(d, r, &online, n, e) != 0)
        return -1;
    if (online) {
        outpost_leave(d, r);
    } else {
        cover_drop(d, r);
        outpost_take(d, r);
    }
    r->took_ms = clock_ms() - began;
    r->ended_ms = clock_ms();
    news = has_news(n, &before);
    d->backlog = d->backlog || news || n->stale != before.stale || !r->crawled;
    cover_judge(d, r, online);
    plan(d, r, news);
    if (cover_say(d, r, e) != 0) {
        r->dirty = true;
        return -1;
    }
    r->crawled = true;
    return 0;
}
