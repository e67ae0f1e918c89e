/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One indexer per library, and a second one learns who the first is. */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/mem.h"

static int open_beside(const char *path, int flags)
{
    const size_t room = strlen(path) + sizeof ".lock";
    char *name = mem_new(room, 1);
    int fd, saved;

    snprintf(name, room, "%s.lock", path);
    fd = open(name, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
    saved = errno;
    free(name);
    errno = saved;
    return fd;
}

int lock_take(int *fd, const char *path, struct err *e)
{
    struct flock want = {.l_type = F_WRLCK, .l_whence = SEEK_SET}, held = want;
    const int f = open_beside(path, O_RDWR | O_CREAT);

    if (f < 0)
        return err_sys(e, "cannot open its lock file");
    if (fcntl(f, F_SETLK, &want) == 0) {
        *fd = f;
        return 0;
    }
    if (errno != EAGAIN && errno != EACCES)
        err_sys(e, "cannot lock it");
    else if (fcntl(f, F_GETLK, &held) == 0 && held.l_type != F_UNLCK)
        err_set(e, ERR_BUSY,
                "another sampledb (pid %ld) is indexing into it; wait or stop it",
                (long)held.l_pid);
    else
        err_set(e, ERR_BUSY, "another sampledb was indexing into it just now; try again");
    close(f);
    return -1;
}

long lock_holder(const char *path)
{
    struct flock held = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const int f = open_beside(path, O_RDONLY);
    int rc;

    if (f < 0)
        return errno == ENOENT ? 0 : -1;
    rc = fcntl(f, F_GETLK, &held);
    close(f);
    if (rc != 0)
        return -1;
    return held.l_type == F_UNLCK ? 0 : held.l_pid > 0 ? (long)held.l_pid : -1;
}

void lock_drop(int fd)
{
    if (fd >= 0)
        close(fd);
}
