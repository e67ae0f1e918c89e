/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A model that learns from what a person said of sounds, and whether it got better. */
#include "learn/retrain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/sense.h"
#include "nn/metrics.h"
#include "nn/neighbours.h"
#include "nn/settled.h"
#include "util/mem.h"
#include "util/rng.h"

const struct retrain_options retrain_defaults = {
    .least = 5,
    .weights = {.known = 0.5f, .fresh = 2.0f, .cap = 10.0f, .all = 5.0f},
    .school =
        {.hold = 0.2f, .hold_fresh = 0.02f, .reach = 0.4f, .crowd = 0.3f, .doubt = 0.1f},
    .parts = 4,
    .seed = 1,
};

/* Sums of what struct retrain_answers says. */
struct tally {
    size_t n, right;
    double cost;
    struct metrics_bin bin[METRICS_BINS];
};

/* p (leaves), may (leaves) 1 for a right answer. Returns what the answer costs. */
static double count(struct tally *t, size_t leaves, const float *p, const float *may)
{
    const size_t answer = metrics_largest(leaves, p);
    size_t bin = (size_t)(p[answer] * (float)METRICS_BINS);
    double given = 1e-6;

    bin = bin < METRICS_BINS ? bin : METRICS_BINS - 1;
    for (size_t c = 0; c < leaves; c++)
        given += (double)(p[c] * may[c]);
    t->n++;
    t->right += may[answer] > 0.0f;
    t->cost -= log(given);
    t->bin[bin].n++;
    t->bin[bin].right += may[answer] > 0.0f;
    t->bin[bin].confidence += (double)p[answer];
    return -log(given);
}

static struct retrain_answers sum_up(const struct tally *t)
{
    const double n = t->n ? (double)t->n : 1.0;
    struct retrain_answers out = {t->n, t->right, t->cost / n, 0.0};

    for (size_t i = 0; i < METRICS_BINS; i++)
        out.ece += fabs((double)t->bin[i].right - t->bin[i].confidence) / n;
    return out;
}

/* Deal 0 .. of - 1 into the parts, as evenly as can be, by the seed. */
static int *deal(size_t of, size_t parts, uint64_t seed, uint64_t branch)
{
    size_t *order = mem_new(of, sizeof *order);
    int *part = mem_new(of, sizeof *part);
    struct rng r;

    rng_branch(&r, seed, branch, 0);
    for (size_t i = 0; i < of; i++)
        order[i] = i;
    rng_shuffle(&r, order, of);
    for (size_t i = 0; i < of; i++)
        part[order[i]] = (int)(i % parts);
    free(order);
    return part;
}

static void deal_all(struct school *s, const struct rehearsal *r, size_t parts,
                     uint64_t seed, bool by_folder)
{
    const struct lesson *l = s->lesson;
    int *of = deal(by_folder ? l->folders : l->n, parts, seed, 0);

    for (size_t i = 0; i < l->n; i++)
        s->part_of[i] = of[by_folder ? l->folder[i] : i];
    free(of);
    of = deal(REHEARSAL_SOURCES, parts, seed, 1);
    for (size_t i = 0; i < s->n; i++)
        s->part[i] = of[r->source[2 * i] | r->source[2 * i + 1] << 8];
    free(of);
}

struct exam {
    const struct model *old;
    struct tally before, after;
    size_t lost, won;    /* right before only; after only */
    double more, square; /* sums of what an answer costs more than before */
};

/* Rehearsed sounds of a part: which of the leaves of old is the likeliest. */
static void ask_rehearsed(struct retrain *out, const struct school *s,
                          const struct model *m, const struct model *old, int part)
{
    float *x = mem_new(s->n * s->width, sizeof *x);
    float *p = mem_new(s->n * m->leaves, sizeof *p);
    float *was = mem_new(s->n * old->leaves, sizeof *was);
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++)
        if (s->part[i] == part)
            memcpy(x + n++ * s->width, s->x + i * s->width, s->width * sizeof *x);
    school_ask(m, n, x, p);
    school_ask(old, n, x, was);
    n = 0;
    for (size_t i = 0; i < s->n; i++) {
        const size_t truth = (size_t)s->truth[i];
        bool before, after;

        if (s->part[i] != part)
            continue;
        after = metrics_largest(old->leaves, p + n * m->leaves) == truth;
        before = metrics_largest(old->leaves, was + n++ * old->leaves) == truth;
        out->leaf[truth].n++;
        out->leaf[truth].after += after;
        out->leaf[truth].before += before;
        out->leaf[truth].lost += before && !after;
        out->leaf[truth].won += after && !before;
    }
    free(was);
    free(p);
    free(x);
}

