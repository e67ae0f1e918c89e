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
#include "util/clock.h"
#include "util/mem.h"

enum { TICK_MS = 20 };

void level_clear(struct level *l)
{
    for (size_t i = 0; i < l->subs; i++)
        free(l->sub[i]);
    free(l->sub);
    free(l->seen);
    file_list_clear(&l->rows);
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
    w->breathed_ms = clock_ms();
    if (w->o->stop && *w->o->stop)
        return err_set(e, ERR_STOPPED, "stopped");
    if (w->o->progress)
        w->o->progress(w->o->arg, w->n);
    return batch_breathe(&w->batch, e);
}

int walk_tick(struct walk *w, struct err *e)
{
    if (clock_ms() - w->breathed_ms < TICK_MS)
        return batch_breathe(&w->batch, e);
    return walk_breathe(w, e);
}

void walk_begin(struct walk *w)
{
    w->batch = (struct batch){.s = w->s};
    w->breathed_ms = clock_ms();
    w->path = mem_new(w->room = 256, 1);
}

static int mark_files(struct walk *w, struct err *e)
{
    struct gone *g = &w->gone;

    ids_sort(&g->file);
    ids_sort(&g->moved);
    for (size_t i = 0; i < g->file.n; i++) {
        if (ids_have(&g->moved, g->file.id[i]))
            continue;
        w->n->missing++;
        if (batch_write(&w->batch, e) != 0 || file_missing(w->s, g->file.id[i], e) != 0 ||
            walk_tick(w, e) != 0)
            return -1;
    }
    return 0;
}

/* One that is known to be empty for long is no reason to ask for the library's lock. */
static int mark_dir(struct walk *w, int64_t dir, struct err *e)
{
    const int any = dir_has_files(w->s, dir, e);

    if (any != 1)
        return any;
    if (batch_write(&w->batch, e) != 0)
        return -1;
    return dir_missing(w->s, dir, &w->n->missing, e);
}

static int mark_dirs(struct walk *w, struct err *e)
{
    struct gone *g = &w->gone;

    ids_sort(&g->dir);
    for (size_t i = 0; i < g->dir.n; i++)
        if (mark_dir(w, g->dir.id[i], e) != 0 || walk_tick(w, e) != 0)
            return -1;
    return 0;
}

int walk_end(struct walk *w, int rc, struct err *e)
{
    if (rc == 0 && (mark_files(w, e) != 0 || mark_dirs(w, e) != 0))
        rc = -1;
    gone_clear(&w->gone);
    free(w->path);
    return batch_end(&w->batch, rc, e);
}

void walk_unreadable(struct walk *w, const char *name, const char *text)
{
    w->n->unreadable++;
    report(w->o, w->root->path, w->path, name, text);
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
        if ((d->d_type == DT_REG || d->d_type == DT_UNKNOWN) &&
            name_is_audio(d->d_name) && match_file(w, l, fd, d->d_name, e) < 0)
            return -1;
        if ((d->d_type == DT_DIR || d->d_type == DT_UNKNOWN) &&
            !name_skips_dir(d->d_name) && is_dir(fd, d))
            keep_sub(l, d->d_name);
        if (walk_tick(w, e) != 0)
            return -1;
    }
    return errno ? 1 : 0;
}

static void note_missing(struct walk *w, const struct level *l)
{
    for (size_t i = 0; i < l->rows.n; i++)
        if (!l->seen[i] && l->rows.entry[i].state != FILE_UNAVAILABLE)
            ids_add(&w->gone.file, l->rows.entry[i].id);
}

