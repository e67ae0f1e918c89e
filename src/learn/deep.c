/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A model that learns to hear what a person told it, and whether it hears better. */
#include "learn/deep.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/school.h"
#include "nn/metrics.h"
#include "nn/upper.h"
#include "util/fpu.h"
#include "util/mem.h"
#include "util/rng.h"

/* least: of a source of 376 sounds, 200 corrections gained 2 points of its rest beside
 * retrain() and cost nothing elsewhere; 100 and 50 gained up to 3 or nothing, and cost up
 * to a point. */
struct deep_options deep_defaults(void)
{
    return (struct deep_options){.least = 200,
                                 .folders = 4,
                                 .parts = 3,
                                 .carried = 0.2,
                                 .tuning = {.epochs = 6,
                                            .batch = 64,
                                            .rate = 1e-3f,
                                            .answers = 1.0f,
                                            .keep = 10.0f,
                                            .varied = 0.5,
                                            .seed = 1},
                                 .heads = retrain_defaults};
}

/* Answers, as in struct retrain_answers. */
struct tally {
    size_t n, right;
    double cost;
};

static struct retrain_answers sum_up(const struct tally *t)
{
    return (struct retrain_answers){t->n, t->right, t->cost / (double)(t->n ? t->n : 1),
                                    0.0};
}

/* Folders held out in turn: what the base says of them, what retrain() has learned, and
 * after each epoch what the ears have. */
struct exam {
    const struct deep_options *o;
    const struct sitting *s;
    int *part;    /* (lesson.n) owned, as is the rest */
    size_t *row;  /* (lesson.n) of the examples that are learned from, */
    size_t *held; /* and of the others */
    size_t rows, out;
    struct tally was, shallow, *epoch;
    size_t done; /* epochs of all */
};

static void deal(struct exam *x)
{
    const struct lesson *l = &x->s->lesson;
    size_t *order = mem_new(l->folders, sizeof *order);
    int *of = mem_new(l->folders, sizeof *of);
    struct rng r;

    rng_branch(&r, x->o->tuning.seed, 0, 1);
    for (size_t i = 0; i < l->folders; i++)
        order[i] = i;
    rng_shuffle(&r, order, l->folders);
    for (size_t i = 0; i < l->folders; i++)
        of[order[i]] = (int)(i % x->o->parts);
    for (size_t i = 0; i < l->n; i++)
        x->part[i] = of[l->folder[i]];
    free(order);
    free(of);
}

static void exam_open(struct exam *x, const struct sitting *s,
                      const struct deep_options *o)
{
    const size_t n = s->lesson.n;

    *x = (struct exam){.o = o, .s = s};
    x->part = mem_new(n, sizeof *x->part);
    x->row = mem_new(n, sizeof *x->row);
    x->held = mem_new(n, sizeof *x->held);
    x->epoch = mem_new((size_t)o->tuning.epochs, sizeof *x->epoch);
    deal(x);
}

static void exam_close(struct exam *x)
{
    free(x->part);
    free(x->row);
    free(x->held);
    free(x->epoch);
}

static void hold_out(struct exam *x, int part)
{
    x->rows = x->out = 0;
    for (size_t i = 0; i < x->s->lesson.n; i++)
        if (x->part[i] == part)
            x->held[x->out++] = x->s->row[i];
        else
            x->row[x->rows++] = x->s->row[i];
}

/* What m says of the rows held out, heard as now. It knows the leaves of the grown model,
 * or the first of them. */
static void count(const struct exam *x, const struct model *m, const float *now,
                  struct tally *t)
{
    const struct sitting *s = x->s;
    float *at = mem_new(x->out * s->width, sizeof *at);
    float *p = mem_new(x->out * m->leaves, sizeof *p);

    for (size_t i = 0; i < x->out; i++)
        memcpy(at + i * s->width, now + x->held[i] * s->width, s->width * sizeof *at);
    school_ask(m, x->out, at, p);
    for (size_t i = 0; i < x->out; i++) {
        const float *may = s->aim + x->held[i] * s->lesson.leaves,
                    *mine = p + i * m->leaves;
        double given = 1e-6;

        if (s->weight[x->held[i]] <= 0.0f)
            continue;
        for (size_t c = 0; c < m->leaves; c++)
            given += (double)(mine[c] * may[c]);
        t->n++;
        t->right += may[metrics_largest(m->leaves, mine)] > 0.0f;
        t->cost -= log(given);
    }
    free(at);
    free(p);
}

