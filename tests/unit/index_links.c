/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index/ where a file has several names: its bytes are read once. */
#include "yard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A yard that counts what it hands to workers. */
struct desk {
    struct yard y; /* first: the yard is what its own callbacks get */
    int read;
};

static void count_one(void *arg, const char *path)
{
    (void)path;
    ((struct desk *)arg)->read++;
}

/* Names n for the file "0.wav", which says `word`. */
static void open_desk(struct desk *d, const char *word, int n)
{
    char name[32];

    *d = (struct desk){0};
    yard_open(&d->y);
    d->y.o.begin = count_one;
    yard_write(&d->y, "0.wav", word);
    for (int i = 1; i < n; i++) {
        snprintf(name, sizeof name, "%d.wav", i);
        yard_hard_link(&d->y, "0.wav", name);
    }
}

Test(links, five_hundred_names_for_one_file_are_read_once)
{
    static struct desk d;
    struct yard *y = &d.y;

    open_desk(&d, "ok 1", 500);
    cr_assert(yard_index(y) == 0, "%s", y->err.text);
    cr_expect(d.read == 1, "%d read", d.read);
    cr_expect(y->n.added == 500 && y->n.todo == 500 && y->n.done == 500 &&
              y->n.ok == 500);
    cr_expect(yard_rows_ok(y) == 500);
    cr_expect(yard_sql(y, "SELECT files = 500 AND available = 1 FROM v1_sample") == 1);
    cr_expect(yard_sql(y, "SELECT max(seq) = count(*) FROM v1_change") == 1);
    yard_close(y);
}

Test(links, what_the_bytes_say_is_known_of_each_name)
{
    static struct desk d;
    struct yard *y = &d.y;

    open_desk(&d, "ok 1", 1);
    yard_write(y, "z.wav", "ok 2");
    cr_assert(yard_index(y) == 0);
    shelf_sql(&y->shelf,
              "INSERT INTO embedded (file_id, loops, cues, one_shot, is_loop, artist)"
              "SELECT id, 0, 0, 0, 0, 'Ann' FROM file WHERE name = x'302e776176'");
    /* A name that had other bytes gets those of the first. */
    yard_remove(y, "z.wav");
    yard_hard_link(y, "0.wav", "z.wav");
    cr_assert(yard_index(y) == 0);
    cr_expect(y->n.changed == 1 && y->n.ok == 1 && d.read == 2, "%d read", d.read);
    cr_expect(yard_sql(y, "SELECT count(*) FROM v1_embedded WHERE artist = 'Ann'") == 2);
    cr_expect(yard_sql(y, "SELECT files = 2 FROM v1_sample WHERE hash LIKE "
                          "'6f6b2031%'") == 1);
    cr_expect(yard_sql(y, "SELECT files = 0 FROM v1_sample WHERE hash LIKE "
                          "'6f6b2032%'") == 1);
    yard_close(y);
}

Test(links, a_file_that_fails_is_told_of_by_each_name_and_read_seldom)
{
    static struct desk d;
    struct yard *y = &d.y;

    open_desk(&d, "crash", 300);
    cr_assert(yard_index(y) == 0);
    cr_expect(y->n.failed == 300 && y->n.done == 300 && y->complaints == 300);
    cr_expect(d.read <= 3, "%d read", d.read);
    cr_expect(yard_sql(y, "SELECT count(*) FROM v1_file WHERE state = 'failed' AND "
                          "error = 'decoder crashed (SIGSEGV)'") == 300);
    yard_close(y);
}

Test(links, those_that_are_to_be_read_again_are_read_again)
{
    static struct desk d;
    struct yard *y = &d.y;

    open_desk(&d, "ok 1", 10);
    cr_assert(yard_index(y) == 0);
    y->o.force = true;
    cr_assert(yard_index(y) == 0);
    cr_expect(d.read == 2 && y->n.ok == 10, "%d read", d.read);
    cr_expect(yard_rows_ok(y) == 10);
    yard_close(y);
}

