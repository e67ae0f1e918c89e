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

static int open_beside(const char *path, struct err *e)
{
    const size_t room = strlen(path) + sizeof ".lock";
    char *name = mem_new(room, 1);
    int fd;

    snprintf(name, room, "%s.lock", path);
    fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        err_sys(e, "cannot open its lock file");
    free(name);
    return fd;
}

int lock_take(int *fd, const char *path, struct err *e)
{
    struct flock want = {.l_type = F_WRLCK, .l_whence = SEEK_SET}, held = want;
    const int f = open_beside(path, e);

    if (f < 0)
        return -1;
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

void lock_drop(int fd)
{
    if (fd >= 0)
        close(fd);
}
