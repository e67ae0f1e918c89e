/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is the library whole? Pages, references, feature BLOBs, summaries and the feed. */
#include "store/checkup.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/checking.h"
#include "store/features.h"
#include "store/migrate.h"
#include "util/blob.h"
#include "util/mem.h"

/* The first SQLite without the WAL-reset bug: sqlite.org/wal.html#walresetbug */
enum { WAL_RESET_FIXED = 3051003 };

static const char index_again[] = "run: sampledb index";
const char check_repair_it[] = "run: sampledb check --repair";

int check_say(struct check *c, enum finding_level level, const char *advice,
              struct err *e, const char *fmt, ...)
{
    char text[600];
    const struct finding f = {level, text, advice};
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (level == FINDING_NOTE)
        c->n->notes++;
    else if (level == FINDING_REPAIRED)
        c->n->repaired++;
    else
        c->n->problems++;
    return c->o->found(c->o->arg, &f, e);
}

/* Run a changing statement; *rows: how many it changed. */
static int change(struct check *c, enum sql_id what, int64_t *rows, struct err *e)
{
    sqlite3_stmt *st = db_query(c->s, what, e);

    if (!st || db_done(c->s, st, what, e) != 0)
        return -1;
    *rows = sqlite3_changes64(c->s->db);
    return 0;
}

static int value(struct check *c, enum sql_id what, int64_t *out, struct err *e)
{
    sqlite3_stmt *st = db_query(c->s, what, e);

    return st && db_value(c->s, st, what, out, e) == 1 ? 0 : -1;
}

static int check_program(struct check *c, struct err *e)
{
    if (sqlite3_libversion_number() >= WAL_RESET_FIXED)
        return 0;
    return check_say(c, FINDING_NOTE,
                     "let apps open the library read-only: then it cannot be hit", e,
                     "SQLite %s can damage a library that two processes write at once "
                     "(WAL-reset bug, fixed in 3.51.3)",
                     sqlite3_libversion());
}

/* *sound: false once a page is damaged, and nothing else can be believed. */
static int check_pages(struct check *c, bool *sound, struct err *e)
{
    static const char advice[] = "restore a backup, or delete the library and run: "
                                 "sampledb index";
    sqlite3_stmt *st = db_query(c->s, SQL_CHECK_PAGES, e);
    int found, rc = 0;

    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(c->s, st, SQL_CHECK_PAGES, e)) != 0) {
        const char *text = found > 0 ? (const char *)sqlite3_column_text(st, 0) : e->text;

        if (found > 0 && strcmp(text, "ok") == 0)
            continue;
        *sound = false;
        rc = check_say(c, FINDING_PROBLEM, advice, e, "damaged: %s", text);
        if (found < 0)
            break;
    }
    sqlite3_reset(st);
    return rc;
}

static int check_numbers(struct check *c, struct err *e)
{
    sqlite3_stmt *st = db_query(c->s, SQL_CHECK_NUMBERS, e);
    int64_t id, version;

    if (!st || db_row(c->s, st, SQL_CHECK_NUMBERS, e) != 1)
        return -1;
    id = sqlite3_column_int64(st, 0);
    version = sqlite3_column_int64(st, 1);
    sqlite3_reset(st);
    if (id == STORE_APPLICATION_ID && version == SQL_VERSION)
        return 0;
    return check_say(c, FINDING_PROBLEM, "restore a backup", e,
                     "application_id %lld and user_version %lld, not %d and %d",
                     (long long)id, (long long)version, STORE_APPLICATION_ID,
                     SQL_VERSION);
}

static int count(struct check *c, struct err *e)
{
    sqlite3_stmt *st = db_query(c->s, SQL_CHECK_COUNTS, e);

    if (!st || db_row(c->s, st, SQL_CHECK_COUNTS, e) != 1)
        return -1;
    c->n->files = sqlite3_column_int64(st, 0);
    c->n->samples = sqlite3_column_int64(st, 1);
    c->n->features = sqlite3_column_int64(st, 2);
    c->n->unused = sqlite3_column_int64(st, 3);
    sqlite3_reset(st);
    return 0;
}

