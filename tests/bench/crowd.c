/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Those who ask nothing: crowd PORT N
 * Until it is told to end, N connections to 127.0.0.1:PORT that say nothing, say half a
 * request, or say one byte a second. One that is ended comes again within a second. Then
 * how many were ended is printed.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util/clock.h"
#include "util/mem.h"

enum { TICK_MS = 1000 };

static const char asks[] =
    "GET /v1/samples?q=kick HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ";
static volatile sig_atomic_t stop;

static void on_signal(int sig)
{
    (void)sig;
    stop = 1;
}

static int come(int port)
{
    const struct sockaddr_in at = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof at) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Number i of them has its turn: once a second. `said` so many bytes so far. */
static void speak(int fd, size_t i, size_t *said)
{
    size_t n = i % 3 == 1 ? sizeof asks - 1 - *said : i % 3 == 2 ? 1 : 0;
    const size_t left = sizeof asks - 1 - *said;

    if (n > left)
        n = left;
    if (n && send(fd, asks + *said, n, MSG_NOSIGNAL | MSG_DONTWAIT) > 0)
        *said += n;
}

/* Wait for the next second; who was ended meanwhile is -1 then. */
static long wait_on(struct pollfd *p, size_t n)
{
    const int64_t end = clock_ms() + TICK_MS;
    long ended = 0;
    int64_t left;

    while (!stop && (left = end - clock_ms()) > 0) {
        if (poll(p, n, (int)left) <= 0)
            continue;
        for (size_t i = 0; i < n; i++) {
            if (p[i].fd < 0 || !p[i].revents)
                continue;
            close(p[i].fd);
            p[i].fd = -1;
            ended++;
        }
    }
    return ended;
}

int main(int argc, char **argv)
{
    const struct sigaction act = {.sa_handler = on_signal};
    const int port = argc == 3 ? atoi(argv[1]) : 0;
    const size_t n = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
    struct pollfd *p = mem_new(n + 1, sizeof *p);
    size_t *said = mem_new(n + 1, sizeof *said);
    long ended = 0;

    if (!port || !n) {
        fprintf(stderr, "usage: crowd PORT N\n");
        return 2;
    }
    sigaction(SIGTERM, &act, NULL);
    for (size_t i = 0; i < n; i++)
        p[i] = (struct pollfd){.fd = -1, .events = POLLIN | POLLRDHUP};
    while (!stop) {
        for (size_t i = 0; i < n; i++) {
            if (p[i].fd < 0) {
                p[i].fd = come(port);
                said[i] = 0;
            }
            if (p[i].fd >= 0)
                speak(p[i].fd, i, &said[i]);
        }
        ended += wait_on(p, n);
    }
    printf("crowd: %zu connections, ended %ld times\n", n, ended);
    free(p);
    free(said);
    return 0;
}
