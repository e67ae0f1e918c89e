/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index/: names are asked when they change, and nothing is opened for it. */
#include <stdio.h>
#include <string.h>

#include "util/rng.h"
#include "yard.h"

/* The rogue's verdict is 0.75 for the third category and 0.25 for the second. */
static const char *const tags[] = {"drums.kick", "drums.snare", "drums.clap", "drums"};
static struct lexicon *words;

static void word(const char *text, const char *category)
{
    struct err err = {0};

    ok(lexicon_add(words, text, category, -1, 0.9, WORD_FAIR, &err));
}

static void open_names(struct yard *y)
{
    struct err err = {0};

    yard_open(y);
    words = lexicon_new();
    word("kick", "drums.kick");
    word("snare", "drums.snare");
    word("clap", "drums.clap");
    ok(lexicon_seal(words, &err));
    snprintf(words->id, sizeof words->id, "%032d", 1);
    y->o.names = words;
    y->model.tag = tags;
    y->model.nodes = 4;
    y->model.leaves = 3;
    y->model.leaf_threshold = y->model.form_threshold = 0.6f;
    y->model.parent_threshold = 0.9f;
}

static void close_names(struct yard *y)
{
    yard_close(y);
    lexicon_free(words);
}

static int64_t called(struct yard *y, const char *tag, const char *source)
{
    char sql[300];

    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM v1_tag WHERE facet = 'category' AND tag = '%s' AND "
             "source = '%s'",
             tag, source);
    return yard_sql(y, sql);
}

Test(index, a_new_name_gives_a_new_tag_and_opens_nothing)
{
    struct yard y;

    open_names(&y);
    yard_write(&y, "a/x.wav", "ok 1");
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    cr_expect(called(&y, "drums.clap", "model") == 1);
    y.o.program = "/nonexistent"; /* a worker would be an error */
    yard_rename(&y, "a/x.wav", "a/snare.wav");
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    cr_expect(y.n.moved == 1 && y.n.renamed == 1 && y.n.done == 0);
    cr_expect(called(&y, "drums.snare", "model+name") == 1);
    yard_rename(&y, "a/snare.wav", "a/clap.wav");
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    cr_expect(called(&y, "drums.clap", "model+name") == 1);
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    cr_expect(y.n.renamed == 0);
    yard_rename(&y, "a/clap.wav", "a/kick.wav"); /* which was not heard at all */
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    cr_expect(called(&y, "drums.clap", "model+name") == 1);
    close_names(&y);
}

Test(index, names_that_are_switched_off_stay_off_until_they_are_switched_on)
{
    struct yard y;

    open_names(&y);
    yard_write(&y, "snare 1.wav", "ok 1");
    yard_write(&y, "snare 2.wav", "ok 2");
    yard_write(&y, "x.wav", "ok 3");
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    cr_expect(called(&y, "drums.snare", "model+name") == 2);
    y.o.names_wish = NAMED_OFF;
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    cr_expect(y.n.renamed == 2 && y.n.done == 0);
    cr_expect(called(&y, "drums.clap", "model") == 3);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_witness WHERE source = 'name'") == 0);
    y.o.names_wish = NAMED_AS_BEFORE;
    yard_write(&y, "snare 4.wav", "ok 4");
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    cr_expect(called(&y, "drums.clap", "model") == 4);
    y.o.names_wish = NAMED_ON;
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    cr_expect(called(&y, "drums.snare", "model+name") == 3);
    close_names(&y);
}

static void stop_after_two(struct yard *y, const struct index_counts *n)
{
    y->stop = n->renamed > 1;
}

Test(index, an_interrupted_run_goes_on_with_the_names_that_are_left)
{
    struct yard y;
    char name[40], text[40];
    int64_t first;

    open_names(&y);
    for (int i = 0; i < 600; i++) {
        sprintf(name, "snare %d.wav", i);
        sprintf(text, "ok %d", i);
        yard_write(&y, name, text);
    }
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    y.o.names_wish = NAMED_OFF;
    y.on_progress = stop_after_two;
    cr_assert(yard_index(&y) != 0 && y.err.kind == ERR_STOPPED);
    first = y.n.renamed;
    cr_expect(first > 0 && first < 600, "%d", (int)first);
    y.on_progress = NULL;
    y.stop = 0;
    y.o.names_wish = NAMED_AS_BEFORE;
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    cr_expect(y.n.renamed == 600 - first);
    cr_expect(called(&y, "drums.clap", "model") == 600);
    close_names(&y);
}

static void draw_path(struct rng *r, char *out)
{
    static const char *const dir[] = {"", "Kicks/", "Snares/", "x/Claps/"};
    static const char *const name[] = {"kick", "snare", "clap", "x", "y"};

    sprintf(out, "%s%s%d.wav", dir[rng_below(r, 4)], name[rng_below(r, 5)],
            (int)rng_below(r, 3));
}

/* What is published of each sound that is at hand, as one text. */
static void dump(struct store *s, char *out, size_t room)
{
    sqlite3_stmt *st = NULL;
    size_t n = 0;

    cr_assert(sqlite3_prepare_v2(
                  s->db,
                  "SELECT v.hash, v.category, v.category_confidence, v.audio_category, "
                  "(SELECT group_concat(source || tag) FROM (SELECT source, tag FROM "
                  " v1_tag t WHERE t.sample_id = v.id ORDER BY 1, 2)), "
                  "(SELECT group_concat(tag) FROM (SELECT tag FROM v1_witness w WHERE "
                  " w.sample_id = v.id AND source = 'name' ORDER BY 1)) "
                  "FROM v1_sample v WHERE v.available ORDER BY v.hash",
                  -1, &st, NULL) == SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW) {
        for (int i = 0; i < 6; i++)
            n += (size_t)snprintf(out + n, room - n, "%s|",
                                  (const char *)sqlite3_column_text(st, i));
        n += (size_t)snprintf(out + n, room - n, "\n");
    }
    sqlite3_finalize(st);
}

Test(index, whatever_is_renamed_labels_are_those_of_a_fresh_library)
{
    enum { ROUNDS = 25, ROOM = 1 << 14 };
    static char have[ROOM], want[ROOM];
    struct yard y;
    struct rng r;
    int files = 0;

    open_names(&y);
    rng_init(&r, 7);
    for (int round = 0; round < ROUNDS; round++) {
        struct store *kept = y.shelf.s;
        struct err err = {0};

        for (int i = 0; i < 6; i++) {
            char from[60], to[60], text[400], full[2][120];

            draw_path(&r, from);
            draw_path(&r, to);
            sprintf(full[0], "%s/%s", y.dir, from);
            sprintf(full[1], "%s/%s", y.dir, to);
            files++; /* seven sounds, and no two files of one size */
            sprintf(text, "ok %d%*s", files % 7, 20 + files, "");
            if (rng_below(&r, 3) == 0)
                remove(full[0]);
            else if (rng_below(&r, 2) == 0)
                yard_write(&y, to, text);
            else
                rename(full[0], full[1]); /* or it is not there: nothing happens */
        }
        cr_assert(yard_index(&y) == 0, "%s", y.err.text);
        dump(y.shelf.s, have, ROOM);
        ok(store_open(&y.shelf.s, ":memory:", STORE_OWN, &err));
        cr_assert(yard_index(&y) == 0, "%s", y.err.text);
        dump(y.shelf.s, want, ROOM);
        cr_assert_str_eq(have, want, "round %d", round);
        store_close(y.shelf.s);
        y.shelf.s = kept;
    }
    cr_expect(strstr(want, "model+name"), "no name spoke");
    close_names(&y);
}
