/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder of copies of sounds, or of links to them. */
#include "cli/kit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/kit_name.h"
#include "util/clone.h"
#include "util/file.h"
#include "util/mem.h"

enum { MOST_ALIKE = 100000, MODE = 0644 };

/* A name in the folder. */
struct taken {
    char *name; /* owned */
    bool ours;  /* made or found in this run: no other sound is the same */
};

struct kit {
    char *dir; /* owned */
    int fd;    /* of dir */
    bool links;
    void *taken; /* tree of struct taken, alike but for capitals */
};

/* A sound on its way into the folder. */
struct arrival {
    const char *path;
    int from;        /* -1: a link */
    char *temporary; /* owned; NULL */
    struct buf name;
};

static int alike(const void *a, const void *b)
{
    return strcasecmp(((const struct taken *)a)->name, ((const struct taken *)b)->name);
}

static struct taken *lookup(const struct kit *k, const struct buf *name)
{
    const struct taken wanted = {.name = (char *)name->data};
    struct taken *const *found = tfind(&wanted, &k->taken, alike);

    return found ? *found : NULL;
}

static void taken_free(void *t)
{
    free(((struct taken *)t)->name);
    free(t);
}

static struct taken *enter(struct kit *k, const char *name, bool ours)
{
    struct taken *t = mem_new(1, sizeof *t), **in;

    *t = (struct taken){mem_text(name, strlen(name)), ours};
    in = tsearch(t, &k->taken, alike);
    if (!in || *in == t) /* no memory: it is not found again, and rename() sees to it */
        return t;
    taken_free(t); /* two that are alike: one stands for both */
    return *in;
}

