/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/labels, stated, models: what is said of a sample, and who wins. */
#include <stdio.h>
#include <string.h>

#include "shelf.h"
#include "store/tags.h"

static struct shelf shelf;

static void make_shelf(void) { shelf_open(&shelf, ":memory:", STORE_WRITE); }
static void drop_shelf(void) { shelf_close(&shelf); }

TestSuite(labels, .init = make_shelf, .fini = drop_shelf);

static void analyse(int64_t file, int seed, enum shelf_node node)
{
    struct sound sound;
    struct err err = {0};

    shelf_sound(&shelf, &sound, seed, node, 0.9, FORM_ONESHOT);
    ok(sample_put(shelf.s, file, &sound, &shelf.model, &err));
}

Test(labels, a_verdict_is_five_leaves_and_two_forms_of_evidence)
{
    shelf_add(&shelf, "a", "1.wav", 1, CLOSED, 0.8, FORM_LOOP);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_witness WHERE facet = "
                                "'category' AND source = 'model'") == SOUND_TOP);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_witness WHERE facet = 'form' "
                                "AND ((tag = 'loop' AND rank = 1) OR "
                                "(tag = 'oneshot' AND rank = 2))") == 2);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag WHERE (facet, tag) IN "
                                "(VALUES ('category', 'drums.hat.closed'), "
                                "('form', 'loop'))") == 2);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag") == 2);
}

Test(labels, an_unsure_verdict_has_evidence_but_no_category)
{
    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);
    analyse(1, 1, UNSURE);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag WHERE facet = 'category'") ==
              0);
    cr_expect(shelf_sql(&shelf, "SELECT category IS NULL AND category_confidence IS NULL "
                                "FROM v1_sample") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) > 0 FROM v1_witness") == 1);
}

Test(labels, no_model_leaves_labels_alone)
{
    const int64_t id = shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);
    const struct model_ref none = {0};
    struct sound sound;
    struct err err = {0};

    shelf_sound(&shelf, &sound, 1, UNSURE, 0, FORM_ONESHOT);
    sound.verdict.has_model = false;
    ok(sample_put(shelf.s, id, &sound, &none, &err));
    cr_expect(shelf_sql(&shelf, "SELECT category = 'drums.kick' FROM v1_sample") == 1);
}

/* The user says `name` of the only sample, as the summary says too. */
static void user_says(const char *facet, const char *name)
{
    struct err err = {0};
    char sql[400];
    int64_t tag = 0;

    ok(tag_enter(shelf.s, facet, name, &tag, &err));
    snprintf(sql, sizeof sql,
             "DELETE FROM sample_tag WHERE tag_id IN (SELECT id FROM tag WHERE facet = "
             "'%s'); INSERT INTO sample_tag SELECT %d, id, 1, 'user', NULL FROM sample; "
             "UPDATE sample SET %s = '%s', %s_confidence = 1",
             facet, (int)tag, facet, name, facet);
    shelf_sql(&shelf, sql);
}

Test(labels, what_a_user_said_survives_every_model)
{
    const int64_t id = shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);

    user_says("category", "drums.snare");
    analyse(id, 1, BASS);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag WHERE facet = 'category'") ==
              1);
    cr_expect(shelf_sql(&shelf, "SELECT tag = 'drums.snare' AND source = 'user' FROM "
                                "v1_tag WHERE facet = 'category'") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT category = 'drums.snare' AND category_confidence "
                                "= 1 AND form = 'oneshot' FROM v1_sample") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_witness WHERE tag = 'bass'") ==
                  1,
              "the model's word stays on record");
}

Test(labels, a_user_who_agrees_with_the_model_stays_the_source)
{
    const int64_t id = shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);

    user_says("category", "drums.kick");
    analyse(id, 1, KICK);
    cr_expect(shelf_sql(&shelf, "SELECT source = 'user' AND confidence = 1 FROM v1_tag "
                                "WHERE tag = 'drums.kick'") == 1);
}

/* A 4 s loop that states `bpm` and `beats`, in a file of that id. */
static void restate(int64_t file, int seed, float bpm, int beats, bool is_loop,
                    bool one_shot)
{
    struct sound x;
    struct err err = {0};

    shelf_sound(&shelf, &x, seed, KICK, 0.9, FORM_LOOP);
    x.duration_s = 4;
    x.embedded.bpm = bpm;
    x.embedded.beats = beats;
    x.embedded.is_loop = is_loop;
    x.embedded.one_shot = one_shot;
    ok(sample_put(shelf.s, file, &x, &shelf.model, &err));
}

