/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index/ as a whole: folders in which files bring the worker down, through to rows. */
#include "yard.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "crowd.h"

/* Files 0 to 199, of which every 25th says one of these words. */
enum { FILES = 200, EVERY = 25, JOBS = 2 };
static const struct {
    char word[12];
    const char *error;
    bool dies; /* takes the process with it */
} bad[] = {
    {"crash", "decoder crashed (SIGSEGV)", true},
    {"early", "decoder ended with status 0", true},
    {"exec", SIGSYS_TEXT, true},
    {"nonsense", "worker gave a nonsense answer: not a message", true},
    {"huge", "worker gave a nonsense answer: message is too long", true},
    {"nan", "worker gave a nonsense answer: impossible measurement", true},
    {"node", "worker gave a nonsense answer: impossible category", true},
    {"open", "open: ENOENT", false},
};
enum { BAD = sizeof bad / sizeof *bad };

static void name_of(char *name, int i)
{
    static const char *const dir[] = {"", "drums/", "drums/kicks/", "bass/"};

    sprintf(name, "%s%03d.wav", dir[i % 4], i);
}

static bool is_bad(int i) { return i % EVERY == 7 && i / EVERY < BAD; }

static void plant(const struct yard *y)
{
    char name[40], text[40];

    for (int i = 0; i < FILES; i++) {
        name_of(name, i);
        if (is_bad(i))
            yard_write(y, name, bad[i / EVERY].word);
        else {
            sprintf(text, "ok %d", i);
            yard_write(y, name, text);
        }
    }
}

Test(index, a_bad_file_costs_itself_alone)
{
    struct counter starts_of;
    struct yard y;
    char name[40], sql[200];
    int starts, dying = 0;

    counter_make(&starts_of);
    yard_open(&y);
    y.o.program = starts_of.program;
    y.o.jobs = JOBS;
    plant(&y);
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    starts = counter_end(&starts_of);

    cr_expect(y.n.seen == FILES && y.n.added == FILES && y.n.todo == FILES);
    cr_expect(y.n.done == FILES && y.n.ok == FILES - BAD && y.n.failed == BAD);
    cr_expect(y.n.dirs == 4 && y.n.changed + y.n.moved + y.n.missing + y.n.returned == 0);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_file WHERE state = 'ok'") ==
              FILES - BAD);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_sample") == FILES - BAD);
    cr_expect(yard_sql(&y, "SELECT count(DISTINCT sample_id) FROM v1_feature") ==
              FILES - BAD);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_sample WHERE category = 'c'") ==
              FILES - BAD);
    cr_expect(y.complaints == BAD, "%zu complaints", y.complaints);
    for (int i = 0; i < FILES; i++) {
        if (!is_bad(i))
            continue;
        name_of(name, i);
        sprintf(sql,
                "SELECT count(*) FROM v1_file WHERE state = 'failed' AND "
                "sample_id IS NULL AND name = '%03d.wav' AND error = '%s'",
                i, bad[i / EVERY].error);
        cr_expect(yard_sql(&y, sql) == 1, "%s", sql);
        yard_complained(&y, name, bad[i / EVERY].error);
        dying += bad[i / EVERY].dies;
    }
    /* Each that dies is tried twice and no more, and no other file costs a process. */
    cr_expect(starts >= JOBS + dying && starts <= JOBS + 2 * dying, "%d processes",
              starts);
    yard_close(&y);
}

Test(index, a_known_failure_rests_until_something_changes)
{
    struct yard y;

    yard_open(&y);
    yard_write(&y, "good.wav", "ok 1");
    yard_write(&y, "a.wav", "crash");
    yard_write(&y, "b.wav", "early");
    cr_assert(yard_index(&y) == 0);
    cr_expect(y.n.failed == 2 && y.n.ok == 1);

    y.o.program = "/nonexistent"; /* starting a worker now would be an error */
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    cr_expect(y.n.seen == 3 && y.n.todo == 0 && y.n.done == 0 && y.complaints == 0);

    y.o.program = getenv("ROGUE"); /* new content is tried at once */
    yard_write(&y, "a.wav", "ok 2");
    cr_assert(yard_index(&y) == 0);
    cr_expect(y.n.changed == 1 && y.n.done == 1 && y.n.ok == 1);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_file WHERE state = 'ok' AND "
                           "error IS NULL") == 2);

    /* Another release tries what failed, and only that: the analysis is the same. */
    yard_sql(&y, "UPDATE file SET program = '0.0.1'");
    cr_assert(yard_index(&y) == 0);
    cr_expect(y.n.todo == 1 && y.n.failed == 1 && y.complaints == 1);
    yard_complained(&y, "b.wav", "decoder ended with status 0");
    cr_assert(yard_index(&y) == 0);
    cr_expect(y.n.todo == 0);

    /* Another analysis does all again, and the samples stay who they are. */
    yard_sql(&y, "UPDATE file SET analysis = analysis - 1");
    cr_assert(yard_index(&y) == 0);
    cr_expect(y.n.todo == 3 && y.n.ok == 2 && y.n.failed == 1 && y.n.added == 0);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_sample") == 2);
    yard_close(&y);
}

