/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long answers of `sampledb serve` take over loopback, from connect to the last byte:
 *   serving PORT [RUNS [PID]]      exits 1 where a goal is missed
 * CPU is the server's own, on the average. The load stands beside it: on a machine that
 * has other work a goal may be missed for that.
 */
#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "asks.h"

enum { ANSWER = 8 << 20, TARGET = 400 };

struct client {
    int port;
    char *answer; /* (ANSWER + 1) of the last request */
    size_t len;
    struct rng r;
    char cursor[100]; /* of the page before; "" = none */
    size_t typed;     /* letters of the word that is typed */
    bool goes_on;     /* the page before was one of the same list */
    pid_t pid;        /* of the server; 0 */
};

static int ask(struct client *c, const char *target)
{
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)c->port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char request[TARGET + 100];
    ssize_t got = -1;
    int n;

    n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n",
                 target, c->port);
    c->len = 0;
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof to) == 0 &&
        send(fd, request, (size_t)n, MSG_NOSIGNAL) == n)
        while ((got = recv(fd, c->answer + c->len, ANSWER - c->len, 0)) > 0)
            c->len += (size_t)got;
    close(fd);
    c->answer[c->len] = '\0';
    if (got == 0 && strncmp(c->answer, "HTTP/1.1 200", 12) == 0)
        return 0;
    fprintf(stderr, "serving: %s: %.300s\n", target, c->answer);
    return -1;
}

/* Of the server until now, in ms; 0 where nobody says which it is. */
static double cpu_of(const struct client *c)
{
    struct timespec t = {0};
    clockid_t its;

    if (c->pid && clock_getcpuclockid(c->pid, &its) == 0)
        clock_gettime(its, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

/* What is asked next, of a kind. */
typedef void next_target(struct client *c, char out[TARGET]);

static void kick(struct client *c, char out[TARGET])
{
    (void)c;
    snprintf(out, TARGET, "/v1/samples?q=kick");
}

/* A person who types, letter by letter; as the page asks. */
static void typing(struct client *c, char out[TARGET])
{
    static const char *const words[] = {"snare",      "kick+loop", "hat+dur:..1",
                                        "deep+house", "tom",       "bass+key:Am"};
    const char *word = words[c->typed / 16 % (sizeof words / sizeof *words)];
    size_t n = c->typed++ % 16 + 1;

    n = n < strlen(word) ? n : strlen(word);
    while (n > 1 && strchr(":.+", word[n - 1])) /* makes no sense yet */
        n--;
    snprintf(out, TARGET, "/v1/samples?peaks=1&q=%.*s", (int)n, word);
    if (strstr(out, "dur") || strstr(out, "key"))
        snprintf(out, TARGET, "/v1/samples?peaks=1&q=%s", word);
}

static void counted(struct client *c, char out[TARGET])
{
    (void)c;
    snprintf(out, TARGET, "/v1/samples?q=kick&limit=1&count=1");
}

static void page(struct client *c, char out[TARGET])
{
    const char *next = c->goes_on ? strstr(c->answer, "\"next\": \"") : NULL;

    *c->cursor = '\0';
    if (next)
        sscanf(next + 9, "%99[0-9a-f-]", c->cursor);
    snprintf(out, TARGET, "/v1/samples?peaks=1&cursor=%s", c->cursor);
}

static void jump(struct client *c, char out[TARGET])
{
    snprintf(out, TARGET, "/v1/samples?peaks=1&at=%u", (unsigned)rng_below(&c->r, 20000));
}

static void one(struct client *c, char out[TARGET])
{
    snprintf(out, TARGET, "/v1/samples/%u", 1 + (unsigned)rng_below(&c->r, 20000));
}

static void near(struct client *c, char out[TARGET])
{
    snprintf(out, TARGET, "/v1/samples/%u/neighbours",
             1 + (unsigned)rng_below(&c->r, 20000));
}

static void tags(struct client *c, char out[TARGET])
{
    (void)c;
    snprintf(out, TARGET, "/v1/tags");
}

static const struct kind {
    const char *name;
    next_target *next;
    double share, goal_ms; /* so many of 1 in that time; 0 = no goal */
} kinds[] = {{"q=kick, 100 rows", kick, 0.99, 5},
             {"letter by letter, with peaks", typing, 0.95, 50},
             {"q=kick, its total", counted, 0.99, 0},
             {"page by page, all files", page, 0.99, 0},
             {"jumps in all files", jump, 0.99, 0},
             {"one sample", one, 0.99, 0},
             {"its neighbours", near, 0.99, 0},
             {"tags", tags, 0.99, 0}};

static int time_kind(struct client *c, const struct kind *k, double *ms, size_t runs)
{
    char target[TARGET];
    double first = 0, share, cpu = 0;
    bool met;

    for (size_t i = 0; i <= runs; i++) { /* the first one apart */
        double began;

        c->goes_on = i > 0;
        k->next(c, target);
        began = ask_clock();
        if (ask(c, target) != 0)
            return -1;
        *(i ? &ms[i - 1] : &first) = ask_clock() - began;
        if (i == 0)
            cpu = cpu_of(c);
    }
    cpu = (cpu_of(c) - cpu) / (double)runs;
    share = ask_quantile(ms, runs, k->share);
    met = k->goal_ms <= 0 || share <= k->goal_ms;
    printf("%-30s first %8.2f ms, p50 %7.2f, p%g %7.2f, CPU %6.2f", k->name, first,
           ask_quantile(ms, runs, 0.5), 100 * k->share, share, cpu);
    if (k->goal_ms > 0)
        printf(" (%g)  %s", k->goal_ms, met ? "met" : "MISSED");
    putchar('\n');
    return met;
}

static long number(char **argv, int argc, int at, long usual)
{
    return argc > at ? strtol(argv[at], NULL, 10) : usual;
}

int main(int argc, char **argv)
{
    const size_t runs = (size_t)number(argv, argc, 2, 300);
    struct client c = {.port = (int)number(argv, argc, 1, 8321),
                       .pid = (pid_t)number(argv, argc, 3, 0)};
    double *ms = calloc(runs + 1, sizeof *ms), load[1] = {0};
    int missed = 0, met = 0;

    c.answer = malloc(ANSWER + 1);
    rng_init(&c.r, 1);
    for (size_t i = 0;
         ms && c.answer && runs > 0 && met >= 0 && i < sizeof kinds / sizeof *kinds;
         i++) {
        met = time_kind(&c, &kinds[i], ms, runs);
        missed |= met != 1;
    }
    printf("load %.2f\n", getloadavg(load, 1) == 1 ? load[0] : 0);
    free(c.answer);
    free(ms);
    return missed;
}
