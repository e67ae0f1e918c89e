/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages and descriptors over the socket between parent and worker. */
#include "worker/wire.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

int wire_send(int sock, const void *data, size_t n, int fd, struct err *e)
{
    _Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof fd)] = {0};
    const union {
        const void *ours;
        void *theirs; /* struct iovec serves reading, too, and has no const */
    } bytes = {data};
    struct iovec v = {.iov_base = bytes.theirs, .iov_len = n};
    struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};
    ssize_t sent;

    if (n > WIRE_MAX)
        return err_set(e, ERR_LIMIT, "message of %zu bytes", n);
    if (fd >= 0) {
        m.msg_control = room;
        m.msg_controllen = sizeof room;
        *CMSG_FIRSTHDR(&m) = (struct cmsghdr){.cmsg_level = SOL_SOCKET,
                                              .cmsg_type = SCM_RIGHTS,
                                              .cmsg_len = CMSG_LEN(sizeof fd)};
        memcpy(CMSG_DATA(CMSG_FIRSTHDR(&m)), &fd, sizeof fd);
    }
    do /* send() where that is enough: a sandboxed worker has no sendmsg() */
        sent =
            fd >= 0 ? sendmsg(sock, &m, MSG_NOSIGNAL) : send(sock, data, n, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent < 0 && errno == EAGAIN)
        return 1;
    return sent < 0 ? err_sys(e, "cannot send") : 0;
}

int wire_receive(int sock, void *data, size_t room, size_t *n, int *fd, struct err *e)
{
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof *fd)];
    struct iovec v = {.iov_base = data, .iov_len = room};
    struct msghdr m;
    const struct cmsghdr *c;
    ssize_t got;

    *n = 0;
    *fd = -1;
    /*
     * Linux reports ECONNRESET once, ahead of messages that still wait, when
     * the other side ended with requests unread: ask again for those.
     */
    do {
        /* CMSG_LEN, not CMSG_SPACE: the padding would hold a second descriptor. */
        m = (struct msghdr){.msg_iov = &v,
                            .msg_iovlen = 1,
                            .msg_control = control,
                            .msg_controllen = CMSG_LEN(sizeof *fd)};
        got = recvmsg(sock, &m, MSG_CMSG_CLOEXEC);
    } while (got < 0 && (errno == EINTR || errno == ECONNRESET));
    if (got < 0 && errno == EAGAIN)
        return 1;
    if (got < 0)
        return err_sys(e, "cannot receive");
    c = CMSG_FIRSTHDR(&m);
    if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
        c->cmsg_len == CMSG_LEN(sizeof *fd))
        memcpy(fd, CMSG_DATA(c), sizeof *fd);
    if (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC))
        return err_set(e, ERR_LIMIT, "message is too long");
    *n = (size_t)got;
    return 0;
}
