/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Open a path below a root without ever leaving it. */
#include "index/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* One step down: the component path[0..n) of dir. */
static int step(int dir, const char *path, size_t n, int flags)
{
    char name[NAME_MAX + 1];

    if (n > NAME_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(name, path, n);
    name[n] = '\0';
    if (strcmp(name, "..") == 0) {
        errno = EXDEV;
        return -1;
    }
    return openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC);
}

int beneath_open(int root, const char *path, int flags)
{
    int dir = root, fd = -1;

    if (*path == '\0')
        return openat(root, ".", flags | O_CLOEXEC);
    while (*path) {
        const size_t n = strcspn(path, "/");
        const int last = path[n] == '\0';

        fd = step(dir, path, n, last ? flags : O_PATH | O_DIRECTORY);
        if (dir != root) {
            const int saved = errno;

            close(dir);
            errno = saved;
        }
        if (fd < 0)
            return -1;
        dir = fd;
        path += n + !last;
    }
    return fd;
}