static void tell_progress(const struct exam *x, size_t done)
{
    const struct deep_options *o = x->o;
    const size_t all = (o->parts + 1) * (size_t)o->tuning.epochs;

    if (o->progress)
        o->progress(o->arg, done < all ? done : all, all);
}

static int go_on(struct exam *x, struct tuning *t, struct err *e)
{
    if (tuning_epoch(t, x->o->stop, x->o->arg) != 0)
        return err_set(e, ERR_STOPPED, "stopped");
    tell_progress(x, ++x->done);
    return 0;
}

static int ask_shallow(struct exam *x, struct err *e)
{
    const struct sitting *s = x->s;
    struct retrain r;
    const int rc = sitting_teach(s, s->base, x->row, x->rows, s->known, 0, &r, e);

    if (rc != 0)
        return rc;
    count(x, s->base, s->known, &x->was);
    count(x, r.model, s->known, &x->shallow);
    retrain_clear(&r);
    return 0;
}

static int ask_deep(const struct exam *x, struct net *net, struct tally *t, struct err *e)
{
    struct retrain r;
    struct carry c;
    float *now;
    struct model *ears = sitting_ears(x->s, net, x->row, x->rows, &c, &now);
    const int rc = sitting_teach(x->s, ears, x->row, x->rows, now, 0, &r, e);

    if (rc == 0)
        count(x, r.model, now, t);
    carry_clear(&c);
    retrain_clear(&r);
    model_free(ears);
    free(now);
    return rc;
}

static int examine(struct exam *x, int part, struct err *e)
{
    const struct tuning_options *o = &x->o->tuning;
    struct net *net = sitting_net(x->s);
    struct tuning *t;
    int rc;

    hold_out(x, part);
    t = tuning_new(net, &x->s->sounds, x->row, x->rows, o);
    rc = ask_shallow(x, e);
    for (long i = 0; rc == 0 && i < o->epochs; i++) {
        rc = go_on(x, t, e);
        if (rc == 0)
            rc = ask_deep(x, net, &x->epoch[i], e);
    }
    tuning_free(t);
    net_free(net);
    return rc;
}

static size_t best_epoch(const struct exam *x)
{
    size_t best = 0;

    for (size_t i = 1; i < (size_t)x->o->tuning.epochs; i++)
        if (x->epoch[i].cost < x->epoch[best].cost)
            best = i;
    return best;
}

/* From all examples, for as many epochs as were best. */
static int learn(struct deep_result *out, struct exam *x, struct err *e)
{
    const struct sitting *s = x->s;
    struct net *net = sitting_net(s);
    struct tuning *t = tuning_new(net, &s->sounds, s->row, s->lesson.n, &x->o->tuning);
    struct carry c = {0};
    float *now = NULL;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < out->epochs; i++)
        rc = go_on(x, t, e);
    if (rc == 0) {
        out->ears = sitting_ears(s, net, s->row, s->lesson.n, &c, &now);
        rc = sitting_teach(s, out->ears, s->row, s->lesson.n, now, x->o->heads.parts,
                           &out->taught, e);
    }
    out->carried = c.error;
    out->moved = c.moved;
    carry_clear(&c);
    free(now);
    tuning_free(t);
    net_free(net);
    return rc;
}

static int work(struct deep_result *out, const struct sitting *s,
                const struct deep_options *o, struct err *e)
{
    struct exam x;
    int rc = 0;

    exam_open(&x, s, o);
    for (size_t part = 0; rc == 0 && part < o->parts; part++)
        rc = examine(&x, (int)part, e);
    if (rc == 0) {
        const size_t best = best_epoch(&x);

        out->epochs = best + 1;
        out->was = sum_up(&x.was);
        out->shallow = sum_up(&x.shallow);
        out->deep = sum_up(&x.epoch[best]);
        rc = learn(out, &x, e);
        tell_progress(&x, SIZE_MAX); /* epochs after the best one are left out */
    }
    exam_close(&x);
    return rc;
}

/* Is more than one in a hundred of n surely lost, 19 times in 20, by what a count of that
 * size may stand for? */
static bool loses(size_t before, size_t after, size_t n)
{
    const double lost = (double)before - (double)after;

    return lost > 0.0 && lost - 1.645 * sqrt(lost) > 0.01 * (double)n;
}

