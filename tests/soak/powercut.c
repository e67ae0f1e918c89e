/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * powercut DIR CUTS [full|off|deaf] [SEED]: is a correction that was acknowledged there
 * after every power cut? full: as the program works. off: the library is not synced;
 * deaf: nothing is, whatever the disk says: both must fail, to show that the test can.
 * powercut DIR 0 faults: the same where the nth write or sync of a transaction fails.
 * Prints figures; 0 nothing was lost, 1 something was, 2 it could not be tried.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk.h"
#include "store/db.h"
#include "store/feedback.h"
#include "store/inbox.h"
#include "store/ledger.h"
#include "util/rng.h"

enum { WORDS = 240, SOUNDS = 30, ROUNDS = 12, MOST_IN_ONE = 4 };

static const struct model_ref none;

/* What was acknowledged, and from which moment on. */
static size_t acked[WORDS];
static int words;

static void give_up(const char *what, const struct err *e)
{
    fprintf(stderr, "powercut: %s: %s\n", what, e->text);
    exit(2);
}

static void run(struct store *s, const char *sql)
{
    if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "powercut: %s: %s\n", sql, sqlite3_errmsg(s->db));
        exit(2);
    }
}

static int64_t ask(struct store *s, const char *sql)
{
    sqlite3_stmt *st = NULL;
    int64_t n = -1;

    if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return n;
}

/* Word number n, as "user:N" on one of the sounds. */
static void say(struct store *s, int n)
{
    const struct speaker by = {.actor = "user", .at_ms = 1000 + n};
    uint8_t hash[CORRECTION_HASH] = {0};
    char tag[20];
    const struct opinion o = {"user", tag, CONFIRMED};
    struct err e = {0};
    int said;

    snprintf(tag, sizeof tag, "%d", n);
    hash[0] = (uint8_t)(n % SOUNDS);
    if (feedback_say(s, hash, &o, 1, &by, &none, &said, &e) != 0)
        give_up("say", &e);
}

/* The same through the inbox, put there by somebody else. */
static void leave(struct store *s, int n)
{
    char sql[200];

    snprintf(sql, sizeof sql,
             "INSERT INTO v1_feedback_in (hash, tag, at) VALUES ('%02x%030d', 'user:%d', "
             "1)",
             n % SOUNDS, 0, n);
    run(s, sql);
}

/* One transaction of a few words; some are thought better of. */
static void talk(struct store *s, struct rng *r)
{
    const int n = 1 + (int)rng_below(r, MOST_IN_ONE);
    const bool inbox = rng_below(r, 4) == 0, regret = rng_below(r, 8) == 0;
    struct inbox_counts counts = {0};
    struct err e = {0};

    if (words + n > WORDS)
        return;
    for (int i = 0; i < n && inbox; i++)
        leave(s, words + i);
    if (!inbox && store_begin(s, &e) != 0)
        give_up("begin", &e);
    for (int i = 0; i < n && !inbox; i++)
        say(s, words + i);
    if (!inbox && regret) {
        store_rollback(s);
        return;
    }
    if ((inbox ? inbox_take(s, &none, 0, &counts, &e) : store_commit(s, &e)) != 0)
        give_up("commit", &e);
    while (words < WORDS && ask(s, "SELECT count(*) FROM feedback") > words)
        acked[words++] = disk_now();
}

/* A command's visit, or the daemon's, which does not sync the library at each commit. */
static void visit(const char *path, struct rng *r, int round, bool off)
{
    struct store *s = NULL;
    struct err e = {0};

    if (store_open(&s, path, round % 3 == 2 ? STORE_OWN : STORE_WRITE, &e) != 0)
        give_up("open", &e);
    if (off)
        run(s, "PRAGMA synchronous = OFF");
    run(s, "PRAGMA wal_autocheckpoint = 40");
    for (int i = 0; i < WORDS / ROUNDS / 2; i++)
        talk(s, r);
    store_close(s);
}

struct outcome {
    int broken, lost, apart;
};

/* The library at path: sound, and every acknowledged word in both copies. */
static void judge(const char *path, size_t moment, struct outcome *v)
{
    struct ledger_state state = {0};
    struct store *s = NULL;
    struct err e = {0};
    bool lost = false;
    int known = 0;

    if (store_open(&s, path, STORE_WRITE, &e) != 0) {
        v->broken++;
        return;
    }
    while (known < words && acked[known] <= moment)
        known++;
    if (ask(s, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> "
               "'ok'") != 0)
        v->broken++;
    for (int n = 0; n < known && !lost; n++) {
        char sql[100];

        snprintf(sql, sizeof sql, "SELECT count(*) FROM feedback WHERE tag = '%d'", n);
        lost = ask(s, sql) != 1; /* not twice, either */
    }
    v->lost += lost;
    if (ledger_compare(s, &state, &e) != 0 || state.missing || state.waiting)
        v->apart++;
    store_close(s);
}

