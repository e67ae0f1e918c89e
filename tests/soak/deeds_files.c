/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happens to single files. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deeds.h"

bool write_new(const char *path, const void *bytes, size_t n)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    const bool done = fd >= 0 && write(fd, bytes, n) == (ssize_t)n;

    if (fd >= 0)
        close(fd);
    return done;
}

bool deed_create(struct ground *g)
{
    unsigned char bytes[600];
    char path[ROOM];

    if (!draw_new_file(g, path))
        return false;
    tell(g, "create", path, NULL);
    return write_new(path, bytes, next_sound(g, bytes));
}

bool deed_begin(struct ground *g)
{
    struct writer *w = &g->writer[g->writers];

    if (g->writers == WRITERS || !draw_new_file(g, w->path))
        return false;
    tell(g, "begin", w->path, NULL);
    w->n = next_sound(g, w->bytes);
    w->done = 0;
    w->anew = chance(g, 50);
    w->fd = open(w->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (w->fd < 0)
        return false;
    g->writers++;
    return true;
}

static void end_writer(struct ground *g, struct writer *w)
{
    if (w->fd >= 0)
        close(w->fd);
    *w = g->writer[--g->writers];
}

/* Whatever lies at its path by now: but a second name of it would hear nothing. */
static bool open_anew(struct writer *w)
{
    struct stat st;

    w->fd = open(w->path, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    return w->fd >= 0 && fstat(w->fd, &st) == 0 && S_ISREG(st.st_mode) &&
           st.st_nlink == 1;
}

static void put_piece(struct ground *g, struct writer *w, size_t most)
{
    const size_t n = w->n - w->done < most ? w->n - w->done : most;
    const bool put =
        (w->fd >= 0 || open_anew(w)) && write(w->fd, w->bytes + w->done, n) == (ssize_t)n;

    w->done += n;
    if (!put || w->done == w->n)
        end_writer(g, w);
    else if (w->anew) {
        close(w->fd);
        w->fd = -1;
    }
}

bool deed_piece(struct ground *g)
{
    struct writer *w;

    if (g->writers == 0)
        return false;
    w = &g->writer[draw(g, g->writers)];
    tell(g, "piece", w->path, NULL);
    put_piece(g, w, 20 + draw(g, 200));
    return true;
}

void finish_writers(struct ground *g)
{
    while (g->writers)
        put_piece(g, &g->writer[0], sizeof g->writer->bytes);
}

bool deed_replace(struct ground *g)
{
    unsigned char bytes[600];
    char path[ROOM], dir[ROOM], fresh[ROOM];

    if (!draw_file(g, path))
        return false;
    memcpy(dir, path, ROOM);
    *strrchr(dir, '/') = '\0';
    if (!join(fresh, dir, chance(g, 50) ? ".new.wav.tmp" : "new.wav"))
        return false;
    tell(g, "replace", path, NULL);
    return write_new(fresh, bytes, next_sound(g, bytes)) && rename(fresh, path) == 0;
}

/* A file with one name, since a second one hears nothing of a change through this one:
 * the kernel tells only the directory that the writer came by. */
static bool draw_single(struct ground *g, char *path)
{
    struct stat st;

    return draw_file(g, path) && lstat(path, &st) == 0 && st.st_nlink == 1;
}

bool deed_overwrite(struct ground *g)
{
    unsigned char bytes[600];
    char path[ROOM];
    int fd;
    bool done;

    if (!draw_single(g, path) || (fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)) < 0)
        return false;
    tell(g, "overwrite", path, NULL);
    done = write(fd, bytes, next_sound(g, bytes)) > 0;
    close(fd);
    return done;
}

/* It was there for long: a failure to decode it is final. */
static void age(struct ground *g, const char *path)
{
    const struct timespec then[2] = {{.tv_sec = 1500000000 + g->made},
                                     {.tv_sec = 1500000000 + g->made}};

    utimensat(AT_FDCWD, path, then, AT_SYMLINK_NOFOLLOW);
}

bool deed_truncate(struct ground *g)
{
    char path[ROOM];
    const off_t n = chance(g, 30) ? 0 : (off_t)(20 + draw(g, 200));

    if (!draw_single(g, path) || truncate(path, n) != 0)
        return false;
    tell(g, "truncate", path, NULL);
    age(g, path);
    return true;
}

bool deed_delete(struct ground *g)
{
    char path[ROOM];

    if (!draw_file(g, path))
        return false;
    tell(g, "delete", path, NULL);
    return unlink(path) == 0;
}

bool deed_recreate(struct ground *g)
{
    unsigned char bytes[600];
    char path[ROOM];

    if (!draw_file(g, path))
        return false;
    tell(g, "recreate", path, NULL);
    return unlink(path) == 0 && write_new(path, bytes, next_sound(g, bytes));
}

bool deed_rename(struct ground *g)
{
    char path[ROOM], other[ROOM], to[ROOM];

    if (!draw_file(g, path) || !draw_new_file(g, other))
        return false;
    memcpy(to, path, ROOM);
    *strrchr(to, '/') = '\0';
    if (strlen(to) > LONGEST - 300)
        return false;
    snprintf(to + strlen(to), 300, "%s", strrchr(other, '/'));
    tell(g, "rename", path, to);
    return rename(path, to) == 0;
}

bool deed_move(struct ground *g)
{
    char path[ROOM], to[ROOM];
    const bool onto = chance(g, 20); /* a file that is there */

    if (!draw_file(g, path) || !(onto ? draw_file(g, to) : draw_new_file(g, to)))
        return false;
    tell(g, "move", path, to);
    return rename(path, to) == 0;
}

bool deed_swap(struct ground *g)
{
    char a[ROOM], b[ROOM];

    if (!draw_file(g, a) || !draw_file(g, b) || strcmp(a, b) == 0)
        return false;
    tell(g, "swap", a, b);
    return renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) == 0;
}