static void judge_leaves(struct deep_result *out, const struct model *base)
{
    for (size_t c = 0; c < base->leaves && !out->why[0]; c++) {
        const size_t before = out->plain.leaf[c].before,
                     after = out->taught.leaf[c].after;

        if (loses(before, after, out->plain.leaf[c].n))
            snprintf(out->why, sizeof out->why,
                     "of %zu %s that it knew %zu would be lost", before,
                     base->node[c].tag, before - after);
    }
}

static void judge(struct deep_result *out, const struct deep_options *o,
                  const struct model *base)
{
    const struct retrain_answers *deep = &out->deep, *shallow = &out->shallow;

    if (!(out->carried <= o->carried))
        snprintf(out->why, sizeof out->why,
                 "what it rehearses cannot be carried over (error %.2f)", out->carried);
    else if (out->taught.refused)
        memcpy(out->why, out->taught.why, sizeof out->why);
    else if (deep->cost >= shallow->cost || deep->right < shallow->right)
        snprintf(out->why, sizeof out->why,
                 "in folders that it had not seen it would be no better (%zu right of "
                 "%zu, %.3f nats a file; without it %zu, %.3f)",
                 deep->right, deep->n, deep->cost, shallow->right, shallow->cost);
    else
        judge_leaves(out, base);
    out->refused = out->why[0] != '\0';
}

static int check(size_t examples, size_t folders, size_t others,
                 const struct deep_options *o, struct err *e)
{
    if (examples < o->least || folders < o->folders)
        return err_set(e, ERR_USAGE,
                       "%zu corrected sounds in %zu folders: to learn deeply takes %zu "
                       "in %zu",
                       examples, folders, o->least, o->folders);
    if (others < examples)
        return err_set(e, ERR_USAGE,
                       "%zu sounds that nobody corrected: to learn deeply takes as many "
                       "as corrected ones, %zu",
                       others, examples);
    return 0;
}

static size_t folders_of(const struct deep_example *x, size_t n)
{
    size_t *seen = mem_new(n, sizeof *seen);
    size_t folders = 0;

    for (size_t i = 0; i < n; i++) {
        size_t k = 0;

        while (k < folders && seen[k] != x[i].told.folder)
            k++;
        if (k == folders)
            seen[folders++] = x[i].told.folder;
    }
    free(seen);
    return folders;
}

/* Before anything is listened to, which takes a while: what cannot be enough. */
static int check_early(const struct model *base, const struct deep_example *x, size_t n,
                       size_t m, const struct deep_options *o, struct err *e)
{
    struct net *net = net_new(base->arch, base->leaves);
    const bool has = upper_floats(net) > 0;

    net_free(net);
    assert(o->parts > 1 && o->parts <= o->folders);
    if (!has)
        return err_set(e, ERR_UNSUPPORTED,
                       "a %s model has no last block that could learn to hear",
                       base->arch);
    return check(n, folders_of(x, n), m, o, e);
}

int deep(struct deep_result *out, const struct model *base, const struct deep_example *x,
         size_t n, const struct patch *const *others, size_t m,
         const struct deep_options *o, struct err *e)
{
    const size_t skip = n > DEEP_EXAMPLES ? n - DEEP_EXAMPLES : 0,
                 other = m > DEEP_OTHERS ? m - DEEP_OTHERS : 0;
    struct sitting s;
    int rc;

    *out = (struct deep_result){0};
    if (check_early(base, x + skip, n - skip, m - other, o, e) != 0)
        return -1;
    fpu_flush_denormals();
    rc = sitting_open(&s, base, x + skip, n - skip, others + other, m - other, &o->heads,
                      e);
    if (rc == 0)
        rc = check(s.lesson.n, s.lesson.folders, s.n - s.examples, o, e);
    if (rc == 0)
        rc = retrain(&out->plain, s.base, s.told, s.examples, &o->heads, e);
    if (rc == 0) {
        sitting_aim(&s, out->plain.model);
        rc = work(out, &s, o, e);
    }
    sitting_close(&s);
    if (rc == 0)
        judge(out, o, base);
    else
        deep_clear(out);
    return rc;
}

void deep_clear(struct deep_result *r)
{
    retrain_clear(&r->plain);
    retrain_clear(&r->taught);
    model_free(r->ears);
    *r = (struct deep_result){0};
}