static int list(struct kit *k, struct err *e)
{
    const int copy = openat(k->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = copy < 0 ? NULL : fdopendir(copy);
    const struct dirent *entry;

    if (!d) {
        if (copy >= 0)
            close(copy);
        return err_sys(e, "%s", k->dir);
    }
    while ((entry = readdir(d)))
        enter(k, entry->d_name, false);
    closedir(d);
    return 0;
}

int kit_open(struct kit **out, const char *dir, bool links, struct err *e)
{
    struct kit *k = mem_new(1, sizeof *k);
    int rc = 0;

    k->dir = mem_text(dir, strlen(dir));
    k->links = links;
    k->fd = -1;
    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        rc = err_sys(e, "%s: cannot make the folder", dir);
    if (rc == 0)
        k->fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (rc == 0)
        rc = k->fd < 0 ? err_sys(e, "%s", dir) : list(k, e);
    if (rc == 0)
        *out = k;
    else
        kit_close(k);
    return rc;
}

void kit_close(struct kit *k)
{
    if (!k)
        return;
    tdestroy(k->taken, taken_free);
    if (k->fd >= 0)
        close(k->fd);
    free(k->dir);
    free(k);
}

/* Is what has that name a link to path, or (fd) a file with the same bytes? Where it
 * cannot be read it is another. */
static bool is_same(const struct kit *k, const char *name, const char *path, int fd)
{
    struct err ignored = {0};
    char *target;
    ssize_t n;
    bool same;
    int there;

    if (k->links) {
        target = mem_new(strlen(path) + 2, 1);
        n = readlinkat(k->fd, name, target, strlen(path) + 1);
        same = n == (ssize_t)strlen(path) && memcmp(target, path, (size_t)n) == 0;
        free(target);
        return same;
    }
    there = openat(k->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    same = there >= 0 && clone_same(there, fd, &ignored) == 1;
    if (there >= 0)
        close(there);
    return same;
}

/* A name for what fd has (or a link): a free one in a->name, or *there, where it is
 * already. */
static int choose(const struct kit *k, struct arrival *a, int fd, struct taken **there,
                  struct err *e)
{
    const char *base = strrchr(a->path, '/');

    base = base ? base + 1 : a->path;
    *there = NULL;
    for (unsigned nth = 1; nth <= MOST_ALIKE; nth++) {
        struct taken *t;

        kit_name(&a->name, base, nth);
        t = lookup(k, &a->name);
        if (!t)
            return 0;
        if (!t->ours && strcmp(t->name, (const char *)a->name.data) == 0 &&
            is_same(k, t->name, a->path, fd)) {
            *there = t;
            return 0;
        }
    }
    return err_set(e, ERR_LIMIT, "%s: too many files of that name", a->path);
}

static int open_source(const char *path, struct err *e)
{
    const int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;

    if (fd < 0)
        return err_sys(e, "%s", path);
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    close(fd);
    return err_set(e, ERR_FORMAT, "%s: is not a regular file", path);
}

static char *in_dir(const struct kit *k, const char *name)
{
    const size_t n = strlen(k->dir) + strlen(name) + 2;
    char *path = mem_new(n, 1);

    snprintf(path, n, "%s/%s", k->dir, name);
    return path;
}

static enum kit_end write_plain(void *arg, int from, int to, struct err *e)
{
    const enum clone_end end = clone_bytes(from, to, e);

    (void)arg;
    return end == CLONE_DONE ? KIT_MADE : end == CLONE_UNREAD ? KIT_NOT : KIT_NO_MORE;
}

/* The copy under its hidden name. Returns its descriptor, or -1 with *end. */
static int write_copy(const struct kit *k, struct arrival *a, kit_writer *write,
                      void *arg, enum kit_end *end, struct err *e)
{
    char *hidden = in_dir(k, ".sampledb");
    const int to = file_beside(hidden, &a->temporary, e);

    free(hidden);
    *end = KIT_NO_MORE;
    if (to < 0)
        return -1;
    (void)fchmod(to, MODE); /* a stick may know no modes */
    *end = write(arg, a->from, to, e);
    if (*end == KIT_MADE)
        return to;
    err_in(e, "%s", *end == KIT_NOT ? a->path : k->dir);
    unlink(a->temporary);
    close(to);
    return -1;
}

/* The hidden file under the name that was chosen. */
static enum kit_end place(struct kit *k, struct arrival *a, const char **name,
                          struct err *e)
{
    char *path = in_dir(k, (const char *)a->name.data);
    const int rc = file_put(a->temporary, path, true, e);

    free(path);
    if (rc != 0)
        return KIT_NO_MORE;
    *name = enter(k, (const char *)a->name.data, true)->name;
    return KIT_MADE;
}

static enum kit_end note_there(const struct kit *k, const struct arrival *a,
                               struct taken *there, const char **name)
{
    struct stat found, source;

    there->ours = true;
    *name = there->name;
    if (a->from >= 0 && fstat(a->from, &source) == 0 &&
        fstatat(k->fd, there->name, &found, AT_SYMLINK_NOFOLLOW) == 0 &&
        found.st_dev == source.st_dev && found.st_ino == source.st_ino)
        return KIT_ITSELF;
    return KIT_THERE;
}

/* As it is: before anything is written one sees whether it is there. */
static enum kit_end put_plain(struct kit *k, struct arrival *a, const char **name,
                              struct err *e)
{
    struct taken *there;
    enum kit_end end;
    int to;

    if (choose(k, a, a->from, &there, e) != 0)
        return KIT_NOT;
    if (there)
        return note_there(k, a, there, name);
    to = write_copy(k, a, write_plain, NULL, &end, e);
    if (to < 0)
        return end;
    close(to);
    return place(k, a, name, e);
}

/* Changed on its way: only what was written can be compared. */
static enum kit_end put_written(struct kit *k, struct arrival *a, kit_writer *write,
                                void *arg, const char **name, struct err *e)
{
    struct taken *there = NULL;
    enum kit_end end;
    const int to = write_copy(k, a, write, arg, &end, e);
    int rc;

    if (to < 0)
        return end;
    rc = choose(k, a, to, &there, e);
    close(to);
    if (rc == 0 && !there)
        return place(k, a, name, e);
    unlink(a->temporary);
    return there ? note_there(k, a, there, name) : KIT_NOT;
}

static enum kit_end put_link(struct kit *k, struct arrival *a, const char **name,
                             struct err *e)
{
    struct taken *there;

    if (access(a->path, R_OK) != 0) {
        err_sys(e, "%s", a->path);
        return KIT_NOT;
    }
    if (choose(k, a, -1, &there, e) != 0)
        return KIT_NOT;
    if (there)
        return note_there(k, a, there, name);
    if (symlinkat(a->path, k->fd, (const char *)a->name.data) != 0) {
        err_sys(e, "%s: link", k->dir);
        return KIT_NO_MORE;
    }
    *name = enter(k, (const char *)a->name.data, true)->name;
    return KIT_MADE;
}

enum kit_end kit_put(struct kit *k, const char *path, kit_writer *write, void *arg,
                     const char **name, struct err *e)
{
    struct arrival a = {.path = path, .from = k->links ? -1 : open_source(path, e)};
    enum kit_end end = KIT_NOT;

    if (k->links)
        end = put_link(k, &a, name, e);
    else if (a.from >= 0)
        end = write ? put_written(k, &a, write, arg, name, e) : put_plain(k, &a, name, e);
    if (a.from >= 0)
        close(a.from);
    free(a.temporary);
    buf_clear(&a.name);
    return end;
}
