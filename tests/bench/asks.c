/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions of apps, in plain SQL over the public views. */
#include "asks.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

const struct ask_goal ask_goal[ASK_KINDS] = {
    [ASK_TAG] = {"one tag",
                 "SELECT s.id, s.path, s.duration_s, t.confidence"
                 "  FROM v1_tag t JOIN v1_sample s ON s.id = t.sample_id"
                 " WHERE t.facet = ?1 AND t.tag = ?2"
                 " ORDER BY t.confidence DESC LIMIT 100",
                 0.3, 1},
    [ASK_RANGE] = {"two tags and a range",
                   "SELECT id, path, duration_s, category FROM v1_sample"
                   " WHERE category = ?2 AND form = ?4 AND duration_s BETWEEN ?5 AND ?6"
                   " LIMIT 100",
                   1, 4},
    [ASK_NOT] =
        {"three tags, one not, by confidence",
         "SELECT s.id, s.path, s.duration_s, a.confidence"
         "  FROM v1_tag a JOIN v1_tag b ON b.sample_id = a.sample_id"
         "  JOIN v1_sample s ON s.id = a.sample_id"
         " WHERE a.facet = ?1 AND a.tag = ?2 AND b.facet = ?3 AND b.tag = ?4"
         "   AND NOT EXISTS (SELECT 1 FROM v1_tag c WHERE c.sample_id = a.sample_id"
         "                      AND c.facet = ?5 AND c.tag = ?6)"
         " ORDER BY a.confidence DESC LIMIT 100",
         3, 10},
    [ASK_TEXT] = {"full text",
                  "SELECT s.id, s.path, s.duration_s, s.category"
                  "  FROM v1_text t JOIN v1_sample s ON s.id = t.sample_id"
                  " WHERE v1_text MATCH ?1 LIMIT 100",
                  1, 5},
    [ASK_CHANGE] = {"last changes",
                    "SELECT seq, sample_id, what, at FROM v1_change"
                    " WHERE seq > ?1 ORDER BY seq LIMIT 100",
                    0.2, 0.2},
};

static const char *const words[] = {"kick",
                                    "snare deep",
                                    "vinyl",
                                    "bass loop",
                                    "house kick",
                                    "sub*",
                                    "\"big dry\"",
                                    "techno hat*",
                                    "vocal wet",
                                    "808",
                                    "perc low*",
                                    "clap room",
                                    "loop 120",
                                    "funk gui*",
                                    "path : reggae",
                                    "name : kick",
                                    "trap AND kick NOT hard",
                                    "deep OR dark",
                                    "verur*",
                                    "analog bass warm",
                                    "dub cha*",
                                    "open hat bright",
                                    "kik",
                                    "marimba",
                                    "amb* noise"};

static void text(sqlite3_stmt *st, int at, const char *v)
{
    sqlite3_bind_text(st, at, v, -1, SQLITE_TRANSIENT);
}

/* Some sample, as a person has one in mind. */
static void imagine(struct asker *a)
{
    sqlite3_bind_int64(a->some, 1, 1 + (int64_t)rng_below(&a->r, (size_t)a->samples));
    if (sqlite3_step(a->some) == SQLITE_ROW) {
        snprintf(a->category, sizeof a->category, "%s", sqlite3_column_text(a->some, 0));
        snprintf(a->form, sizeof a->form, "%s", sqlite3_column_text(a->some, 1));
        a->duration_s = sqlite3_column_double(a->some, 2);
    }
    sqlite3_reset(a->some);
}

/* Its category. */
static void bind_category(struct asker *a, sqlite3_stmt *st, int at)
{
    text(st, at, "category");
    text(st, at + 1, a->category);
}

/* What few sounds wear. */
static void bind_rare(struct asker *a, sqlite3_stmt *st, int at)
{
    static const char *const rare[][2] = {{"user", "favourite"},
                                          {"user", "used"},
                                          {"note", "C3"},
                                          {"note", "A2"},
                                          {"bpm", "120"},
                                          {"bpm", "140"},
                                          {"user", "for the album"},
                                          {"key", "Am"},
                                          {"length", "short"},
                                          {"quality", "clipped"}};
    const size_t i = rng_below(&a->r, sizeof rare / sizeof *rare);

    text(st, at, rare[i][0]);
    text(st, at + 1, rare[i][1]);
}

