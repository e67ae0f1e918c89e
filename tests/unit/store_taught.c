/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/taught, ruling: what a model can learn from, and what another one would publish.
 */
#include <stdio.h>
#include <string.h>

#include "shelf.h"
#include "store/feedback.h"
#include "store/ruling.h"
#include "store/taught.h"
#include "util/blob.h"

static struct shelf shelf;

static void make_shelf(void) { shelf_open(&shelf, ":memory:", STORE_WRITE); }
static void drop_shelf(void) { shelf_close(&shelf); }

TestSuite(taught, .init = make_shelf, .fini = drop_shelf);
TestSuite(ruling, .init = make_shelf, .fini = drop_shelf);

/* Sound n, in directory `dir`. */
static void add(int n, const char *dir)
{
    char name[20];

    snprintf(name, sizeof name, "%d.wav", n);
    shelf_add(&shelf, dir, name, n, KICK, 0.8, FORM_LOOP);
}

static void say(int n, const char *facet, const char *tag, int verdict)
{
    static int64_t at_ms = 1000;
    const struct opinion o = {facet, tag, verdict};
    const struct speaker by = {.actor = "user", .at_ms = ++at_ms};
    uint8_t hash[CORRECTION_HASH] = {0};
    struct err err = {0};
    int said;

    memcpy(hash, &n, sizeof n);
    ok(store_begin(shelf.s, &err));
    ok(feedback_say(shelf.s, hash, &o, 1, &by, &shelf.model, &said, &err));
    ok(store_commit(shelf.s, &err));
}

static char told[1000];

/* "1 at 2: category, not a b, form 0, 3 words, embedding; " */
static int tell(void *arg, const struct taught *x, struct err *e)
{
    const unsigned kind = x->n ? ((const uint8_t *)x->blob)[4] : 0;
    size_t at = strlen(told);

    (void)arg;
    (void)e;
    at += (size_t)snprintf(told + at, sizeof told - at, "%lld at %lld: %s",
                           (long long)x->sample, (long long)x->dir,
                           x->category ? x->category : "-");
    for (size_t i = 0; i < x->rejections; i++)
        at += (size_t)snprintf(told + at, sizeof told - at, ", not %s", x->rejected[i]);
    snprintf(told + at, sizeof told - at, ", form %d, %zu words, %s; ", x->form,
             x->corrections, x->n ? blob_kind_name(kind) : "deaf");
    return 0;
}

static void expect_taught(const char *want)
{
    struct err err = {0};

    told[0] = '\0';
    ok(taught_each(shelf.s, shelf.model.trunk, tell, NULL, &err));
    cr_expect(strcmp(told, want) == 0, "%s\nnot %s", told, want);
}

Test(taught, is_what_stands_of_category_and_form)
{
    for (int n = 1; n <= 6; n++)
        add(n, "a");
    expect_taught("");
    say(1, "category", "bass", CONFIRMED);
    say(2, "category", "drums.kick", REJECTED);
    say(2, "category", "bass", REJECTED);
    say(3, "form", "loop", REJECTED);
    say(4, "user", "favourite", CONFIRMED);
    say(4, "bpm", "120", REJECTED);
    say(5, "category", "bass", CONFIRMED);
    say(5, "category", "bass", WITHDRAWN);
    say(6, "category", "drums.hat.open", CONFIRMED);
    say(6, "form", "loop", CONFIRMED);
    say(6, "category", "drums.hat", CONFIRMED);
    expect_taught("1 at 2: bass, form -1, 1 words, embedding; "
                  "2 at 2: -, not bass, not drums.kick, form -1, 2 words, embedding; "
                  "3 at 2: -, form 0, 1 words, embedding; "
                  "6 at 2: drums.hat, form 1, 2 words, embedding; ");
}

Test(taught, what_was_said_last_comes_last)
{
    add(1, "a");
    add(2, "a");
    say(1, "category", "bass", CONFIRMED);
    say(2, "category", "bass", CONFIRMED);
    expect_taught("1 at 2: bass, form -1, 1 words, embedding; "
                  "2 at 2: bass, form -1, 1 words, embedding; ");
    say(1, "form", "loop", CONFIRMED);
    expect_taught("2 at 2: bass, form -1, 1 words, embedding; "
                  "1 at 2: bass, form 1, 2 words, embedding; ");
}

Test(taught, lies_in_the_directory_of_its_first_file_at_hand)
{
    add(1, "a");
    add(1, "b");
    add(2, "b");
    for (int n = 1; n <= 2; n++)
        say(n, "category", "bass", CONFIRMED);
    expect_taught("1 at 2: bass, form -1, 1 words, embedding; "
                  "2 at 3: bass, form -1, 1 words, embedding; ");
    shelf_sql(&shelf, "UPDATE file SET state = 'unavailable' WHERE dir_id = 2");
    expect_taught("1 at 3: bass, form -1, 1 words, embedding; "
                  "2 at 3: bass, form -1, 1 words, embedding; ");
    shelf_sql(&shelf, "UPDATE file SET state = 'unavailable'");
    expect_taught("1 at 2: bass, form -1, 1 words, embedding; "
                  "2 at 3: bass, form -1, 1 words, embedding; ");
    shelf_sql(&shelf, "DELETE FROM file");
    expect_taught("1 at 0: bass, form -1, 1 words, embedding; "
                  "2 at 0: bass, form -1, 1 words, embedding; ");
}

