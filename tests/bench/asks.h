/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What apps ask of a library: the five kinds of question that the bench times. */
#ifndef ASKS_H
#define ASKS_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

#include "util/rng.h"

enum ask_kind {
    ASK_TAG,    /* one tag, the surest first */
    ASK_RANGE,  /* two tags and a range */
    ASK_NOT,    /* three tags, one of them not, the surest first */
    ASK_TEXT,   /* words, the start of a word, words side by side */
    ASK_CHANGE, /* the last changes */
    ASK_KINDS
};

struct ask_goal {
    const char *name, *sql;
    double p50_ms, p99_ms; /* to be reached by the first hundred rows */
};
extern const struct ask_goal ask_goal[ASK_KINDS];

/* A connection as sampledb-schema(5) advises: read-only, every question prepared, and a
 * cache of 64 MiB. */
struct asker {
    sqlite3 *db;
    sqlite3_stmt *st[ASK_KINDS];
    sqlite3_stmt *some; /* a sample by its number */
    struct rng r;
    int64_t samples, changes;    /* the last ones */
    char category[64], form[16]; /* of the sample that is had in mind */
    double duration_s;
    double cpu_ms; /* of the last question */
};

int asker_open(struct asker *a, const char *library, uint64_t seed); /* SQLITE_OK */
void asker_close(struct asker *a);

/* Ask one question of that kind, another one each time, and read the first hundred rows:
 * SQLITE_OK, and how long it took. */
int asker_ask(struct asker *a, enum ask_kind kind, double *ms, size_t *rows);

/* Milliseconds of CLOCK_MONOTONIC, and of this thread's own. */
double ask_clock(void);
double ask_cpu(void);

/* The value below which a share of v (n) lies; sorts v. */
double ask_quantile(double *v, size_t n, double share);

#endif