static void clear(const char *dir, bool ledger)
{
    static const char *const ends[] = {"", "-wal", "-shm", ".lock", ".corrections"};
    char path[512];

    for (int i = 0; i < (ledger ? 5 : 4); i++) {
        snprintf(path, sizeof path, "%s/library.db%s", dir, ends[i]);
        unlink(path);
    }
}

/* Three words in one transaction: 0, or -1 and why. */
static int try_three(struct store *s, struct err *e)
{
    if (store_begin(s, e) != 0)
        return -1;
    for (int n = 1; n <= 3; n++)
        say(s, n);
    return store_commit(s, e);
}

/* Both copies hold `want` words; with want < 0 the same, however many. */
static bool holds(struct store *s, int want)
{
    struct ledger_state state = {0};
    struct err e = {0};
    const int64_t n = ask(s, "SELECT count(*) FROM feedback");

    return ledger_compare(s, &state, &e) == 0 && state.records == n && !state.missing &&
           !state.waiting && (want < 0 || n == want);
}

/*
 * One failure; *tried says whether it was reached. Where a sync failed, it may still be
 * on disk what we were told is not: then at least in both copies.
 */
static bool survives(const char *path, int nth, bool for_good, bool first, bool *tried)
{
    struct store *s = NULL;
    struct err e = {0};
    const int before = !first;
    bool good;
    int rc;

    if (store_open(&s, path, STORE_WRITE, &e) != 0)
        give_up("open", &e);
    if (!first) {
        if (store_begin(s, &e) != 0)
            give_up("begin", &e);
        say(s, 0);
        if (store_commit(s, &e) != 0)
            give_up("commit", &e);
    }
    disk_fail(nth, for_good);
    rc = try_three(s, &e);
    *tried = disk_failed();
    disk_fail(0, false);
    good = *tried == (rc != 0) && holds(s, rc == 0 ? before + 3 : before);
    store_close(s);
    s = NULL;
    if (store_open(&s, path, STORE_WRITE, &e) != 0)
        return false;
    good &= holds(s, -1);
    good &= rc == 0 || try_three(s, &e) == 0;
    good &= holds(s, before + 3);
    store_close(s);
    return good;
}

static int faults(const char *dir, const char *path)
{
    int bad = 0, all = 0;

    disk_start();
    for (int how = 0; how < 4; how++) {
        bool tried = true;

        for (int nth = 1; tried; nth++, all++) {
            clear(dir, true);
            if (survives(path, nth, how & 1, how & 2, &tried))
                continue;
            bad++;
            fprintf(stderr, "powercut: failure %d, %s, %s\n", nth,
                    how & 1 ? "for good" : "once", how & 2 ? "first words" : "later");
        }
    }
    disk_stop();
    clear(dir, true);
    printf("faults: %d tried, %d not survived\n", all, bad);
    return bad > 0 || all < 20;
}

int main(int argc, char **argv)
{
    const char *dir = argc > 1 ? argv[1] : ".", *mode = argc > 3 ? argv[3] : "full";
    const int cuts = argc > 2 ? atoi(argv[2]) : 100;
    const unsigned seed = argc > 4 ? (unsigned)atoi(argv[4]) : 5;
    struct outcome v = {0}, alone = {0};
    char path[512];
    struct rng r;
    size_t start;

    rng_init(&r, seed);
    snprintf(path, sizeof path, "%s/library.db", dir);
    if (strcmp(mode, "faults") == 0)
        return faults(dir, path);
    clear(dir, true);
    disk_start();
    disk_deaf(strcmp(mode, "deaf") == 0);
    visit(path, &r, 0, false);
    start = disk_now();
    for (int round = 1; round < ROUNDS; round++)
        visit(path, &r, round, strcmp(mode, "off") == 0);
    disk_stop();
    for (int i = 0; i < cuts; i++) {
        const size_t moment = start + rng_below(&r, disk_now() - start + 1);

        clear(dir, true);
        disk_cut(moment, seed + (unsigned)i, dir);
        judge(path, moment, &v);
        /* The library is lost altogether: the ledger alone has to know it all. */
        clear(dir, true);
        disk_cut(moment, seed + (unsigned)i, dir);
        clear(dir, false);
        judge(path, moment, &alone);
    }
    clear(dir, true);
    printf("%s: %d words, %zu things done, %d cuts: %d libraries broken, %d with words "
           "lost, %d with copies apart; from the ledger alone: %d broken, %d lost\n",
           mode, words, disk_now(), cuts, v.broken, v.lost, v.apart, alone.broken,
           alone.lost);
    return v.broken || v.lost || v.apart || alone.broken || alone.lost;
}
