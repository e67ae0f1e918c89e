/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walk a tree depth first, and hold each directory against its rows. */
#include "index/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/names.h"
#include "index/report.h"
#include "store/dirs.h"
#include "util/mem.h"

void level_clear(struct level *l)
{
    for (size_t i = 0; i < l->subs; i++)
        free(l->sub[i]);
    free(l->sub);
    free(l->seen);
    file_list_clear(&l->rows);
}

void walk_complain(const struct walk *w, const char *name, const char *text)
{
    report(w->o, w->root, w->path, name, text);
}

void walk_push(struct walk *w, const char *name)
{
    const size_t n = strlen(name);

    if (w->room < w->len + n + 2) {
        w->room = (w->len + n + 2) * 2;
        w->path = mem_grow(w->path, w->room, 1);
    }
    if (w->len)
        w->path[w->len++] = '/';
    memcpy(w->path + w->len, name, n + 1);
    w->len += n;
}

void walk_pop(struct walk *w, size_t len)
{
    w->len = len;
    w->path[len] = '\0';
}

int walk_breathe(struct walk *w, struct err *e)
{
    if (w->o->stop && *w->o->stop)
        return err_set(e, ERR_STOPPED, "stopped");
    if (w->o->progress)
        w->o->progress(w->o->arg, w->n);
    if (w->batch < WALK_BATCH)
        return 0;
    w->batch = 0;
    return store_commit(w->s, e) == 0 ? store_begin(w->s, e) : -1;
}

static void keep_sub(struct level *l, const char *name)
{
    l->sub = mem_more(l->sub, l->subs, &l->room, sizeof *l->sub);
    l->sub[l->subs++] = mem_text(name, strlen(name));
}

static bool is_dir(int fd, const struct dirent *d)
{
    struct stat st;

    if (d->d_type != DT_UNKNOWN)
        return d->d_type == DT_DIR;
    return fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

/* Every entry of the open directory: files are compared, directories noted. */
static int visit_entries(struct walk *w, struct level *l, DIR *dir, struct err *e)
{
    const int fd = dirfd(dir);
    const struct dirent *d;

    while (errno = 0, (d = readdir(dir))) {
        if (d->d_type == DT_REG || d->d_type == DT_UNKNOWN) {
            if (name_is_audio(d->d_name) && match_file(w, l, fd, d->d_name, e) < 0)
                return -1;
            if (w->batch >= WALK_BATCH && walk_breathe(w, e) != 0)
                return -1;
        }
        if ((d->d_type == DT_DIR || d->d_type == DT_UNKNOWN) &&
            !name_skips_dir(d->d_name) && is_dir(fd, d))
            keep_sub(l, d->d_name);
    }
    return errno ? 1 : 0;
}

static int mark_missing(struct walk *w, const struct level *l, struct err *e)
{
    for (size_t i = 0; i < l->rows.n; i++) {
        if (l->seen[i] || l->rows.entry[i].state == FILE_UNAVAILABLE)
            continue;
        w->n->missing++;
        if (file_missing(w->s, l->rows.entry[i].id, e) != 0)
            return -1;
    }
    return 0;
}

struct gone {
    struct walk *w;
    const struct level *l;
    int64_t *dir; /* rows of sub-directories that are not on disk; owned */
    size_t n;
};

static int note_gone(void *arg, int64_t id, const char *name, struct err *e)
{
    struct gone *g = arg;

    (void)e;
    for (size_t i = 0; i < g->l->subs; i++)
        if (strcmp(g->l->sub[i], name) == 0)
            return 0;
    g->dir = mem_grow(g->dir, g->n + 1, sizeof *g->dir);
    g->dir[g->n++] = id;
    return 0;
}

static int mark_dirs_missing(struct walk *w, const struct level *l, struct err *e)
{
    struct gone g = {.w = w, .l = l};
    int rc = dirs_in_dir(w->s, l->dir, note_gone, &g, e);

    for (size_t i = 0; i < g.n && rc == 0; i++)
        rc = dir_missing(w->s, g.dir[i], &w->n->missing, e);
    free(g.dir);
    return rc;
}

/* A sub-directory by name; one that cannot be opened keeps its rows as they are. */
static int descend(struct walk *w, const struct level *l, int fd, const char *name,
                   struct err *e)
{
    const size_t len = w->len;
    const int sub = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int rc = 0;

    if (sub >= 0 && w->depth < WALK_DEPTH - 1) {
        walk_push(w, name);
        rc = walk_dir(w, sub, l->dir, e);
        walk_pop(w, len);
        return rc;
    }
    if (sub < 0 && errno == ENOENT)
        return 0; /* vanished since; the next run sees to its rows */
    w->n->unreadable++;
    walk_complain(w, name,
                  sub >= 0 ? "nested too deep; move it further up" : strerror(errno));
    if (sub >= 0)
        close(sub);
    return 0;
}

static bool is_loop(const struct walk *w, const struct stat *st)
{
    for (int i = 0; i < w->depth; i++)
        if (w->above[i].dev == st->st_dev && w->above[i].ino == st->st_ino)
            return true;
    return false;
}

int level_load(struct walk *w, struct level *l, struct err *e)
{
    if (files_in_dir(w->s, l->dir, &l->rows, e) != 0)
        return -1;
    l->seen = mem_grow(l->seen, l->rows.n, sizeof *l->seen);
    memset(l->seen, 0, l->rows.n * sizeof *l->seen);
    return 0;
}

/* Rows against entries for one open directory, without what lies below it. */
static int compare(struct walk *w, struct level *l, DIR *dir, struct err *e)
{
    int rc;

    if (level_load(w, l, e) != 0)
        return -1;
    rc = visit_entries(w, l, dir, e);
    if (rc == 1) { /* the listing broke off: unseen does not mean gone */
        w->n->unreadable++;
        walk_complain(w, "", "cannot be read to its end; check the drive");
        return 0;
    }
    if (rc != 0 || mark_missing(w, l, e) != 0)
        return -1;
    return mark_dirs_missing(w, l, e);
}

int walk_dir(struct walk *w, int fd, int64_t parent, struct err *e)
{
    struct level l = {0};
    DIR *dir = fdopendir(fd);
    struct stat st;
    int rc = -1;

    if (!dir || fstat(fd, &st) != 0 || is_loop(w, &st)) {
        rc = 0;
        goto out;
    }
    w->above[w->depth].dev = st.st_dev;
    w->above[w->depth++].ino = st.st_ino;
    l.device = st.st_dev;
    w->n->dirs++;
    if (walk_breathe(w, e) == 0 &&
        dir_enter(w->s, w->folder, parent, w->path, l.device, &l.dir, e) == 0)
        rc = compare(w, &l, dir, e);
    for (size_t i = 0; i < l.subs && rc == 0; i++)
        rc = descend(w, &l, dirfd(dir), l.sub[i], e);
    w->depth--;
out:
    level_clear(&l);
    if (dir)
        closedir(dir);
    else
        close(fd);
    return rc;
}
