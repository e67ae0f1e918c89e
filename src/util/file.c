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

static int write_all(int fd, const struct buf *b, struct err *e)
{
    size_t done = 0;

    while (done < b->len) {
        const ssize_t n = write(fd, b->data + done, b->len - done);

        if (n < 0 && errno != EINTR)
            return err_sys(e, "write");
        done += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) == 0 ? 0 : err_sys(e, "fsync");
}

/* Make a rename last: sync the directory that path lies in. */
static int sync_directory(const char *path, struct err *e)
{
    char *copy = mem_text(path, strlen(path));
    const int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = 0;

    if (fd < 0 || fsync(fd) != 0)
        rc = err_sys(e, "fsync of the directory");
    if (fd >= 0)
        close(fd);
    free(copy);
    return rc;
}

int file_replace(const char *path, const struct buf *bytes, struct err *e)
{
    static const char end[] = ".XXXXXX";
    const size_t len = strlen(path);
    char *temporary = mem_new(len + sizeof end, 1);
    int fd, rc;

    memcpy(temporary, path, len);
    memcpy(temporary + len, end, sizeof end);
    fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) {
        rc = err_sys(e, "create");
        goto out;
    }
    rc = fchmod(fd, 0644) == 0 ? write_all(fd, bytes, e) : err_sys(e, "chmod");
    close(fd);
    if (rc == 0 && rename(temporary, path) != 0)
        rc = err_sys(e, "rename");
    if (rc != 0)
        unlink(temporary);
    else
        rc = sync_directory(path, e);
out:
    free(temporary);
    return rc;
}