static void ask_examples(struct exam *exam, const struct school *s, const struct model *m,
                         int part)
{
    const struct lesson *l = s->lesson;
    float *p = mem_new(l->n * m->leaves, sizeof *p);
    float *was = mem_new(l->n * exam->old->leaves, sizeof *was);

    school_ask(m, l->n, l->x, p);
    school_ask(exam->old, l->n, l->x, was);
    for (size_t i = 0; i < l->n; i++) {
        const float *may = l->may + i * s->leaves;
        const size_t right = exam->after.right, was_right = exam->before.right;
        double more;

        if (s->part_of[i] != part || !l->says[i])
            continue;
        more = count(&exam->after, m->leaves, p + i * m->leaves, may);
        more -= count(&exam->before, exam->old->leaves, was + i * exam->old->leaves, may);
        exam->more += more;
        exam->square += more * more;
        exam->won += exam->after.right > right && exam->before.right == was_right;
        exam->lost += exam->after.right == right && exam->before.right > was_right;
    }
    free(was);
    free(p);
}

static void examine(struct retrain *out, struct exam *x, const struct school *s,
                    const struct retrain_options *o)
{
    for (size_t part = 0; part < o->parts; part++) {
        struct model *m = school_teach(s, (int)part);

        ask_rehearsed(out, s, m, x->old, (int)part);
        ask_examples(x, s, m, (int)part);
        model_free(m);
        if (o->progress)
            o->progress(o->arg, part + 1, o->parts + 1);
    }
    out->before = sum_up(&x->before);
    out->after = sum_up(&x->after);
}

/* Files that are surely lost where so many changed sides, if a count strays by so many
 * deviations: the lower end of what it may stand for. Source: McNemar, Psychometrika,
 * 1947: what did not change says nothing. */
static double surely_lost(size_t lost, size_t won, double deviations)
{
    const double n = (double)(lost + won);

    return (double)lost - (double)won - deviations * sqrt(n);
}

/* 19 times in 20, of one question; and of one of the 30 or so leaves. */
static const double strays = 1.645, strays_of_many = 3.0;

static void judge_leaves(struct retrain *out, const struct model *old)
{
    size_t n = 0, lost = 0, won = 0;
    double most = 0.0;

    for (size_t c = 0; c < old->leaves; c++) {
        const size_t gone = out->leaf[c].lost, come = out->leaf[c].won;
        const double sure = surely_lost(gone, come, strays_of_many);

        n += out->leaf[c].n;
        lost += gone;
        won += come;
        if (sure <= 0.01 * (double)out->leaf[c].n || sure <= most)
            continue;
        most = sure;
        snprintf(out->why, sizeof out->why, "of %zu %s that it knew %zu would be lost",
                 out->leaf[c].before, old->node[c].tag, gone - come);
    }
    if (!out->why[0] && surely_lost(lost, won, strays) > 0.01 * (double)n)
        snprintf(out->why, sizeof out->why,
                 "of %zu sounds that it learned from first %zu would be lost", n,
                 lost - won);
}

/* Nats a file, which chance does not explain: right answers get 2 % less of the
 * probability. Sounds of a folder are alike, so that such traces look surer than they
 * are. */
static const double tolerated = 0.02;

