/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bring a folder's rows in step with the disk, or take the folder offline. */
#include "index/crawl.h"

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
#include "index/report.h"
#include "index/walk.h"
#include "store/dirs.h"
#include "store/folders.h"
#include "util/mem.h"

/* FAT, exFAT, NTFS and FUSE number their inodes anew at each mount. */
static bool has_stable_inodes(int fd)
{
    enum { FAT = 0x4d44, EXFAT = 0x2011bab0, NTFS = 0x7366746e, FUSE = 0x65735546 };
    struct statfs fs;

    if (fstatfs(fd, &fs) != 0)
        return true;
    return fs.f_type != FAT && fs.f_type != EXFAT && fs.f_type != NTFS &&
           fs.f_type != FUSE;
}

static bool is_empty(int fd)
{
    DIR *dir = fdopendir(fd);
    const struct dirent *d;
    bool empty = true;

    if (!dir)
        return false;
    while (empty && (d = readdir(dir)))
        empty = name_skips_dir(d->d_name);
    closedir(dir);
    return empty;
}

static int go_offline(struct walk *w, const char *why, struct err *e)
{
    w->n->offline++;
    walk_complain(w, "", why);
    return folder_offline(w->s, w->folder, why, e);
}

/* Nothing lies below the root, although files are known of it: 1, else 0, or -1. */
static int is_unmounted(const struct walk *w, int root, struct err *e)
{
    if (!is_empty(beneath_open(root, "", O_RDONLY | O_DIRECTORY)))
        return 0;
    return folder_has_files(w->s, w->folder, e);
}

/* The file system's own number, folded: two ints of which nothing else is known. */
static uint64_t file_system(int fd)
{
    struct statfs fs;
    uint32_t half[2];

    _Static_assert(sizeof fs.f_fsid == sizeof half, "f_fsid is two ints");
    if (fstatfs(fd, &fs) != 0)
        return 0;
    memcpy(half, &fs.f_fsid, sizeof half);
    return (uint64_t)half[0] << 32 | half[1];
}

/* The root is open: is it the folder we know, or an empty mount point? */
static int check_root(struct walk *w, int root, const struct scope *where, bool *online,
                      struct err *e)
{
    struct stat st;
    int unmounted;

    *online = false;
    if (fstat(root, &st) != 0)
        return err_sys(e, "%s", w->root);
    unmounted = is_unmounted(w, root, e);
    *online = unmounted == 0;
    if (unmounted != 0)
        return unmounted < 0 ? -1 : go_offline(w, "is empty; is its drive mounted?", e);
    w->stable_inodes = has_stable_inodes(root);
    return where->sub[0] ? 0
                         : folder_crawled(w->s, w->folder, st.st_dev, st.st_ino,
                                          file_system(root), e);
}

/* The directory row above where->sub, and the walk's path set to sub. */
static int enter_sub(struct walk *w, const struct scope *where, int64_t *parent,
                     struct err *e)
{
    if (!where->sub[0])
        return 0;
    walk_push(w, where->sub);
    return dir_reach_above(w->s, where->folder, where->sub, parent, e);
}

static int crawl_open(struct walk *w, int root, const struct scope *where, struct err *e)
{
    bool online;
    int64_t parent = 0;
    int fd;

    if (check_root(w, root, where, &online, e) != 0)
        return -1;
    if (!online)
        return 0;
    fd = beneath_open(root, where->sub, O_RDONLY | O_DIRECTORY);
    if (fd < 0)
        return err_sys(e, "%s/%s", w->root, where->sub);
    if (enter_sub(w, where, &parent, e) != 0) {
        close(fd);
        return -1;
    }
    return walk_dir(w, fd, parent, e);
}

/* End the walk's transaction: what was seen until a stop is true, after an error not. */
static int finish(struct walk *w, int rc, struct err *e)
{
    struct err other = {0};

    free(w->path);
    if (rc != 0 && e->kind != ERR_STOPPED) {
        store_rollback(w->s);
        return rc;
    }
    return store_commit(w->s, rc == 0 ? e : &other) == 0 ? rc : -1;
}

int crawl(struct store *s, const struct scope *where, const char *root,
          const struct index_options *o, struct index_counts *n, struct err *e)
{
    struct walk w = {.s = s, .o = o, .n = n, .folder = where->folder, .root = root};
    const int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc;

    w.path = mem_new(w.room = 256, 1);
    rc = store_begin(s, e);
    if (rc == 0)
        rc = fd >= 0 ? crawl_open(&w, fd, where, e) : go_offline(&w, strerror(errno), e);
    if (fd >= 0)
        close(fd);
    return finish(&w, rc, e);
}

/* Make the directory of path[0..n) the one at hand, with its rows loaded. */
static int move_to(struct walk *w, struct level *l, int root, const char *path, size_t n,
                   int *fd, struct err *e)
{
    struct stat st;

    if (*fd >= 0 && w->len == n && memcmp(w->path, path, n) == 0)
        return 0;
    if (*fd >= 0)
        close(*fd);
    walk_pop(w, 0);
    if (n) {
        char *dir = mem_text(path, n);

        walk_push(w, dir);
        free(dir);
    }
    *fd = beneath_open(root, w->path, O_RDONLY | O_DIRECTORY);
    if (*fd < 0 || fstat(*fd, &st) != 0)
        return 1;
    l->device = st.st_dev;
    if (dir_reach(w->s, w->folder, w->path, &l->dir, e) != 0 ||
        dir_enter(w->s, w->folder, 0, w->path, l->device, &l->dir, e) != 0)
        return -1;
    return level_load(w, l, e);
}

/* One listed file: 0, 1 where it is not there, -1. */
static int look_at(struct walk *w, struct level *l, int root, const char *path, int *fd,
                   struct err *e)
{
    const char *slash = strrchr(path, '/');
    const int rc = move_to(w, l, root, path, slash ? (size_t)(slash - path) : 0, fd, e);

    return rc ? rc : match_file(w, l, *fd, slash ? slash + 1 : path, e);
}

int crawl_list(struct store *s, const struct scope *where, const char *root,
               const char *const *path, size_t paths, const struct index_options *o,
               struct index_counts *n, struct err *e)
{
    struct walk w = {.s = s, .o = o, .n = n, .folder = where->folder, .root = root};
    struct level l = {0};
    const int top = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = -1, rc;

    if (top < 0)
        return err_sys(e, "%s", root);
    w.path = mem_new(w.room = 256, 1);
    w.stable_inodes = has_stable_inodes(top);
    rc = store_begin(s, e);
    for (size_t i = 0; i < paths && rc >= 0; i++) {
        rc = look_at(&w, &l, top, path[i], &fd, e);
        if (rc == 1) {
            w.n->missing++;
            report(o, root, "", path[i], "is not there");
        }
        if (rc >= 0 && w.batch >= WALK_BATCH)
            rc = walk_breathe(&w, e);
    }
    if (fd >= 0)
        close(fd);
    close(top);
    level_clear(&l);
    return finish(&w, rc < 0 ? -1 : 0, e);
}