static int64_t put_loop(int seed, float bpm, int beats, bool is_loop, bool one_shot)
{
    char name[20];
    int64_t file;

    snprintf(name, sizeof name, "%d.wav", seed);
    file = shelf_file(&shelf, "a", name);
    restate(file, seed, bpm, beats, is_loop, one_shot);
    return file;
}

Test(labels, a_stated_tempo_is_believed_only_where_the_beats_fit)
{
    put_loop(1, 120, 8, true, false);  /* 4.00 s */
    put_loop(2, 121, 8, true, false);  /* 3.97 s: within 2 % */
    put_loop(3, 124, 8, true, false);  /* 3.87 s */
    put_loop(4, 120, 0, true, false);  /* no beats to check by */
    put_loop(5, 120, 8, true, true);   /* says one-shot as well */
    put_loop(6, 120, 8, false, false); /* does not say loop */
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_sample WHERE bpm > 0") == 2);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag WHERE facet = 'bpm' AND "
                                "source = 'file' AND confidence IS NULL") == 2);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_witness WHERE facet = 'bpm'") ==
                  6,
              "all are on record");
}

Test(labels, a_statement_goes_when_the_file_no_longer_makes_it)
{
    const int64_t file = put_loop(1, 120, 8, true, false);

    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag WHERE tag = '120'") == 1);
    restate(file, 1, 121, 8, true, false); /* the same sound, another chunk */
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag WHERE facet = 'bpm'") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT bpm FROM v1_sample") == 121);
    restate(file, 1, 0, 0, false, false);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_witness WHERE facet = 'bpm'") ==
              0);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_sample WHERE bpm > 0") == 0);
}

Test(labels, a_stated_note_is_believed_unless_it_is_the_default)
{
    const int notes[] = {60, 33, 0, 127};
    struct sound x;
    char name[20];

    for (int i = 0; i < 4; i++) {
        shelf_sound(&shelf, &x, i + 1, KICK, 0.9, FORM_ONESHOT);
        x.embedded.root_note = notes[i];
        snprintf(name, sizeof name, "%d.wav", i);
        shelf_put(&shelf, "a", name, &x);
    }
    cr_expect(
        shelf_sql(&shelf, "SELECT count(*) FROM v1_sample WHERE note IS NOT NULL") == 3);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag WHERE facet = 'note' AND "
                                "tag IN ('A1', 'C-1', 'G9')") == 3);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_witness WHERE tag = 'C4'") == 1);
}

Test(labels, words_of_a_category_are_its_runs_of_parts)
{
    cr_expect(shelf_sql(&shelf,
                        "SELECT count(*) FROM tag_word w JOIN tag t ON t.id = "
                        "w.tag_id WHERE t.name = 'drums.hat.closed' AND w.word IN "
                        "('drums', 'hat', 'closed', 'drums.hat', 'hat.closed', "
                        "'drums.hat.closed')") == 6);
    put_loop(1, 93.75f, 0, true, false);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM tag_word WHERE word GLOB '9*' OR "
                                "word = '75'") == 0,
              "a number is looked for in names");
}

Test(labels, another_model_takes_over_and_the_first_can_come_back)
{
    static const char *const tags[] = {"fx", "drums.kick"};
    const struct model_facts other = {.key = "ffffffffffffffffffffffffffffffff",
                                      .arch = "cnn",
                                      .feature_version = 1,
                                      .metrics = "{}",
                                      .nodes = 2,
                                      .tag = tags};
    struct model_ref ref = {0};
    struct err err = {0};

    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);
    cr_expect(samples_outdated(shelf.s, &shelf.model, &err) == 0);
    ok(model_use(shelf.s, &other, &ref, &err));
    cr_expect(ref.id != shelf.model.id && ref.nodes == 2);
    cr_expect(ref.tag_id[1] == shelf.model.tag_id[KICK], "one tag for one name");
    cr_expect_str_eq(ref.tag[0], "fx");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_model WHERE current = 1") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT id FROM v1_model WHERE current = 1") == ref.id);
    cr_expect(samples_outdated(shelf.s, &ref, &err) == 1);
    shelf_sql(&shelf, "UPDATE model SET current = 0");
    model_ref_clear(&ref);
    ok(model_use(shelf.s, &other, &ref, &err));
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_model") == 2, "no second row");
    model_ref_clear(&ref);
}

