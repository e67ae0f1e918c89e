/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One file's bytes in another file, by the cheapest way there is. */
#include "util/clone.h"

#include <errno.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/mem.h"

enum { BLOCK = 1 << 18, AT_ONCE = 1 << 26 };

/* Full, but for the end of the file. -1: errno says why. */
static ssize_t read_block(int fd, uint8_t *to, int64_t at)
{
    size_t n = 0;

    while (n < BLOCK) {
        const ssize_t some = pread(fd, to + n, BLOCK - n, at + (int64_t)n);

        if (some < 0 && errno != EINTR)
            return -1;
        if (some == 0)
            break;
        n += some > 0 ? (size_t)some : 0;
    }
    return (ssize_t)n;
}

static int write_block(int fd, const uint8_t *data, size_t n)
{
    while (n > 0) {
        const ssize_t some = write(fd, data, n);

        if (some < 0 && errno != EINTR)
            return -1;
        data += some > 0 ? some : 0;
        n -= some > 0 ? (size_t)some : 0;
    }
    return 0;
}

/* What the kernel copies by itself; it may stop at any point, and says not whose fault
 * that is. Returns how far it came. */
static int64_t let_copy(int from, int to)
{
    loff_t at = 0;

    while (copy_file_range(from, &at, to, NULL, AT_ONCE, 0) > 0)
        ;
    return at;
}

enum clone_end clone_bytes(int from, int to, struct err *e)
{
    enum clone_end end = CLONE_DONE;
    uint8_t *block;
    int64_t at;
    ssize_t n;

    if (ioctl(to, FICLONE, from) == 0)
        return CLONE_DONE;
    at = let_copy(from, to);
    block = mem_new(BLOCK, 1);
    while (end == CLONE_DONE && (n = read_block(from, block, at)) != 0) {
        if (n < 0) {
            err_sys(e, "read");
            end = CLONE_UNREAD;
        } else if (write_block(to, block, (size_t)n) != 0) {
            err_sys(e, "write");
            end = CLONE_UNWRITTEN;
        }
        at += n;
    }
    free(block);
    return end;
}

int clone_same(int a, int b, struct err *e)
{
    struct stat x, y;
    uint8_t *block;
    int64_t at = 0;
    ssize_t n = 1, m;
    bool same = true;

    if (fstat(a, &x) != 0 || fstat(b, &y) != 0)
        return err_sys(e, "stat");
    if (x.st_size != y.st_size)
        return 0;
    if (x.st_dev == y.st_dev && x.st_ino == y.st_ino)
        return 1;
    block = mem_new(2, BLOCK);
    while (same && n > 0) {
        n = read_block(a, block, at);
        m = n < 0 ? -1 : read_block(b, block + BLOCK, at);
        if (n < 0 || m < 0)
            break;
        same = n == m && memcmp(block, block + BLOCK, (size_t)n) == 0;
        at += n;
    }
    free(block);
    return n < 0 || (same && n > 0) ? err_sys(e, "read") : same;
}
