/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The WAL stays small, or who keeps it large is named. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shelf.h"
#include "store/features.h"
#include "store/wal.h"
#include "util/mem.h"

enum { MIB = 1 << 20, PAGE = 4096 };

static struct shelf shelf;
static char dir[64], path[128];

static void open_shelf(void)
{
    snprintf(dir, sizeof dir, "/tmp/sampledb-test-XXXXXX");
    cr_assert(mkdtemp(dir) != NULL);
    snprintf(path, sizeof path, "%s/library.db", dir);
    shelf_open(&shelf, path, STORE_OWN);
    shelf_add(&shelf, "", "a.wav", 1, KICK, 0.9, FORM_ONESHOT);
}

static void close_shelf(void)
{
    const char *const ends[] = {"", "-wal", "-shm", ".lock", ".corrections"};
    char name[200];

    shelf_close(&shelf);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    rmdir(dir);
}

TestSuite(wal, .init = open_shelf, .fini = close_shelf);

static int64_t wal_bytes(void)
{
    char name[200];
    struct stat st;

    snprintf(name, sizeof name, "%s-wal", path);
    return stat(name, &st) == 0 ? (int64_t)st.st_size : 0;
}

/* One transaction of so many bytes. */
static void write_bytes(size_t n)
{
    char *data = mem_new(n, 1);
    struct err err = {0};

    memset(data, (int)(random() & 0xff), n);
    ok(store_begin(shelf.s, &err));
    ok(feature_put(shelf.s, 1, BLOB_MEL, 1, data, n, &err));
    ok(store_commit(shelf.s, &err));
    free(data);
}

Test(wal, stays_small_where_nobody_is_in_the_way)
{
    for (int i = 0; i < 60; i++)
        write_bytes(2 * MIB);
    cr_expect(wal_bytes() < (int64_t)(WAL_RESTART + 2000) * PAGE, "%lld",
              (long long)wal_bytes());
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_warning") == 0);
}

/* Another program with a read transaction open: its pid. */
static pid_t hold(void)
{
    int in[2], out[2];
    char byte = 0;
    pid_t pid;

    cr_assert(pipe(in) == 0 && pipe(out) == 0);
    pid = fork();
    if (pid == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        close(in[1]);
        close(out[0]);
        execlp("sqlite3", "sqlite3", "-readonly", path, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    dprintf(in[1], "BEGIN; SELECT count(*) FROM v1_sample;\n");
    if (read(out[0], &byte, 1) != 1 || byte != '1')
        pid = 0;
    close(out[0]);
    return pid; /* in[1] stays open: so does the transaction */
}

Test(wal, a_reader_that_stays_is_named_until_it_goes)
{
    const pid_t pid = hold();
    char who[200];

    if (pid == 0)
        cr_skip_test("no sqlite3 shell");
    for (int i = 0; i < 20; i++)
        write_bytes(2 * MIB);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_warning") == 0,
              "40 MiB harm nobody");
    for (int i = 0; i < 15; i++)
        write_bytes(2 * MIB);
    snprintf(who, sizeof who,
             "SELECT count(*) FROM v1_warning WHERE pid = %d AND program = 'sqlite3' "
             "AND kind = 'wal' AND bytes > 50000000",
             (int)pid);
    cr_expect(shelf_sql(&shelf, who) == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_warning") == 1);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    store_rest(shelf.s);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_warning") == 0);
    write_bytes(2 * MIB);
    cr_expect(wal_bytes() <= 64 * MIB, "%lld", (long long)wal_bytes());
}

Test(wal, a_warning_of_an_owner_that_was_killed_is_withdrawn)
{
    struct err err = {0};

    shelf_sql(&shelf, "INSERT INTO warning (kind, pid, program, bytes) "
                      "VALUES ('wal', 4711, 'gone', 1)");
    store_close(shelf.s);
    shelf.s = NULL;
    ok(store_open(&shelf.s, path, STORE_OWN, &err));
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_warning") == 0);
}
