/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is mounted where, and what has changed about that. */
#include "watch/mounts.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/mem.h"

enum { PIECE = 4096, OWN_FIELDS = 4 };

/* A line of mountinfo: its first four fields (the mount's number and its parent's, the
 * device, and what of it) tell one mount from another; the fifth is the place. */
struct mount {
    char *path; /* owned */
    char *what; /* owned */
};

struct list {
    struct mount *at; /* (n) by path, then by what; owned */
    size_t n, room;
};

struct mounts {
    int fd;
    bool looked;
    struct list now;
    struct buf text; /* scratch */
};

struct mounts *mounts_open(void)
{
    struct mounts *m = mem_new(1, sizeof *m);

    m->fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
    return m;
}

static void clear_list(struct list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        free(l->at[i].path);
        free(l->at[i].what);
    }
    free(l->at);
}

void mounts_close(struct mounts *m)
{
    if (!m)
        return;
    if (m->fd >= 0)
        close(m->fd);
    clear_list(&m->now);
    buf_clear(&m->text);
    free(m);
}

int mounts_fd(const struct mounts *m) { return m->fd; }

bool mounts_changed(const struct mounts *m)
{
    struct pollfd p = {.fd = m->fd, .events = POLLPRI};

    return poll(&p, 1, 0) > 0;
}

static bool is_octal(const char *s)
{
    return s[0] >= '0' && s[0] <= '3' && s[1] >= '0' && s[1] <= '7' && s[2] >= '0' &&
           s[2] <= '7';
}

/* Blanks, ends of line and backslashes are written as \NNN, in place. */
static void unescape(char *s)
{
    char *out = s;

    while (*s)
        if (*s == '\\' && is_octal(s + 1)) {
            *out++ = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 | (s[3] - '0'));
            s += 4;
        } else {
            *out++ = *s++;
        }
    *out = '\0';
}

static void add_line(struct list *l, const char *line, size_t len)
{
    size_t at = 0, end;

    for (int field = 0; field < OWN_FIELDS; field++) {
        while (at < len && line[at] != ' ')
            at++;
        if (at++ >= len)
            return;
    }
    if (at == len || line[at] != '/')
        return;
    for (end = at; end < len && line[end] != ' ';)
        end++;
    l->at = mem_more(l->at, l->n, &l->room, sizeof *l->at);
    l->at[l->n] = (struct mount){.path = mem_text(line + at, end - at),
                                 .what = mem_text(line, at - 1)};
    unescape(l->at[l->n++].path);
}

static int by_place(const void *a, const void *b)
{
    const struct mount *x = a, *y = b;
    const int order = strcmp(x->path, y->path);

    return order ? order : strcmp(x->what, y->what);
}

/* Both are in order: what is in one only has come or gone. */
static void compare(const struct list *before, const struct list *now,
                    void (*changed)(void *arg, const char *path), void *arg)
{
    const char *told = NULL;
    size_t i = 0, j = 0;

    while (i < before->n || j < now->n) {
        const int order = i == before->n ? 1
                          : j == now->n  ? -1
                                         : by_place(&before->at[i], &now->at[j]);
        const char *path = order <= 0 ? before->at[i].path : now->at[j].path;

        i += order <= 0;
        j += order >= 0;
        if (order == 0 || (told && strcmp(told, path) == 0))
            continue;
        changed(arg, path);
        told = path;
    }
}

void mounts_read(struct mounts *m, const char *text,
                 void (*changed)(void *arg, const char *path), void *arg)
{
    struct list before = m->now;

    m->now = (struct list){0};
    while (*text) {
        const size_t len = strcspn(text, "\n");

        add_line(&m->now, text, len);
        text += len + (text[len] == '\n');
    }
    if (m->now.n)
        qsort(m->now.at, m->now.n, sizeof *m->now.at, by_place);
    if (m->looked)
        compare(&before, &m->now, changed, arg);
    m->looked = true;
    clear_list(&before);
}

void mounts_look(struct mounts *m, void (*changed)(void *arg, const char *path),
                 void *arg)
{
    ssize_t got = -1;

    buf_reset(&m->text);
    if (m->fd >= 0 && lseek(m->fd, 0, SEEK_SET) == 0)
        do {
            buf_reserve(&m->text, PIECE);
            got = read(m->fd, m->text.data + m->text.len, PIECE);
            m->text.len += got > 0 ? (size_t)got : 0;
        } while (got > 0);
    if (got < 0)
        return;
    buf_u8(&m->text, '\0');
    mounts_read(m, (const char *)m->text.data, changed, arg);
}

const char *mounts_below(const char *dir, const char *path)
{
    size_t n = strlen(dir);

    if (n == 1) /* "/" ends with its slash already */
        n = 0;
    if (strncmp(dir, path, n) != 0 || (path[n] && path[n] != '/'))
        return NULL;
    return path + n + (path[n] == '/');
}

void mounts_inside(const struct mounts *m, const char *dir,
                   void (*each)(void *arg, const char *path), void *arg)
{
    for (size_t i = 0; i < m->now.n; i++) {
        const char *rest = mounts_below(dir, m->now.at[i].path);

        if (rest && *rest)
            each(arg, m->now.at[i].path);
    }
}
