/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/ledger: whatever is lost of one copy comes back from the other. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shelf.h"
#include "store/feedback.h"
#include "store/ledger.h"
#include "util/file.h"

static char dir[64], path[128], ledger[160];
static struct shelf shelf;

static void make_dir(void)
{
    snprintf(dir, sizeof dir, "/tmp/sampledb-test-XXXXXX");
    cr_assert(mkdtemp(dir) != NULL);
    snprintf(path, sizeof path, "%s/library.db", dir);
    snprintf(ledger, sizeof ledger, "%s.corrections", path);
}

static void drop_files(bool with_ledger)
{
    const char *const ends[] = {"", "-wal", "-shm", ".lock"};
    char name[200];

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    if (with_ledger)
        unlink(ledger);
}

static void drop_dir(void)
{
    drop_files(true);
    rmdir(dir);
}

TestSuite(ledger, .init = make_dir, .fini = drop_dir);

static void open_shelf(void) { shelf_open(&shelf, path, STORE_WRITE); }
static void close_shelf(void) { shelf_close(&shelf); }

/* The word "user:N" on sound N, in the open transaction. */
static void say(int n)
{
    const struct speaker by = {.actor = "user"};
    uint8_t hash[CORRECTION_HASH] = {0};
    char tag[20];
    const struct opinion o = {"user", tag, CONFIRMED};
    struct err err = {0};
    int said;

    snprintf(tag, sizeof tag, "%d", n);
    memcpy(hash, &n, sizeof n);
    ok(feedback_say(shelf.s, hash, &o, 1, &by, &shelf.model, &said, &err));
    cr_expect(said == 1);
}

static void say_and_keep(int from, int to)
{
    struct err err = {0};

    for (int n = from; n < to; n++) {
        ok(store_begin(shelf.s, &err));
        say(n);
        ok(store_commit(shelf.s, &err));
    }
}

/* Both copies hold the words 0 to n - 1, and nothing else. */
static void both_hold(int n)
{
    struct ledger_state state;
    struct err err = {0};

    ok(ledger_compare(shelf.s, &state, &err));
    cr_expect(state.records == n, "%d records", (int)state.records);
    cr_expect(state.missing == 0 && state.waiting == 0);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feedback") == n);
    cr_expect(shelf_sql(&shelf, "SELECT count(DISTINCT tag) FROM v1_feedback") == n);
}

static struct buf bytes(void)
{
    struct buf b = {0};
    struct err err = {0};

    ok(file_read(&b, ledger, 1 << 20, &err));
    return b;
}

static void put_bytes(const void *data, size_t n)
{
    const int fd = open(ledger, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    cr_assert(fd >= 0 && write(fd, data, n) == (ssize_t)n);
    close(fd);
}

Test(ledger, what_is_committed_is_in_both_copies)
{
    open_shelf();
    say_and_keep(0, 5);
    both_hold(5);
    close_shelf();
    open_shelf();
    both_hold(5);
    close_shelf();
}

Test(ledger, what_is_rolled_back_is_in_neither)
{
    struct err err = {0};
    struct buf before, after;

    open_shelf();
    say_and_keep(0, 2);
    before = bytes();
    ok(store_begin(shelf.s, &err));
    say(2);
    store_rollback(shelf.s);
    after = bytes();
    cr_expect(after.len == before.len);
    both_hold(2);
    say_and_keep(2, 3);
    both_hold(3);
    close_shelf();
    buf_clear(&before);
    buf_clear(&after);
}

Test(ledger, a_commit_that_fails_takes_its_words_back)
{
    struct err err = {0};
    struct buf before, after;

    open_shelf();
    say_and_keep(0, 2);
    before = bytes();
    ok(store_begin(shelf.s, &err));
    say(2);
    /* A reference that dangles is noticed by COMMIT, after the ledger was written. */
    shelf_sql(&shelf, "PRAGMA defer_foreign_keys = ON; INSERT INTO witness (sample_id, "
                      "source, tag_id, rank) VALUES (99, 'user', 1, 1)");
    cr_expect(store_commit(shelf.s, &err) == -1);
    after = bytes();
    cr_expect(after.len == before.len && memcmp(after.data, before.data, after.len) == 0);
    both_hold(2);
    close_shelf();
    buf_clear(&before);
    buf_clear(&after);
}

Test(ledger, a_new_library_gets_all_of_it_back)
{
    open_shelf();
    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);
    say_and_keep(0, 5); /* of these sounds, 1 is the one that is there */
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag WHERE tag = '1'") == 1);
    close_shelf();
    drop_files(false);
    open_shelf();
    both_hold(5);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag WHERE tag = '1'") == 0);
    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);
    cr_expect(shelf_sql(&shelf,
                        "SELECT count(*) FROM v1_tag WHERE tag = '1' AND source = "
                        "'user'") == 1);
    close_shelf();
}

