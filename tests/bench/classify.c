/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sound over HTTP against the same sound in a worker's hands.
 *
 *   classify PORT TOKEN FILE PROGRAM SERVER
 *
 * In turns, so that both meet the same machine: FILE is analysed by a worker of PROGRAM,
 * and sent to the server at PORT, process SERVER. Then by eight clients at once. Prints
 * one JSON object: medians in ms, answers a second, and how many cores server, workers
 * and clients kept busy meanwhile.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "index/pool.h"
#include "nn/model.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/mem.h"

enum { ROUNDS = 200, CLIENTS = 8, EACH = 100, ANSWER = 1 << 16 };

static struct {
    int port, server;
    const char *token, *file;
    struct buf body, request;
} given;

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "classify: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int connect_to(int port)
{
    const struct sockaddr_in at = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || connect(fd, (const struct sockaddr *)&at, sizeof at) != 0)
        die("connect");
    return fd;
}

static void read_body(void)
{
    const int fd = open(given.file, O_RDONLY | O_CLOEXEC);
    char head[512];
    ssize_t got;

    do {
        buf_reserve(&given.body, 1 << 20);
        got = read(fd, given.body.data + given.body.len, 1 << 20);
        given.body.len += got > 0 ? (size_t)got : 0;
    } while (got > 0);
    if (got < 0)
        die(given.file);
    close(fd);
    snprintf(head, sizeof head,
             "POST /v1/classify HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer "
             "%s\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n",
             given.port, given.token, given.body.len);
    buf_bytes(&given.request, head, strlen(head));
    buf_bytes(&given.request, given.body.data, given.body.len);
}

/* The status of the answer, all of which has been read. */
static int post(void)
{
    const int fd = connect_to(given.port);
    char answer[ANSWER];
    size_t sent = 0, n = 0;
    ssize_t k;

    while (sent < given.request.len &&
           (k = send(fd, given.request.data + sent, given.request.len - sent,
                     MSG_NOSIGNAL)) > 0)
        sent += (size_t)k;
    while (n < sizeof answer - 1 && (k = read(fd, answer + n, sizeof answer - 1 - n)) > 0)
        n += (size_t)k;
    close(fd);
    answer[n] = '\0';
    return n > 12 ? atoi(answer + 9) : 0;
}

static int heard(void *arg, uint64_t ticket, const struct sound *s, struct err *e)
{
    (void)arg;
    (void)ticket;
    return s->status == SOUND_OK ? 0 : err_set(e, ERR_FORMAT, "%s", s->error);
}

static void analyse(struct pool *p)
{
    const int fd = open(given.file, O_RDONLY | O_CLOEXEC);
    struct err e = {0};
    int rc = pool_analyse(p, 1, fd, &e);

    while (rc == 0 && pool_pending(p) > 0)
        rc = pool_wait(p, -1, heard, NULL, &e);
    if (rc != 0) {
        fprintf(stderr, "classify: %s\n", e.text);
        exit(1);
    }
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double ms_since(int64_t ns) { return (double)(clock_ns() - ns) / 1e6; }

static void one_by_one(struct pool *p, double *own, double *sent)
{
    static double a[ROUNDS], b[ROUNDS];

    for (size_t i = 0; i < ROUNDS; i++) {
        int64_t since = clock_ns();

        analyse(p);
        a[i] = ms_since(since);
        since = clock_ns();
        if (post() != 200)
            die("not 200");
        b[i] = ms_since(since);
    }
    qsort(a, ROUNDS, sizeof *a, by_size);
    qsort(b, ROUNDS, sizeof *b, by_size);
    *own = a[ROUNDS / 2];
    *sent = b[ROUNDS / 2];
}

/* CPU seconds of a process so far, if it is the server, or a child of it. */
static double used_s(const char *pid)
{
    char path[64], text[1024], *at;
    unsigned long user = 0, system = 0;
    int parent = 0;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    f = fopen(path, "r");
    if (!f) /* gone */
        return 0;
    at = fgets(text, sizeof text, f) ? strrchr(text, ')') : NULL;
    fclose(f);
    if (!at || sscanf(at, ") %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &parent,
                      &user, &system) != 3)
        return 0;
    if (atoi(pid) != given.server && parent != given.server)
        return 0;
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* Of the server, its workers and ourselves, who are its clients. */
static double busy_s(void)
{
    struct timespec own;
    struct dirent *d;
    DIR *all = opendir("/proc");
    double s = 0;

    while (all && (d = readdir(all)))
        s += d->d_name[0] >= '1' && d->d_name[0] <= '9' ? used_s(d->d_name) : 0;
    closedir(all);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
    return s + (double)own.tv_sec + (double)own.tv_nsec / 1e9;
}

static atomic_int turned_away;

static void *client(void *arg)
{
    (void)arg;
    for (int i = 0; i < EACH;) {
        const int status = post();

        if (status == 200)
            i++;
        else if (status != 503)
            die("neither 200 nor 503");
        else
            atomic_fetch_add(&turned_away, 1);
        if (status == 503)
            usleep(2000);
    }
    return NULL;
}

static void at_once(double *per_s, double *cores)
{
    const int64_t since = clock_ns();
    const double before = busy_s();
    pthread_t t[CLIENTS];
    double s;

    for (size_t i = 0; i < CLIENTS; i++)
        if (pthread_create(&t[i], NULL, client, NULL) != 0)
            die("pthread_create");
    for (size_t i = 0; i < CLIENTS; i++)
        pthread_join(t[i], NULL);
    s = ms_since(since) / 1e3;
    *per_s = CLIENTS * EACH / s;
    *cores = (busy_s() - before) / s;
}

static size_t nodes(void)
{
    const uint8_t *data;
    struct model *m = NULL;
    struct err e;
    size_t n;

    if (model_embedded(&data, &n) && model_parse(&m, data, n, &e) == 0)
        n = m->nodes;
    else
        n = 0;
    model_free(m);
    return n;
}

int main(int argc, char **argv)
{
    struct pool_options o = {.jobs = 1, .nodes = nodes()};
    double own, sent, per_s, cores;
    struct pool *p;
    struct err e;

    if (argc != 6)
        return 2;
    given.port = atoi(argv[1]);
    given.token = argv[2];
    given.file = argv[3];
    o.program = argv[4];
    given.server = atoi(argv[5]);
    read_body();
    if (pool_open(&p, &o, &e) != 0)
        die(e.text);
    one_by_one(p, &own, &sent);
    pool_close(p);
    at_once(&per_s, &cores);
    printf(
        "{\"worker_ms\": %.3f, \"post_ms\": %.3f, \"limit_ms\": %.3f, \"per_s\": %.1f, "
        "\"cores\": %.2f, \"turned_away\": %d}\n",
        own, sent, 1.5 * own + 1, per_s, cores, atomic_load(&turned_away));
    return 0;
}
