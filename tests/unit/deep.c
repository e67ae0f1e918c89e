/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/upper and learn/deep with what they are made of: ears that learn, and what must not
 * move meanwhile. */
#include "near.h"

#include <stdlib.h>
#include <string.h>

#include "learn/carry.h"
#include "learn/deep.h"
#include "learn/refit.h"
#include "learn/rehearse.h"
#include "learner.h"
#include "nn/arch.h"
#include "nn/classify.h"
#include "nn/upper.h"
#include "random_patch.h"
#include "slopes.h"
#include "util/blob.h"

static const char *const archs[] = {"cnn", "cnn-texture", "crnn", "attention"};
enum { ARCHS = sizeof archs / sizeof *archs, ROWS = 4, LEAVES = 3 };

static struct net *net_by_chance(const char *arch, uint64_t seed)
{
    struct net *n = net_new(arch, LEAVES);
    struct rng r;

    rng_init(&r, seed);
    net_start(n, &r);
    net_settle(n);
    return n;
}

/* A net and what lies at its cut; its answer is the sum of its embeddings times g. */
struct top {
    struct net *net;
    float *x, *cut, *known, *g;
};

static struct top top_new(const char *arch)
{
    struct top t = {.net = net_by_chance(arch, 31)};
    const struct net *n = t.net;

    t.x = mem_new(ROWS * n->inputs, sizeof *t.x);
    t.cut = mem_new(ROWS * upper_floats(n), sizeof *t.cut);
    t.known = mem_new(ROWS * n->embeds, sizeof *t.known);
    t.g = mem_new(ROWS * n->embeds, sizeof *t.g);
    noise(t.x, ROWS * n->inputs, 32);
    noise(t.g, ROWS * n->embeds, 33);
    upper_read(t.net, ROWS, t.x, t.known, t.cut);
    return t;
}

static void top_free(struct top *t)
{
    net_free(t->net);
    free(t->x);
    free(t->cut);
    free(t->known);
    free(t->g);
}

static double top_answer(struct top *t)
{
    net_settle(t->net);
    upper_forward(t->net, ROWS, t->cut, t->known);
    return dot(ROWS * t->net->embeds, t->known, t->g);
}

Test(upper, makes_of_the_cut_what_the_whole_net_makes_of_the_sound)
{
    for (size_t k = 0; k < ARCHS; k++) {
        struct top t = top_new(archs[k]);
        const size_t all = ROWS * t.net->embeds;
        float *again = mem_new(all, sizeof *again);

        upper_forward(t.net, ROWS, t.cut, again);
        cr_expect(memcmp(again, t.known, all * sizeof *again) == 0, "%s", archs[k]);
        upper_forward(t.net, 1, t.cut + upper_floats(t.net), again);
        for (size_t i = 0; i < t.net->embeds; i++)
            near(again[i], t.known[t.net->embeds + i], 1e-4);
        free(again);
        top_free(&t);
    }
}

/* The weights of one part moved together, along their own gradient. */
static double slope_along(struct top *t, const struct net_part *p, double norm)
{
    const double h = 2e-3;
    float *keep = mem_new(p->count, sizeof *keep);
    double answer[2];

    memcpy(keep, p->w, p->count * sizeof *keep);
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < p->count; i++)
            p->w[i] = keep[i] + (float)((k ? -h : h) * (double)p->dw[i] / norm);
        answer[k] = top_answer(t);
    }
    memcpy(p->w, keep, p->count * sizeof *keep);
    free(keep);
    return (answer[0] - answer[1]) / (2 * h);
}

static void check_part(struct top *t, const struct net_part *p)
{
    const double norm = sqrt(dot(p->count, p->dw, p->dw));
    const bool still = !upper_owns(t->net, p) || strstr(p->name, "norm.weight");
    double slope;

    if (strstr(p->name, "norm1.weight") || strstr(p->name, "norm2.weight"))
        return; /* of an encoder's layer norms, which do not stand still */
    if (still) {
        cr_expect(norm == 0.0, "%s has a gradient", p->name);
        return;
    }
    slope = slope_along(t, p, norm);
    cr_expect(norm > 0 && fabs(slope - norm) < 0.05 * norm + 1e-4,
              "%s: %s: slope %g, gradient %g", t->net->arch->name, p->name, slope, norm);
}

