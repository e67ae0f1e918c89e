/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/: training put away and gone on with. */
#include "near.h"
#include "random_patch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nn/arch.h"
#include "nn/checkpoint.h"
#include "nn/train.h"

enum { LEARNED = 40, TRIED = 20, BATCHES = 3, EPOCHS = 4 };

static struct patch patch[LEARNED + TRIED];
static struct train_row row[LEARNED + TRIED];
static char dir[] = "/tmp/checkpoint-XXXXXX", file[sizeof dir + 8];

static void setup(void)
{
    random_rows(patch, row, LEARNED + TRIED);
    cr_assert(mkdtemp(dir) != NULL);
    snprintf(file, sizeof file, "%s/c", dir);
}

/* No test leaves anything behind: not even part of a file. */
static void teardown(void)
{
    unlink(file);
    cr_expect(rmdir(dir) == 0, "something else is in %s", dir);
}

TestSuite(checkpoint, .init = setup, .fini = teardown);

/* What is seen of a run from outside. */
struct seen {
    long steps_left; /* until it is asked to stop; below 0: never */
    struct train_epoch epoch[EPOCHS];
    long epochs, past;
};

static bool count_down(void *arg)
{
    struct seen *s = arg;

    return s->steps_left >= 0 && --s->steps_left == 0;
}

static int note(void *arg, const struct train_epoch *t)
{
    struct seen *s = arg;

    s->epoch[s->epochs++] = *t;
    s->past += t->past;
    cr_expect(t->epoch == s->epochs && t->epochs == EPOCHS, "epoch %ld", t->epoch);
    return 0;
}

static struct train_options options_for(const char *arch)
{
    struct train_options o = *train_defaults(arch);

    o.epochs = EPOCHS;
    o.batch = 16;
    o.shard = 8;
    o.threads = 2;
    o.augment = 0.3;
    o.drawn = false; /* 40 rows: batches of 16, 16 and 8 */
    o.stop = count_down;
    o.checkpoint = file;
    return o;
}

static int learn(struct net *n, const struct train_options *o, struct seen *s,
                 struct err *e)
{
    return train(n, row, LEARNED, row + LEARNED, TRIED, o, note, s, e);
}

static void same_curve(const struct seen *a, const struct seen *b)
{
    for (size_t i = 0; i < EPOCHS; i++)
        cr_expect(a->epoch[i].loss == b->epoch[i].loss &&
                      a->epoch[i].train_accuracy == b->epoch[i].train_accuracy &&
                      a->epoch[i].accuracy == b->epoch[i].accuracy &&
                      a->epoch[i].macro_f1 == b->epoch[i].macro_f1 &&
                      a->epoch[i].best == b->epoch[i].best,
                  "epoch %zu", i + 1);
}

/* Stopped after so many steps, and gone on with by another process of the same kind. */
static void check_resumed(const struct net *whole, const struct seen *all, long steps)
{
    struct train_options o = options_for(whole->arch->name);
    struct seen first = {.steps_left = steps}, then = {.steps_left = -1};
    struct net *a = net_new(whole->arch->name, 3), *b = net_new(whole->arch->name, 3);
    struct err e = {0};

    cr_assert(learn(a, &o, &first, &e) == -1 && e.kind == ERR_STOPPED, "%s", e.text);
    cr_expect(first.epochs == (steps - 1) / BATCHES, "%ld epochs", first.epochs);
    o.resume = true;
    o.threads = 1;
    cr_assert(learn(b, &o, &then, &e) == 0, "%s", e.text);
    cr_expect(then.epochs == EPOCHS && then.past == first.epochs);
    cr_expect(memcmp(b->w, whole->w, b->total * sizeof *b->w) == 0,
              "%s: other weights after step %ld", whole->arch->name, steps);
    same_curve(all, &then);
    net_free(a);
    net_free(b);
}

