/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a file takes from its arrival to the answer of a query.
 *   arrival LIBRARY DIR COUNT SETTLE_MS   a daemon watches DIR: files are dropped into it
 *   one at a time, each after the last was found; half of them written, half renamed.
 * Prints a JSON object: milliseconds, less the time that a file has to be quiet.
 */
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FRAMES = 4000, PATIENCE_MS = 60000 };

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void le(FILE *f, unsigned long v, int bytes)
{
    for (; bytes > 0; bytes--, v >>= 8)
        putc((int)(v & 255), f);
}

/* Half a second, 8 bits: each another sound. */
static void write_wav(const char *path, long number)
{
    FILE *f = fopen(path, "wb");

    if (!f) {
        perror(path);
        exit(1);
    }
    fputs("RIFF", f);
    le(f, 36 + FRAMES, 4);
    fputs("WAVEfmt ", f);
    le(f, 16, 4);
    le(f, 1, 2);
    le(f, 1, 2);
    le(f, 8000, 4);
    le(f, 8000, 4);
    le(f, 1, 2);
    le(f, 8, 2);
    fputs("data", f);
    le(f, FRAMES, 4);
    for (int i = 0; i < FRAMES; i++)
        putc(128 + (int)(100 * sin(i * (0.05 + 0.001 * (double)number)) *
                         exp(-4.0 * i / FRAMES)),
             f);
    fclose(f);
}

static sqlite3_stmt *prepare(sqlite3 *db)
{
    static const char sql[] =
        "SELECT 1 FROM v1_file f JOIN v1_witness w ON w.sample_id = f.sample_id"
        " WHERE f.id > ?1 AND f.name = ?2 AND f.state = 'ok' AND w.source = 'model'";
    sqlite3_stmt *st = NULL;

    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK) {
        fprintf(stderr, "arrival: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
    return st;
}

static long last_id(sqlite3 *db)
{
    sqlite3_stmt *st = NULL;
    long id = 0;

    sqlite3_prepare_v2(db, "SELECT coalesce(max(id), 0) FROM v1_file", -1, &st, NULL);
    if (st && sqlite3_step(st) == SQLITE_ROW)
        id = (long)sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return id;
}

/* From now until the query finds it; it is asked every millisecond. */
static double found_after(sqlite3_stmt *st, const char *name)
{
    const double start = now_ms();
    int rc = SQLITE_DONE;

    sqlite3_bind_text(st, 2, name, -1, SQLITE_STATIC);
    while (rc != SQLITE_ROW && now_ms() - start < PATIENCE_MS) {
        usleep(1000);
        rc = sqlite3_step(st);
        sqlite3_reset(st);
    }
    if (rc != SQLITE_ROW) {
        fprintf(stderr, "arrival: %s is not found\n", name);
        exit(1);
    }
    return now_ms() - start;
}

static double drop(sqlite3 *db, sqlite3_stmt *st, const char *dir, long i)
{
    char name[32], path[4096], hidden[4096];

    snprintf(name, sizeof name, "new %05ld.wav", i);
    snprintf(path, sizeof path, "%s/%s", dir, name);
    snprintf(hidden, sizeof hidden, "%s/.arriving", dir);
    sqlite3_bind_int64(st, 1, last_id(db));
    write_wav(i % 2 ? hidden : path, i);
    if (i % 2 && rename(hidden, path) != 0) {
        perror(path);
        exit(1);
    }
    return found_after(st, name);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static sqlite3_stmt *open_library(sqlite3 **db, const char *path)
{
    if (sqlite3_open_v2(path, db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        fprintf(stderr, "arrival: %s: %s\n", path, sqlite3_errmsg(*db));
        exit(1);
    }
    sqlite3_busy_timeout(*db, PATIENCE_MS);
    return prepare(*db);
}

int main(int argc, char **argv)
{
    const long count = argc == 5 ? strtol(argv[3], NULL, 10) : 0;
    double *ms, settle_ms;
    sqlite3 *db = NULL;
    sqlite3_stmt *st;

    if (count < 1) {
        fprintf(stderr, "arrival LIBRARY DIR COUNT SETTLE_MS\n");
        return 2;
    }
    st = open_library(&db, argv[1]);
    settle_ms = strtod(argv[4], NULL);
    ms = calloc((size_t)count, sizeof *ms);
    for (long i = 0; ms && i < count; i++)
        ms[i] = drop(db, st, argv[2], i) - settle_ms;
    sqlite3_finalize(st);
    sqlite3_close(db);
    if (!ms)
        return 1;
    qsort(ms, (size_t)count, sizeof *ms, by_size);
    printf("{\"files\": %ld, \"p50_ms\": %.1f, \"p99_ms\": %.1f, \"max_ms\": %.1f}\n",
           count, ms[count / 2], ms[count * 99 / 100], ms[count - 1]);
    free(ms);
    return 0;
}