Test(ledger, a_ledger_that_is_gone_is_written_anew)
{
    open_shelf();
    say_and_keep(0, 5);
    close_shelf();
    unlink(ledger);
    open_shelf();
    both_hold(5);
    unlink(ledger); /* under an open library, too */
    say_and_keep(5, 6);
    both_hold(6);
    close_shelf();
}

Test(ledger, every_cut_and_every_flip_is_mended)
{
    struct buf whole;

    open_shelf();
    say_and_keep(0, 3);
    close_shelf();
    whole = bytes();
    for (size_t i = 0; i <= whole.len; i += 7) {
        struct buf again;

        put_bytes(whole.data, i);
        open_shelf();
        both_hold(3);
        close_shelf();
        if (i == whole.len)
            break;
        put_bytes(whole.data, whole.len);
        open_shelf(); /* which looks at the end of the file only */
        close_shelf();
        again = bytes();
        again.data[i] ^= 0x10;
        put_bytes(again.data, again.len);
        buf_clear(&again);
        drop_files(false); /* the library is lost as well */
        open_shelf();
        cr_expect(shelf_sql(&shelf, "SELECT count(*) >= 2 FROM v1_feedback") == 1);
        close_shelf();
        drop_files(false);
        put_bytes(whole.data, whole.len);
        open_shelf();
        both_hold(3);
        close_shelf();
    }
    buf_clear(&whole);
}

Test(ledger, an_older_library_takes_in_what_came_after_it)
{
    struct buf old = {0};
    struct err err = {0};
    int fd;

    open_shelf();
    say_and_keep(0, 2);
    shelf_sql(&shelf, "PRAGMA wal_checkpoint(TRUNCATE)");
    ok(file_read(&old, path, 1 << 24, &err));
    say_and_keep(2, 5);
    close_shelf();
    drop_files(false);
    fd = open(path, O_WRONLY | O_CREAT, 0644);
    cr_assert(write(fd, old.data, old.len) == (ssize_t)old.len);
    close(fd);
    open_shelf();
    both_hold(5);
    close_shelf();
    buf_clear(&old);
}

Test(ledger, a_torn_line_costs_nothing_else)
{
    open_shelf();
    say_and_keep(0, 2);
    close_shelf();
    {
        const int fd = open(ledger, O_WRONLY | O_APPEND);

        cr_assert(write(fd, "~deadbeef 1 0102", 16) == 16);
        close(fd);
    }
    open_shelf();
    both_hold(2);
    say_and_keep(2, 4);
    both_hold(4);
    close_shelf();
    drop_files(false);
    open_shelf();
    both_hold(4);
    close_shelf();
}

Test(ledger, a_ledger_that_cannot_be_written_is_said_and_nothing_is_half)
{
    struct err err = {0};

    open_shelf();
    say_and_keep(0, 2);
    unlink(ledger);
    cr_assert(mkdir(ledger, 0700) == 0);
    ok(store_begin(shelf.s, &err));
    say(2);
    cr_expect(store_commit(shelf.s, &err) == -1);
    shelf_refused(&err, ERR_IO, "corrections");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feedback") == 2);
    rmdir(ledger);
    say_and_keep(2, 3);
    both_hold(3);
    close_shelf();
}

Test(ledger, a_reader_sees_what_waits)
{
    struct ledger_state state;
    struct err err = {0};
    struct correction c = {.uuid = {1},
                           .facet = "user",
                           .tag = "late",
                           .verdict = CONFIRMED,
                           .actor = "user"};
    struct store *reader = NULL;
    struct buf line;

    open_shelf();
    say_and_keep(0, 2);
    close_shelf();
    line = bytes();
    correction_write(&line, &c);
    put_bytes(line.data, line.len);
    ok(store_open(&reader, path, STORE_READ, &err));
    ok(ledger_compare(reader, &state, &err));
    cr_expect(state.records == 3 && state.waiting == 1 && state.missing == 0);
    store_close(reader);
    buf_clear(&line);
}
