/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A writer at the speed of an index, and eight apps that read:
 *   beside LIBRARY [SECONDS]     writes into LIBRARY; exits 1 where a goal is missed
 * Readers ask, look at the answer for a moment, and ask again: first alone, then beside
 * the writer. Then one of them holds its transaction for long, and has to be named: until
 * the WAL is over its limit, and from then on for $SAMPLEDB_BENCH_HOLD seconds, such as
 * 3600, in which the writer goes on now and then.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "asks.h"
#include "store/db.h"
#include "store/dirs.h"
#include "store/folders.h"
#include "store/samples.h"
#include "store/wal.h"
#include "synth.h"
#include "util/mem.h"

enum {
    READERS = 8,
    MOST = 200000,   /* answers that a reader counts */
    LOOK_US = 20000, /* at an answer */
    BATCH = 512,     /* as index/batch.c */
    BATCH_MS = 200,
    LIMIT_BYTES = 64 << 20,
    SEED = 4711
};

/* What a reader tells. */
struct told {
    size_t n, errors;
    double ms[MOST];
};

static const char *library;
static double seconds;

/* Questions as people ask them: each kind as often as the others. */
static void read_on(struct told *t, uint64_t seed)
{
    const double end = ask_clock() + seconds * 1e3;
    struct asker a = {0};

    if (asker_open(&a, library, seed) != SQLITE_OK)
        t->errors++;
    while (ask_clock() < end && t->n < MOST && t->errors < 100) {
        size_t rows;

        if (asker_ask(&a, (enum ask_kind)(t->n % ASK_KINDS), &t->ms[t->n], &rows) !=
            SQLITE_OK)
            t->errors++;
        t->n++;
        usleep(LOOK_US);
    }
    asker_close(&a);
}

static void hold_on(void)
{
    struct asker a = {0};

    asker_open(&a, library, 1);
    sqlite3_exec(a.db, "BEGIN; SELECT count(*) FROM v1_model", NULL, NULL, NULL);
    putchar('x');
    fflush(stdout);
    pause();
}

/* Another process of this program, and what it says. No connection survives a fork: it is
 * started anew. */
struct reader {
    pid_t pid;
    FILE *says;
};

static struct reader start_reader(const char *does, int number)
{
    char self[4096] = "", time[32], seed[16];
    int to[2];
    struct reader r = {0};

    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0 || pipe(to) != 0)
        exit(1);
    snprintf(time, sizeof time, "%g", seconds);
    snprintf(seed, sizeof seed, "%d", number);
    r.pid = fork();
    if (r.pid == 0) {
        dup2(to[1], STDOUT_FILENO);
        close(to[0]);
        close(to[1]);
        execl(self, self, library, time, does, seed, (char *)NULL);
        _exit(1);
    }
    close(to[1]);
    r.says = fdopen(to[0], "r");
    return r;
}

static void start_readers(struct reader r[READERS])
{
    for (int i = 0; i < READERS; i++)
        r[i] = start_reader("read", i + 1);
}

/* All their answers together: p50 and p99. */
static size_t end_readers(struct reader r[READERS], double *p50, double *p99)
{
    double *all = calloc(READERS * (size_t)MOST, sizeof *all);
    size_t n = 0, errors = 0, count[2];

    for (int i = 0; i < READERS; i++) {
        if (fread(count, sizeof count, 1, r[i].says) != 1 || count[0] > MOST ||
            fread(all + n, sizeof *all, count[0], r[i].says) != count[0])
            count[0] = count[1] = 1;
        n += count[0];
        errors += count[1];
        fclose(r[i].says);
        waitpid(r[i].pid, NULL, 0);
    }
    *p50 = ask_quantile(all, n, 0.5);
    *p99 = ask_quantile(all, n, 0.99);
    free(all);
    return errors;
}

static int be_reader(const char *does, const char *seed)
{
    struct told *t = mem_new(1, sizeof *t);

    if (strcmp(does, "hold") == 0)
        hold_on();
    read_on(t, strtoul(seed, NULL, 10));
    fwrite(&t->n, sizeof t->n, 1, stdout);
    fwrite(&t->errors, sizeof t->errors, 1, stdout);
    fwrite(t->ms, sizeof *t->ms, t->n, stdout);
    free(t);
    return 0;
}