static void judge_examples(struct retrain *out, const struct exam *x)
{
    const double n = (double)x->after.n;
    const double spread = x->square - x->more * x->more / (n > 0.0 ? n : 1.0);

    if (surely_lost(x->lost, x->won, strays) > 0.0)
        snprintf(out->why, sizeof out->why,
                 "in folders that it had not seen %zu of %zu would be wrong that were "
                 "right, and %zu right that were wrong",
                 x->lost, x->after.n, x->won);
    else if (n > 1.0 && x->more > strays * sqrt(spread * n / (n - 1.0)) + tolerated * n)
        snprintf(out->why, sizeof out->why,
                 "in folders that it had not seen its confidence would mean less (%.3f "
                 "nats a file, %.3f before)",
                 out->after.cost, out->before.cost);
}

/* Examples of leaves that old knows: do they make sense to it? */
static void judge_sense(struct retrain *out, const struct school *s,
                        const struct model *old)
{
    const struct lesson *l = s->lesson;
    float *p = mem_new(l->n * old->leaves, sizeof *p);
    float *may = mem_new(l->n * old->leaves, sizeof *may);
    size_t n = 0;

    school_ask(old, l->n, l->x, p);
    for (size_t i = 0; i < l->n && n < SENSE_MOST; i++) {
        const float *said = l->may + i * l->leaves;

        if (!l->says[i] || said[metrics_largest(old->leaves, said)] == 0.0f)
            continue;
        memmove(p + n * old->leaves, p + i * old->leaves, old->leaves * sizeof *p);
        memcpy(may + n++ * old->leaves, said, old->leaves * sizeof *may);
    }
    if (!sense_made(n, old->leaves, p, may))
        snprintf(out->why, sizeof out->why,
                 "what was said of %zu sounds has nothing to do with how they sound", n);
    free(p);
    free(may);
}

static void judge(struct retrain *out, const struct model *old, const struct school *s,
                  const struct exam *x)
{
    judge_leaves(out, old);
    if (!out->why[0])
        judge_sense(out, s, old);
    if (!out->why[0])
        judge_examples(out, x);
    out->refused = out->why[0] != '\0';
}

static int work(struct retrain *out, const struct model *old, struct model *base,
                const struct rehearsal *r, const struct lesson *l,
                const struct retrain_options *o, struct err *e)
{
    struct exam x = {.old = old};
    struct school s;

    out->examples = l->n;
    out->folders = l->folders;
    out->passed_over = l->passed_over;
    out->grown = l->grown;
    out->by_folder = l->folders > 1;
    memcpy(out->warnings, l->warnings, sizeof out->warnings);
    if (l->n == 0)
        return err_set(e, ERR_USAGE, "there is nothing to learn from");
    school_open(&s, old, base, r, l, &o->school);
    if (o->parts > 0)
        deal_all(&s, r, o->parts, o->seed, out->by_folder);
    examine(out, &x, &s, o);
    out->model = school_teach(&s, SCHOOL_ALL);
    if (o->library)
        out->settled = settle(out->model, old, l, o->library, o->sounds);
    model_seal(out->model);
    if (o->parts > 0)
        judge(out, old, &s, &x);
    school_close(&s);
    if (o->progress)
        o->progress(o->arg, o->parts + 1, o->parts + 1);
    return 0;
}

int retrain(struct retrain *out, const struct model *base,
            const struct retrain_example *x, size_t n, const struct retrain_options *o,
            struct err *e)
{
    struct model *old, *grown;
    struct rehearsal r;
    struct lesson l;
    int rc;

    *out = (struct retrain){0};
    if (!rehearsal_of(&r, base))
        return err_set(e, ERR_UNSUPPORTED,
                       "this model carries no rehearsal: it would forget what it knows");
    old = model_copy(base);
    neighbours_put(old, &(struct neighbours){.n = 0});
    settled_put(old, &(struct settled){.n = 0});
    grown = model_copy(old);
    lesson_make(&l, grown, x, n, o->least, &o->weights);
    rc = work(out, old, grown, &r, &l, o, e);
    lesson_clear(&l);
    model_free(grown);
    model_free(old);
    return rc;
}

void retrain_clear(struct retrain *r)
{
    model_free(r->model);
    *r = (struct retrain){0};
}