static void bind_all(struct asker *a, enum ask_kind kind, sqlite3_stmt *st)
{
    imagine(a);
    if (kind == ASK_TAG && rng_unit(&a->r) < 0.2)
        bind_rare(a, st, 1);
    else if (kind == ASK_TAG || kind == ASK_RANGE || kind == ASK_NOT)
        bind_category(a, st, 1);
    if (kind == ASK_RANGE || kind == ASK_NOT) {
        text(st, 3, "form");
        text(st, 4, a->form);
    }
    if (kind == ASK_RANGE) {
        sqlite3_bind_double(st, 5, a->duration_s * (0.4 + 0.4 * rng_unit(&a->r)));
        sqlite3_bind_double(st, 6, a->duration_s * (1.2 + rng_unit(&a->r)));
    }
    if (kind == ASK_NOT)
        bind_rare(a, st, 5);
    if (kind == ASK_TEXT)
        text(st, 1, words[rng_below(&a->r, sizeof words / sizeof *words)]);
    if (kind == ASK_CHANGE)
        sqlite3_bind_int64(st, 1, a->changes - (int64_t)rng_below(&a->r, 100));
}

static double clock_of(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

double ask_clock(void) { return clock_of(CLOCK_MONOTONIC); }

double ask_cpu(void) { return clock_of(CLOCK_THREAD_CPUTIME_ID); }

int asker_ask(struct asker *a, enum ask_kind kind, double *ms, size_t *rows)
{
    sqlite3_stmt *st = a->st[kind];
    double began, cpu;
    int rc;

    bind_all(a, kind, st);
    *rows = 0;
    began = ask_clock();
    cpu = ask_cpu();
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(st); i++)
            sqlite3_column_text(st, i);
        ++*rows;
    }
    sqlite3_reset(st);
    *ms = ask_clock() - began;
    a->cpu_ms = ask_cpu() - cpu;
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int64_t number(struct asker *a, const char *sql)
{
    sqlite3_stmt *st = NULL;
    int64_t n = 0;

    if (sqlite3_prepare_v2(a->db, sql, -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return n;
}

int asker_open(struct asker *a, const char *library, uint64_t seed)
{
    int rc = sqlite3_open_v2(library, &a->db, SQLITE_OPEN_READONLY, NULL);

    rng_init(&a->r, seed);
    if (rc == SQLITE_OK) {
        sqlite3_busy_timeout(a->db, 5000);
        rc = sqlite3_exec(a->db, "PRAGMA cache_size = -65536", NULL, NULL, NULL);
    }
    for (int k = 0; rc == SQLITE_OK && k < ASK_KINDS; k++)
        rc = sqlite3_prepare_v2(a->db, ask_goal[k].sql, -1, &a->st[k], NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(a->db,
                                "SELECT coalesce(category, 'drums'), coalesce(form, "
                                "'oneshot'), duration_s FROM v1_sample WHERE id = ?1",
                                -1, &a->some, NULL);
    a->samples = number(a, "SELECT max(id) FROM v1_sample");
    a->changes = number(a, "SELECT max(seq) FROM v1_change");
    return rc == SQLITE_OK && a->samples < 1 ? SQLITE_EMPTY : rc;
}

void asker_close(struct asker *a)
{
    for (int k = 0; k < ASK_KINDS; k++)
        sqlite3_finalize(a->st[k]);
    sqlite3_finalize(a->some);
    sqlite3_close(a->db);
    *a = (struct asker){0};
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double ask_quantile(double *v, size_t n, double share)
{
    const size_t at = (size_t)((double)n * share);

    qsort(v, n, sizeof *v, by_value);
    return n ? v[at < n ? at : n - 1] : 0;
}
