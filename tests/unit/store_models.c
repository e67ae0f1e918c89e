/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/models: which model is in use, where it came from, and its weights. */
#include "shelf.h"

#include <stdio.h>
#include <string.h>

static struct shelf shelf;

static void setup(void) { shelf_open(&shelf, ":memory:", STORE_OWN); }

static void teardown(void) { shelf_close(&shelf); }

TestSuite(models, .init = setup, .fini = teardown);

/* Of number n: its key has that digit only. */
static struct model_facts facts_of(int n)
{
    static const char *const tag[] = {"drums.kick", "drums.snare", "bass", "drums"};
    static char key[10][33];
    static const uint8_t trunk[SOUND_TRUNK] = "t";

    memset(key[n], '0' + n, 32);
    return (struct model_facts){.key = key[n],
                                .arch = "cnn",
                                .feature_version = BLOB_MEL_VERSION,
                                .trunk = trunk,
                                .metrics = "{}",
                                .nodes = 4,
                                .tag = tag,
                                .leaves = 3,
                                .leaf_threshold = 0.5f,
                                .parent_threshold = 0.75f,
                                .form_threshold = 0.25f};
}

/* A model of the user's, made from `parent`, whose weights are its number. */
static int64_t add(int n, enum model_maker made_by, int64_t parent)
{
    const struct model_facts facts = facts_of(n);
    struct model_origin o = {.made_by = made_by,
                             .parent = parent,
                             .corrections = 50,
                             .data = facts.key,
                             .len = 32};
    struct err err = {0};
    int64_t id = 0;

    if (made_by == MODEL_BASE)
        o.data = NULL;
    ok(store_begin(shelf.s, &err));
    ok(model_add(shelf.s, &facts, &o, &id, &err));
    ok(store_commit(shelf.s, &err));
    return id;
}

static void swap(int64_t id, bool back)
{
    struct err err = {0};

    ok(store_begin(shelf.s, &err));
    ok(model_swap(shelf.s, id, back, &err));
    ok(store_commit(shelf.s, &err));
}

/* What is chosen where model n is built in. */
static int64_t choose(int n)
{
    const struct model_facts facts = facts_of(n);
    struct model_ref ref = {0};
    struct err err = {0};
    int64_t in_use = 0;

    ok(store_begin(shelf.s, &err));
    ok(model_choose(shelf.s, &facts, &ref, &err));
    ok(store_commit(shelf.s, &err));
    cr_expect(model_in_use(shelf.s, &in_use, &err) == 1 && in_use == ref.id);
    in_use = ref.id;
    model_ref_clear(&ref);
    return in_use;
}

Test(models, a_reference_is_what_was_put_in)
{
    const int64_t id = add(1, MODEL_RETRAIN, shelf.model.id);
    struct model_ref ref = {0};
    struct err err = {0};

    ok(model_refer(shelf.s, id, &ref, &err));
    cr_expect(ref.id == id && ref.embeds && ref.trunk[0] == 't' && ref.nodes == 4);
    cr_expect_str_eq(ref.key, "11111111111111111111111111111111");
    cr_expect_str_eq(ref.tag[1], "drums.snare");
    cr_expect(ref.tag_id[0] == shelf.model.tag_id[KICK], "one tag for one name");
    cr_expect(ref.branches.leaves == 3 && ref.branches.nodes == 4);
    cr_expect(ref.branches.parent[0] == 3 && ref.branches.parent[2] == -1);
    cr_expect(ref.branches.leaf_threshold == 0.5f &&
              ref.branches.parent_threshold == 0.75f && ref.form_threshold == 0.25f);
    model_ref_clear(&ref);
    cr_expect(model_refer(shelf.s, id + 1, &ref, &err) == -1);
    shelf_sql(&shelf, "DELETE FROM model_node WHERE node = 1");
    cr_expect(model_refer(shelf.s, id, &ref, &err) == -1);
    shelf_refused(&err, ERR_STORE, "has lost its categories");
}

