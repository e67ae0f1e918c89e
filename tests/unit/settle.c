/* SPDX-License-Identifier: GPL-2.0-or-later */
/* learn/settle, nn/settled, learn/kin, learn/sense: folders of one kind help, others do
 * not, and nonsense is told from a lesson. */
#include "near.h"

#include <string.h>

#include "learn/kin.h"
#include "learn/retrain.h"
#include "learn/sense.h"
#include "learner.h"
#include "nn/classify.h"
#include "nn/settled.h"

enum { KICK, SNARE, BELL, PAD, FOLDER = 8 };

/* The most that any sound of a folder is said to be a bell, when one of eight that lie
 * halfway between kick and snare was; mixed: half of them are surely pads. */
static float most_bell(bool mixed, size_t *settled)
{
    struct model *base = learner_new();
    struct embedding known[FOLDER];
    struct settle_sound x[FOLDER];
    struct retrain_options o = retrain_defaults;
    struct retrain r;
    struct err e = {0};
    float most = 0.0f;
    struct rng g;

    rng_init(&g, 4);
    for (size_t i = 0; i < FOLDER; i++) {
        known[i] = mixed && i % 2
                       ? learner_sound(&g, PAD, PAD, 0.0)
                       : learner_sound(&g, KICK, SNARE, 0.1 + 0.1 * i / FOLDER);
        x[i] = (struct settle_sound){&known[i], 7};
    }
    o.parts = 0;
    o.library = x;
    o.sounds = FOLDER;
    cr_assert(
        retrain(&r, base,
                &(struct retrain_example){
                    .known = known[0], .tag = "tonal.bell", .form = -1, .folder = 7},
                1, &o, &e) == 0,
        "%s", e.text);
    for (size_t i = 1; i < FOLDER; i++) {
        float y[EMBEDDING_MAX], p[SOUND_MAX_NODES];

        embedding_numbers(&known[i], y);
        school_ask(r.model, 1, y, p);
        if (!mixed || i % 2)
            most = p[BELL] > most ? p[BELL] : most;
    }
    *settled = r.settled;
    retrain_clear(&r);
    model_free(base);
    return most;
}

Test(settle, a_folder_of_one_kind_follows_and_other_kinds_in_it_do_not)
{
    size_t alike, odd;
    const float one = most_bell(false, &alike), others = most_bell(true, &odd);

    cr_expect(alike > 0);
    cr_expect(one > 0.5f, "%g", (double)one);
    cr_expect(others < 0.3f, "%g", (double)others);
}

/* A model that has a sound by heart. */
static struct model *with_heart(float *known)
{
    struct model *m = learner_new();
    const uint8_t share[LEARNER_LEAVES] = {0, 51, 0, 204};
    uint8_t key[SETTLED_KEY];
    struct embedding k;
    struct rng g;

    rng_init(&g, 9);
    k = learner_sound(&g, KICK, KICK, 0.0);
    embedding_numbers(&k, known);
    settled_key(k.n, known, key);
    settled_put(m, &(struct settled){1, LEARNER_LEAVES, key, share});
    model_seal(m);
    return m;
}

Test(settled, that_very_sound_is_what_was_settled_and_the_trunk_is_the_same)
{
    struct model *base = learner_new(), *back;
    float known[EMBEDDING_MAX], leaf[SOUND_MAX_NODES], form[FORM_COUNT];
    struct model *m = with_heart(known);
    struct classifier *c;
    struct buf b = {0};
    struct err e = {0};

    model_seal(base);
    model_write(m, &b);
    cr_assert(model_parse(&back, b.data, b.len, &e) == 0, "%s", e.text);
    c = classifier_new(back);
    classify_known(c, known, leaf, form);
    near(leaf[SNARE], 0.2, 1e-6);
    near(leaf[PAD], 0.8, 1e-6);
    known[0] += 0.5f;
    classify_known(c, known, leaf, form);
    cr_expect(leaf[KICK] > 0.5f, "another sound is left to the ear");
    cr_expect(memcmp(base->trunk, back->trunk, SOUND_TRUNK) == 0);
    cr_expect(strcmp(base->id, back->id) != 0);
    classifier_free(c);
    buf_clear(&b);
    model_free(back);
    model_free(m);
    model_free(base);
}

Test(settled, that_cannot_be_are_refused)
{
    for (int flaw = 0; flaw < 3; flaw++) {
        float known[EMBEDDING_MAX];
        struct model *m = with_heart(known);
        struct err e = {0};

        cr_expect(settled_check(m, &e) == 0, "%s", e.text);
        if (flaw == 0)
            memset(model_find(m, "settled.share")->bytes, 0, LEARNER_LEAVES);
        else if (flaw == 1)
            model_drop(m, "settled.key");
        else
            model_put(m, "settled.key", true, 2, (size_t[]){2, SETTLED_KEY});
        cr_expect(settled_check(m, &e) == -1 && e.kind == ERR_FORMAT, "%d", flaw);
        model_free(m);
    }
}

Test(kin, a_folder_of_one_kind_is_near_1_and_a_mixed_or_lonely_one_near_0)
{
    const float p[6][2] = {{0.9f, 0.1f}, {0.9f, 0.1f}, {0.9f, 0.1f},
                           {0.0f, 1.0f}, {1.0f, 0.0f}, {1.0f, 0.0f}};
    const size_t folder[6] = {5, 5, 5, 3, 3, 9};
    float kin[6];

    kin_measure(6, 2, p[0], folder, kin);
    near(kin[0], 1.0, 1e-5);
    cr_expect(kin[3] == 0.0f && kin[4] == 0.0f && kin[5] == 0.0f);
}

Test(sense, is_made_by_who_puts_right_what_is_always_mistaken)
{
    enum { N = 40, C = 8 };
    float p[N * C], one[N * C] = {0}, odd[N * C] = {0};

    for (size_t i = 0; i < N; i++) {
        for (size_t c = 0; c < C; c++)
            p[i * C + c] = c == (i % 4 ? 1 : 2) ? 0.93f : 0.01f;
        one[i * C + 3] = 1.0f;
        odd[i * C + i % C] = 1.0f;
    }
    cr_expect(sense_made(N, C, p, one));
    cr_expect(!sense_made(N, C, p, odd));
}

Test(sense, is_not_made_by_chance_nor_by_one_answer_to_everything)
{
    enum { N = 40, C = 8 };
    float p[N * C], right[N * C] = {0}, odd[N * C] = {0}, one[N * C] = {0};

    for (size_t i = 0; i < N; i++) {
        for (size_t c = 0; c < C; c++)
            p[i * C + c] = c == i % C ? 0.44f : 0.08f;
        right[i * C + i % C] = 1.0f;
        odd[i * C + (i * 5 + i / C) % C] = 1.0f;
        one[i * C + 3] = 1.0f;
    }
    cr_expect(sense_made(N, C, p, right));
    cr_expect(!sense_made(N, C, p, odd));
    cr_expect(!sense_made(N, C, p, one));
    cr_expect(sense_made(SENSE_LEAST - 1, C, p, one), "too few to tell");
}