/* The sample that is to be classified, and of what; one at most is expected. */
struct asked {
    int64_t sample, times;
    unsigned kind;
    struct buf blob;
};

static int hear(void *arg, int64_t sample, const void *blob, size_t n, struct err *e)
{
    struct asked *a = arg;
    struct blob_head head;

    a->sample = sample;
    a->times++;
    buf_reset(&a->blob);
    buf_bytes(&a->blob, blob, n);
    if (blob_check(&head, blob, n, e) != 0)
        return -1;
    a->kind = head.kind;
    return 0;
}

/* What of sample 1 is to be classified again: 0 = nothing. */
static unsigned to_classify(const struct model_ref *model)
{
    struct asked a = {0};
    struct err err = {0};

    ok(samples_to_classify(shelf.s, model, 0, 10, hear, &a, &err));
    buf_clear(&a.blob);
    cr_expect(a.times == (a.kind != 0) && a.sample == a.times);
    return a.kind;
}

Test(labels, samples_of_another_model_come_with_their_embedding)
{
    struct sound x;
    struct asked a = {0};
    struct err err = {0};

    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);
    shelf_sql(&shelf, "UPDATE sample SET model_id = NULL");
    ok(samples_to_classify(shelf.s, &shelf.model, 0, 10, hear, &a, &err));
    cr_expect(a.sample > 0 && a.kind == BLOB_EMBEDDING);
    cr_expect(a.blob.len == shelf.embedding.len &&
              memcmp(a.blob.data, shelf.embedding.data, a.blob.len) == 0);
    buf_clear(&a.blob);
    shelf_sound(&shelf, &x, 1, BASS, 0.9, FORM_LOOP);
    ok(sample_put_verdict(shelf.s, a.sample, &x, &shelf.model, &err));
    cr_expect(shelf_sql(&shelf, "SELECT category = 'bass' FROM v1_sample") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT what = 'tags' FROM v1_change ORDER BY seq DESC "
                                "LIMIT 1") == 1);
    cr_expect(to_classify(&shelf.model) == 0);
}

Test(labels, an_embedding_that_the_model_cannot_read_is_made_again_from_the_mel)
{
    struct err err = {0};
    struct sound x;

    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);
    shelf_sql(&shelf, "UPDATE sample SET model_id = NULL");
    cr_expect(to_classify(&shelf.model) == BLOB_EMBEDDING);
    shelf.model.trunk[0] ^= 1;
    cr_expect(to_classify(&shelf.model) == BLOB_MEL);
    shelf_sound(&shelf, &x, 2, BASS, 0.9, FORM_LOOP);
    ok(sample_put_verdict(shelf.s, 1, &x, &shelf.model, &err));
    cr_expect(shelf_sql(&shelf, "SELECT hex(substr(data, -1)) = '02' FROM v1_feature "
                                "WHERE kind = 'embedding'") == 1,
              "what came with the verdict is kept");
    shelf_sql(&shelf, "UPDATE sample SET model_id = NULL;"
                      "UPDATE embedding SET version = 99");
    shelf.model.trunk[0] ^= 1;
    cr_expect(to_classify(&shelf.model) == BLOB_MEL, "of another version");
    shelf_sql(&shelf, "DELETE FROM embedding");
    cr_expect(to_classify(&shelf.model) == BLOB_MEL, "there is none");
    shelf_sql(&shelf, "DELETE FROM mel");
    cr_expect(to_classify(&shelf.model) == 0, "there is nothing at all");
}

Test(labels, an_old_library_gets_its_embeddings_from_the_mels_once)
{
    struct err err = {0};
    struct sound x;

    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);
    shelf_sql(&shelf, "DELETE FROM embedding");
    cr_expect(samples_outdated(shelf.s, &shelf.model, &err) == 0);
    cr_expect(to_classify(&shelf.model) == 0, "its labels are those of the model");
    shelf_sql(&shelf, "INSERT INTO setting VALUES ('embeddings', 'missing')");
    cr_expect(samples_outdated(shelf.s, &shelf.model, &err) == 1);
    cr_expect(to_classify(&shelf.model) == BLOB_MEL);
    shelf_sound(&shelf, &x, 1, KICK, 0.8, FORM_LOOP);
    ok(sample_put_verdict(shelf.s, 1, &x, &shelf.model, &err));
    cr_expect(to_classify(&shelf.model) == 0);
    ok(samples_classified(shelf.s, &shelf.model, &err));
    cr_expect(samples_outdated(shelf.s, &shelf.model, &err) == 0);
}
