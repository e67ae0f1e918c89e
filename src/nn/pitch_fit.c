/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The net that hears the fundamental learns from sounds whose note is known. */
#include "nn/pitch_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/adam.h"
#include "nn/loss.h"
#include "util/mem.h"
#include "util/rng.h"

enum { SCORES = PITCH_ANSWERS + 1 };

const struct pitch_options pitch_defaults = {.epochs = 20,
                                             .batch = 32,
                                             .rate = 4e-3f,
                                             .decay = 0.2f,
                                             .shift = 12,
                                             .noise = 0.02f,
                                             .colour = 0.06f,
                                             .cut = 0.2f,
                                             .early = 0.15f,
                                             .folds = 3,
                                             .seed = 1};

/* A confidence that is the probability itself. */
static const float plainly[2] = {1.0f, 0.0f};

struct school {
    const struct pitch_row *row;
    const size_t *use; /* (n) of the rows */
    size_t n;
    const struct pitch_options *o;
    struct pitch_net *net, *slope;
    struct adam adam;
    long step, steps, epochs_before, epochs_in_all;
};

static void start(struct pitch_net *net, uint64_t seed)
{
    float *w = (float *)net;
    struct rng r;

    rng_init(&r, seed);
    memset(net, 0, sizeof *net);
    for (size_t i = 0; i < sizeof net->weight / sizeof *w; i++)
        w[i] = 0.05f * (float)rng_normal(&r);
    for (size_t o = 0; o < PITCH_HIDDEN; o++)
        net->out[o] = 0.3f * (float)rng_normal(&r);
    memcpy(net->sure, plainly, sizeof plainly);
}

/* How another room, microphone or player would colour the bands: a tilt and slow waves,
 * and now and then an end to the highs. */
static void colour(float *gain, const struct pitch_options *o, struct rng *r)
{
    enum { WAVES = 4 };
    const float tilt = o->colour * (float)rng_normal(r), turn = 6.2831853f;
    const int cut = rng_unit(r) < (double)o->cut
                        ? PATCH_FINE / 2 + (int)rng_below(r, PATCH_FINE / 2)
                        : PATCH_FINE;
    float high[WAVES], phase[WAVES];

    for (int w = 0; w < WAVES; w++) {
        high[w] = o->colour * (float)rng_normal(r) / (float)(w + 1);
        phase[w] = (float)rng_unit(r);
    }
    for (int b = 0; b < PATCH_FINE; b++) {
        const float x = (float)b / PATCH_FINE;

        gain[b] = tilt * (x - 0.5f) - (b > cut ? 0.012f * (float)(b - cut) : 0.0f);
        for (int w = 0; w < WAVES; w++)
            gain[b] += high[w] * cosf(turn * ((float)(w + 1) * x + phase[w]));
    }
}

/* A sound as the net is shown it: moved by some bands, coloured, and not quite clean;
 * some end early. */
static void vary(const struct patch *p, int shift, const struct pitch_options *o,
                 struct rng *r, float *seen)
{
    const size_t times =
        rng_unit(r) < (double)o->early ? 1 + rng_below(r, PATCH_TIMES - 1) : PATCH_TIMES;
    float level[PATCH_TIMES * PATCH_FINE], gain[PATCH_FINE];

    colour(gain, o, r);
    for (size_t t = 0; t < PATCH_TIMES; t++)
        for (int b = 0; b < PATCH_FINE; b++) {
            const int from = b - shift;
            float x = from >= 0 && from < PATCH_FINE && t < times
                          ? (float)p->partials[t][from] / 255.0f
                          : 0.0f;

            if (x > 0.0f)
                x = fminf(fmaxf(x + gain[b], 0.0f), 1.0f);
            level[t * PATCH_FINE + (size_t)b] = x + o->noise * (float)rng_normal(r);
        }
    pitch_look(level, seen);
}

/* The answers that are right: the nearest, and those beside it a little. */
static void aim(float midi, int shift, float *right)
{
    const float at = 2.0f * (midi - (float)PITCH_LOWEST) + (float)shift;
    const long a = lroundf(fminf(fmaxf(at, 0.0f), PITCH_ANSWERS - 1));

    memset(right, 0, SCORES * sizeof *right);
    if (midi < 0.0f) {
        right[PITCH_ANSWERS] = 1.0f;
        return;
    }
    right[a] = 0.7f;
    right[a > 0 ? a - 1 : a] += 0.15f;
    right[a + 1 < PITCH_ANSWERS ? a + 1 : a] += 0.15f;
}