Test(taught, is_heard_by_the_mel_where_no_embedding_fits)
{
    for (int n = 1; n <= 4; n++) {
        add(n, "a");
        say(n, "category", "bass", CONFIRMED);
    }
    shelf_sql(&shelf,
              "UPDATE embedding SET data = zeroblob(80) WHERE sample_id = 2;"
              "DELETE FROM embedding WHERE sample_id >= 3;"
              "UPDATE mel SET version = 99 WHERE sample_id = 4");
    expect_taught("1 at 2: bass, form -1, 1 words, embedding; "
                  "2 at 2: bass, form -1, 1 words, mel; "
                  "3 at 2: bass, form -1, 1 words, mel; "
                  "4 at 2: bass, form -1, 1 words, deaf; ");
}

static int give_up(void *arg, const struct taught *x, struct err *e)
{
    (void)x;
    ++*(int *)arg;
    return err_set(e, ERR_STOPPED, "enough");
}

Test(taught, ends_where_each_does)
{
    struct err err = {0};
    int calls = 0;

    for (int n = 1; n <= 2; n++) {
        add(n, "a");
        say(n, "category", "bass", CONFIRMED);
    }
    cr_expect(taught_each(shelf.s, shelf.model.trunk, give_up, &calls, &err) == -1);
    cr_expect(calls == 1 && err.kind == ERR_STOPPED);
    shelf_sql(&shelf, "DELETE FROM sample_tag"); /* no statement is left at a row */
}

static int count_mel(void *arg, const void *mel, size_t n, struct err *e)
{
    struct blob_head head;

    cr_expect(blob_check(&head, mel, n, e) == 0 && head.kind == BLOB_MEL);
    return ++*(int *)arg == 2;
}

static int count_all(void *arg, const void *mel, size_t n, struct err *e)
{
    count_mel(arg, mel, n, e);
    return 0;
}

Test(taught, nothing_is_what_nobody_has_spoken_of)
{
    struct err err = {0};
    int all = 0, some = 0;

    for (int n = 1; n <= 7; n++)
        add(n, "a");
    say(1, "category", "bass", CONFIRMED);
    say(2, "category", "bass", REJECTED);
    say(3, "user", "favourite", CONFIRMED);
    shelf_sql(&shelf,
              "UPDATE mel SET version = 99 WHERE sample_id = 4");
    ok(taught_nothing(shelf.s, count_all, &all, &err));
    cr_expect(all == 4, "%d", all);
    ok(taught_nothing(shelf.s, count_mel, &some, &err));
    cr_expect(some == 2, "enough is enough: %d", some);
}

Test(taught, mel_is_the_one_of_the_sample_if_it_can_be_read)
{
    struct err err = {0};
    const void *data = NULL;
    size_t n = 0;

    add(1, "a");
    add(2, "a");
    cr_expect(taught_mel(shelf.s, 2, &data, &n, &err) == 1);
    cr_expect(n == shelf.mel.len && memcmp(data, shelf.mel.data, n) == 0);
    shelf_sql(&shelf, "UPDATE mel SET version = 99 WHERE sample_id = 2");
    cr_expect(taught_mel(shelf.s, 2, &data, &n, &err) == 0);
    cr_expect(taught_mel(shelf.s, 3, &data, &n, &err) == 0);
}

/* A model like the shelf's that has no row, and knows a leaf more. */
static void imagine(struct model_ref *out)
{
    static const char *const tag[] = {"drums.kick", "drums.hat.closed", "drums.clave",
                                      "drums", "drums.hat"};
    static const uint8_t trunk[SOUND_TRUNK] = "shelf's trunk";

    model_imagine(&(struct model_facts){.key = "ffffffffffffffffffffffffffffffff",
                                        .arch = "linear",
                                        .trunk = trunk,
                                        .metrics = "{}",
                                        .nodes = 5,
                                        .tag = tag,
                                        .leaves = 3,
                                        .leaf_threshold = 0.6f,
                                        .parent_threshold = 0.8f,
                                        .form_threshold = 0.6f},
                  out);
}

enum { CLAVE = 2, ALL_DRUMS = 3 };

static const struct verdict heard = {
    .has_model = true,
    .category = {CLAVE, 0.7f},
    .top = {{CLAVE, 0.7f}, {0, 0.25f}, {1, 0.05f}, {-1, 0.0f}, {-1, 0.0f}},
    .form = FORM_ONESHOT,
    .form_p = {0.9f, 0.1f}};

