/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One place below a root, by its path: what is there, and what is there no more. */
#include "index/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/folding.h"
#include "index/names.h"
#include "index/report.h"
#include "store/dirs.h"
#include "util/mem.h"

static void leave(struct stand *at)
{
    if (at->fd >= 0)
        close(at->fd);
    at->fd = -1;
    at->entered = at->folds = at->whole = false;
}

void stand_clear(struct stand *at)
{
    leave(at);
    level_clear(&at->level);
}

/* The directory at->fd becomes a part of the branch that leads here. */
static int note_above(struct walk *w, const struct stand *at)
{
    struct stat st;

    if (w->depth >= WALK_DEPTH - 1) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (fstat(at->fd, &st) != 0)
        return -1;
    w->above[w->depth].dev = st.st_dev;
    w->above[w->depth++].ino = st.st_ino;
    return 0;
}

/* One step down to path[0..n). */
static int step(struct walk *w, struct stand *at, const char *path, size_t n)
{
    char name[NAME_MAX + 1];
    int fd;

    if (n > NAME_MAX || n == 0) {
        errno = ENOENT;
        return -1;
    }
    memcpy(name, path, n);
    name[n] = '\0';
    if (strcmp(name, "..") == 0) {
        errno = ENOENT;
        return -1;
    }
    if (at->folds)
        folding_spell(at->fd, name);
    fd = openat(at->fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return -1;
    close(at->fd);
    at->fd = fd;
    at->folds = folding_dir(fd);
    walk_push(w, name);
    return note_above(w, at);
}

static int go(struct walk *w, struct stand *at, const char *path, size_t n)
{
    size_t i = 0;

    leave(at);
    walk_pop(w, 0);
    w->depth = 0;
    at->fd = openat(w->root->fd, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (at->fd < 0 || note_above(w, at) != 0)
        return -1;
    at->folds = folding_dir(at->fd);
    while (i < n) {
        const size_t part = strcspn(path + i, "/");

        if (step(w, at, path + i, part) != 0)
            return -1;
        i += part + 1;
    }
    return 0;
}

/* Go to the directory path[0..n), one component at a time and following no symbolic
 * link: 0; 1: there is no such directory; -1: errno says why it cannot be entered. */
static int stand_in(struct walk *w, struct stand *at, const char *path, size_t n)
{
    int saved;

    if (at->fd >= 0 && w->len == n && memcmp(w->path, path, n) == 0)
        return 0;
    if (go(w, at, path, n) == 0)
        return 0;
    saved = errno;
    leave(at);
    errno = saved;
    return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? 1 : -1;
}

/* Make the row of the directory at hand, with those above it, if it has none. */
static int enter(struct walk *w, struct stand *at, struct err *e)
{
    struct level *l = &at->level;
    uint64_t known = 0;
    int found;

    if (at->entered)
        return 0;
    l->device = w->above[w->depth - 1].dev;
    found = dir_find(w->s, w->root->folder, w->path, &l->dir, &known, e);
    if (found < 0)
        return -1;
    at->entered = true;
    if (found == 1 && known == l->device)
        return 0;
    if (batch_write(&w->batch, e) != 0 ||
        dir_reach(w->s, w->root->folder, w->path, &l->dir, e) != 0)
        return -1;
    return dir_enter(w->s, w->root->folder, 0, w->path, l->device, &l->dir, e);
}

static int meet(struct walk *w, struct stand *at, const char *name, struct err *e)
{
    struct level *l = &at->level;

    if (enter(w, at, e) != 0 || file_in_dir(w->s, l->dir, name, &l->rows, e) != 0)
        return -1;
    level_unseen(l);
    return match_file(w, l, at->fd, name, e);
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static size_t above_last(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? (size_t)(slash - path) : 0;
}

/* The last part of the path as the directory at hand spells it; false: it is too long. */
static bool spell(const struct stand *at, const char *path, char name[NAME_MAX + 1])
{
    if (snprintf(name, NAME_MAX + 1, "%s", last_part(path)) > NAME_MAX)
        return false;
    if (at->folds)
        folding_spell(at->fd, name);
    return true;
}

int place_file(struct walk *w, struct stand *at, const char *path, struct err *e)
{
    char name[NAME_MAX + 1];
    struct stat st;

    if (stand_in(w, at, path, above_last(path)) != 0 || !spell(at, path, name))
        return 1;
    if (fstatat(at->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
        return 1;
    return meet(w, at, name, e);
}

/* A file of that path is no more: its row, if it has one. */
static int miss_file(struct walk *w, const char *path, struct err *e)
{
    char *dir = mem_text(path, above_last(path));
    struct file_list rows = {0};
    uint64_t device;
    int64_t id;
    int rc = dir_find(w->s, w->root->folder, dir, &id, &device, e);

    if (rc == 1)
        rc = file_in_dir(w->s, id, last_part(path), &rows, e);
    if (rc == 0 && rows.n && rows.entry[0].state != FILE_UNAVAILABLE)
        ids_add(&w->gone.file, rows.entry[0].id);
    free(dir);
    file_list_clear(&rows);
    return rc;
}

/* A directory of that path is no more: its row, and with that all below it. */
static int miss_dir(struct walk *w, const char *path, struct err *e)
{
    uint64_t device;
    int64_t id;
    const int found = dir_find(w->s, w->root->folder, path, &id, &device, e);

    if (found == 1)
        ids_add(&w->gone.dir, id);
    return found < 0 ? -1 : 0;
}

static int miss(struct walk *w, const char *path, struct err *e)
{
    return miss_file(w, path, e) == 0 ? miss_dir(w, path, e) : -1;
}

static int look_at_dir(struct walk *w, struct stand *at, const struct look *look,
                       struct err *e)
{
    if (miss_file(w, look->path, e) != 0 || enter(w, at, e) != 0)
        return -1;
    return walk_down(w, at->fd, last_part(look->path), at->level.dir,
                     look->how != LOOK_DIR, e);
}

static int look_at_file(struct walk *w, struct stand *at, const char *path,
                        const struct stat *st, struct err *e)
{
    if (miss_dir(w, path, e) != 0)
        return -1;
    if (!name_is_audio(last_part(path)))
        return miss_file(w, path, e) == 0 ? match_other_links(w, st, e) : -1;
    return meet(w, at, last_part(path), e) >= 0 ? 0 : -1;
}

static int look_at_root(struct walk *w, struct stand *at, const struct look *look,
                        struct err *e)
{
    const int fd = openat(w->root->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    leave(at);
    walk_pop(w, 0);
    w->depth = 0;
    if (fd >= 0)
        return walk_dir(w, fd, 0, look->how != LOOK_DIR, e);
    walk_unreadable(w, "", strerror(errno));
    return 0;
}

/* The directory at hand, without what lies below it. */
static int look_at_whole(struct walk *w, struct stand *at, struct err *e)
{
    const int fd = openat(at->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc;

    if (fd < 0) {
        walk_unreadable(w, "", strerror(errno));
        return 0;
    }
    at->whole = true;
    w->depth--; /* it is entered once more */
    rc = walk_dir(w, fd, 0, false, e);
    w->depth++;
    return rc;
}

/*
 * Where names fold case, the one that was used need not be that of any row, and one that
 * is no more still leads to the file: only all names together tell what is there.
 */
static int look_at_folding(struct walk *w, struct stand *at, const struct look *look,
                           struct err *e)
{
    char name[NAME_MAX + 1];
    struct buf path = {0};
    struct stat st;
    int rc;

    if (enter(w, at, e) != 0 || (!at->whole && look_at_whole(w, at, e) != 0))
        return -1;
    if (!spell(at, look->path, name) ||
        fstatat(at->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(st.st_mode))
        return 0;
    path_join(&path, w->path, name);
    rc = look_at_dir(w, at, &(struct look){(const char *)path.data, look->how}, e);
    buf_clear(&path);
    return rc;
}

int place_look(struct walk *w, struct stand *at, const struct look *look, struct err *e)
{
    const char *name = last_part(look->path);
    struct stat st;
    int rc;

    if (!*look->path)
        return look_at_root(w, at, look, e);
    rc = stand_in(w, at, look->path, above_last(look->path));
    if (rc == 0 && at->folds)
        return look_at_folding(w, at, look, e);
    if (rc == 0 && fstatat(at->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        rc = errno == ENOENT ? 1 : -1;
    if (rc < 0) {
        w->n->unreadable++;
        report(w->o, w->root->path, "", look->path, strerror(errno));
        return 0;
    }
    if (rc == 0 && S_ISDIR(st.st_mode))
        return look_at_dir(w, at, look, e);
    if (rc == 0 && S_ISREG(st.st_mode))
        return look_at_file(w, at, look->path, &st, e);
    return miss(w, look->path, e);
}
