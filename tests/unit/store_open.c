/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/store, lock: who may open what. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shelf.h"
#include "store/changes.h"
#include "store/folders.h"
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

TestSuite(open, .init = make_dir, .fini = drop_dir);

static void write_file(const char *text)
{
    FILE *f = fopen(path, "w");

    cr_assert(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

static void run_raw(const char *sql)
{
    sqlite3 *db = NULL;
    char *why = NULL;

    cr_assert(sqlite3_open(path, &db) == SQLITE_OK);
    cr_assert(sqlite3_exec(db, sql, NULL, NULL, &why) == SQLITE_OK, "%s", why);
    sqlite3_close(db);
}

static void refuses_to_open(enum store_mode mode, enum err_kind kind, const char *part)
{
    struct store *s = NULL;
    struct err err = {0};

    cr_assert(store_open(&s, path, mode, &err) == -1);
    cr_expect(s == NULL);
    shelf_refused(&err, kind, part);
    cr_expect(strncmp(err.text, path, strlen(path)) == 0, "no path: %s", err.text);
}

static void make_library(void)
{
    struct shelf shelf;

    shelf_open(&shelf, path, STORE_WRITE);
    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.9, FORM_ONESHOT);
    shelf_close(&shelf);
}

Test(open, a_new_library_is_private_and_in_wal_mode)
{
    struct shelf shelf = {0};
    struct err err = {0};
    struct stat st;
    char deep[200];

    snprintf(deep, sizeof deep, "%s/x/y/library.db", dir);
    ok(store_open(&shelf.s, deep, STORE_WRITE, &err));
    cr_expect(shelf_sql(&shelf, "SELECT journal_mode = 'wal' FROM pragma_journal_mode") ==
              1);
    cr_expect(shelf_sql(&shelf, "PRAGMA user_version") == SQL_VERSION);
    cr_expect(shelf_sql(&shelf, "PRAGMA application_id") == STORE_APPLICATION_ID);
    cr_expect(shelf_sql(&shelf, "PRAGMA foreign_keys") == 1);
    cr_expect(shelf_sql(&shelf, "PRAGMA synchronous") == 2);
    store_close(shelf.s);
    snprintf(deep, sizeof deep, "%s/x/y", dir);
    cr_expect(stat(deep, &st) == 0 && (st.st_mode & 0777) == 0700);
    snprintf(deep, sizeof deep, "rm -r %s/x", dir);
    cr_expect(system(deep) == 0);
}

Test(open, reading_needs_a_library)
{
    refuses_to_open(STORE_READ, ERR_IO, "sampledb index DIR");
    cr_expect(access(path, F_OK) != 0, "nothing is made");
}

Test(open, a_text_file_is_refused_and_left_alone)
{
    struct stat st;

    write_file("Dear diary, this is a text and not a database. It has to be longer than "
               "one hundred bytes, the header of a database.\n");
    refuses_to_open(STORE_READ, ERR_STORE, "is not a sampledb library");
    refuses_to_open(STORE_WRITE, ERR_STORE, "is not a sampledb library");
    cr_expect(stat(path, &st) == 0 && st.st_size < 200);
}

Test(open, a_database_of_another_program_is_refused)
{
    run_raw("CREATE TABLE tracks (id INTEGER PRIMARY KEY)");
    refuses_to_open(STORE_READ, ERR_STORE, "another program");
    refuses_to_open(STORE_OWN, ERR_STORE, "another program");
    run_raw("PRAGMA application_id = 7");
    refuses_to_open(STORE_WRITE, ERR_STORE, "another program");
}

Test(open, a_library_of_the_future_is_refused_unchanged)
{
    char sql[64];

    make_library();
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", SQL_VERSION + 1);
    run_raw(sql);
    refuses_to_open(STORE_READ, ERR_STORE, "made by a newer sampledb");
    refuses_to_open(STORE_WRITE, ERR_STORE, "upgrade sampledb");
}

Test(open, a_reader_sees_what_is_committed_and_cannot_write)
{
    struct shelf writer, reader = {0};
    struct err err = {0};

    shelf_open(&writer, path, STORE_OWN);
    ok(store_open(&reader.s, path, STORE_READ, &err));
    ok(store_begin(writer.s, &err));
    ok(change_record(writer.s, 1, "tags", &err));
    cr_expect(shelf_sql(&reader, "SELECT count(*) FROM v1_change WHERE what = 'tags'") ==
              0);
    ok(store_commit(writer.s, &err));
    cr_expect(shelf_sql(&reader, "SELECT count(*) FROM v1_change WHERE what = 'tags'") ==
              1);
    cr_expect(change_record(reader.s, 1, "tags", &err) == -1);
    shelf_refused(&err, ERR_STORE, "readonly");
    store_close(reader.s);
    shelf_close(&writer);
}

/* Run in a child: this process would share its own lock. Returns its exit status. */
static int in_child(int (*run)(void))
{
    const pid_t pid = fork();
    int status = -1;

    if (pid == 0)
        _exit(run());
    cr_assert(pid > 0 && waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

static int own_it(void)
{
    struct store *s = NULL;
    struct err err = {0};
    char pid[40];

    if (store_open(&s, path, STORE_OWN, &err) == 0)
        return 0;
    snprintf(pid, sizeof pid, "(pid %d)", (int)getppid());
    return err.kind == ERR_BUSY && strstr(err.text, pid) ? 1 : 2;
}

static int write_it(void)
{
    struct store *s = NULL;
    struct err err = {0};

    return store_open(&s, path, STORE_WRITE, &err) == 0 ? 0 : 2;
}

Test(open, a_second_owner_learns_who_the_first_is)
{
    struct shelf first;

    shelf_open(&first, path, STORE_OWN);
    cr_expect(in_child(own_it) == 1);
    cr_expect(in_child(write_it) == 0, "a short write may still be made");
    shelf_close(&first);
    cr_expect(in_child(own_it) == 0, "free again");
}

/* As nobody: root may write where it must not. */
static int open_as_nobody(enum store_mode mode)
{
    struct store *s = NULL;
    struct err err = {0};

    if (geteuid() == 0 && (setegid(65534) != 0 || seteuid(65534) != 0))
        return 3;
    if (store_open(&s, path, mode, &err) == 0)
        return 0;
    return err.kind == ERR_IO ? 1 : 2;
}

static int write_as_nobody(void) { return open_as_nobody(STORE_WRITE); }
static int read_as_nobody(void) { return open_as_nobody(STORE_READ); }

/* Children that all begin at once: their gate opens when we close it. */
static void open_by_children(int children)
{
    struct store *s = NULL;
    struct err err = {0};
    int gate[2], status;
    char byte;

    cr_assert(pipe(gate) == 0);
    for (int i = 0; i < children; i++)
        if (fork() == 0) {
            close(gate[1]);
            if (read(gate[0], &byte, 1) != 0)
                _exit(1);
            if (store_open(&s, path, STORE_WRITE, &err) != 0)
                fprintf(stderr, "%s\n", err.text);
            _exit(!s);
        }
    close(gate[0]);
    close(gate[1]);
    for (int i = 0; i < children; i++) {
        cr_assert(wait(&status) > 0);
        cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
}

Test(open, a_new_library_may_be_made_by_several_at_once)
{
    for (int round = 0; round < 20; round++) {
        open_by_children(4);
        drop_dir();
        make_dir();
    }
}

Test(open, a_read_only_directory_is_said_to_be_one)
{
    cr_assert(chmod(dir, 0555) == 0);
    cr_expect(in_child(write_as_nobody) == 1, "nothing can be made there");
    cr_expect(in_child(read_as_nobody) == 1, "nothing is there");
    cr_assert(chmod(dir, 0755) == 0);
}

Test(open, a_library_of_someone_else_is_read_and_not_written)
{
    make_library();
    cr_assert(chmod(path, 0444) == 0 && chmod(dir, 0755) == 0);
    if (geteuid() != 0)
        cr_assert(chmod(dir, 0555) == 0);
    cr_expect(in_child(write_as_nobody) == 1);
    cr_assert(chmod(dir, 0755) == 0);
}

/* What the stock shell prints for `sql`, its errors included. */
static void ask_shell(const char *sql, char *out, size_t room)
{
    char line[600];
    FILE *p;

    snprintf(line, sizeof line, "sqlite3 -readonly '%s' \"%s\" 2>&1", path, sql);
    p = popen(line, "r");
    cr_assert(p != NULL);
    out[fread(out, 1, room - 1, p)] = '\0';
    pclose(p);
}

Test(open, the_stock_shell_never_waits_for_an_open_transaction)
{
    struct shelf writer;
    struct err err = {0};
    char out[200];

    if (system("command -v sqlite3 > /dev/null") != 0)
        cr_skip_test("no sqlite3 shell");
    shelf_open(&writer, path, STORE_OWN);
    ok(store_begin(writer.s, &err));
    ok(change_record(writer.s, 5, "tags", &err));
    ask_shell("SELECT count(*) FROM v1_change WHERE what = 'tags'", out, sizeof out);
    cr_expect_str_eq(out, "0\n");
    ok(store_commit(writer.s, &err));
    ask_shell("SELECT count(*) FROM v1_change WHERE what = 'tags'", out, sizeof out);
    cr_expect_str_eq(out, "1\n");
    shelf_close(&writer);
    ask_shell("SELECT count(*) FROM v1_change WHERE what = 'tags'", out, sizeof out);
    cr_expect_str_eq(out, "1\n");
}

Test(open, closing_nothing_is_fine) { store_close(NULL); }

Test(open, a_close_with_an_open_transaction_keeps_nothing_of_it)
{
    struct shelf shelf;
    struct err err = {0};

    make_library();
    shelf_open(&shelf, path, STORE_WRITE);
    ok(store_begin(shelf.s, &err));
    shelf_sql(&shelf, "DELETE FROM file");
    shelf_close(&shelf);
    shelf_open(&shelf, path, STORE_WRITE);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM file") == 1);
    shelf_close(&shelf);
}