static void check_resumable(const char *arch, long last, long stride)
{
    struct net *whole = net_new(arch, 3);
    struct train_options o = options_for(arch);
    struct seen all = {.steps_left = -1};
    struct err e = {0};

    unlink(file);
    cr_assert(learn(whole, &o, &all, &e) == 0);
    cr_expect(access(file, F_OK) != 0, "so short a run needs no checkpoint");
    for (long steps = 1; steps <= last; steps += stride)
        check_resumed(whole, &all, steps);
    net_free(whole);
}

Test(checkpoint, a_run_that_was_stopped_ends_in_the_same_weights)
{
    check_resumable("linear", EPOCHS * BATCHES, 1);
    check_resumable("cnn", 2 * BATCHES, 4);
}

Test(checkpoint, is_written_now_and_then_without_being_asked)
{
    struct train_options o = options_for("linear");
    struct seen first = {.steps_left = -1}, again = {.steps_left = -1};
    struct net *a = net_new("linear", 3), *b = net_new("linear", 3);
    struct err e = {0};

    o.checkpoint_ms = 0;
    cr_assert(learn(a, &o, &first, &e) == 0 && access(file, R_OK) == 0);
    o.resume = true;
    cr_assert(learn(b, &o, &again, &e) == 0, "%s", e.text);
    cr_expect(again.past == EPOCHS - 1, "the last one was not yet measured");
    cr_expect(memcmp(a->w, b->w, a->total * sizeof *a->w) == 0);
    same_curve(&first, &again);
    net_free(a);
    net_free(b);
}

/* A checkpoint of a net that is no more than a few numbers. */
struct small {
    struct net net;
    struct train_options o;
    struct train_epoch curve[EPOCHS];
    float x[3][5], moments[2][4];
    struct checkpoint is;
};

static void small_init(struct small *s)
{
    *s = (struct small){
        .net = {.arch = &arch_linear, .leaves = 2, .total = 5, .learned = 4},
        .o = *train_defaults("linear"),
    };
    s->o.epochs = EPOCHS;
    s->is = (struct checkpoint){.net = &s->net,
                                .options = &s->o,
                                .rows = 99,
                                .batches = BATCHES,
                                .curve = s->curve,
                                .w = s->x[0],
                                .average = s->x[1],
                                .best = s->x[2],
                                .m = s->moments[0],
                                .v = s->moments[1]};
}

static void small_fill(struct small *s, struct buf *b)
{
    small_init(s);
    for (size_t i = 0; i < 15; i++)
        s->x[i / 5][i % 5] = 0.5f + (float)i;
    for (size_t i = 0; i < 8; i++)
        s->moments[i / 4][i % 4] = -0.5f - (float)i;
    s->curve[0] = (struct train_epoch){.epoch = 1,
                                       .epochs = EPOCHS,
                                       .loss = 3.5,
                                       .train_accuracy = 0.25,
                                       .accuracy = 0.5,
                                       .macro_f1 = 0.125,
                                       .best = true,
                                       .past = true,
                                       .seconds = 60,
                                       .busy_s = 110,
                                       .gemm_s = 90};
    s->is.epochs = 1;
    s->is.batch = 2;
    s->is.sum = (struct batch_sum){.loss = 9.5, .rows = 32, .right = 7, .busy_s = 3};
    s->is.seconds = 1.5;
    checkpoint_write(&s->is, b);
}

Test(checkpoint, what_is_written_is_read_back)
{
    struct small a, b;
    struct buf bytes = {0}, again = {0};
    struct err e = {0};

    small_fill(&a, &bytes);
    small_init(&b);
    cr_assert(checkpoint_parse(&b.is, bytes.data, bytes.len, &e) == 0, "%s", e.text);
    cr_expect(b.is.epochs == 1 && b.is.batch == 2 && b.is.sum.right == 7);
    cr_expect(b.curve[0].epoch == 1 && b.curve[0].past && b.curve[0].best);
    cr_expect(memcmp(a.x, b.x, sizeof a.x) == 0);
    cr_expect(memcmp(a.moments, b.moments, sizeof a.moments) == 0);
    checkpoint_write(&b.is, &again);
    cr_expect(again.len == bytes.len && memcmp(again.data, bytes.data, again.len) == 0);
    buf_clear(&bytes);
    buf_clear(&again);
}

