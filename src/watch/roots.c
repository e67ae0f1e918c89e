/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folders of the library: what covers each, and when it is crawled. */
#include "watch/roots.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/clock.h"
#include "util/file.h"
#include "util/journal.h"
#include "util/mem.h"
#include "watch/events.h"
#include "watch/follow.h"
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

static void unwatch(struct daemon *d, const struct root *r)
{
    scan_drop(d, tree_root(d->tree, r->folder, r->path, -1));
}

static void leave_outpost(struct daemon *d, struct root *r)
{
    const node at = r->outpost;

    r->outpost = 0;
    for (size_t i = 0; i < d->roots; i++)
        if (d->root[i].outpost == at)
            return;
    if (at)
        scan_drop(d, at);
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
            unwatch(d, &d->root[i]);
            leave_outpost(d, &d->root[i]);
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

void roots_mounted(struct daemon *d)
{
    for (size_t i = 0; i < d->roots; i++)
        if (d->root[i].how == COVERAGE_OFFLINE || !is_same_dir(&d->root[i]))
            d->root[i].dirty = true;
}

static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

static int64_t due_of(const struct daemon *d, const struct root *r)
{
    if (!r->crawled)
        return 0;
    if (r->lost)
        return r->ended_ms + most(d->overflow_gap_ms, 10 * r->took_ms);
    return r->ended_ms + (r->dirty ? most(LEAST_GAP_MS, r->took_ms) : r->every_ms);
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

static void stand_at(struct daemon *d, struct root *r, const char *path, int fd)
{
    const int wd = fd < 0 || scan_is_remote(fd) ? -1 : events_add(fd);
    const node known = tree_of_watch(d->tree, wd);

    if (known && tree_folder(d->tree, known) == ROOTS_OUTPOST)
        r->outpost = known;
    else if (wd >= 0 && !known)
        r->outpost = tree_root(d->tree, ROOTS_OUTPOST, path, wd);
}

/* Watch what is left of the way to a folder that is out of reach. */
static void take_outpost(struct daemon *d, struct root *r)
{
    char *path = mem_text(r->path, strlen(r->path)), *slash;
    int fd;

    while ((fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0 &&
           (slash = strrchr(path, '/')) && path[1])
        slash[slash == path] = '\0';
    if (!r->outpost || strcmp(tree_name(d->tree, r->outpost), path) != 0) {
        leave_outpost(d, r);
        stand_at(d, r, path, fd);
    }
    if (fd >= 0)
        close(fd);
    free(path);
}

static bool is_dir(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

void roots_seen(struct daemon *d, node gone)
{
    for (size_t i = 0; i < d->roots && gone; i++)
        if (d->root[i].outpost == gone)
            d->root[i].outpost = 0;
    if (gone)
        tree_remove(d->tree, gone, NULL, NULL);
    for (size_t i = 0; i < d->roots; i++) {
        struct root *r = &d->root[i];

        if (r->how != COVERAGE_OFFLINE || r->dirty)
            continue;
        if (!is_dir(r->path)) /* perhaps a part of the way to it is back */
            take_outpost(d, r);
        r->dirty = is_dir(r->path);
    }
}

static void watch_root(struct daemon *d, struct root *r)
{
    const int fd = open(r->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat st = {0};

    r->device = r->inode = 0;
    if (fd < 0) {
        unwatch(d, r);
        return;
    }
    if (fstat(fd, &st) == 0) {
        r->device = st.st_dev;
        r->inode = st.st_ino;
    }
    r->remote = scan_is_remote(fd);
    if (!r->remote) {
        scan_root(d, r, fd);
        return;
    }
    close(fd);
    unwatch(d, r);
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

/* Every watch is given back, with what libinotifytools remembers of it, and set anew. */
static int reset(struct daemon *d, struct err *e)
{
    follow_clear(d);
    events_close();
    tree_free(d->tree);
    d->tree = tree_new();
    d->limbo = tree_root(d->tree, -1, "", -1);
    for (size_t i = 0; i < d->roots; i++) {
        d->root[i].dirty = true;
        d->root[i].outpost = 0;
    }
    if (events_open(e) != 0)
        return -1;
    d->reset = false;
    for (size_t i = 0; i < d->roots; i++)
        watch_root(d, &d->root[i]);
    return 0;
}

static long limit_of(const char *path)
{
    char line[24];

    return *file_line(AT_FDCWD, path, line, sizeof line) ? strtol(line, NULL, 10) : -1;
}

/* Both are limits of one user's watches: the second is that of a user namespace. */
static void say_full(char *out, size_t room)
{
    const long all = limit_of("/proc/sys/fs/inotify/max_user_watches");
    const long space = limit_of("/proc/sys/user/max_inotify_watches");
    const bool is_space = space >= 0 && space < all;

    snprintf(out, room, "watch limit %ld reached: raise %s", is_space ? space : all,
             is_space ? "user.max_inotify_watches" : "fs.inotify.max_user_watches");
}

static enum folder_coverage coverage_of(const struct daemon *d, const struct root *r,
                                        bool online, char *why, size_t room)
{
    *why = '\0';
    if (!online)
        snprintf(why, room, "%s", d->said ? d->said : "out of reach");
    if (!online)
        return COVERAGE_OFFLINE;
    if (r->remote)
        snprintf(why, room, "a network or FUSE file system tells no changes");
    else if (r->full)
        say_full(why, room);
    if (*why)
        return COVERAGE_POLLED;
    if (r->unwatched)
        snprintf(why, room, "%zu directories cannot be watched", r->unwatched);
    return COVERAGE_WATCHED;
}

static int cover(struct daemon *d, struct root *r, bool online, struct err *e)
{
    const enum folder_coverage how = coverage_of(d, r, online, r->why, sizeof r->why);

    if (how != r->how || !r->crawled)
        journal_path(how == COVERAGE_WATCHED ? JOURNAL_INFO : JOURNAL_WARNING, r->path,
                     "%s%s%s directories=%zu", folder_coverage_name(how),
                     *r->why ? ": " : "", r->why, tree_count(d->tree, r->folder));
    if (how != r->how)
        r->every_ms = 0;
    r->how = how;
    return indexer_cover(d->x, r->folder, how, *r->why ? r->why : NULL, e);
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

    if ((d->reset || too_much_waste(d)) && reset(d, e) != 0)
        return -1;
    if (wants_watches(d, r))
        watch_root(d, r);
    settle_forget(d->settle, r->folder);
    r->dirty = r->lost = false;
    d->counted.crawls++;
    if (walk(d, r, &online, n, e) != 0)
        return -1;
    if (online) {
        leave_outpost(d, r);
    } else {
        unwatch(d, r);
        take_outpost(d, r);
    }
    r->took_ms = clock_ms() - began;
    r->ended_ms = clock_ms();
    news = has_news(n, &before);
    d->backlog = d->backlog || news || n->stale != before.stale || !r->crawled;
    if (cover(d, r, online, e) != 0) {
        r->dirty = true;
        return -1;
    }
    r->crawled = true;
    plan(d, r, news);
    return 0;
}