Test(upper, gradient_is_the_central_difference_and_of_nothing_below)
{
    for (size_t k = 0; k < ARCHS; k++) {
        struct top t = top_new(archs[k]);
        size_t owned = 0;

        top_answer(&t);
        upper_backward(t.net, ROWS, t.g);
        for (size_t i = 0; i < t.net->parts && t.net->part[i].dw; i++) {
            check_part(&t, &t.net->part[i]);
            owned += upper_owns(t.net, &t.net->part[i]);
        }
        cr_expect(owned > 8 && !upper_owns(t.net, t.net->head), "%s: %zu parts", archs[k],
                  owned);
        top_free(&t);
    }
}

enum { WIDTH = 24, SOUNDS = 400 };

Test(carry, follows_what_moves_together)
{
    static float from[SOUNDS * WIDTH], to[SOUNDS * WIDTH], x[WIDTH];
    struct carry c;

    noise(from, SOUNDS * WIDTH, 1);
    for (size_t i = 0; i < SOUNDS * WIDTH; i++)
        from[i] = fabsf(from[i]);
    for (size_t i = 0; i < SOUNDS; i++)
        for (size_t k = 0; k < WIDTH; k++)
            to[i * WIDTH + k] = 0.8f * from[i * WIDTH + k] +
                                0.3f * from[i * WIDTH + (k + 1) % WIDTH] + 0.1f;
    carry_fit(&c, SOUNDS - 1, WIDTH, from, to);
    cr_expect(c.moved > 0.2 && c.error < 0.03, "%g of %g", c.error, c.moved);
    memcpy(x, from + (SOUNDS - 1) * WIDTH, sizeof x);
    carry_over(&c, 1, x);
    for (size_t k = 0; k < WIDTH; k++)
        near(x[k], to[(SOUNDS - 1) * WIDTH + k], 0.05);
    carry_clear(&c);
}

/* Only the first half of the numbers is ever seen, and doubled. */
Test(carry, leaves_alone_what_it_was_not_told_of)
{
    static float from[SOUNDS * WIDTH], to[SOUNDS * WIDTH], x[WIDTH];
    struct carry c;

    noise(from, SOUNDS * WIDTH, 1);
    for (size_t i = 0; i < SOUNDS * WIDTH; i++) {
        from[i] = i % WIDTH < WIDTH / 2 ? fabsf(from[i]) : 0.0f;
        to[i] = 2.0f * from[i];
    }
    carry_fit(&c, SOUNDS, WIDTH, from, to);
    for (size_t k = WIDTH / 2; k < WIDTH; k++)
        x[k] = 1.0f;
    carry_over(&c, 1, x);
    for (size_t k = 0; k < WIDTH; k++)
        cr_expect(fabsf(x[k] - (k < WIDTH / 2 ? 0.0f : 1.0f)) < 0.15f, "%zu: %g", k,
                  (double)x[k]);
    carry_clear(&c);
}

/*
 * A model with ears by chance that knows noise by its colour, three of them. A person
 * has noise of a fourth, which is called the first or the second by how long it lasts;
 * and more of the three.
 */
enum { REHEARSED = 45, EXAMPLES = 16, OTHERS = 24, FOLDERS = 4 };

static struct patch rehearsed[REHEARSED], told[EXAMPLES], untold[OTHERS];
static struct train_row rehearsed_row[REHEARSED];
static struct deep_example example[EXAMPLES];
static const struct patch *other[OTHERS];

static void setup(void)
{
    static const char *const tag[] = {"drums.kick", "drums.snare"};

    for (size_t i = 0; i < REHEARSED; i++) {
        random_patch(&rehearsed[i], 30 + i, (int)(i % 3), i);
        rehearsed_row[i] = (struct train_row){
            .patch = &rehearsed[i], .leaf = (int)(i % 3), .source = (int)i, .weight = 1};
    }
    for (size_t i = 0; i < EXAMPLES; i++) {
        random_patch(&told[i], i % 2 ? 20 : 120, 3, 100 + i);
        example[i] = (struct deep_example){
            .patch = &told[i],
            .told = {.tag = tag[i % 2], .form = -1, .folder = 10 * (i / 2 % FOLDERS)}};
    }
    for (size_t i = 0; i < OTHERS; i++) {
        random_patch(&untold[i], 25 + 2 * i, (int)(i % 3), 200 + i);
        other[i] = &untold[i];
    }
}

TestSuite(deep, .init = setup);