/* Where names fold case, the new one leads to the file itself: no other is in the way. */
static bool is_free_or_same(const char *path, const char *to)
{
    struct stat a, b;

    return lstat(to, &b) != 0 || (lstat(path, &a) == 0 && a.st_ino == b.st_ino);
}

bool deed_case(struct ground *g)
{
    char path[ROOM], to[ROOM];

    if (!(chance(g, 20) ? draw_below(g, path) : draw_file(g, path)))
        return false;
    memcpy(to, path, ROOM);
    for (char *p = strrchr(to, '/'); *p; p++)
        *p = (char)(islower((unsigned char)*p) ? toupper((unsigned char)*p)
                                               : tolower((unsigned char)*p));
    tell(g, "case", path, to);
    return is_free_or_same(path, to) && rename(path, to) == 0;
}

static bool being_written(const struct ground *g, const struct stat *st)
{
    struct stat other;

    for (size_t i = 0; i < g->writers; i++)
        if ((g->writer[i].fd >= 0 ? fstat(g->writer[i].fd, &other)
                                  : lstat(g->writer[i].path, &other)) == 0 &&
            other.st_ino == st->st_ino)
            return true;
    return false;
}

bool deed_link(struct ground *g)
{
    char path[ROOM], to[ROOM];
    struct stat st;

    if (!draw_file(g, path) || !draw_new_file(g, to) || lstat(path, &st) != 0 ||
        !(st.st_mode & S_IRUSR) || being_written(g, &st))
        return false;
    tell(g, "link", path, to);
    return link(path, to) == 0;
}

bool deed_odd(struct ground *g)
{
    char path[ROOM], target[ROOM] = ".";

    if (!draw_new_file(g, path))
        return false;
    switch (draw(g, 5)) {
    case 0:
        tell(g, "fifo", path, NULL);
        return mkfifo(path, 0644) == 0;
    case 1: /* a loop */
        break;
    case 2:
        strcpy(target, "nowhere at all");
        break;
    case 3:
        if (!draw_file(g, target))
            return false;
        break;
    default:
        if (!draw_dir(g, target))
            return false;
    }
    tell(g, "symlink", path, target);
    return symlink(target, path) == 0;
}

bool deed_broken(struct ground *g)
{
    static const char text[] = "this is not a sound, and never was one\n";
    unsigned char bytes[600];
    char path[ROOM];
    const size_t kind = draw(g, 3), n = kind ? 30 : 0;

    if (!draw_new_file(g, path))
        return false;
    tell(g, "broken", path, NULL);
    next_sound(g, bytes);
    if (kind == 2)
        memcpy(bytes, text, n);
    if (!write_new(path, bytes, n))
        return false;
    age(g, path);
    return true;
}

static void open_one(struct ground *g, size_t i)
{
    char self[64];

    snprintf(self, sizeof self, "/proc/self/fd/%d", g->shut[i].fd);
    chmod(self, g->shut[i].mode);
    close(g->shut[i].fd);
    g->shut[i] = g->shut[--g->shuts];
}

void open_shut(struct ground *g)
{
    while (g->shuts)
        open_one(g, 0);
}

bool deed_shut(struct ground *g)
{
    char path[ROOM];
    struct stat st;
    int fd;

    if (g->shuts == SHUT || (g->shuts && chance(g, 50))) {
        tell(g, "open again", "", NULL);
        open_one(g, draw(g, g->shuts));
        return true;
    }
    if (!(chance(g, 25) ? draw_below(g, path) : draw_single(g, path)) ||
        lstat(path, &st) != 0 || !(st.st_mode & S_IRUSR) ||
        (fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC)) < 0)
        return false;
    tell(g, "shut", path, NULL);
    g->shut[g->shuts].fd = fd;
    g->shut[g->shuts++].mode = st.st_mode & 07777;
    return chmod(path, 0) == 0;
}