/* Rows that belong to nothing, top down: what hangs on a deleted row goes with it. */
static int drop_orphans(struct check *c, struct err *e)
{
    static const struct {
        enum sql_id what;
        const char *text;
    } chores[] = {
        {SQL_CHECK_DROP_DIRS, "directories without a folder, dropped"},
        {SQL_CHECK_DROP_FILES, "files without a directory, dropped"},
        {SQL_CHECK_DROP_EMBEDDED, "chunk rows without a file, dropped"},
        {SQL_CHECK_DROP_MELS, "mels without a sample, dropped"},
        {SQL_CHECK_DROP_DESCRIPTORS, "descriptors without a sample, dropped"},
        {SQL_CHECK_DROP_PEAKS, "overviews without a sample, dropped"},
        {SQL_CHECK_DROP_EMBEDDINGS, "embeddings without a sample, dropped"},
        {SQL_CHECK_DROP_NEIGHBOURS, "lists of neighbours without a sample, dropped"},
        {SQL_CHECK_DROP_POINTS, "places on the map without a sample, dropped"},
        {SQL_CHECK_DROP_WITNESSES, "evidence of or for nothing, dropped"},
        {SQL_CHECK_DROP_HEARD, "evidence of or by nothing, dropped"},
        {SQL_CHECK_DROP_MEASURED, "measurements without a sample, dropped"},
        {SQL_CHECK_DROP_TAGS, "tags of or on nothing, dropped"},
        {SQL_CHECK_DROP_WORDS, "words for no tag, dropped"},
        {SQL_CHECK_DROP_NODES, "categories of no model, dropped"},
        {SQL_CHECK_MEND_MODELS, "samples of an unknown model, to be labelled again"},
        {SQL_CHECK_MEND_FILES, "files without their sample, to be read again"},
    };

    for (size_t i = 0; i < sizeof chores / sizeof *chores; i++) {
        int64_t rows = 0;

        if (change(c, chores[i].what, &rows, e) != 0)
            return -1;
        if (chores[i].what == SQL_CHECK_MEND_FILES)
            c->n->queued += rows;
        if (rows && check_say(c, FINDING_REPAIRED, NULL, e, "%lld %s", (long long)rows,
                              chores[i].text) != 0)
            return -1;
    }
    return 0;
}

static int check_references(struct check *c, struct err *e)
{
    sqlite3_stmt *st;
    int found, rc = 0;

    if (c->o->repair && drop_orphans(c, e) != 0)
        return -1;
    st = db_query(c->s, SQL_CHECK_REFERENCES, e);
    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(c->s, st, SQL_CHECK_REFERENCES, e)) != 0)
        rc = found < 0 ? -1
                       : check_say(c, FINDING_PROBLEM,
                                   c->o->repair ? "export what you said, then index anew"
                                                : check_repair_it,
                                   e, "%lld rows of %s refer to a missing %s",
                                   (long long)sqlite3_column_int64(st, 2),
                                   (const char *)sqlite3_column_text(st, 0),
                                   (const char *)sqlite3_column_text(st, 1));
    sqlite3_reset(st);
    return rc;
}

static void note_bad(struct check *c, int64_t sample, const char *kind, bool stored)
{
    struct bad_feature *b;

    c->bad = mem_more(c->bad, c->bads, &c->room, sizeof *c->bad);
    b = &c->bad[c->bads++];
    *b = (struct bad_feature){.sample = sample, .stored = stored};
    snprintf(b->kind, sizeof b->kind, "%s", kind);
}

/* Why a BLOB cannot be used; NULL for a good one. */
static const char *fault(const char *kind, int version, const void *data, size_t n,
                         struct err *e)
{
    struct blob_head head;
    const char *name;

    if (blob_check(&head, data, n, e) != 0)
        return e->text;
    name = blob_kind_name(head.kind);
    if (!name || strcmp(name, kind) != 0)
        return "is of another kind inside";
    if ((unsigned)version != head.version)
        return "is of another version inside";
    return NULL;
}

static int look_at_features(struct check *c, struct err *e)
{
    sqlite3_stmt *st = db_query(c->s, SQL_CHECK_FEATURES, e);
    struct err why = {0};
    int64_t done = 0, other = 0;
    int found, rc = 0;

    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(c->s, st, SQL_CHECK_FEATURES, e)) != 0) {
        const int64_t sample = sqlite3_column_int64(st, 0);
        const int version = sqlite3_column_int(st, 2);
        const char *kind, *text;

        if (found < 0)
            return -1;
        kind = (const char *)sqlite3_column_text(st, 1);
        text = fault(kind, version, sqlite3_column_blob(st, 3),
                     (size_t)sqlite3_column_bytes(st, 3), &why);
        other += !text && version != (int)blob_kind_version(feature_kind_of(kind));
        if (text) {
            note_bad(c, sample, kind, true);
            rc = check_say(c, c->o->repair ? FINDING_REPAIRED : FINDING_PROBLEM,
                           c->o->repair ? index_again : check_repair_it, e,
                           "%s of sample %lld: %s", kind, (long long)sample, text);
        }
        if (rc == 0 && c->o->progress)
            rc = c->o->progress(c->o->arg, ++done, c->n->features, e);
    }
    sqlite3_reset(st);
    if (rc != 0 || other == 0)
        return rc;
    return check_say(c, FINDING_NOTE, index_again, e,
                     "%lld features were made by another version", (long long)other);
}

