/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long the first hundred rows take, through the public views, by any SQLite:
 *   queries LIBRARY [RUNS]      exits 1 where a goal is missed
 * A new connection, with its first question, is counted apart. The load stands beside it:
 * on a machine that has other work a goal may be missed for that, and not for its CPU
 * time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asks.h"

static double load(void)
{
    double now[1] = {0};

    return getloadavg(now, 1) == 1 ? now[0] : 0;
}

static int fail(sqlite3 *db, const char *at)
{
    fprintf(stderr, "queries: %s: %s\n", at, sqlite3_errmsg(db));
    return -1;
}

/* The plan, for whoever wonders why. */
static void explain(sqlite3 *db, const char *sql)
{
    char text[2048];
    sqlite3_stmt *st = NULL;

    snprintf(text, sizeof text, "EXPLAIN QUERY PLAN %s", sql);
    if (sqlite3_prepare_v2(db, text, -1, &st, NULL) == SQLITE_OK)
        while (sqlite3_step(st) == SQLITE_ROW)
            printf("    %s\n", sqlite3_column_text(st, 3));
    sqlite3_finalize(st);
}

/* One kind of question, many times: 1 its goals are met, 0 not, -1. */
static int time_kind(struct asker *a, enum ask_kind kind, double *ms, double *cpu,
                     size_t runs)
{
    const struct ask_goal *g = &ask_goal[kind];
    size_t rows, all = 0;
    double p50, p99;
    int met;

    for (size_t i = 0; i < runs; i++, all += rows) {
        if (asker_ask(a, kind, &ms[i], &rows) != SQLITE_OK)
            return fail(a->db, g->name);
        cpu[i] = a->cpu_ms;
    }
    p50 = ask_quantile(ms, runs, 0.5);
    p99 = ask_quantile(ms, runs, 0.99);
    met = p50 <= g->p50_ms && p99 <= g->p99_ms;
    printf("%-36s p50 %.3f ms (%g), p99 %.3f ms (%g); CPU %.3f, %.3f; %zu rows  %s\n",
           g->name, p50, g->p50_ms, p99, g->p99_ms, ask_quantile(cpu, runs, 0.5),
           ask_quantile(cpu, runs, 0.99), runs ? all / runs : 0, met ? "met" : "MISSED");
    if (getenv("SAMPLEDB_BENCH_PLANS"))
        explain(a->db, g->sql);
    return met;
}

/* What an app waits for when it starts: open, prepare, ask. */
static int time_cold(const char *library)
{
    enum { TIMES = 15 };
    double ms[TIMES], first;
    size_t rows;

    for (size_t i = 0; i < TIMES; i++) {
        const double began = ask_clock();
        struct asker a = {0};

        if (asker_open(&a, library, i) != SQLITE_OK ||
            asker_ask(&a, ASK_TAG, &first, &rows) != SQLITE_OK)
            return fail(a.db, library);
        ms[i] = ask_clock() - began;
        asker_close(&a);
    }
    printf("%-36s p50 %7.3f ms: open, prepare all five, ask one\n", "a new connection",
           ask_quantile(ms, TIMES, 0.5));
    return 0;
}

/* Every kind: how many goals are missed, or -1. */
static int time_all(struct asker *a, double *ms, size_t runs)
{
    int missed = 0;

    for (int kind = 0; kind < ASK_KINDS; kind++) {
        double warm;
        size_t rows;
        int met;

        for (int i = 0; i < 50; i++)
            asker_ask(a, kind, &warm, &rows);
        met = time_kind(a, kind, ms, ms + runs, runs);
        if (met < 0)
            return -1;
        missed += !met;
    }
    return missed;
}

int main(int argc, char **argv)
{
    const size_t wish = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000;
    const size_t runs = wish > 0 ? wish : 1;
    double *ms = calloc(2 * runs, sizeof *ms);
    struct asker a = {0};
    int missed = -1;

    if (argc < 2 || !ms) {
        fprintf(stderr, "usage: queries LIBRARY [RUNS]\n");
        free(ms);
        return 2;
    }
    if (time_cold(argv[1]) == 0) {
        if (asker_open(&a, argv[1], 1) == SQLITE_OK)
            missed = time_all(&a, ms, runs);
        else
            fail(a.db, argv[1]);
        asker_close(&a);
    }
    printf("load average %.1f\n", load());
    free(ms);
    return missed != 0;
}