/* One sound's part of a step's gradient; its loss. */
static double learn(struct school *s, const struct pitch_row *row, struct rng *r,
                    float share)
{
    const int reach = s->o->shift;
    const int shift = (int)rng_below(r, 2 * (size_t)reach + 1) - reach;
    float seen[PATCH_TIMES * PITCH_SPAN], hidden[PITCH_ANSWERS * PITCH_HIDDEN];
    float score[SCORES], right[SCORES], slope[SCORES] = {0};
    double loss;

    vary(row->patch, shift, s->o, r, seen);
    pitch_forward(s->net, seen, hidden, score);
    aim(row->midi, shift, right);
    loss = loss_against(1, SCORES, score, right, share * row->weight, slope);
    pitch_backward(s->net, seen, hidden, slope, s->slope);
    return loss;
}

static double epoch(struct school *s, struct rng *r)
{
    size_t *order = mem_new(s->n, sizeof *order);
    double loss = 0.0;

    memcpy(order, s->use, s->n * sizeof *order);
    rng_shuffle(r, order, s->n);
    for (size_t at = 0; at < s->n; at += s->o->batch) {
        const size_t left = s->n - at, size = left < s->o->batch ? left : s->o->batch;

        memset(s->slope, 0, sizeof *s->slope);
        for (size_t i = 0; i < size; i++)
            loss += learn(s, &s->row[order[at + i]], r, 1.0f / (float)size);
        adam_begin(&s->adam);
        adam_apply(&s->adam, 0, PITCH_LEARNED, adam_pace(s->o->rate, s->step++, s->steps),
                   s->o->decay, (float *)s->net, (const float *)s->slope);
    }
    free(order);
    return loss / (double)s->n;
}

/* A net of the rows that `use` (n) lists. false: stopped. */
static bool fit_one(struct school *s, struct pitch_net *out, const size_t *use, size_t n)
{
    const struct pitch_options *o = s->o;
    const long batches = (long)((n + o->batch - 1) / o->batch);
    bool stopped = false;
    struct rng r;

    s->net = out;
    s->use = use;
    s->n = n;
    s->step = 0;
    s->steps = batches * o->epochs;
    rng_branch(&r, o->seed, 1, 0);
    start(out, o->seed);
    adam_init(&s->adam, PITCH_LEARNED);
    for (long i = 0; i < o->epochs && !stopped; i++) {
        const double loss = epoch(s, &r);

        if (o->progress)
            o->progress(o->arg, s->epochs_before + i + 1, s->epochs_in_all, loss);
        stopped = o->stop && o->stop(o->arg);
    }
    s->epochs_before += o->epochs;
    adam_clear(&s->adam);
    return !stopped;
}

/* How far from the truth, in cents. */
static double off(const struct pitch *heard, float midi)
{
    return 100.0 * (69.0 + 12.0 * log2((double)heard->hz / 440.0) - (double)midi);
}

static bool is_note(double cents) { return fabs(cents) <= 50.0; }

/* What figures are added up from. */
enum { BINS = 10 };
struct sums {
    double square, confidence[BINS], right[BINS];
};

static void count(struct pitch_figures *f, struct sums *s, const struct pitch *heard,
                  float midi)
{
    const bool some = heard->why == MEASURED, sure = some && heard->confidence >= 0.5f;
    const double cents = some ? off(heard, midi) : 1e9;
    const bool note = is_note(cents), class = some && is_note(remainder(cents, 1200.0));
    const int bin = (int)fminf(heard->confidence * BINS, BINS - 1);

    if (midi < 0.0f) {
        f->none++;
        f->none_sure += sure;
        return;
    }
    f->n++;
    f->note += note;
    f->class += class;
    f->sure += sure;
    f->sure_note += sure && note;
    f->sure_class += sure && class;
    s->square += note ? cents * cents : 0.0;
    s->confidence[bin] += (double)heard->confidence;
    s->right[bin] += note;
}

static void sum_up(struct pitch_figures *f, const struct sums *s)
{
    f->off_cents = f->note ? sqrt(s->square / (double)f->note) : 0.0;
    for (int b = 0; b < BINS && f->n; b++)
        f->ece += fabs(s->confidence[b] - s->right[b]) / (double)f->n;
}

void pitch_measure(struct pitch_figures *out, const struct pitch_net *net,
                   const struct pitch_row *row, size_t n)
{
    struct sums s = {0};

    *out = (struct pitch_figures){0};
    for (size_t i = 0; i < n; i++) {
        struct pitch heard;

        pitch_of(net, row[i].patch, &heard);
        count(out, &s, &heard, row[i].midi);
    }
    sum_up(out, &s);
}

/* The rows that calibrate, and what nets that do not know their source say of them. */
struct judged {
    size_t n, *row;
    float *score; /* (n, SCORES) */
};

static void judge(struct judged *j, const struct pitch_row *row, size_t n,
                  const struct pitch_net *net, int fold, int folds)
{
    for (size_t i = 0; i < n; i++)
        if (row[i].asked && row[i].source % folds == fold) {
            pitch_score(net, row[i].patch, j->score + j->n * SCORES);
            j->row[j->n++] = i;
        }
}