static int look_for_missing(struct check *c, struct err *e)
{
    sqlite3_stmt *st = db_query(c->s, SQL_CHECK_FEATURES_MISSING, e);
    int64_t missing = 0;
    int found;

    if (!st)
        return -1;
    for (; (found = db_row(c->s, st, SQL_CHECK_FEATURES_MISSING, e)) == 1; missing++)
        note_bad(c, sqlite3_column_int64(st, 0), (const char *)sqlite3_column_text(st, 1),
                 false);
    if (found < 0 || missing == 0)
        return found;
    return check_say(c, c->o->repair ? FINDING_REPAIRED : FINDING_PROBLEM,
                     c->o->repair ? index_again : check_repair_it, e,
                     "%lld features are missing", (long long)missing);
}

static int queue_files(struct check *c, const struct bad_feature *b, struct err *e)
{
    sqlite3_stmt *st = db_query(c->s, SQL_CHECK_QUEUE, e);
    int found;

    if (!st)
        return -1;
    db_int(st, ":sample", b->sample);
    while ((found = db_row(c->s, st, SQL_CHECK_QUEUE, e)) == 1)
        c->n->queued += sqlite3_column_int(st, 0);
    return found;
}

static int check_features(struct check *c, struct err *e)
{
    if (look_at_features(c, e) != 0 || look_for_missing(c, e) != 0)
        return -1;
    for (size_t i = 0; c->o->repair && i < c->bads; i++)
        if ((c->bad[i].stored && feature_drop(c->s, c->bad[i].sample,
                                              feature_kind_of(c->bad[i].kind), e) != 0) ||
            queue_files(c, &c->bad[i], e) != 0)
            return -1;
    return 0;
}

/* Count what is wrong; with repair, mend it and count again. */
static int check_mendable(struct check *c, enum sql_id wrong, enum sql_id mend,
                          const char *text, struct err *e)
{
    int64_t before = 0, after = 0, rows;

    if (value(c, wrong, &before, e) != 0)
        return -1;
    after = before;
    if (before && c->o->repair &&
        (change(c, mend, &rows, e) != 0 || value(c, wrong, &after, e) != 0))
        return -1;
    if (before > after && check_say(c, FINDING_REPAIRED, NULL, e, "%lld %s",
                                    (long long)(before - after), text) != 0)
        return -1;
    return after ? check_say(c, FINDING_PROBLEM, check_repair_it, e, "%lld %s",
                             (long long)after, text)
                 : 0;
}

/* To compare the index of words with the rows takes a writer: only a repair does. */
static int check_text(struct check *c, struct err *e)
{
    struct err out_of_step = {0};
    int64_t rows;

    if (!c->o->repair || change(c, SQL_TEXT_CHECK, &rows, &out_of_step) == 0)
        return 0;
    if (change(c, SQL_TEXT_REBUILD, &rows, e) != 0)
        return -1;
    return check_say(c, FINDING_REPAIRED, NULL, e,
                     "the index of words was out of step with the names of the files");
}

static int check_rows(struct check *c, struct err *e)
{
    if (check_numbers(c, e) != 0 || check_references(c, e) != 0 || count(c, e) != 0 ||
        check_features(c, e) != 0)
        return -1;
    if (check_mendable(c, SQL_CHECK_SUMMARIES, SQL_CHECK_MEND_SUMMARIES,
                       "samples whose category or form is not that of their tags",
                       e) != 0)
        return -1;
    if (check_mendable(c, SQL_CHECK_MISNAMED, SQL_CHECK_MEND_NAMES,
                       "samples whose path is that of no file of theirs", e) != 0)
        return -1;
    if (check_words(c, e) != 0 || check_text(c, e) != 0)
        return -1;
    return check_mendable(c, SQL_CHECK_FEED, SQL_CHECK_MEND_FEED,
                          "numbers missing in the change feed", e);
}

/* All repairs or none: one transaction round everything after the page check. */
static int run_rows(struct store *s, void *arg, struct err *e)
{
    struct check *c = arg;

    if (!c->o->repair)
        return check_rows(c, e);
    if (store_begin(s, e) != 0)
        return -1;
    if (check_rows(c, e) != 0 || store_commit(s, e) != 0) {
        store_rollback(s);
        return -1;
    }
    return 0;
}

int checkup_run(struct store *s, const struct checkup_options *o, struct checkup *out,
                struct err *e)
{
    struct checkup n = {0};
    struct check c = {.s = s, .o = o, .n = &n};
    bool sound = true;
    int rc = -1;

    if (o->repair && sqlite3_db_readonly(s->db, "main") == 1)
        err_set(e, ERR_STORE, "a library that is open for reading cannot be repaired");
    else if (check_program(&c, e) == 0 && check_pages(&c, &sound, e) == 0)
        rc = !sound ? 0 : o->repair ? run_rows(s, &c, e) : db_picture(s, run_rows, &c, e);
    free(c.bad);
    *out = n;
    return rc;
}