Test(index, a_hang_ends_and_holds_up_nobody)
{
    struct yard y;
    char name[40], text[40];

    yard_open(&y);
    y.o.timeout_ms = 700;
    for (int i = 0; i < 20; i++) {
        sprintf(name, "%02d.wav", i);
        sprintf(text, i == 3 ? "hang" : i == 4 ? "silent" : "ok %d", i);
        yard_write(&y, name, text);
    }
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    cr_expect(y.n.ok == 18 && y.n.failed == 2, "%d failed", (int)y.n.failed);
    yard_complained(&y, "03.wav", "took longer than 700 ms");
    yard_complained(&y, "04.wav", "took longer than 700 ms");
    yard_close(&y);
}

Test(index, failed_files_of_the_operating_system_are_tried_again)
{
    struct yard y;

    yard_open(&y);
    yard_write(&y, "empty.wav", "");
    yard_write(&y, "good.wav", "ok 1");
    cr_assert(yard_index(&y) == 0);
    cr_expect(y.n.failed == 1 && y.n.ok == 1);
    yard_complained(&y, "empty.wav", "is empty (0 bytes); copy it again");
    cr_assert(yard_index(&y) == 0);
    cr_expect(y.n.todo == 0, "an empty file is as it was");
    yard_write(&y, "empty.wav", "ok 2");
    cr_assert(yard_index(&y) == 0);
    cr_expect(y.n.ok == 1);
    yard_close(&y);
}

/* Whatever ends the run after so many files. */
static void stop_after(struct yard *y, const struct index_counts *n)
{
    if (n->done >= y->limit)
        y->stop = 1;
}

Test(index, a_stopped_run_keeps_what_it_did_and_the_next_goes_on)
{
    struct yard y;
    int64_t done = 0, runs = 0;
    int rc = -1;

    yard_open(&y);
    plant(&y);
    y.on_progress = stop_after;
    for (; rc != 0 && runs < 50; runs++) {
        y.limit = 30;
        y.stop = 0;
        rc = yard_index(&y);
        cr_assert(rc == 0 || y.err.kind == ERR_STOPPED, "%s", y.err.text);
        cr_expect(y.n.added == (runs ? 0 : FILES), "the walk was kept");
        cr_expect(y.n.todo == FILES - done, "run %d has %d to do", (int)runs,
                  (int)y.n.todo);
        done += y.n.done;
        cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_file WHERE state <> 'pending'") ==
                  done);
    }
    cr_expect(runs > 3 && done == FILES, "%d runs did %d", (int)runs, (int)done);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_change WHERE what = 'added'") ==
              FILES - BAD);
    cr_expect(yard_sql(&y, "SELECT max(seq) = count(*) FROM v1_change") == 1);
    yard_close(&y);
}

Test(index, stopped_before_it_began_it_knows_no_file_it_did_not_see)
{
    struct yard y;

    yard_open(&y);
    plant(&y);
    y.stop = 1;
    cr_expect(yard_index(&y) == -1 && y.err.kind == ERR_STOPPED);
    cr_expect(y.n.done == 0);
    y.stop = 0;
    cr_assert(yard_index(&y) == 0);
    cr_expect(y.n.done == FILES);
    yard_close(&y);
}

/* Between the walk and the reading, once. */
static void change_the_yard(struct yard *y, const struct index_counts *n)
{
    if (n->todo == 0 || y->limit++ > 0)
        return;
    yard_remove(y, "gone.wav");
    yard_write(y, "other.wav", "ok but longer");
    yard_remove(y, "link.wav");
    yard_link(y, "/etc/passwd", "link.wav");
    yard_remove(y, "dir.wav");
    yard_write(y, "dir.wav/in.txt", "");
    yard_remove(y, "sub/x.wav");
    yard_rename(y, "sub", "elsewhere");
    yard_link(y, "elsewhere", "sub");
}

