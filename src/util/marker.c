/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small file in the root of a volume that tells it from every other one. */
#include "util/marker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

int marker_make(char out[MARKER_ROOM], struct err *e)
{
    uint64_t id[2];

    if (getrandom(id, sizeof id, 0) != (ssize_t)sizeof id)
        return err_sys(e, "no random numbers");
    snprintf(out, MARKER_ROOM, "%016llx%016llx", (unsigned long long)id[0],
             (unsigned long long)id[1]);
    return 0;
}

/* All of a file that is short enough: how many bytes, or -1 with errno. */
static ssize_t read_all(int fd, char *out, size_t room)
{
    size_t n = 0;
    ssize_t got = 1;

    while (n < room && got != 0) {
        got = read(fd, out + n, room - n);
        if (got < 0 && errno != EINTR)
            return -1;
        n += got > 0 ? (size_t)got : 0;
    }
    return (ssize_t)n;
}

static int read_line(int fd, char out[MARKER_ROOM], struct err *e)
{
    struct stat st;
    ssize_t n;

    if (fstat(fd, &st) != 0)
        return err_sys(e, "cannot be read");
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_FORMAT, "is no regular file");
    n = read_all(fd, out, MARKER_ROOM);
    if (n < 0)
        return err_sys(e, "cannot be read");
    if (n == MARKER_ROOM || memchr(out, '\0', (size_t)n))
        return err_set(e, ERR_FORMAT, "is no marker of ours");
    while (n > 0 && strchr(" \t\r\n", out[n - 1]))
        n--;
    out[n] = '\0';
    if (n == 0 || strpbrk(out, "\r\n"))
        return err_set(e, ERR_FORMAT, "is no marker of ours");
    return 1;
}

int marker_read(int dir, const char *name, char out[MARKER_ROOM], struct err *e)
{
    const int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    char line[MARKER_ROOM];
    int rc;

    if (fd < 0)
        return errno == ENOENT  ? 0
               : errno == ELOOP ? err_set(e, ERR_FORMAT, "is no regular file")
                                : err_sys(e, "cannot be read");
    rc = read_line(fd, line, e);
    close(fd);
    if (rc == 1)
        memcpy(out, line, MARKER_ROOM);
    return rc;
}

static int write_line(int fd, const char *text)
{
    char line[MARKER_ROOM + 1];
    const int n = snprintf(line, sizeof line, "%.*s\n", MARKER_ROOM - 1, text);

    if (write(fd, line, (size_t)n) != n) /* so few bytes fit as a whole or not at all */
        return -1;
    return fsync(fd);
}

int marker_write(int dir, const char *name, const char *text, struct err *e)
{
    const int fd =
        openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    int rc;

    if (fd < 0)
        return err_sys(e, "cannot be made");
    rc = write_line(fd, text);
    if (rc != 0) {
        err_sys(e, "cannot be written");
        unlinkat(dir, name, 0);
    }
    close(fd);
    return rc;
}

int marker_remove(int dir, const char *name, const char *text, struct err *e)
{
    char line[MARKER_ROOM];
    int rc = marker_read(dir, name, line, e);

    if (rc == 1 && strcmp(line, text) != 0)
        rc = 0;
    if (rc == 1 && unlinkat(dir, name, 0) != 0)
        rc = err_sys(e, "cannot be removed");
    return rc;
}