/* Heads that are right about the rehearsal. */
static void fit_heads(struct model *m)
{
    const struct model_tensor *W = model_find(m, "category.weight");
    struct rehearsal r;
    float *x, *aim, *weight;
    bool *choice;

    cr_assert(rehearsal_of(&r, m));
    x = mem_new(r.n * r.width, sizeof *x);
    aim = mem_new(r.n * LEAVES, sizeof *aim);
    choice = mem_new(r.n, sizeof *choice);
    weight = mem_new(r.n, sizeof *weight);
    for (size_t i = 0; i < r.n; i++) {
        struct embedding k;

        rehearsal_sound(&r, i, &k);
        embedding_numbers(&k, x + i * r.width);
        aim[i * LEAVES + r.leaf[i]] = 1.0f;
        weight[i] = 1.0f;
    }
    refit(&(struct refit_head){.width = r.width,
                               .outputs = LEAVES,
                               .W = W->data,
                               .b = model_find(m, "category.bias")->data,
                               .temperature = 1.0f},
          &(struct refit_rows){r.n, x, aim, choice, weight},
          &(struct refit_options){.hold = 0.01f, .rate = 0.01f, .steps = 60});
    free(x);
    free(aim);
    free(choice);
    free(weight);
}

static struct model *listener_new(void)
{
    static const char *const tag[] = {"drums.kick", "drums.snare", "tonal.bell", "drums",
                                      "tonal"};
    struct model *m = mem_new(1, sizeof *m);
    struct net *n = net_by_chance("cnn", 5);
    struct err e;

    m->leaves = LEAVES;
    m->nodes = sizeof tag / sizeof *tag;
    for (size_t i = 0; i < m->nodes; i++)
        strcpy(m->node[i].tag, tag[i]);
    for (size_t i = 0; i < LEAVES; i++)
        strcpy(m->node[i].label, strchr(tag[i], '.') + 1);
    strcpy(m->arch, "cnn");
    m->feature_version = BLOB_MEL_VERSION;
    m->temperature = m->form_temperature = 1.0f;
    m->leaf_threshold = m->parent_threshold = m->form_threshold = 0.5f;
    m->metrics = mem_text("{}", 2);
    net_store(n, m);
    rehearse(m, n, rehearsed_row, REHEARSED, 1);
    net_free(n);
    fit_heads(m);
    cr_assert(model_link(m, &e) == 0);
    model_seal(m);
    return m;
}

static struct deep_options small(void)
{
    struct deep_options o = deep_defaults();

    o.least = EXAMPLES;
    o.folders = FOLDERS;
    o.parts = 2;
    o.tuning.epochs = 2;
    o.tuning.batch = 16;
    o.tuning.rate = 1e-3f;
    o.heads.parts = 2;
    return o;
}

static struct deep_result learned(const struct model *base, const struct deep_options *o)
{
    struct deep_result r;
    struct err e = {0};

    cr_assert(deep(&r, base, example, EXAMPLES, other, OTHERS, o, &e) == 0, "%s", e.text);
    return r;
}

static bool alike(const struct model *a, const struct model *b, const char *name)
{
    const struct model_tensor *x = model_find(a, name), *y = model_find(b, name);

    return memcmp(x->data, y->data, x->count * sizeof *x->data) == 0;
}

Test(deep, ears_change_and_nothing_below_them_nor_what_norms_have_seen)
{
    static const char *const moves[] = {"attack.block3.first.weight",
                                        "whole.block3.second.norm.bias",
                                        "whole.block3.skip.weight", "embedding.weight"};
    const struct deep_options o = small();
    struct model *base = listener_new();
    struct deep_result r = learned(base, &o);
    struct net *n = net_new("cnn", LEAVES);
    size_t still = 0;

    for (size_t i = 0; i < n->parts; i++)
        if (!upper_owns(n, &n->part[i]) && n->part + i != n->head &&
            !strstr(n->part[i].name, "category.") && !strstr(n->part[i].name, "form.")) {
            cr_expect(alike(base, r.taught.model, n->part[i].name), "%s",
                      n->part[i].name);
            still++;
        }
    cr_expect(still > 40, "%zu", still);
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        cr_expect(!alike(base, r.taught.model, moves[i]), "%s", moves[i]);
    cr_expect(memcmp(base->trunk, r.plain.model->trunk, SOUND_TRUNK) == 0);
    cr_expect(memcmp(base->trunk, r.taught.model->trunk, SOUND_TRUNK) != 0);
    cr_expect(memcmp(r.ears->trunk, r.taught.model->trunk, SOUND_TRUNK) == 0);
    cr_expect(alike(base, r.ears, "category.weight"), "heads are retrain()'s");
    cr_expect(r.deep.n == EXAMPLES && r.shallow.n == EXAMPLES && r.epochs >= 1 &&
              r.epochs <= 2);
    cr_expect(r.refused == (r.why[0] != '\0'));
    net_free(n);
    deep_clear(&r);
    model_free(base);
}

