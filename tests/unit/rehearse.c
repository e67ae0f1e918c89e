/* SPDX-License-Identifier: GPL-2.0-or-later */
/* learn/rehearse: which sounds a model takes along, and that they are what it knows. */
#include "near.h"

#include <string.h>

#include "learn/rehearse.h"
#include "nn/classify.h"
#include "nn/rehearsal.h"
#include "random_patch.h"
#include "util/blob.h"

enum { ROWS = 200, LEAVES = 3 };

static struct patch patch[4]; /* one a leaf, and silence */
static struct train_row row[ROWS];

/* Leaf 0: 150 rows, 100 of them of source 1. Leaf 1: 40 rows. Leaf 2: 10 rows. */
static void setup(void)
{
    for (int i = 0; i < LEAVES; i++)
        random_patch(&patch[i], 40, i, (uint64_t)i);
    patch[3] = (struct patch){.attack_cols = 1, .hops = 1};
    for (int i = 0; i < ROWS; i++) {
        const int leaf = i < 150 ? 0 : i < 190 ? 1 : 2;

        row[i] = (struct train_row){.patch = &patch[leaf],
                                    .leaf = leaf,
                                    .form = i % 3 - 1,
                                    .source = i < 100 ? 1 : 70000 + i % 40,
                                    .weight = 1.0f};
    }
}

TestSuite(rehearse, .init = setup);

Test(rehearse, is_balanced_over_leaves_and_over_sources_within_them)
{
    size_t picked[ROWS], of_leaf[LEAVES] = {0}, of_first_source = 0;
    bool seen[ROWS] = {0};
    const size_t n = rehearse_pick(row, ROWS, LEAVES, 1, picked);

    for (size_t i = 0; i < n; i++) {
        cr_expect(!seen[picked[i]], "row %zu twice", picked[i]);
        seen[picked[i]] = true;
        of_leaf[row[picked[i]].leaf]++;
        of_first_source += row[picked[i]].leaf == 0 && row[picked[i]].source == 1;
    }
    cr_expect(of_leaf[0] == REHEARSE_OF_LEAF && of_leaf[1] == 40 && of_leaf[2] == 10);
    cr_expect(of_first_source == REHEARSE_OF_LEAF - 50, "%zu", of_first_source);
}

Test(rehearse, is_the_same_from_the_same_seed_alone)
{
    size_t a[ROWS], b[ROWS];
    const size_t n = rehearse_pick(row, ROWS, LEAVES, 1, a);

    cr_expect(rehearse_pick(row, ROWS, LEAVES, 1, b) == n &&
              memcmp(a, b, n * sizeof *a) == 0);
    rehearse_pick(row, ROWS, LEAVES, 2, b);
    cr_expect(memcmp(a, b, n * sizeof *a) != 0);
}

Test(rehearse, leaves_silence_out)
{
    size_t picked[ROWS];

    row[195].patch = &patch[3];
    cr_expect(rehearse_pick(row, ROWS, LEAVES, 1, picked) == REHEARSE_OF_LEAF + 40 + 9);
}

Test(rehearse, a_sound_on_tape_is_what_the_model_hears)
{
    static const char *const tag[] = {"drums.kick", "drums.snare", "bass", "drums"};
    struct model m = {.nodes = 4,
                      .leaves = LEAVES,
                      .arch = "cnn",
                      .feature_version = BLOB_MEL_VERSION,
                      .temperature = 1.0f,
                      .form_temperature = 1.0f};
    struct net *net = net_new("cnn", LEAVES);
    struct classifier *c;
    struct rehearsal r;
    struct embedding k, heard;
    struct rng rng;

    rng_init(&rng, 1);
    net_start(net, &rng);
    net_settle(net);
    net_store(net, &m);
    rehearse(&m, net, row, ROWS, 1);
    model_seal(&m);
    for (size_t i = 0; i < 4; i++)
        strcpy(m.node[i].tag, tag[i]);
    cr_assert(rehearsal_of(&r, &m) == 1);
    cr_expect(r.n == REHEARSE_OF_LEAF + 50 && r.width == net->embeds);
    c = classifier_new(&m);
    for (size_t i = 0; i < r.n; i++) {
        rehearsal_sound(&r, i, &k);
        classify_embed(c, &patch[r.leaf[i]], &heard);
        cr_expect(k.n == heard.n && k.low == heard.low && k.step == heard.step &&
                  memcmp(k.byte, heard.byte, k.n) == 0);
        cr_expect(r.form[i] == REHEARSAL_NO_FORM || r.form[i] < FORM_COUNT);
        cr_expect(r.source[2 * i + 1] == (r.source[2 * i] == 1 ? 0 : 70000 >> 8 & 0xff));
    }
    classifier_free(c);
    net_free(net);
    while (m.tensors)
        model_drop(&m, m.tensor[m.tensors - 1].name);
    free(m.tensor);
}
