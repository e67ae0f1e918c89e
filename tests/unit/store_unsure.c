/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/unsure: whom a person may be asked about. */
#include <stdio.h>
#include <string.h>

#include "shelf.h"
#include "store/feedback.h"
#include "store/unsure.h"
#include "store/vocabulary.h"

static struct shelf shelf;
static char seen[200];

static void make_shelf(void) { shelf_open(&shelf, ":memory:", STORE_WRITE); }
static void drop_shelf(void) { shelf_close(&shelf); }

TestSuite(unsure, .init = make_shelf, .fini = drop_shelf);

static int note(void *arg, const struct unsure *x, struct err *e)
{
    struct blob_head head;

    (void)arg;
    cr_expect(x->dir > 0);
    cr_expect(blob_check(&head, x->blob, x->n, e) == 0 && head.kind == BLOB_EMBEDDING);
    snprintf(seen + strlen(seen), sizeof seen - strlen(seen), " %lld",
             (long long)x->sample);
    return 0;
}

static void are(const char *below, const char *want)
{
    struct err err = {0};

    *seen = '\0';
    ok(unsure_each(shelf.s, below, note, NULL, &err));
    cr_expect_str_eq(seen, want, "below %s:%s, not%s", below ? below : "anywhere", seen,
                     want);
}

static void add(const char *dir, int seed)
{
    char name[16];

    snprintf(name, sizeof name, "%d.wav", seed);
    shelf_add(&shelf, dir, name, seed, KICK, 0.9, FORM_ONESHOT);
}

static void say(int seed, const char *facet, const char *tag, int verdict)
{
    uint8_t hash[CORRECTION_HASH] = {0};
    const struct speaker by = {.actor = "user"};
    struct err err = {0};
    int said;

    memcpy(hash, &seed, sizeof seed);
    ok(store_begin(shelf.s, &err));
    ok(feedback_say(shelf.s, hash, &(struct opinion){facet, tag, verdict}, 1, &by,
                    &shelf.model, &said, &err));
    ok(store_commit(shelf.s, &err));
    cr_assert(said == 1);
}

Test(unsure, whose_category_was_spoken_of_is_not_asked_about)
{
    for (int seed = 1; seed <= 5; seed++)
        add("a", seed);
    are(NULL, " 1 2 3 4 5");
    say(1, "category", "drums.kick", CONFIRMED);
    say(2, "category", "drums", REJECTED);
    say(3, "form", "loop", CONFIRMED);
    say(4, "user", "good", CONFIRMED);
    are(NULL, " 3 4 5");
    say(1, "category", "drums.kick", WITHDRAWN);
    say(2, "category", "drums", WITHDRAWN);
    are(NULL, " 1 2 3 4 5");
}

Test(unsure, only_what_is_at_hand_and_was_heard)
{
    for (int seed = 1; seed <= 5; seed++)
        add("a", seed);
    shelf_add(&shelf, "b", "copy.wav", 1, KICK, 0.9, FORM_ONESHOT);
    shelf_sql(&shelf, "UPDATE file SET state = 'unavailable' WHERE sample_id IN (1, 2) "
                      "AND name <> CAST('copy.wav' AS BLOB)");
    shelf_sql(&shelf, "DELETE FROM embedding WHERE sample_id = 3");
    shelf_sql(&shelf, "UPDATE embedding SET version = 9 WHERE sample_id = 4");
    are(NULL, " 1 5");
    shelf_sql(&shelf, "UPDATE folder SET state = 'offline'");
    are(NULL, "");
}

Test(unsure, a_folder_is_a_folder_and_no_beginning_of_a_name)
{
    static const char *const dir[] = {"", "a", "a/b", "a.b", "ab", "a0", "b"};

    for (int i = 0; i < 7; i++)
        add(dir[i], i + 1);
    shelf.folder = shelf_folder(&shelf, "/music2");
    add("a", 8);
    are("/music", " 1 2 3 4 5 6 7");
    are("/music/", " 1 2 3 4 5 6 7");
    are("/music/a", " 2 3");
    are("/music/a/b", " 3");
    are("/music2", " 8");
    are("/music2/a", " 8");
    are("/", " 1 2 3 4 5 6 7 8");
    are("/mus", "");
    are("/music/c", "");
}

static int list(void *arg, const char *facet, const char *tag, struct err *e)
{
    (void)arg;
    (void)e;
    snprintf(seen + strlen(seen), sizeof seen - strlen(seen), " %.1s:%s", facet, tag);
    return 0;
}

Test(unsure, what_may_be_typed_is_what_the_library_knows)
{
    struct err err = {0};

    add("a", 1);
    say(1, "user", "good", CONFIRMED);
    say(1, "bpm", "120", CONFIRMED);
    *seen = '\0';
    ok(vocabulary_each(shelf.s, 100, list, NULL, &err));
    cr_expect_str_eq(seen, " c:bass c:drums c:drums.hat c:drums.hat.closed "
                           "c:drums.hat.open c:drums.kick f:loop f:oneshot u:good");
}