Test(models, weights_are_kept_once_and_can_be_forgotten)
{
    const int64_t id = add(1, MODEL_IMPORT, 0);
    struct buf b = {0};
    struct err err = {0};

    cr_expect(add(1, MODEL_RETRAIN, 0) == id, "it is there already");
    cr_expect(model_weights(shelf.s, id, &b, &err) == 1 && b.len == 32 &&
              b.data[5] == '1');
    cr_expect(shelf_sql(&shelf, "SELECT bytes FROM v1_model WHERE made_by = 'import'") ==
              32);
    ok(model_forget_weights(shelf.s, id, &err));
    cr_expect(model_weights(shelf.s, id, &b, &err) == 0);
    cr_expect(model_weights(shelf.s, shelf.model.id, &b, &err) == 0);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_model") == 2);
    cr_expect(add(1, MODEL_IMPORT, 0) == id && model_weights(shelf.s, id, &b, &err) == 1,
              "and come back");
    buf_clear(&b);
}

Test(models, the_users_stays_when_the_program_brings_another)
{
    const int64_t base = choose(1), mine = add(2, MODEL_RETRAIN, base);

    cr_expect(choose(1) == base, "what is not in use is not chosen");
    swap(mine, false);
    cr_expect(choose(1) == mine);
    cr_expect(choose(3) == mine, "a newer one that is built in waits");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_model WHERE used_at IS NULL") ==
              1);
    shelf_sql(&shelf, "UPDATE model SET feature_version = 99 WHERE current = 1");
    cr_expect(choose(3) != mine, "made for other features");
    swap(base, false);
    cr_expect(choose(4) != base, "one that was built in gives way to one that is");
    shelf_sql(&shelf, "UPDATE model SET feature_version = 1");
    swap(mine, false);
    shelf_sql(&shelf, "DELETE FROM model_data");
    cr_expect(choose(4) != mine, "one without weights cannot work");
}

Test(models, the_one_before_comes_back_step_by_step)
{
    const int64_t base = choose(1), a = add(2, MODEL_RETRAIN, base),
                  b = add(3, MODEL_RETRAIN, a);
    struct err err = {0};
    int64_t id = 0;

    swap(a, false);
    swap(b, false);
    cr_expect(model_before(shelf.s, &id, &err) == 1 && id == a);
    swap(id, true);
    cr_expect(model_before(shelf.s, &id, &err) == 1 && id == base);
    swap(id, true);
    cr_expect(shelf_sql(&shelf, "SELECT id FROM v1_model WHERE current") == base);
    cr_expect(shelf_sql(&shelf, "SELECT sum(current) FROM v1_model") == 1);
}

static int tell(void *arg, const struct model_row *m, struct err *e)
{
    char *to = arg;

    (void)e;
    sprintf(to + strlen(to), "%.1s %s parent=%d bytes=%d leaves=%d samples=%d%s; ",
            m->key, m->made_by, (int)m->parent, (int)m->bytes, (int)m->leaves,
            (int)m->samples, m->current ? " current" : "");
    return 0;
}

Test(models, are_listed_as_they_came)
{
    char text[400] = "";
    struct err err = {0};

    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);
    swap(add(5, MODEL_RETRAIN, shelf.model.id), false);
    ok(model_each(shelf.s, tell, text, &err));
    cr_expect_str_eq(text, "0 base parent=0 bytes=0 leaves=4 samples=1; "
                           "5 retrain parent=1 bytes=32 leaves=3 samples=0 current; ");
}

Test(models, a_row_of_an_older_program_is_completed)
{
    const int64_t id = choose(1);

    shelf_sql(&shelf,
              "UPDATE model SET trunk = NULL, leaves = NULL, leaf_threshold = NULL");
    cr_expect(choose(1) == id);
    cr_expect(shelf_sql(&shelf, "SELECT leaves = 3 AND length(trunk) = 32 AND "
                                "leaf_threshold = 0.5 FROM v1_model WHERE current") == 1);
}
