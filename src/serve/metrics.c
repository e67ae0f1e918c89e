/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the server has done, and how the library stands, for those who watch over both. */
#include "serve/metrics.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "serve/census.h"
#include "serve/desk.h"
#include "serve/herald.h"
#include "serve/server.h"
#include "util/clock.h"
#include "util/mem.h"

/* Upper bounds of the classes of a histogram, in seconds; above is one more. */
static const double bound[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                               0.25,  0.5,    1,     2.5,  5,     10};
static const int status_of[] = {
    200, 202, 206, 304, 400, 401, 403, 404, 405, 408, 409,
    411, 413, 414, 415, 416, 422, 431, 500, 503, 0 /* any other */};

enum {
    BOUNDS = sizeof bound / sizeof *bound,
    STATUSES = sizeof status_of / sizeof *status_of,
    COST = 20 /* the library is counted again after so many times as it took */
};

struct histogram {
    atomic_uint_fast64_t in[BOUNDS + 1], sum_ns;
};

struct counts {
    atomic_uint_fast64_t by_status[STATUSES];
    struct histogram took;
};

struct metrics {
    const struct route *table;
    struct counts *route; /* (routes + 1): of the table, and of the gate; owned */
    size_t routes;
    struct histogram classified;
    atomic_int connections;
    time_t began;
    pthread_mutex_t lock; /* of what follows: the library as last counted */
    struct buf census;
    int64_t counted_ms, took_ms; /* 0 = never */
};

struct metrics *metrics_new(const struct route *table)
{
    struct metrics *m = mem_new(1, sizeof *m);

    m->table = table;
    while (table[m->routes].path)
        m->routes++;
    m->route = mem_new(m->routes + 1, sizeof *m->route);
    m->began = time(NULL);
    pthread_mutex_init(&m->lock, NULL);
    return m;
}

void metrics_free(struct metrics *m)
{
    if (!m)
        return;
    pthread_mutex_destroy(&m->lock);
    buf_clear(&m->census);
    free(m->route);
    free(m);
}

static void observe(struct histogram *h, int64_t ns)
{
    size_t i = 0;

    while (i < BOUNDS && (double)ns > bound[i] * 1e9)
        i++;
    atomic_fetch_add(&h->in[i], 1);
    atomic_fetch_add(&h->sum_ns, (uint_fast64_t)(ns > 0 ? ns : 0));
}

void metrics_count(struct metrics *m, const struct route *route, int status, int64_t ns)
{
    struct counts *c;
    size_t i = 0;

    if (!m)
        return;
    c = &m->route[route ? (size_t)(route - m->table) : m->routes];
    while (status_of[i] && status_of[i] != status)
        i++;
    atomic_fetch_add(&c->by_status[i], 1);
    observe(&c->took, ns);
}

void metrics_classified(struct metrics *m, int64_t ns)
{
    if (m)
        observe(&m->classified, ns);
}

void metrics_connections(struct metrics *m, int n)
{
    if (m)
        atomic_store(&m->connections, n);
}