static struct labels rule(const struct model_ref *m, int64_t sample)
{
    struct labels l = labels_heard(&heard, m);
    struct ruling r;
    struct err err = {0};

    ok(ruling_of(&r, shelf.s, sample, false, &heard, m, &l, &err));
    return l;
}

Test(ruling, is_what_an_imagined_model_would_publish)
{
    struct model_ref m;
    struct labels l;

    imagine(&m);
    add(1, "a");
    l = rule(&m, 1);
    cr_expect(strcmp(l.category.name, "drums.clave") == 0);
    cr_expect(strcmp(l.form.name, "oneshot") == 0);
    cr_expect(m.branches.parent[CLAVE] == ALL_DRUMS && m.branches.parent[1] == 4 &&
              m.branches.parent[4] == ALL_DRUMS);
    model_ref_clear(&m);
}

Test(ruling, leaves_out_what_a_user_has_ruled_out)
{
    struct model_ref m;
    struct labels l;

    imagine(&m);
    add(1, "a");
    say(1, "category", "drums.clave", REJECTED);
    say(1, "form", "oneshot", REJECTED);
    l = rule(&m, 1);
    cr_expect(l.category.name == NULL && l.form.name == NULL);
    model_ref_clear(&m);
}

Test(ruling, writes_nothing)
{
    struct model_ref m;
    int64_t changes;

    imagine(&m);
    add(1, "a");
    say(1, "category", "bass", REJECTED);
    changes = sqlite3_total_changes64(shelf.s->db);
    rule(&m, 1);
    cr_expect(sqlite3_total_changes64(shelf.s->db) == changes);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM model") == 1);
    model_ref_clear(&m);
}

static int list(void *arg, const struct ruling_sample *x, struct err *e)
{
    const unsigned kind = x->n ? ((const uint8_t *)x->blob)[4] : 0;
    const size_t at = strlen(told);

    (void)arg;
    (void)e;
    snprintf(told + at, sizeof told - at, "%lld %s%s %s%s %s; ", (long long)x->id,
             x->category ? x->category : "-", x->category_stands ? "!" : "",
             x->form ? x->form : "-", x->form_stands ? "!" : "",
             x->n ? blob_kind_name(kind) : "deaf");
    return 0;
}

Test(ruling, goes_through_all_samples_page_by_page)
{
    struct err err = {0};
    int64_t n = 0;

    for (int i = 1; i <= 4; i++)
        add(i, "a");
    say(2, "category", "bass", CONFIRMED);
    say(3, "form", "oneshot", CONFIRMED);
    shelf_sql(&shelf, "DELETE FROM embedding WHERE sample_id = 3;"
                      "DELETE FROM mel WHERE sample_id = 4; "
                      "DELETE FROM embedding WHERE sample_id = 4");
    ok(ruling_count(shelf.s, &n, &err));
    cr_expect(n == 4);
    told[0] = '\0';
    ok(ruling_each(shelf.s, &shelf.model, 0, 3, list, NULL, &err));
    cr_expect(strcmp(told, "1 drums.kick loop embedding; 2 bass! loop embedding; "
                           "3 drums.kick oneshot! mel; ") == 0,
              "%s", told);
    told[0] = '\0';
    ok(ruling_each(shelf.s, &shelf.model, 3, 3, list, NULL, &err));
    cr_expect(strcmp(told, "4 drums.kick loop deaf; ") == 0, "%s", told);
}

static int tell_beside(void *arg, int64_t dir, const void *blob, size_t n, struct err *e)
{
    const unsigned kind = n ? ((const uint8_t *)blob)[4] : 0;
    size_t *seen = arg;

    (void)e;
    cr_expect(dir == 2 || dir == 3);
    cr_expect(n == 0 || kind == BLOB_EMBEDDING || kind == BLOB_MEL);
    seen[dir]++;
    return 0;
}

static void expect_beside(size_t a, size_t b)
{
    struct err err = {0};
    size_t seen[4] = {0};

    ok(taught_beside(shelf.s, shelf.model.trunk, tell_beside, seen, &err));
    cr_expect(seen[2] == a && seen[3] == b, "%zu %zu, not %zu %zu", seen[2], seen[3], a,
              b);
}

Test(taught, what_lies_beside_comes_with_its_directory)
{
    for (int n = 1; n <= 3; n++)
        add(n, "a");
    for (int n = 4; n <= 5; n++)
        add(n, "b");
    add(1, "b"); /* counted to a */
    add(6, "c");
    expect_beside(0, 0);
    say(2, "category", "bass", CONFIRMED);
    expect_beside(3, 0);
    say(4, "form", "loop", REJECTED);
    expect_beside(3, 2);
    say(4, "form", "loop", WITHDRAWN);
    say(6, "user", "favourite", CONFIRMED);
    expect_beside(3, 0);
    shelf_sql(&shelf, "DELETE FROM file WHERE dir_id = 2");
    expect_beside(0, 0);
}