Test(deep, the_same_seed_gives_the_same_bits)
{
    struct deep_options o = small();
    struct model *base = listener_new();
    struct deep_result a = learned(base, &o), b = learned(base, &o), c;

    o.tuning.seed = 2;
    c = learned(base, &o);
    cr_expect(strcmp(a.taught.model->id, b.taught.model->id) == 0);
    cr_expect(a.deep.cost == b.deep.cost);
    cr_expect(strcmp(a.taught.model->id, c.taught.model->id) != 0, "a seed matters");
    deep_clear(&a);
    deep_clear(&b);
    deep_clear(&c);
    model_free(base);
}

Test(deep, others_stay_where_they_were)
{
    struct deep_options o = small();
    struct model *base = listener_new();
    struct deep_result free_, held;

    o.tuning.answers = o.tuning.keep = 0.0f;
    free_ = learned(base, &o);
    o.tuning.keep = 30.0f;
    held = learned(base, &o);
    cr_expect(held.moved < 0.7 * free_.moved, "%g, %g", held.moved, free_.moved);
    deep_clear(&free_);
    deep_clear(&held);
    model_free(base);
}

/* Squared distance of what m rehearses from what it hears of the same sounds. */
static double astray(const struct model *m, const struct model *rehearsal)
{
    size_t row[REHEARSED];
    const size_t n = rehearse_pick(rehearsed_row, REHEARSED, LEAVES, 1, row);
    struct classifier *c = classifier_new(m);
    struct rehearsal r;
    double sum = 0.0;

    cr_assert(rehearsal_of(&r, rehearsal) && r.n == n);
    for (size_t i = 0; i < n; i++) {
        float x[EMBEDDING_MAX], y[EMBEDDING_MAX];
        struct embedding k;

        rehearsal_sound(&r, i, &k);
        embedding_numbers(&k, x);
        classify_embed(c, rehearsed_row[row[i]].patch, &k);
        embedding_numbers(&k, y);
        for (size_t d = 0; d < r.width; d++)
            sum += pow((double)(x[d] - y[d]), 2);
    }
    classifier_free(c);
    return sum;
}

Test(deep, what_is_rehearsed_follows_the_ears)
{
    const struct deep_options o = small();
    struct model *base = listener_new();
    struct deep_result r = learned(base, &o);

    cr_expect(astray(base, base) == 0.0);
    cr_expect(r.carried < r.moved && r.moved < 1.0, "%g, %g", r.carried, r.moved);
    cr_expect(astray(r.taught.model, r.taught.model) < 0.5 * astray(r.taught.model, base),
              "%g, %g", astray(r.taught.model, r.taught.model),
              astray(r.taught.model, base));
    deep_clear(&r);
    model_free(base);
}

Test(deep, is_refused_where_the_rehearsal_cannot_follow)
{
    struct deep_options o = small();
    struct model *base = listener_new();
    struct deep_result r;

    o.carried = 0.0;
    r = learned(base, &o);
    cr_expect(r.refused && strstr(r.why, "carried over"), "%s", r.why);
    deep_clear(&r);
    model_free(base);
}

static enum err_kind kind_of(const struct model *base, size_t n, size_t m,
                             const struct deep_options *o)
{
    struct deep_result r;
    struct err e = {0};

    cr_expect(deep(&r, base, example, n, other, m, o, &e) == -1);
    cr_expect(r.plain.model == NULL && r.taught.model == NULL);
    return e.kind;
}

Test(deep, wants_enough_to_learn_from)
{
    struct deep_options o = small();
    struct model *base = listener_new();

    cr_expect(kind_of(base, EXAMPLES - 1, OTHERS, &o) == ERR_USAGE);
    cr_expect(kind_of(base, EXAMPLES, EXAMPLES - 1, &o) == ERR_USAGE);
    o.folders = FOLDERS + 1;
    cr_expect(kind_of(base, EXAMPLES, OTHERS, &o) == ERR_USAGE);
    model_free(base);
}

static bool at_once(void *arg)
{
    (void)arg;
    return true;
}

Test(deep, stops_when_asked_to)
{
    struct deep_options o = small();
    struct model *base = listener_new();

    o.stop = at_once;
    cr_expect(kind_of(base, EXAMPLES, OTHERS, &o) == ERR_STOPPED);
    model_free(base);
}

Test(deep, a_net_without_blocks_cannot)
{
    const struct deep_options o = small();
    struct model *base = learner_new();

    cr_expect(kind_of(base, EXAMPLES, OTHERS, &o) == ERR_UNSUPPORTED);
    model_free(base);
}
