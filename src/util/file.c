/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole files: read within a limit, replaced in one go. */
#include "util/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/mem.h"

static int read_all(struct buf *b, int fd, size_t limit, struct err *e)
{
    struct stat st;
    ssize_t got = 1;
    size_t left;

    if (fstat(fd, &st) != 0)
        return err_sys(e, "stat");
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_FORMAT, "not a regular file");
    if ((uintmax_t)st.st_size > limit)
        return err_set(e, ERR_LIMIT, "file of %lld bytes", (long long)st.st_size);
    left = (size_t)st.st_size;
    buf_reserve(b, left);
    while (left > 0 && got != 0) {
        got = read(fd, b->data + b->len, left);
        if (got < 0 && errno != EINTR)
            return err_sys(e, "read");
        b->len += got > 0 ? (size_t)got : 0;
        left -= got > 0 ? (size_t)got : 0;
    }
    return 0;
}

int file_read(struct buf *out, const char *path, size_t limit, struct err *e)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int rc;

    if (fd < 0)
        return err_sys(e, "open");
    rc = read_all(out, fd, limit, e);
    close(fd);
    return rc;
}

static int write_all(int fd, const uint8_t *data, size_t n, struct err *e)
{
    size_t done = 0;

    while (done < n) {
        const ssize_t some = write(fd, data + done, n - done);

        if (some < 0 && errno != EINTR)
            return err_sys(e, "write");
        done += some > 0 ? (size_t)some : 0;
    }
    return 0;
}

/* Make a rename last: sync the directory that path lies in. EINVAL: its file system has
 * no such thing (fsync(2)). */
static int sync_directory(const char *path, struct err *e)
{
    char *copy = mem_text(path, strlen(path));
    const int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = 0;

    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
        rc = err_sys(e, "fsync of the directory");
    if (fd >= 0)
        close(fd);
    free(copy);
    return rc;
}

int file_target(const char *path, struct err *e)
{
    char *copy = mem_text(path, strlen(path));
    struct stat st;
    int rc = 0;

    /* A rename would put the file in the place of a device, too. */
    if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
        rc = err_set(e, ERR_IO, "%s: is not a regular file", path);
    else if (access(dirname(copy), W_OK | X_OK) != 0)
        rc = err_sys(e, "%s: create", path);
    free(copy);
    return rc;
}

int file_is_new(const char *path, struct err *e)
{
    struct stat st;

    if (lstat(path, &st) != 0)
        return 0;
    return err_set(e, ERR_IO, "%s: is there already", path);
}

int file_parents(const char *path, struct err *e)
{
    char *copy = mem_text(path, strlen(path));
    int rc = 0;

    for (char *slash = strchr(copy + 1, '/'); slash && rc == 0;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST)
            rc = err_sys(e, "cannot make folder %s", copy);
        *slash = '/';
    }
    free(copy);
    return rc;
}

int file_beside(const char *path, char **temporary, struct err *e)
{
    static const char end[] = ".XXXXXX";
    const size_t len = strlen(path);
    int fd;

    if (file_target(path, e) != 0)
        return -1;
    *temporary = mem_new(len + sizeof end, 1);
    memcpy(*temporary, path, len);
    memcpy(*temporary + len, end, sizeof end);
    fd = mkostemp(*temporary, O_CLOEXEC);
    if (fd >= 0)
        return fd;
    free(*temporary);
    *temporary = NULL;
    return err_sys(e, "%s: create", path);
}

/* rename(2) that takes no file's place. Where the file system cannot do that at once, a
 * second name comes first. */
static int rename_new(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    return link(from, to) == 0 ? unlink(from) : -1;
}

static int sync_file(const char *path, struct err *e)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const int rc = fd >= 0 && fsync(fd) == 0 ? 0 : err_sys(e, "fsync");

    if (fd >= 0)
        close(fd);
    return rc;
}

int file_put(const char *temporary, const char *path, bool new_only, struct err *e)
{
    int rc = sync_file(temporary, e);

    if (rc == 0 &&
        (new_only ? rename_new(temporary, path) : rename(temporary, path)) != 0)
        rc = errno == EEXIST ? err_set(e, ERR_IO, "is there already")
                             : err_sys(e, "rename");
    if (rc != 0)
        unlink(temporary);
    else
        rc = sync_directory(path, e);
    return rc == 0 ? 0 : err_in(e, "%s", path);
}

int file_replace(const char *path, const void *data, size_t n, struct err *e)
{
    char *temporary = NULL;
    const int fd = file_beside(path, &temporary, e);
    int rc;

    if (fd < 0)
        return -1;
    rc = fchmod(fd, 0644) == 0 ? write_all(fd, data, n, e) : err_sys(e, "chmod");
    close(fd);
    if (rc == 0) {
        rc = file_put(temporary, path, false, e);
    } else {
        unlink(temporary);
        err_in(e, "%s", path);
    }
    free(temporary);
    return rc;
}

const char *file_line(int dir, const char *path, char *out, size_t room)
{
    const int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const ssize_t n = fd < 0 ? 0 : read(fd, out, room - 1);

    if (fd >= 0)
        close(fd);
    out[n > 0 ? n : 0] = '\0';
    out[strcspn(out, "\n")] = '\0';
    return out;
}
