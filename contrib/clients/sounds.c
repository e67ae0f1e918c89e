/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sample library asked from C: the surest kicks, bass loops, what changes, a
 * correction.
 *
 *     cc -o sounds sounds.c -lsqlite3
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LIBRARY = 0x53444231, /* "SDB1", the application_id of a sample library */
    READ_MS = 5000,       /* SQLite locks readers out for moments only: after a crash */
    WRITE_MS = 10000,     /* other writers are done within that */
    LOOK_MS = 200,        /* how often to look whether anything was committed */
    REPLY_MS = 10000,     /* how long to wait for what becomes of a correction */
    PAGE = 500            /* rows of the change feed to take in one go */
};

static void usage(void)
{
    fprintf(stderr, "usage: sounds kicks | basses | follow [SEQ] | say SAMPLE TAG\n");
    exit(2);
}

static sqlite3_int64 whole_number(const char *arg)
{
    char *end;
    const long long n = strtoll(arg, &end, 10);

    if (end == arg || *end || n < 0)
        usage();
    return n;
}

static const char *library_path(void)
{
    static char path[4096];
    const char *given = getenv("SAMPLEDB_LIBRARY"), *data = getenv("XDG_DATA_HOME"),
               *home = getenv("HOME");

    if (given && *given)
        snprintf(path, sizeof path, "%s", given);
    else if (data && *data)
        snprintf(path, sizeof path, "%s/sampledb/library.db", data);
    else
        snprintf(path, sizeof path, "%s/.local/share/sampledb/library.db",
                 home ? home : "");
    return path;
}

/* A line on stderr, and the end: an app would show it, and go on. */
static void fail(sqlite3 *db)
{
    fprintf(stderr, "sounds: %s: %s\n", library_path(), sqlite3_errmsg(db));
    exit(1);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st = NULL;

    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
        fail(db);
    return st;
}

/* The next row, or false behind the last one. Reading to the end ends the read
 * transaction, too, which is what lets the daemon start its WAL file over. */
static bool row(sqlite3_stmt *st)
{
    const int rc = sqlite3_step(st);

    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        fail(sqlite3_db_handle(st));
    return rc == SQLITE_ROW;
}

/* The only number that a query gives; 0 for NULL. */
static sqlite3_int64 number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st = prepare(db, sql);
    const sqlite3_int64 n = row(st) ? sqlite3_column_int64(st, 0) : 0;

    sqlite3_finalize(st);
    return n;
}

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(db);
}

/* Never SQLITE_OPEN_CREATE: an app makes no library. */
static sqlite3 *open_library(int flags, int wait_ms)
{
    sqlite3 *db = NULL;

    if (sqlite3_open_v2(library_path(), &db, flags, NULL) != SQLITE_OK)
        fail(db);
    sqlite3_busy_timeout(db, wait_ms);
    return db;
}

/* For reading: whatever this program does wrong, the library is safe. */
static sqlite3 *open_reader(void)
{
    sqlite3 *db = open_library(SQLITE_OPEN_READONLY, READ_MS);

    if (number(db, "PRAGMA application_id") != LIBRARY) {
        fprintf(stderr, "sounds: %s: is no sample library\n", library_path());
        exit(1);
    }
    return db;
}

/* For v1_feedback_in alone. The checkpoints are the daemon's: two programs that both make
 * some can hit a bug of SQLite before 3.51.3. */
static sqlite3 *open_writer(void)
{
    sqlite3 *db = open_library(SQLITE_OPEN_READWRITE, WRITE_MS);

    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    run(db, "PRAGMA wal_autocheckpoint = 0");
    return db;
}

/* Every column that is documented as "or null" may be. */
static const char *text(sqlite3_stmt *st, int column)
{
    const char *s = (const char *)sqlite3_column_text(st, column);

    return s ? s : "-";
}

/* Rows of a sample's id, a number, and its path to show. To open the file, take
 * v1_file.path_bytes: a name need not be UTF-8. */
static void print_samples(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st = prepare(db, sql);

    while (row(st)) {
        printf("%lld\t", sqlite3_column_int64(st, 0));
        if (sqlite3_column_type(st, 1) == SQLITE_NULL)
            printf("-");
        else
            printf("%.2f", sqlite3_column_double(st, 1));
        printf("\t%s\n", text(st, 2));
    }
    sqlite3_finalize(st);
}

static int kicks(sqlite3 *db, char **args)
{
    (void)args;
    print_samples(db, "SELECT id, category_confidence, path FROM v1_sample"
                      " WHERE category = 'drums.kick' AND available"
                      " ORDER BY category_confidence DESC, id LIMIT 20");
    return 0;
}

/* "bass loop 120-126 bpm in A minor". The key is asked of v1_tag, which has whatever
 * holds: what a user said, what a file states, or what was heard. */
static int basses(sqlite3 *db, char **args)
{
    (void)args;
    print_samples(db, "SELECT id, bpm, path FROM v1_sample"
                      " WHERE (category = 'bass' OR category LIKE 'bass.%')"
                      "   AND form = 'loop' AND bpm BETWEEN 120 AND 126 AND available"
                      "   AND id IN (SELECT sample_id FROM v1_tag"
                      "               WHERE facet = 'key' AND tag = 'Am')"
                      " ORDER BY bpm, id");
    return 0;
}