/* One answer of a judged row, and what it counts for: of n rows of a source all together
 * count as n / (1 + (n - 1) / 10), since what a net makes of them is alike (design
 * effect, L. Kish, Survey Sampling, 1965). */
struct answer {
    double logit, weight;
    bool right;
};

/* What an answer of each source counts for. A new block. */
static double *designs(const struct judged *j, const struct pitch_row *row)
{
    int sources = 0;
    double *count;

    for (size_t i = 0; i < j->n; i++)
        if (row[j->row[i]].source >= sources)
            sources = row[j->row[i]].source + 1;
    count = mem_new((size_t)sources, sizeof *count);
    for (size_t i = 0; i < j->n; i++)
        count[row[j->row[i]].source]++;
    for (int s = 0; s < sources; s++)
        count[s] = 1.0 / (1.0 + (count[s] - 1.0) / 10.0);
    return count;
}

/* Rows that are given a note. How many. */
static size_t answers_of(struct answer *out, const struct judged *j,
                         const struct pitch_row *row)
{
    double *weight = designs(j, row);
    size_t n = 0;

    for (size_t i = 0; i < j->n; i++) {
        const struct pitch_row *of = &row[j->row[i]];
        struct pitch heard;

        pitch_tell(of->patch, j->score + i * SCORES, plainly, &heard);
        if (heard.why == MEASURED)
            out[n++] =
                (struct answer){(double)pitch_logit(heard.confidence), weight[of->source],
                                of->midi >= 0.0f && is_note(off(&heard, of->midi))};
    }
    free(weight);
    return n;
}

/* The likeliest scale and shift of logits, by Newton's method; a little prior keeps the
 * scale near 1 where all answers are right, or hardly any are there. */
static void calibrate(float sure[2], const struct answer *a, size_t n)
{
    enum { STEPS = 50 };
    double scale = 1.0, shift = 0.0;

    for (int step = 0; step < STEPS; step++) {
        double g0 = scale - 1.0, g1 = shift, h00 = 1.0, h01 = 0.0, h11 = 1.0, det;

        for (size_t i = 0; i < n; i++) {
            const double x = a[i].logit, p = 1.0 / (1.0 + exp(-(scale * x + shift)));
            const double d = a[i].weight * (p - a[i].right),
                         c = a[i].weight * p * (1.0 - p);

            g0 += d * x;
            g1 += d;
            h00 += c * x * x;
            h01 += c * x;
            h11 += c;
        }
        det = h00 * h11 - h01 * h01;
        scale -= 0.5 * (h11 * g0 - h01 * g1) / det;
        shift -= 0.5 * (h00 * g1 - h01 * g0) / det;
    }
    sure[0] = (float)scale;
    sure[1] = (float)shift;
}

static void judged_figures(struct pitch_figures *out, const struct judged *j,
                           const struct pitch_row *row, const float sure[2])
{
    struct sums s = {0};

    *out = (struct pitch_figures){0};
    for (size_t i = 0; i < j->n; i++) {
        struct pitch heard;

        pitch_tell(row[j->row[i]].patch, j->score + i * SCORES, sure, &heard);
        count(out, &s, &heard, row[j->row[i]].midi);
    }
    sum_up(out, &s);
}

/* The rows of all sources but those of a fold; -1: of all. How many. */
static size_t others(const struct pitch_row *row, size_t n, int fold, int folds,
                     size_t *use)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (fold < 0 || row[i].source % folds != fold)
            use[m++] = i;
    return m;
}

bool pitch_fit(struct pitch_net *out, struct pitch_figures *unheard,
               const struct pitch_row *row, size_t n, const struct pitch_options *o)
{
    struct school s = {.row = row,
                       .o = o,
                       .slope = mem_new(1, sizeof *s.slope),
                       .epochs_in_all = (o->folds + 1) * o->epochs};
    struct judged j = {.row = mem_new(n, sizeof *j.row),
                       .score = mem_new(n * SCORES, sizeof *j.score)};
    struct answer *answer = mem_new(n, sizeof *answer);
    size_t *use = mem_new(n, sizeof *use);
    bool going = true;

    for (int fold = 0; fold < o->folds && going; fold++) {
        const size_t m = others(row, n, fold, o->folds, use);

        going = m == 0 || fit_one(&s, out, use, m);
        if (going && m > 0)
            judge(&j, row, n, out, fold, o->folds);
    }
    going = going && fit_one(&s, out, use, others(row, n, -1, 1, use));
    if (going) {
        calibrate(out->sure, answer, answers_of(answer, &j, row));
        judged_figures(unheard, &j, row, out->sure);
    }
    free(answer);
    free(s.slope);
    free(j.row);
    free(j.score);
    free(use);
    return going;
}