/* It must say so, of the run in *s, and change nothing in there. */
static void refused(struct small *s, const uint8_t *data, size_t n, const char *text)
{
    const struct small before = *s;
    struct err e = {0};

    cr_expect(checkpoint_parse(&s->is, data, n, &e) == -1, "accepted, not: %s", text);
    cr_expect(strcmp(e.text, text) == 0, "'%s', not '%s'", e.text, text);
    cr_expect(memcmp(&before, s, sizeof *s) == 0, "changed by: %s", text);
}

Test(checkpoint, cut_short_or_damaged_anywhere_is_refused)
{
    struct small s;
    struct buf b = {0};

    small_fill(&s, &b);
    small_init(&s);
    for (size_t n = 0; n < b.len; n++)
        refused(&s, b.data, n, n < 8 ? "not a checkpoint" : "checkpoint is cut short");
    for (size_t i = 24; i < b.len; i++) {
        b.data[i] ^= 0x10;
        refused(&s, b.data, b.len, "checkpoint is damaged");
        b.data[i] ^= 0x10;
    }
    b.data[8]++;
    refused(&s, b.data, b.len, "checkpoint of another version of sampledb");
    b.data[8]--;
    buf_u8(&b, 0);
    refused(&s, b.data, b.len, "checkpoint has bytes at its end that are not its own");
    buf_clear(&b);
}

Test(checkpoint, of_another_run_is_refused)
{
    struct small s;
    struct buf b = {0};

    small_fill(&s, &b);
    small_init(&s);
    s.o.seed = 2;
    refused(&s, b.data, b.len, "checkpoint was made with --seed 1, not 2");
    small_init(&s);
    s.o.epochs = 3;
    refused(&s, b.data, b.len, "checkpoint was made with --epochs 4, not 3");
    small_init(&s);
    s.o.decay = 0.5f;
    refused(&s, b.data, b.len, "checkpoint was made with decay 0.05, not 0.5");
    small_init(&s);
    s.net.arch = &arch_cnn;
    refused(&s, b.data, b.len, "checkpoint was made with --arch linear, not cnn");
    small_init(&s);
    s.is.rows = 98;
    refused(&s, b.data, b.len, "checkpoint was made from other files, labels or teachers");
    small_init(&s);
    s.net.leaves = 3;
    refused(&s, b.data, b.len, "checkpoint was made from other files, labels or teachers");
    small_init(&s);
    s.net.total = 6;
    refused(&s, b.data, b.len, "checkpoint of another version of sampledb");
    buf_clear(&b);
}

Test(checkpoint, every_row_and_label_is_of_the_run)
{
    const uint64_t sum = checkpoint_rows(row, 10, 0);
    struct patch *p = &patch[9];

    cr_expect(checkpoint_rows(row, 10, 0) == sum);
    cr_expect(checkpoint_rows(row, 9, 0) != sum);
    cr_expect(checkpoint_rows(row, 10, 1) != sum);
    row[9].leaf ^= 1;
    cr_expect(checkpoint_rows(row, 10, 0) != sum, "leaf");
    row[9].leaf ^= 1;
    row[3].form ^= 1;
    cr_expect(checkpoint_rows(row, 10, 0) != sum, "form");
    row[3].form ^= 1;
    p->whole[PATCH_COLS - 1][0] ^= 1;
    cr_expect(checkpoint_rows(row, 10, 0) != sum, "features");
}

Test(checkpoint, without_a_file_or_a_place_for_it_there_is_an_error)
{
    struct train_options o = options_for("linear");
    struct seen s = {.steps_left = 1};
    struct net *n = net_new("linear", 3);
    struct err e = {0};

    o.resume = true;
    cr_expect(learn(n, &o, &s, &e) == -1 && e.kind == ERR_IO);
    o.resume = false;
    o.checkpoint = "/nowhere/at/all";
    cr_expect(learn(n, &o, &s, &e) == -1 && e.kind == ERR_IO);
    cr_expect(strcmp(e.text, "/nowhere/at/all: create: No such file or directory") == 0,
              "%s", e.text);
    net_free(n);
}