/* Print what happened after change seq, and return the last one. */
static sqlite3_int64 print_changes(sqlite3 *db, sqlite3_int64 seq)
{
    sqlite3_stmt *st = prepare(db, "SELECT c.seq, c.what, s.path FROM v1_change c"
                                   "  LEFT JOIN v1_sample s ON s.id = c.sample_id"
                                   " WHERE c.seq > ?1 ORDER BY c.seq LIMIT ?2");
    int rows;

    do { /* page by page: no read transaction lasts longer than one */
        sqlite3_bind_int64(st, 1, seq);
        sqlite3_bind_int(st, 2, PAGE);
        for (rows = 0; row(st); rows++) {
            seq = sqlite3_column_int64(st, 0);
            printf("%lld\t%s\t%s\n", seq, text(st, 1), text(st, 2));
        }
        sqlite3_reset(st);
    } while (rows == PAGE);
    sqlite3_finalize(st);
    return seq;
}

/* The bookmark is the app's: kept from one run to the next, it misses nothing. */
static int follow(sqlite3 *db, char **args)
{
    const sqlite3_int64 last = number(db, "SELECT max(seq) FROM v1_change");
    sqlite3_int64 seq = args[0] ? whole_number(args[0]) : last, seen = -1;

    if (seq > last) {
        fprintf(stderr,
                "sounds: change %lld is not of this library, which may have been "
                "restored from a backup: read it all anew\n",
                seq);
        return 1;
    }
    for (;; sqlite3_sleep(LOOK_MS)) {
        /* Costs next to nothing; an app asks in a timer of its event loop. */
        const sqlite3_int64 version = number(db, "PRAGMA data_version");

        if (version == seen)
            continue;
        seen = version;
        seq = print_changes(db, seq);
        if (fflush(stdout) != 0)
            return 1;
    }
}

/* Put a correction into v1_feedback_in: its id there. BEGIN IMMEDIATE waits for other
 * writers; a transaction that begins by reading would fail instead. */
static sqlite3_int64 post(sqlite3 *db, sqlite3_int64 sample, const char *tag)
{
    sqlite3_stmt *st;
    sqlite3_int64 id;

    run(db, "BEGIN IMMEDIATE");
    st = prepare(db, "INSERT INTO v1_feedback_in (sample_id, tag, verdict, actor)"
                     " VALUES (?1, ?2, 1, 'sounds.c')");
    sqlite3_bind_int64(st, 1, sample);
    sqlite3_bind_text(st, 2, tag, -1, SQLITE_STATIC);
    row(st);
    sqlite3_finalize(st);
    id = number(db, "SELECT max(id) FROM v1_feedback_in"); /* ours: we have the lock */
    run(db, "COMMIT");
    return id;
}

/* A row that was refused stays until its app has read why, and takes it back. */
static void take_back(sqlite3_int64 id)
{
    sqlite3 *db = open_writer();
    sqlite3_stmt *st = prepare(db, "DELETE FROM v1_feedback_in WHERE id = ?1");

    sqlite3_bind_int64(st, 1, id);
    row(st);
    sqlite3_finalize(st);
    sqlite3_close(db);
}

/* What became of it: 1 it was taken in; 0 it waits; -1 refused, and why is printed. */
static int reply(sqlite3 *db, sqlite3_int64 id)
{
    sqlite3_stmt *st = prepare(db, "SELECT error FROM v1_feedback_in WHERE id = ?1");
    int what = 1;

    sqlite3_bind_int64(st, 1, id);
    if (row(st)) {
        what = sqlite3_column_type(st, 0) == SQLITE_NULL ? 0 : -1;
        if (what < 0)
            printf("refused: %s\n", text(st, 0));
    }
    sqlite3_finalize(st);
    return what;
}

static void print_tags(sqlite3 *db, sqlite3_int64 sample)
{
    sqlite3_stmt *st = prepare(db, "SELECT facet, tag, source FROM v1_tag"
                                   " WHERE sample_id = ?1 ORDER BY facet, tag");

    sqlite3_bind_int64(st, 1, sample);
    while (row(st))
        printf("%s:%s\t%s\n", text(st, 0), text(st, 1), text(st, 2));
    sqlite3_finalize(st);
}

/* Say that a sample is what the tag says, and tell what becomes of that. */
static int say(sqlite3 *db, char **args)
{
    const sqlite3_int64 sample = whole_number(args[0]);
    sqlite3 *writer = open_writer();
    const sqlite3_int64 id = post(writer, sample, args[1]);
    int what;

    sqlite3_close(writer);
    for (int ms = 0; (what = reply(db, id)) == 0 && ms < REPLY_MS; ms += LOOK_MS) {
        if (number(db, "SELECT state = 'stopped' FROM v1_daemon"))
            break; /* nobody listens */
        sqlite3_sleep(LOOK_MS);
    }
    if (what < 0)
        take_back(id);
    else if (what == 0)
        printf("waits: for sampledb watch, index or tag\n");
    else
        print_tags(db, sample);
    return what < 0;
}

static const struct command {
    const char *name;
    int least, most; /* arguments */
    int (*run)(sqlite3 *db, char **args);
} commands[] = {
    {"kicks", 0, 0, kicks},
    {"basses", 0, 0, basses},
    {"follow", 0, 1, follow},
    {"say", 2, 2, say},
};

int main(int argc, char **argv)
{
    const struct command *c = commands, *end = c + sizeof commands / sizeof *commands;
    sqlite3 *db;
    int rc;

    while (c < end && (argc < 2 || strcmp(argv[1], c->name) != 0))
        c++;
    if (c == end || argc - 2 < c->least || argc - 2 > c->most)
        usage();
    db = open_reader();
    rc = c->run(db, argv + 2);
    sqlite3_close(db);
    return rc;
}