static int order(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

struct search {
    struct walk *w;
    const struct level *l; /* its sub-directories in order */
};

static int note_gone(void *arg, int64_t id, const char *name, struct err *e)
{
    struct search *s = arg;
    const struct level *l = s->l;

    (void)e;
    if (!l->subs || !bsearch(&name, l->sub, l->subs, sizeof *l->sub, order))
        ids_add(&s->w->gone.dir, id);
    return 0;
}

static int note_dirs_missing(struct walk *w, struct level *l, struct err *e)
{
    struct search s = {w, l};

    if (l->subs)
        qsort(l->sub, l->subs, sizeof *l->sub, order);
    return dirs_in_dir(w->s, l->dir, note_gone, &s, e);
}

int walk_down(struct walk *w, int fd, const char *name, int64_t parent, bool deep,
              struct err *e)
{
    const size_t len = w->len;
    const int sub = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int rc = 0;

    if (sub >= 0 && w->depth < WALK_DEPTH - 1) {
        walk_push(w, name);
        rc = walk_dir(w, sub, parent, deep, e);
        walk_pop(w, len);
        return rc;
    }
    if (sub < 0 && errno == ENOENT)
        return 0; /* vanished since; the next run sees to its rows */
    walk_unreadable(w, name,
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

void level_unseen(struct level *l)
{
    l->seen = mem_grow(l->seen, l->rows.n, sizeof *l->seen);
    memset(l->seen, 0, l->rows.n * sizeof *l->seen);
}

/* Rows against entries for one open directory, without what lies below it. */
static int compare(struct walk *w, struct level *l, DIR *dir, struct err *e)
{
    int rc;

    if (files_in_dir(w->s, l->dir, &l->rows, e) != 0)
        return -1;
    level_unseen(l);
    rc = visit_entries(w, l, dir, e);
    if (rc == 1) { /* the listing broke off: unseen does not mean gone */
        walk_unreadable(w, "", "cannot be read to its end; check the drive");
        return 0;
    }
    if (rc != 0)
        return -1;
    note_missing(w, l);
    return note_dirs_missing(w, l, e);
}

/* Was another volume mounted here when its rows were made, of which only the empty mount
 * point is left? 1, 0, -1. */
static int is_away(struct walk *w, const struct level *l, uint64_t known, uint64_t above,
                   int fd, struct err *e)
{
    if (!known || !above || known == above || l->device != above ||
        !volume_dir_is_empty(openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)))
        return 0;
    return dir_has_files(w->s, l->dir, e);
}

/*
 * The row of the directory at hand. A volume that is mounted anew may have another
 * device number: then all of its rows get that at once, so that a file that moved in the
 * meantime is known again wherever it is met first. 1: a drive is away.
 */
static int enter(struct walk *w, struct level *l, int fd, int64_t parent, struct err *e)
{
    const uint64_t above = w->depth > 1 ? w->above[w->depth - 2].dev : 0;
    const int64_t folder = w->root->folder;
    uint64_t known = 0;
    int rc = dir_find(w->s, folder, w->path, &l->dir, &known, e);

    if (rc < 0 || (rc == 1 && known == l->device))
        return rc < 0 ? -1 : 0;
    if (rc == 1 && (rc = is_away(w, l, known, above, fd, e)) != 0)
        return rc;
    if (batch_write(&w->batch, e) != 0)
        return -1;
    if (known && known != above && dirs_remount(w->s, folder, known, l->device, e) != 0)
        return -1;
    return dir_enter(w->s, folder, parent, w->path, l->device, &l->dir, e);
}

int walk_dir(struct walk *w, int fd, int64_t parent, bool deep, struct err *e)
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
    if (walk_breathe(w, e) == 0)
        rc = enter(w, &l, fd, parent, e);
    if (rc == 1) {
        walk_unreadable(w, "", "is empty; is the drive mounted that was here?");
        rc = 0;
    } else if (rc == 0) {
        rc = compare(w, &l, dir, e);
    }
    for (size_t i = 0; deep && i < l.subs && rc == 0; i++)
        rc = walk_down(w, dirfd(dir), l.sub[i], l.dir, true, e);
    w->depth--;
out:
    level_clear(&l);
    if (dir)
        closedir(dir);
    else
        close(fd);
    return rc;
}
