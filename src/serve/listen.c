/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP sockets that listen, and who is at the other end of what they accept. */
#include "serve/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

enum { WAITING = 128 }; /* connections that the kernel keeps for us */

union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static socklen_t address_of(union address *out, const char *text, int port)
{
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, &out->four.sin_addr) == 1) {
        out->four.sin_family = AF_INET;
        out->four.sin_port = htons((uint16_t)port);
        return sizeof out->four;
    }
    if (inet_pton(AF_INET6, text, &out->six.sin6_addr) == 1) {
        out->six.sin6_family = AF_INET6;
        out->six.sin6_port = htons((uint16_t)port);
        return sizeof out->six;
    }
    return 0;
}

static int bind_it(int fd, const char *text, int port, struct err *e)
{
    const int on = 1;
    union address at;
    const socklen_t n = address_of(&at, text, port);

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (at.any.sa_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd, &at.any, n) == 0 && listen(fd, WAITING) == 0)
        return 0;
    return errno == EADDRINUSE
               ? err_set(e, ERR_BUSY,
                         "port %d of %s is taken by another program; --port 0 finds a "
                         "free one",
                         port, text)
               : err_sys(e, "cannot listen on port %d of %s", port, text);
}

static int port_of(int fd)
{
    union address at;
    socklen_t n = sizeof at;

    memset(&at, 0, sizeof at);
    getsockname(fd, &at.any, &n);
    return ntohs(at.any.sa_family == AF_INET6 ? at.six.sin6_port : at.four.sin_port);
}

int listen_tcp(int *fd, const char *address, int *port, struct err *e)
{
    union address at;
    int own;

    if (address_of(&at, address, *port) == 0)
        return err_set(e, ERR_USAGE, "%s: is no address, such as 192.168.1.2 or ::1",
                       address);
    own = socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (own < 0)
        return err_sys(e, "cannot make a socket");
    if (bind_it(own, address, *port, e) != 0) {
        close(own);
        return -1;
    }
    *port = port_of(own);
    *fd = own;
    return 0;
}

int listen_both(int fd[2], const char *more, int *port, struct err *e)
{
    static const char here[] = "127.0.0.1", all[] = "0.0.0.0";

    if ((!more || strcmp(more, all) != 0) && listen_tcp(&fd[0], here, port, e) != 0)
        return -1;
    return more && strcmp(more, here) != 0 ? listen_tcp(&fd[1], more, port, e) : 0;
}

void listen_plain(int fd)
{
    const int on = 1;

    setsockopt(fd, SOL_SOCKET, SO_OOBINLINE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

bool listen_is_near(const struct sockaddr_storage *peer)
{
    union address at;

    memcpy(&at, peer, sizeof at);
    if (peer->ss_family == AF_INET)
        return (ntohl(at.four.sin_addr.s_addr) >> 24) == 127;
    return peer->ss_family != AF_INET6 || IN6_IS_ADDR_LOOPBACK(&at.six.sin6_addr);
}

bool listen_same(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
    union address one, other;

    if (a->ss_family != b->ss_family)
        return false;
    memcpy(&one, a, sizeof one);
    memcpy(&other, b, sizeof other);
    if (a->ss_family == AF_INET)
        return one.four.sin_addr.s_addr == other.four.sin_addr.s_addr;
    return a->ss_family != AF_INET6 || memcmp(&one.six.sin6_addr, &other.six.sin6_addr,
                                              sizeof one.six.sin6_addr) == 0;
}

void listen_own(int fd, char out[LISTEN_ADDRESS])
{
    union address at;
    socklen_t n = sizeof at;

    out[0] = '\0';
    memset(&at, 0, sizeof at);
    if (getsockname(fd, &at.any, &n) != 0)
        return;
    if (at.any.sa_family == AF_INET)
        inet_ntop(AF_INET, &at.four.sin_addr, out, LISTEN_ADDRESS);
    else if (at.any.sa_family == AF_INET6)
        inet_ntop(AF_INET6, &at.six.sin6_addr, out, LISTEN_ADDRESS);
}