static int64_t wal_bytes(void)
{
    char path[4096];
    struct stat st;

    snprintf(path, sizeof path, "%s-wal", library);
    return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

/* The writing end: what an indexer does with the answers of its workers. */
struct writer {
    struct store *s;
    struct model_ref model;
    struct synth *y;
    struct synth_dir *dir;
    int64_t folder, samples, wal_most;
};

static int writer_open(struct writer *w, struct err *e)
{
    struct place at = {0};
    int rc;

    if (store_open(&w->s, library, STORE_OWN, e) != 0 ||
        model_known(w->s, &w->model, e) != 1 || store_begin(w->s, e) != 0)
        return -1;
    rc = folder_add(w->s, "/srv/new samples", &at, e);
    w->folder = at.folder;
    place_clear(&at);
    w->y = synth_new(&w->model, SEED + (uint64_t)time(NULL));
    w->dir = mem_new(1, sizeof *w->dir);
    return rc == 0 ? store_commit(w->s, e) : -1;
}

static void writer_close(struct writer *w)
{
    synth_free(w->y);
    free(w->dir);
    model_ref_clear(&w->model);
    store_close(w->s);
}

static int write_dir(struct writer *w, struct err *e)
{
    struct sound sound;
    int64_t id = 0;

    synth_next(w->y, w->dir);
    if (dir_reach(w->s, w->folder, w->dir->path, &id, e) != 0)
        return -1;
    for (size_t i = 0; i < w->dir->n; i++) {
        struct synth_file *f = &w->dir->file[i];

        f->sound += INT64_C(1) << 40; /* of which the library has none */
        if (file_add(w->s, id, f->name, &f->stamp, e) != 0)
            return -1;
        synth_sound(w->y, f, &sound);
        if (sample_put(w->s, sqlite3_last_insert_rowid(w->s->db), &sound, &w->model, e) !=
            0)
            return -1;
    }
    w->samples += (int64_t)w->dir->n;
    return 0;
}

/* One transaction as index/batch.c makes them. */
static int write_batch(struct writer *w, struct err *e)
{
    const int64_t before = w->samples;
    const double end = ask_clock() + BATCH_MS;

    if (store_begin(w->s, e) != 0)
        return -1;
    while (w->samples - before < BATCH && ask_clock() < end)
        if (write_dir(w, e) != 0)
            return -1;
    if (store_commit(w->s, e) != 0)
        return -1;
    if (wal_bytes() > w->wal_most)
        w->wal_most = wal_bytes();
    return 0;
}

static int64_t warnings(struct writer *w, const char *where)
{
    char sql[256];
    sqlite3_stmt *st = NULL;
    int64_t n = -1;

    snprintf(sql, sizeof sql, "SELECT count(*) FROM v1_warning WHERE %s", where);
    if (sqlite3_prepare_v2(w->s->db, sql, -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return n;
}

static int beside(struct writer *w, struct err *e)
{
    double idle50, idle99, busy50, busy99, began;
    struct reader r[READERS];
    size_t errors;
    int met;

    start_readers(r);
    errors = end_readers(r, &idle50, &idle99);
    start_readers(r);
    began = ask_clock();
    while (ask_clock() < began + seconds * 1e3)
        if (write_batch(w, e) != 0)
            return -1;
    errors += end_readers(r, &busy50, &busy99);
    met = errors == 0 && busy99 <= 3 * idle99 && w->wal_most <= LIMIT_BYTES;
    printf(
        "8 readers alone: p50 %.3f ms, p99 %.3f ms; beside a writer of %.0f samples/s: "
        "p50 %.3f ms, p99 %.3f ms (%.2f times, goal 3); %zu errors; WAL at most %.1f "
        "MiB  %s\n",
        idle50, idle99, (double)w->samples / seconds, busy50, busy99, busy99 / idle99,
        errors, (double)w->wal_most / (1 << 20), met ? "met" : "MISSED");
    return met;
}

/* The writer is not held up by it, however long it stays. */
static int write_on(struct writer *w, struct err *e)
{
    const char *hold = getenv("SAMPLEDB_BENCH_HOLD");
    const double end = ask_clock() + (hold ? strtod(hold, NULL) * 1e3 : 0);

    while (ask_clock() < end) {
        if (write_batch(w, e) != 0)
            return -1;
        sleep(1);
    }
    return 0;
}

/* A reader that does not end: it is named, and forgotten once it is gone. */
static int pinned(struct writer *w, struct err *e)
{
    struct reader r = start_reader("hold", 0);
    char where[80];
    int met;

    if (getc(r.says) != 'x')
        return -1;
    w->wal_most = 0;
    while (w->wal_most < LIMIT_BYTES)
        if (write_batch(w, e) != 0)
            return -1;
    if (write_on(w, e) != 0)
        return -1;
    snprintf(where, sizeof where, "pid = %d AND program = 'beside'", (int)r.pid);
    met = warnings(w, where) == 1 && warnings(w, "1") == 1;
    printf("a reader that holds the WAL at %.1f MiB is %s",
           (double)w->wal_most / (1 << 20), met ? "named" : "NOT NAMED");
    kill(r.pid, SIGKILL);
    waitpid(r.pid, NULL, 0);
    fclose(r.says);
    for (int i = 0; i < 40 && warnings(w, "1") > 0; i++)
        if (write_batch(w, e) != 0)
            return -1;
    met = met && warnings(w, "1") == 0;
    printf(", and then %s; WAL %.1f MiB\n",
           warnings(w, "1") == 0 ? "forgotten" : "NOT FORGOTTEN",
           (double)wal_bytes() / (1 << 20));
    return met;
}

int main(int argc, char **argv)
{
    struct writer w = {0};
    struct err e = {0};
    double now[1] = {0};
    int met = 0, named = 0;

    if (argc < 2) {
        fprintf(stderr, "usage: beside LIBRARY [SECONDS]\n");
        return 2;
    }
    library = argv[1];
    seconds = argc > 2 ? strtod(argv[2], NULL) : 10;
    if (argc > 4)
        return be_reader(argv[3], argv[4]);
    if (writer_open(&w, &e) != 0 || (met = beside(&w, &e)) < 0 ||
        (named = pinned(&w, &e)) < 0) {
        fprintf(stderr, "beside: %s\n", e.text);
        return 1;
    }
    writer_close(&w);
    if (getloadavg(now, 1) == 1)
        printf("load average %.1f\n", now[0]);
    return !(met && named);
}
