/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/: training, by one process and by several. */
#include "near.h"
#include "random_patch.h"

#include <stdlib.h>
#include <string.h>

#include "nn/arch.h"
#include "nn/metrics.h"
#include "nn/net.h"
#include "nn/train.h"

enum {
    EXAMPLES = 60,
    FEW = 24, /* a whole batch and a part of one: enough where bits are compared */
    TRIED = 6
};

static void train_on(struct net *n, size_t examples, size_t tried, long epochs,
                     uint64_t seed, size_t shard, size_t threads)
{
    static struct patch patch[EXAMPLES];
    static struct train_row row[EXAMPLES];
    struct train_options o = *train_defaults(n->arch->name);
    struct err e;

    random_rows(patch, row, EXAMPLES);
    o.epochs = epochs;
    o.batch = 16;
    o.augment = 0.3;
    o.rate = 0.01f;
    o.seed = seed;
    o.shard = shard;
    o.threads = threads;
    cr_assert(train(n, row, examples, row + examples, tried, &o, NULL, NULL, &e) == 0);
}

/* 2 epochs in batches of 16, cut and shared out like this. */
static void train_a_little(struct net *n, uint64_t seed, size_t shard, size_t threads)
{
    train_on(n, FEW, TRIED, 2, seed, shard, threads);
}

Test(train, the_same_seed_gives_the_same_bits)
{
    static const char *const arch[] = {"linear", "cnn", "cnn-texture", "crnn",
                                       "attention"};

    for (int k = 0; k < 4; k++) {
        struct net *a = net_new(arch[k], 3), *b = net_new(arch[k], 3),
                   *c = net_new(arch[k], 3);

        train_a_little(a, 1, 0, 1);
        train_a_little(b, 1, 0, 1);
        train_a_little(c, 2, 0, 1);
        cr_expect(memcmp(a->w, b->w, a->total * sizeof *a->w) == 0, "%s", arch[k]);
        cr_expect(memcmp(a->w, c->w, a->total * sizeof *a->w) != 0, "a seed matters");
        net_free(a);
        net_free(b);
        net_free(c);
    }
}

/* Whether that ends in the weights of `like`. */
static bool ends_alike(const struct net *like, size_t shard, size_t threads)
{
    struct net *n = net_new(like->arch->name, like->leaves);
    bool alike;

    train_a_little(n, 1, shard, threads);
    alike = memcmp(n->w, like->w, n->total * sizeof *n->w) == 0;
    net_free(n);
    return alike;
}

Test(train, how_many_work_on_it_changes_no_bit)
{
    static const char *const arch[] = {"linear", "cnn", "cnn-texture", "crnn",
                                       "attention"};

    for (int k = 0; k < 4; k++) {
        struct net *n = net_new(arch[k], 3);

        train_a_little(n, 1, 5, 1);
        for (size_t threads = 2; threads <= 4; threads++)
            cr_expect(ends_alike(n, 5, threads), "%s by %zu", arch[k], threads);
        cr_expect(!ends_alike(n, 0, 2), "%s: how a batch is cut matters", arch[k]);
        net_free(n);
    }
}

static void check_learned(const char *arch, int least)
{
    struct net *n = net_new(arch, 3);
    struct patch p;
    float leaf[3], form[FORM_COUNT];
    int right = 0, forms = 0;
    struct err e;

    train_on(n, 40, 20, 16, 1, 0, 1);
    for (int i = 0; i < 30; i++) {
        struct train_row row = {&p, 0, 0, 0, 1.0f};

        random_patch(&p, 90, i % 3, 1000 + (uint64_t)i);
        cr_assert(train_answers(n, &row, 1, 1, leaf, form, &e) == 0);
        right += (int)metrics_largest(3, leaf) == i % 3;
        forms += (form[FORM_LOOP] > form[FORM_ONESHOT]) == (i % 3 == 2);
    }
    cr_expect(right >= least, "%s: %d of 30", arch, right);
    cr_expect(forms >= least - 1, "%s: %d of 30", arch, forms);
    net_free(n);
}

Test(train, learns_what_can_be_learned)
{
    check_learned("linear", 29);
    check_learned("cnn", 27);
    check_learned("crnn", 27);
    check_learned("attention", 27);
}

/* Labels that are all wrong, and a teacher that counts for all of the target. */
Test(train, a_teacher_is_learned_from)
{
    static struct patch patch[EXAMPLES];
    static struct train_row row[EXAMPLES];
    struct train_options o = *train_defaults("cnn");
    struct net *teacher = net_new("crnn", 3), *n = net_new("cnn", 3);
    float leaf[EXAMPLES * 3], form[EXAMPLES * FORM_COUNT];
    struct err e;
    int right = 0;

    train_on(teacher, 40, 20, 12, 1, 0, 1);
    net_settle(teacher);
    random_rows(patch, row, EXAMPLES);
    for (size_t i = 0; i < EXAMPLES; i++)
        row[i].leaf = 0;
    o.epochs = 16;
    o.batch = 16;
    o.shard = 8;
    o.threads = 2;
    o.rate = 0.01f;
    o.teacher = &teacher;
    o.teachers = 1;
    o.lesson = 1.0f;
    cr_assert(train(n, row, 40, NULL, 0, &o, NULL, NULL, &e) == 0);
    cr_assert(train_answers(n, row + 40, 20, 1, leaf, form, &e) == 0);
    for (size_t i = 0; i < 20; i++)
        right += metrics_largest(3, leaf + i * 3) == (40 + i) % 3;
    cr_expect(right >= 16, "%d of 20", right);
    net_free(teacher);
    net_free(n);
}
