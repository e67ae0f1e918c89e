/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unix sockets that have a file. */
#include "util/socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "util/mem.h"

enum { WAITING = 128 }; /* clients that may stand in the queue */

int socket_path_fits(const char *path, struct err *e)
{
    enum { ROOM = sizeof((struct sockaddr_un *)0)->sun_path };

    return strlen(path) < ROOM
               ? 0
               : err_set(e, ERR_LIMIT,
                         "%s: is too long for a socket, which takes %d bytes", path,
                         ROOM - 1);
}

static int address(struct sockaddr_un *at, const char *path, struct err *e)
{
    *at = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (socket_path_fits(path, e) != 0)
        return -1;
    memcpy(at->sun_path, path, strlen(path) + 1);
    return 0;
}

static int make_folder(const char *path, struct err *e)
{
    const char *slash = strrchr(path, '/');
    char *folder;
    int rc = 0;

    if (!slash || slash == path)
        return 0;
    folder = mem_text(path, (size_t)(slash - path));
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        rc = err_sys(e, "%s", folder);
    free(folder);
    return rc;
}

/* Take away what a daemon that ended badly has left. */
static int clear_way(const struct sockaddr_un *at, struct err *e)
{
    struct stat st;
    int fd, rc;

    if (lstat(at->sun_path, &st) != 0)
        return errno == ENOENT ? 0 : err_sys(e, "%s", at->sun_path);
    if (!S_ISSOCK(st.st_mode))
        return err_set(e, ERR_IO, "%s: is in the way: not a socket", at->sun_path);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return err_sys(e, "cannot make a socket");
    rc = connect(fd, (const struct sockaddr *)at, sizeof *at);
    if (rc != 0 && errno == ECONNREFUSED)
        rc = unlink(at->sun_path) == 0 ? 0 : err_sys(e, "%s", at->sun_path);
    else if (rc == 0 || errno == EAGAIN)
        rc = err_set(e, ERR_BUSY, "%s: another daemon answers there", at->sun_path);
    else
        rc = err_sys(e, "%s", at->sun_path);
    close(fd);
    return rc;
}

int socket_listen(int *fd, const char *path, struct err *e)
{
    struct sockaddr_un at;
    mode_t before;
    int own, rc;

    if (address(&at, path, e) != 0 || make_folder(path, e) != 0 || clear_way(&at, e) != 0)
        return -1;
    own = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (own < 0)
        return err_sys(e, "cannot make a socket");
    before = umask(0177);
    rc = bind(own, (const struct sockaddr *)&at, sizeof at);
    umask(before);
    if (rc != 0 || listen(own, WAITING) != 0) {
        err_sys(e, "%s", path);
        close(own);
        return -1;
    }
    *fd = own;
    return 0;
}

int socket_call(int *fd, const char *path, int wait_ms, struct err *e)
{
    const struct timeval wait = {.tv_sec = wait_ms / 1000,
                                 .tv_usec = 1000L * (wait_ms % 1000)};
    struct sockaddr_un at;
    int own, rc;

    if (address(&at, path, e) != 0)
        return -1;
    own = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (own < 0 || setsockopt(own, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) != 0 ||
        setsockopt(own, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) != 0) {
        rc = err_sys(e, "cannot make a socket");
        goto out;
    }
    if (connect(own, (const struct sockaddr *)&at, sizeof at) == 0) {
        *fd = own;
        return 1;
    }
    rc = errno == ENOENT || errno == ENOTDIR || errno == ECONNREFUSED ? 0
         : errno == EAGAIN
             ? err_set(e, ERR_IO, "%s: the daemon is too busy to answer", path)
             : err_sys(e, "%s", path);
out:
    if (own >= 0)
        close(own);
    return rc;
}

bool socket_peer_is_us(int fd)
{
    struct ucred peer;
    socklen_t n = sizeof peer;

    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 &&
           peer.uid == geteuid();
}