Test(index, what_changes_after_the_walk_is_not_followed)
{
    static const char *const name[] = {"a.wav",    "dir.wav",   "gone.wav", "link.wav",
                                       "last.wav", "other.wav", "sub/x.wav"};
    struct yard y;

    yard_open(&y);
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        char text[40];

        sprintf(text, "ok %zu", i);
        yard_write(&y, name[i], text);
    }
    y.on_progress = change_the_yard;
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    y.on_progress = NULL;
    cr_expect(y.n.ok == 3, "%d ok", (int)y.n.ok);
    cr_expect(y.n.done == 7 && y.n.missing == 3 && y.n.failed == 1);
    yard_complained(&y, "gone.wav", "vanished before");
    yard_complained(&y, "link.wav", "vanished before");
    yard_complained(&y, "sub/x.wav", "vanished before");
    yard_complained(&y, "dir.wav", "is not a regular file");

    /* The row has the stamp of the bytes that were read. */
    cr_assert(yard_index(&y) == 0);
    cr_expect(y.n.todo == 0 && y.n.changed == 0, "%d to do", (int)y.n.todo);
    yard_close(&y);
}

Test(index, folders_inside_each_other_in_any_order_are_walked_once)
{
    static const char *const order[][3] = {{"", "drums", "drums/kicks"},
                                           {"drums/kicks", "drums", ""},
                                           {"drums", "", "drums/kicks"},
                                           {"drums", "drums", "drums/kicks"}};
    struct yard y;

    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const int want = order[i][0][0] && order[i][2][0] && order[i][1][0] ? 100 : FILES;

        yard_open(&y);
        plant(&y);
        cr_assert(yard_index_these(&y, order[i], 3) == 0, "%d: %s", (int)i, y.err.text);
        cr_expect(y.n.seen == want && y.n.done == want, "%d: %d seen", (int)i,
                  (int)y.n.seen);
        cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_folder") == 1);
        cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_file") == want);
        yard_close(&y);
    }
}

Test(index, a_folder_that_is_swallowed_keeps_its_rows_without_another_reading)
{
    static const char *const inner[] = {"drums/kicks"}, *const both[] = {"drums/kicks",
                                                                         ""};
    struct yard y;

    yard_open(&y);
    plant(&y);
    cr_assert(yard_index_these(&y, inner, 1) == 0);
    cr_expect(y.n.done == 50);
    cr_assert(yard_index_these(&y, both, 2) == 0, "%s", y.err.text);
    cr_expect(y.n.seen == FILES && y.n.done == 150 && y.n.added == 150);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_folder") == 1);
    yard_close(&y);
}

Test(index, listed_files_alone_are_looked_at)
{
    static const char *const list[] = {"drums/001.wav",  "bass/003.wav", "000.wav",
                                       "drums/001.wav",  "no/such.wav",  "nothing.wav",
                                       "../outside.wav", "drums",        "bass/007.wav"};
    struct yard y;

    yard_open(&y);
    plant(&y);
    cr_assert(yard_index_files(&y, list, 9) == 0, "%s", y.err.text);
    cr_expect(y.n.done == 4 && y.n.ok == 3 && y.n.failed == 1, "%d done", (int)y.n.done);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_file") == 4);
    yard_complained(&y, "no/such.wav", "is not there");
    yard_complained(&y, "nothing.wav", "is not there");
    yard_complained(&y, "../outside.wav", "is not there");
    yard_complained(&y, "drums", "is not there");

    /* What is not in the list keeps its state; what is, is not read twice. */
    yard_remove(&y, "000.wav");
    cr_assert(yard_index_files(&y, list, 2) == 0);
    cr_expect(y.n.done == 0 && y.n.missing == 0);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_file WHERE state = 'ok'") == 3);
    yard_close(&y);
}

/* As an editor saves: the old file steps aside, a new one takes its name. */
Test(index, a_name_that_another_file_took_over_is_that_file)
{
    static const char *const list[] = {"kick~.wav", "kick.wav"};
    struct yard y;

    yard_open(&y);
    yard_write(&y, "kick.wav", "ok 1");
    cr_assert(yard_index(&y) == 0);
    yard_rename(&y, "kick.wav", "kick~.wav");
    yard_write(&y, "kick.wav", "ok 2");
    cr_assert(yard_index_files(&y, list, 2) == 0, "%s", y.err.text);
    cr_expect(y.n.moved == 1 && y.n.added == 1 && y.n.done == 1);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_file f JOIN v1_sample s ON s.id = "
                           "f.sample_id WHERE f.state = 'ok' AND s.hash LIKE "
                           "CASE f.name WHEN 'kick~.wav' THEN '6f6b2031%' "
                           "ELSE '6f6b2032%' END") == 2);
    yard_close(&y);
}