Test(links, one_that_was_analysed_before_its_bytes_changed_is_no_witness)
{
    static struct desk d;
    struct yard *y = &d.y;

    open_desk(&d, "ok 1", 1);
    cr_assert(yard_index(y) == 0);
    yard_append(y, "0.wav", "2");
    yard_hard_link(y, "0.wav", "a.wav");
    cr_assert(yard_index_files(y, (const char *[]){"a.wav"}, 1) == 0);
    cr_expect(d.read == 2, "%d read", d.read);
    cr_expect(yard_sql(y, "SELECT count(*) FROM v1_file f JOIN v1_sample s ON s.id = "
                          "f.sample_id WHERE s.hash LIKE '6f6b203132%'") == 2);
    yard_close(y);
}

Test(links, a_hard_link_is_known_at_once_and_outlives_the_other_name)
{
    struct yard y;

    yard_open(&y);
    yard_write(&y, "a.wav", "ok 1");
    yard_watch(&y);
    yard_hard_link(&y, "a.wav", "b.wav");
    yard_name(&y, "b.wav");
    cr_expect(y.n.added == 1 && y.n.done == 0 && yard_rows_ok(&y) == 2);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_sample") == 1);
    yard_remove(&y, "a.wav");
    yard_name(&y, "a.wav");
    cr_expect(y.n.missing == 1 && yard_row_at(&y, "b.wav") > 0);
    cr_expect(yard_sql(&y, "SELECT available FROM v1_sample") == 1);
    yard_close(&y);
}

Test(links, what_is_written_under_one_name_is_known_under_the_others)
{
    struct yard y;

    yard_open(&y);
    yard_write(&y, "a.wav", "ok 1");
    yard_write(&y, "d/other.wav", "ok 2");
    yard_watch(&y);
    yard_hard_link(&y, "a.wav", "d/b.wav");
    yard_name(&y, "d/b.wav");
    yard_append(&y, "a.wav", "234");
    yard_name(&y, "a.wav");
    cr_expect(y.n.changed == 2 && y.n.ok == 2, "%d changed", (int)y.n.changed);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_file f JOIN v1_sample s ON s.id = "
                           "f.sample_id WHERE s.hash LIKE '6f6b2031323334%'") == 2);
    yard_name(&y, "d/b.wav");
    cr_expect(y.n.changed == 0);

    yard_rename(&y, "a.wav", "a.txt"); /* a name that is none of ours */
    yard_append(&y, "a.txt", "5");
    yard_names(&y, "a.wav", "a.txt");
    cr_expect(y.n.changed == 1 && y.n.missing == 1 && y.n.ok == 1);
    yard_close(&y);
}

Test(links, symbolic_links_are_nothing)
{
    struct yard y;

    yard_open(&y);
    yard_write(&y, "dir/a.wav", "ok 1");
    yard_write(&y, "b.wav", "ok 2");
    yard_watch(&y);
    yard_link(&y, "dir/a.wav", "file.wav");
    yard_link(&y, "dir", "to_dir");
    yard_link(&y, "..", "dir/loop");
    yard_names(&y, "file.wav", "to_dir");
    yard_names(&y, "to_dir/a.wav", "dir/loop/b.wav");
    yard_look(&y, &(struct look){"dir/loop", LOOK_TREE}, 1);
    yard_look(&y, &(struct look){"", LOOK_TREE}, 1);
    cr_expect(y.n.seen == 2 && y.n.added == 0);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_file") == 2);

    yard_remove(&y, "b.wav"); /* one that takes a file's name, and a directory's */
    yard_link(&y, "dir/a.wav", "b.wav");
    yard_name(&y, "b.wav");
    cr_expect(y.n.missing == 1);
    yard_rename(&y, "dir", "real");
    yard_link(&y, "real", "dir");
    yard_name(&y, "dir");
    cr_expect(y.n.missing == 1 && yard_rows_ok(&y) == 0);
    yard_name(&y, "real");
    cr_expect(y.n.moved == 1 && y.n.done == 0 && yard_row_at(&y, "real/a.wav") > 0);
    yard_close(&y);
}
