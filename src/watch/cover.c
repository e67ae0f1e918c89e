/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What covers a folder: the watches on it, and what is said of them. */
#include "watch/cover.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/file.h"
#include "util/journal.h"
#include "watch/events.h"
#include "watch/follow.h"
#include "watch/scan.h"

enum { MINUTE_MS = 60000 };

void cover_drop(struct daemon *d, const struct root *r)
{
    scan_drop(d, tree_root(d->tree, r->folder, r->path, -1));
}

static void count_remote(void *arg, const char *path)
{
    /* Neither read nor mounted by this. */
    const int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);

    *(size_t *)arg += fd >= 0 && scan_is_remote(fd);
    if (fd >= 0)
        close(fd);
}

size_t cover_guests(struct daemon *d, const struct root *r)
{
    size_t remote = 0;

    mounts_inside(d->mounts, r->path, count_remote, &remote);
    return remote;
}

void cover_watch(struct daemon *d, struct root *r)
{
    const int fd = open(r->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat st = {0};

    r->device = r->inode = 0;
    if (fd < 0) {
        cover_drop(d, r);
        return;
    }
    if (fstat(fd, &st) == 0) {
        r->device = st.st_dev;
        r->inode = st.st_ino;
    }
    r->remote = scan_is_remote(fd);
    r->guests = r->remote ? 0 : cover_guests(d, r);
    if (!r->remote) {
        scan_root(d, r, fd);
        return;
    }
    close(fd);
    cover_drop(d, r);
}

int cover_reset(struct daemon *d, struct err *e)
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
        cover_watch(d, &d->root[i]);
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
    else if (r->guests)
        snprintf(why, room, "%zu network or FUSE file systems in it tell no changes",
                 r->guests);
    else if (r->full)
        say_full(why, room);
    if (*why)
        return COVERAGE_POLLED;
    if (r->unwatched)
        snprintf(why, room, "%zu directories cannot be watched", r->unwatched);
    return COVERAGE_WATCHED;
}

void cover_judge(struct daemon *d, struct root *r, bool online)
{
    const enum folder_coverage how = coverage_of(d, r, online, r->why, sizeof r->why);

    if (how != r->how || !r->crawled)
        journal_path(how == COVERAGE_WATCHED ? JOURNAL_INFO : JOURNAL_WARNING, r->path,
                     "%s%s%s directories=%zu", folder_coverage_name(how),
                     *r->why ? ": " : "", r->why, tree_count(d->tree, r->folder));
    if (how != r->how)
        r->every_ms = 0;
    r->how = how;
}

/* How far it has backed off. */
static void add_rhythm(struct root *r)
{
    const size_t len = strlen(r->why);
    const bool minutes = r->every_ms >= 2 * MINUTE_MS;

    snprintf(r->why + len, sizeof r->why - len, "; looked at every %" PRId64 " %s",
             r->every_ms / (minutes ? MINUTE_MS : 1000), minutes ? "min" : "s");
}

int cover_say(struct daemon *d, struct root *r, struct err *e)
{
    if (r->how == COVERAGE_POLLED)
        add_rhythm(r);
    return indexer_cover(d->x, r->folder, r->how, *r->why ? r->why : NULL, e);
}
