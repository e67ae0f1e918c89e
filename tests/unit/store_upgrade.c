/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/migrate: the schema is the one on file, and old libraries come along. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shelf.h"
#include "store/migrate.h"

static char dir[64], path[128];

static void make_dir(void)
{
    snprintf(dir, sizeof dir, "/tmp/sampledb-test-XXXXXX");
    cr_assert(mkdtemp(dir) != NULL);
    snprintf(path, sizeof path, "%s/library.db", dir);
}

static void drop_dir(void)
{
    const char *const ends[] = {"", "-wal", "-shm", ".lock"};
    char name[200];

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    rmdir(dir);
}

TestSuite(upgrade, .init = make_dir, .fini = drop_dir);

static void run_raw(const char *sql)
{
    sqlite3 *db = NULL;
    char *why = NULL;

    cr_assert(sqlite3_open(path, &db) == SQLITE_OK);
    cr_assert(sqlite3_exec(db, sql, NULL, NULL, &why) == SQLITE_OK, "%s", why);
    sqlite3_close(db);
}

static char *read_text(const char *name)
{
    const char *top = getenv("TOP");
    char full[4096];
    char *text = calloc(1, 1 << 20);
    FILE *f;

    if (!top)
        cr_skip_test("TOP is not set: run by make check");
    snprintf(full, sizeof full, "%s/%s", top, name);
    f = fopen(full, "r");
    cr_assert(f != NULL, "%s", full);
    cr_assert(fread(text, 1, (1 << 20) - 1, f) > 0);
    fclose(f);
    return text;
}

/* The whole schema as sql/schema.sql has it, comments aside, or in the order of names. */
static void dump_schema(struct shelf *sh, bool by_name, char *out, size_t room)
{
    sqlite3_stmt *st = NULL;
    size_t n = 0;

    cr_assert(
        sqlite3_prepare_v2(sh->s->db,
                           "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND "
                           "name <> 'sqlite_sequence' "
                           "ORDER BY CASE WHEN ?1 THEN name END, rowid",
                           -1, &st, NULL) == SQLITE_OK);
    sqlite3_bind_int(st, 1, by_name);
    while (sqlite3_step(st) == SQLITE_ROW)
        n += snprintf(out + n, room - n, "%s;\n", sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
}

/* Without the lines that start with "--" and empty ones. */
static void strip(char *text)
{
    char *to = text;

    for (char *line = text, *next; *line; line = next) {
        next = line + strcspn(line, "\n");
        next += *next == '\n';
        if (strncmp(line, "--", 2) != 0 && *line != '\n') {
            memmove(to, line, next - line);
            to += next - line;
        }
    }
    *to = '\0';
}

Test(upgrade, the_schema_is_the_one_on_file)
{
    char *want = read_text("sql/schema.sql"), have[65536] = "";
    struct shelf shelf = {0};
    struct err err = {0};

    ok(store_open(&shelf.s, path, STORE_WRITE, &err));
    dump_schema(&shelf, false, have, sizeof have);
    strip(want);
    for (size_t i = 0; i <= strlen(want); i++)
        cr_assert(want[i] == have[i], "sql/schema.sql has '%.60s', a library '%.60s'",
                  want + i, have + i);
    store_close(shelf.s);
    free(want);
}

/* An old library brought up to date by opening it: afterwards `holds` is 1. */
static void comes_along(const char *file, enum store_mode mode, const char *holds)
{
    char *old = read_text(file), want[65536] = "", have[65536] = "";
    struct shelf shelf = {0}, fresh = {0};
    struct err err = {0};

    run_raw(old);
    free(old);
    ok(store_open(&shelf.s, path, mode, &err));
    ok(store_open(&fresh.s, ":memory:", STORE_WRITE, &err));
    cr_expect(shelf_sql(&shelf, "PRAGMA user_version") == SQL_VERSION);
    dump_schema(&shelf, true, have, sizeof have);
    dump_schema(&fresh, true, want, sizeof want);
    cr_expect_str_eq(have, want);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_file") == 5);
    cr_expect(shelf_sql(&shelf, holds) == 1, "%s", holds);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM pragma_foreign_key_check") == 0);
    cr_expect(
        shelf_sql(&shelf, "SELECT count(*) FROM v1_daemon WHERE state = 'stopped'") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_folder WHERE coverage <> "
                                "'on demand' OR coverage_why IS NOT NULL OR "
                                "coverage_since <> since OR marked") == 0);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM setting WHERE name = 'embeddings' "
                                "AND value = 'missing'") == 1,
              "its samples get embeddings");
    cr_expect(shelf_sql(&fresh, "SELECT count(*) FROM setting") == 0);
    store_close(shelf.s);
    store_close(fresh.s);
}

static const char version_1[] = "tests/data/library-1.sql",
                  version_4[] = "tests/data/library-4.sql",
                  holds_1[] = "SELECT count(*) FROM v1_sample WHERE category = "
                              "'drums.hat.closed' AND bpm = 120 AND note = 33",
                  holds_4[] = "SELECT count(*) FROM v1_folder o, v1_sample s "
                              "WHERE o.path = '/media/drive' AND o.state = 'offline' "
                              "AND o.files = 2 AND s.category = 'drums.kick' AND "
                              "s.files = 2 AND s.available";

Test(upgrade, an_old_library_is_upgraded_by_a_writer)
{
    comes_along(version_1, STORE_WRITE, holds_1);
}

Test(upgrade, an_old_library_is_upgraded_for_a_reader)
{
    comes_along(version_1, STORE_READ, holds_1);
}

Test(upgrade, a_library_without_a_daemon_is_upgraded_by_its_owner)
{
    comes_along(version_4, STORE_OWN, holds_4);
}

Test(upgrade, a_library_without_a_daemon_is_upgraded_for_a_reader)
{
    comes_along(version_4, STORE_READ, holds_4);
}