static void put(struct buf *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void put(struct buf *out, const char *format, ...)
{
    char line[400];
    va_list ap;
    int n;

    va_start(ap, format);
    n = vsnprintf(line, sizeof line, format, ap);
    va_end(ap);
    buf_bytes(out, line, n < (int)sizeof line ? (size_t)n : sizeof line - 1);
}

/* The classes add up, as the format wants it; labels: 'route="/x",' or nothing. */
static void put_histogram(struct buf *out, const char *name, const char *labels,
                          struct histogram *h)
{
    const int bare = (int)strlen(labels) - (*labels != '\0'); /* without the comma */
    uint64_t n = 0;

    for (size_t i = 0; i < BOUNDS; i++) {
        n += atomic_load(&h->in[i]);
        put(out, "%s_bucket{%sle=\"%g\"} %" PRIu64 "\n", name, labels, bound[i], n);
    }
    n += atomic_load(&h->in[BOUNDS]);
    put(out, "%s_bucket{%sle=\"+Inf\"} %" PRIu64 "\n", name, labels, n);
    put(out, "%s_sum%s%.*s%s %.6f\n", name, *labels ? "{" : "", bare, labels,
        *labels ? "}" : "", (double)atomic_load(&h->sum_ns) / 1e9);
    put(out, "%s_count%s%.*s%s %" PRIu64 "\n", name, *labels ? "{" : "", bare, labels,
        *labels ? "}" : "", n);
}

/* 'method="GET",route="/v1/stats",' */
static void name_route(const struct metrics *m, size_t i, char *out, size_t room)
{
    if (i == m->routes)
        snprintf(out, room, "method=\"\",route=\"\",");
    else
        snprintf(out, room, "method=\"%s\",route=\"%s\",",
                 m->table[i].method == CALL_POST ? "POST" : "GET", m->table[i].path);
}

static bool is_used(struct counts *c)
{
    for (size_t k = 0; k < STATUSES; k++)
        if (atomic_load(&c->by_status[k]))
            return true;
    return false;
}

static void put_requests(struct metrics *m, struct buf *out)
{
    char labels[120], code[8];

    put(out, "# HELP sampledb_http_requests_total Requests answered; without a route: "
             "refused at the gate.\n# TYPE sampledb_http_requests_total counter\n");
    for (size_t i = 0; i <= m->routes; i++)
        for (size_t k = 0; k < STATUSES; k++) {
            const uint64_t n = atomic_load(&m->route[i].by_status[k]);

            name_route(m, i, labels, sizeof labels);
            snprintf(code, sizeof code, status_of[k] ? "%d" : "other", status_of[k]);
            if (n)
                put(out, "sampledb_http_requests_total{%sstatus=\"%s\"} %" PRIu64 "\n",
                    labels, code, n);
        }
    put(out, "# HELP sampledb_http_request_seconds Time that a handler took.\n"
             "# TYPE sampledb_http_request_seconds histogram\n");
    for (size_t i = 0; i < m->routes; i++) {
        name_route(m, i, labels, sizeof labels);
        if (is_used(&m->route[i]))
            put_histogram(out, "sampledb_http_request_seconds", labels,
                          &m->route[i].took);
    }
}

static void put_server(struct metrics *m, struct herald *h, struct buf *out)
{
    put(out,
        "# HELP sampledb_info The program.\n# TYPE sampledb_info gauge\n"
        "sampledb_info{version=\"" PACKAGE_VERSION "\"} 1\n"
        "# HELP sampledb_start_time_seconds When the server began, Unix time.\n"
        "# TYPE sampledb_start_time_seconds gauge\nsampledb_start_time_seconds %lld\n",
        (long long)m->began);
    put(out,
        "# HELP sampledb_http_connections Connections that are open.\n"
        "# TYPE sampledb_http_connections gauge\nsampledb_http_connections %d\n"
        "# HELP sampledb_http_streams Listeners of /v1/changes.\n"
        "# TYPE sampledb_http_streams gauge\nsampledb_http_streams %d\n",
        atomic_load(&m->connections), h ? herald_streams(h) : 0);
    put(out, "# HELP sampledb_classify_seconds Analysis of sounds sent to /v1/classify.\n"
             "# TYPE sampledb_classify_seconds histogram\n");
    put_histogram(out, "sampledb_classify_seconds", "", &m->classified);
}

/* A large library takes a while to be counted: for no more than a small share of the
 * time. */
static int put_library(struct metrics *m, struct desk *d, struct buf *out, struct err *e)
{
    const int64_t began = clock_ms();
    int rc = 0;

    pthread_mutex_lock(&m->lock);
    if (m->census.len == 0 || clock_ms() - m->counted_ms >= COST * m->took_ms) {
        buf_reset(&m->census);
        rc = census_take(d->store, &m->census, e);
        m->counted_ms = clock_ms();
        m->took_ms = m->counted_ms - began;
    }
    if (rc == 0)
        buf_bytes(out, m->census.data, m->census.len);
    else
        buf_reset(&m->census); /* half of it is none */
    pthread_mutex_unlock(&m->lock);
    return rc;
}

int metrics_get(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    struct metrics *m = d->server->metrics;
    struct err why = {0};

    (void)c;
    (void)e;
    r->type = "text/plain; version=0.0.4; charset=utf-8";
    put_server(m, d->server->herald, &r->body);
    put_requests(m, &r->body);
    census_bytes(d->server->options->library, &r->body);
    /* The server's own numbers count most where there is no library to count. */
    if (desk_library(d, &why) != 0 || put_library(m, d, &r->body, &why) != 0)
        put(&r->body, "# the library cannot be counted just now\n");
    return 0;
}
