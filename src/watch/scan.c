/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Set watches for whole trees, each directory before it is read. */
#include "watch/scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "index/beneath.h"
#include "index/names.h"
#include "index/walk.h"
#include "util/mem.h"
#include "watch/events.h"

enum { OPEN_DIR = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC };

/* What lies in the directory n, open as fd (taken). */
static void scan_dir(struct daemon *d, struct root *r, node n, int fd, int depth);

/* A wd for the directory; -1, counted, where there is none. */
static int watch(struct root *r, int fd)
{
    const int wd = r->full ? -1 : events_add(fd);

    if (wd < 0 && !r->full) {
        r->full = errno == ENOSPC || errno == ENOMEM;
        r->unwatched += !r->full;
    }
    return wd;
}

static bool may_be_dir(const struct dirent *e)
{
    return (e->d_type == DT_DIR || e->d_type == DT_UNKNOWN) && !name_skips_dir(e->d_name);
}

/* One name of an open directory, and all below it. 0, or -1 with errno. */
static int enter(struct daemon *d, struct root *r, node parent, int dir, const char *name,
                 int depth)
{
    const int fd = openat(dir, name, OPEN_DIR);
    int wd;

    if (fd < 0) {
        r->unwatched += errno == EACCES || errno == EMFILE || errno == ENFILE;
        return -1;
    }
    wd = watch(r, fd);
    scan_dir(d, r, tree_child(d->tree, parent, name, wd), fd, depth);
    return 0;
}

static void scan_dir(struct daemon *d, struct root *r, node n, int fd, int depth)
{
    DIR *dir = fdopendir(fd);
    const struct dirent *e;

    if (!dir) {
        close(fd);
        r->unwatched++;
        return;
    }
    while ((e = readdir(dir)) && !r->full && !daemon_is_stopped(d)) {
        if (!may_be_dir(e))
            continue;
        if (depth + 1 < WALK_DEPTH)
            enter(d, r, n, fd, e->d_name, depth + 1);
        else
            r->unwatched++;
    }
    closedir(dir);
}

static void drop_watch(void *arg, int wd)
{
    (void)arg;
    events_remove(wd);
}

void scan_drop(struct daemon *d, node n) { tree_remove(d->tree, n, drop_watch, NULL); }

void scan_root(struct daemon *d, struct root *r, int fd)
{
    node n = tree_root(d->tree, r->folder, r->path, -1);
    int wd;

    /* Their watches stay as they are, and come back by the same number. */
    tree_remove(d->tree, n, NULL, NULL);
    r->unwatched = 0;
    r->full = false;
    wd = watch(r, fd);
    n = tree_root(d->tree, r->folder, r->path, wd);
    scan_dir(d, r, n, fd, 0);
}

static int open_node(struct daemon *d, const struct root *r, node n)
{
    const int root = open(r->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = -1;

    if (root < 0)
        return -1;
    tree_path(d->tree, n, "", &d->path);
    fd = beneath_open(root, (const char *)d->path.data, OPEN_DIR);
    close(root);
    return fd;
}

static int depth_of(const struct tree *t, node n)
{
    int depth = 0;

    while ((n = tree_parent(t, n)))
        depth++;
    return depth;
}

int scan_new(struct daemon *d, struct root *r, node parent, const char *name)
{
    const int dir = open_node(d, r, parent);
    int rc;

    if (dir < 0)
        return -1;
    rc = enter(d, r, parent, dir, name, depth_of(d->tree, parent) + 1);
    close(dir);
    return rc == 0 ? 1 : -1;
}

void scan_mounted(struct daemon *d, struct root *r, const char *sub)
{
    const char *slash = strrchr(sub, '/'), *name = slash ? slash + 1 : sub;
    const node parent =
        tree_at(d->tree, r->folder, sub, slash ? (size_t)(slash - sub) : 0);
    const node known = parent ? tree_find(d->tree, parent, name) : 0;

    if (known)
        scan_drop(d, known);
    if (parent && !name_skips_dir(name))
        scan_new(d, r, parent, name);
}

void scan_missed(struct daemon *d, struct root *r, node n,
                 void (*found)(struct daemon *d, node parent, const char *name))
{
    const int fd = open_node(d, r, n);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *e;

    while (dir && (e = readdir(dir))) {
        node known;

        if (!may_be_dir(e))
            continue;
        known = tree_find(d->tree, n, e->d_name);
        if (known && tree_watch(d->tree, known) >= 0)
            continue;
        if (enter(d, r, n, fd, e->d_name, depth_of(d->tree, n) + 1) == 0)
            found(d, n, e->d_name);
    }
    if (dir)
        closedir(dir);
    else if (fd >= 0)
        close(fd);
}

/* What changes on another machine, or behind a FUSE file system's back, makes no event:
 * inotify(7). Numbers: Linux, include/uapi/linux/magic.h and fs/smb, fs/9p, fs/ceph. */
bool scan_is_remote(int fd)
{
    static const unsigned remote[] = {0x6969,     0xff534d42, 0xfe534d42, 0x517b,
                                      0x65735546, 0x01021997, 0x00c36400, 0x5346414f,
                                      0x73757245, 0x6b414653, 0x564c,     0x786f4256};
    struct statfs fs;

    if (fstatfs(fd, &fs) != 0)
        return false;
    for (size_t i = 0; i < sizeof remote / sizeof *remote; i++)
        if ((unsigned)fs.f_type == remote[i])
            return true;
    return false;
}
