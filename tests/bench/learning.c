/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What corrections teach a model, measured on sources that it has not heard:
 * learning MODEL|base MANIFEST [FIXES [CACHE]]. Each dev source is a library; its owner
 * answers truthfully what review asks, then retrains. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "nn/metrics.h"
#include "pupils.h"
#include "util/mem.h"

enum {
    SMALL = 80,  /* files of a source that 50 corrections are tried on */
    LARGE = 350, /* and 200 */
    DRAWS = 3,   /* of corrections by chance */
    STEP = 5,    /* corrections, when it is counted how many are wanted */
    SOURCES = 64
};

static struct err err;

static void stop(void)
{
    fprintf(stderr, "learning: %s\n", err.text);
    exit(1);
}

struct source {
    const char *name;
    size_t *at, n;
};

/* A source after some corrections. Shares of wrong answers. */
struct outcome {
    double whole, rest_before,
        rest_after;                     /* base on all of it; on what is not corrected */
    double others_before, others_after; /* right answers elsewhere */
    double settled;                     /* all of it right, corrected files included */
    bool refused;
};

static double share(size_t a, size_t b) { return b ? (double)a / (double)b : 0.0; }

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static double median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, by_value);
    return n == 0 ? 0.0 : n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2.0;
}

/* Split the dev files: corrected ones are in neither. */
static size_t split(const struct pupils *p, const struct source *s, const size_t *asked,
                    size_t k, size_t *rest, size_t *others, size_t *elsewhere)
{
    bool *mine = mem_new(p->n, sizeof *mine);
    size_t n = 0, m = 0;

    for (size_t i = 0; i < s->n; i++)
        mine[s->at[i]] = true;
    for (size_t i = 0; i < p->n; i++)
        if (p->of[i].dev && !mine[i])
            others[m++] = i;
    for (size_t i = 0; i < k; i++)
        mine[asked[i]] = false;
    for (size_t i = 0; i < s->n; i++)
        if (mine[s->at[i]])
            rest[n++] = s->at[i];
    free(mine);
    *elsewhere = m;
    return n;
}

static struct outcome measure(const struct pupils *p, const struct source *s,
                              const size_t *asked, size_t k,
                              const struct retrain_options *o)
{
    size_t *rest = mem_new(p->n, sizeof *rest), *others = mem_new(p->n, sizeof *others);
    size_t n, m, all, before, after;
    bool *right = mem_new(p->n, sizeof *right);
    struct outcome out = {0};
    struct retrain r;

    n = split(p, s, asked, k, rest, others, &m);
    if (pupils_teach(p, asked, k, NULL, o, &r, &err) != 0)
        stop();
    all = pupils_right(p, p->model, s->at, s->n, right);
    before = pupils_right(p, p->model, rest, n, right);
    after = pupils_right(p, r.model, rest, n, right);
    out.whole = 1.0 - share(all, s->n);
    out.rest_before = 1.0 - share(before, n);
    out.rest_after = 1.0 - share(after, n);
    out.settled = share(after + k, s->n);
    out.others_before = share(pupils_right(p, p->model, others, m, right), m);
    out.others_after = share(pupils_right(p, r.model, others, m, right), m);
    out.refused = r.refused;
    if (r.refused)
        printf("  %s: refused: %s\n", s->name, r.why);
    retrain_clear(&r);
    free(rest);
    free(others);
    free(right);
    return out;
}

/* The mean of a few draws, or the one way that review has. */
static struct outcome learn(const struct pupils *p, const struct source *s, size_t k,
                            bool random, const struct retrain_options *o)
{
    const size_t draws = random ? DRAWS : 1;
    size_t *asked = mem_new(k, sizeof *asked);
    struct outcome sum = {0};

    for (size_t d = 0; d < draws; d++) {
        struct outcome one;

        pupils_ask(p, s->at, s->n, k, random, d + 1, asked);
        one = measure(p, s, asked, k, o);
        sum.whole += one.whole / (double)draws;
        sum.rest_before += one.rest_before / (double)draws;
        sum.rest_after += one.rest_after / (double)draws;
        sum.others_before += one.others_before / (double)draws;
        sum.others_after += one.others_after / (double)draws;
        sum.settled += one.settled / (double)draws;
        sum.refused |= one.refused;
    }
    free(asked);
    return sum;
}

static double fall(double before, double after)
{
    return before > 0.0 ? 100.0 * (1.0 - after / before) : 0.0;
}

static void tell_all(const struct pupils *p, const struct source *s, size_t sources,
                     size_t least, size_t k, bool random, double goal)
{
    double rest[SOURCES], whole[SOURCES], lost = -100.0;
    struct retrain_options o = retrain_defaults;
    size_t n = 0;

    o.parts = random ? 0 : o.parts;
    printf("%zu corrections %s\n%-46s %5s %7s %7s %7s %6s %6s %7s\n", k,
           random ? "by chance" : "chosen by review", "source", "files", "error",
           "of rest", "after", "fall", "fall*", "others");
    for (size_t i = 0; i < sources; i++) {
        struct outcome x;

        if (s[i].n < least)
            continue;
        x = learn(p, &s[i], k, random, &o);
        rest[n] = fall(x.rest_before, x.rest_after);
        whole[n] = fall(x.whole, x.rest_after);
        printf("%-46s %5zu %7.3f %7.3f %7.3f %5.0f%% %5.0f%% %+7.2f%s\n", s[i].name,
               s[i].n, x.whole, x.rest_before, x.rest_after, rest[n], whole[n],
               100.0 * (x.others_after - x.others_before), x.refused ? " refused" : "");
        lost = fmax(lost, 100.0 * (x.others_before - x.others_after));
        n++;
    }
    printf("  median fall %.0f %% (of the error of the rest), %.0f %% (*: of the whole "
           "source's; goal %.0f %%); others lose at most %.2f points (goal 0.5)\n\n",
           median(rest, n), median(whole, n), goal, lost);
    fflush(stdout);
}

/* How many corrections review wants for what `k` by chance give. */
static void tell_wanted(const struct pupils *p, const struct source *s, size_t sources,
                        size_t k)
{
    struct retrain_options o = retrain_defaults;
    double wanted[SOURCES], learned[SOURCES];
    size_t n = 0;

    o.parts = 0;
    printf("corrections that review wants for what %zu by chance give\n%-46s %9s %9s\n",
           k, "source", "settled", "rest");
    for (size_t i = 0; i < sources; i++) {
        const bool fits = s[i].n >= SMALL;
        struct outcome goal;

        if (!fits)
            continue;
        goal = learn(p, &s[i], k, true, &o);
        wanted[n] = learned[n] = 2.0 * (double)k;
        for (size_t at = 2 * k; at >= STEP; at -= STEP) {
            const struct outcome x = learn(p, &s[i], at, false, &o);

            if (x.settled >= goal.settled)
                wanted[n] = (double)at;
            if (x.rest_after <= goal.rest_after)
                learned[n] = (double)at;
        }
        printf("%-46s %9.0f %9.0f\n", s[i].name, wanted[n], learned[n]);
        n++;
    }
    printf("  median: %.0f %% for as many right in the source, %.0f %% for as few wrong "
           "in its rest (goal 60 %%)\n\n",
           100.0 * median(wanted, n) / (double)k, 100.0 * median(learned, n) / (double)k);
    fflush(stdout);
}

/* A sound that the model has no name for: files whose own names say the word. */
struct novelty {
    const char *word, *tag;
};

static bool is_called(const char *origin, const char *word)
{
    const size_t n = strlen(word);

    for (const char *at = origin; (at = strcasestr(at, word)); at++) {
        const bool begins =
            at == origin || !((at[-1] | 32) >= 'a' && (at[-1] | 32) <= 'z');

        if (begins &&
            !((at[n] | 32) >= 'a' && (at[n] | 32) <= 'z' && (at[n] | 32) != 's'))
            return true;
    }
    return false;
}

/* 10 files of 3 packs, which learned them under the name of another leaf. The packs are
 * put in pack (3). */
static size_t pick(const struct pupils *p, const struct novelty *w, uint64_t seed,
                   size_t *out, const char **pack)
{
    size_t *of = mem_new(p->n, sizeof *of), n = 0, taken = 0, packs = 0;
    size_t *order = mem_new(p->n, sizeof *order);

    for (size_t i = 0; i < p->n; i++)
        if (!p->of[i].rehearsed && is_called(p->of[i].row->origin, w->word))
            of[n++] = i;
    pupils_ask(p, of, n, n, true, seed, order);
    for (size_t i = 0; i < n && taken < 10; i++) {
        const char *mine = p->of[order[i]].row->source;
        size_t k = 0;

        while (k < packs && strcmp(pack[k], mine) != 0)
            k++;
        if (k == 3)
            continue;
        if (k == packs)
            pack[packs++] = mine;
        out[taken++] = order[i];
    }
    free(of);
    free(order);
    return packs == 3 ? taken : 0;
}

/* Of the dev files of other packs: called the new leaf, rightly, and how many there are.
 */
static void spot(const struct pupils *p, const struct model *m, const struct novelty *w,
                 const char *const *pack, size_t sum[3])
{
    size_t *at = mem_new(p->n, sizeof *at), n = 0;
    float *q, *x;

    for (size_t i = 0; i < p->n; i++)
        if (p->of[i].dev && strcmp(p->of[i].row->source, pack[0]) != 0 &&
            strcmp(p->of[i].row->source, pack[1]) != 0 &&
            strcmp(p->of[i].row->source, pack[2]) != 0)
            at[n++] = i;
    x = pupils_numbers(p, at, n);
    q = mem_new(n * m->leaves, sizeof *q);
    school_ask(m, n, x, q);
    for (size_t i = 0; i < n; i++) {
        const size_t leaf = metrics_largest(m->leaves, q + i * m->leaves);
        const bool called = strcmp(m->node[leaf].tag, w->tag) == 0;
        const bool is = is_called(p->of[at[i]].row->origin, w->word);

        sum[0] += called;
        sum[1] += called && is;
        sum[2] += is;
    }
    free(q);
    free(x);
    free(at);
}

static void tell_new(const struct pupils *p, const struct novelty *w)
{
    struct retrain_options o = retrain_defaults;
    size_t sum[3] = {0}, taught[10], draws = 0;

    o.parts = 0;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        const char *pack[3];
        const size_t n = pick(p, w, seed, taught, pack);
        struct retrain r;

        if (n == 0)
            continue;
        if (pupils_teach(p, taught, n, w->tag, &o, &r, &err) != 0)
            stop();
        spot(p, r.model, w, pack, sum);
        draws += n == 10;
        retrain_clear(&r);
    }
    printf("%-24s %5zu %9.2f %9.2f   (%zu draws of 10 files)\n", w->tag, sum[2] / 5,
           share(sum[1], sum[2]), share(sum[1], sum[0]), draws);
    fflush(stdout);
}

static size_t sources_of(const struct pupils *p, struct source *s)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++) {
        size_t k = 0;

        while (k < n && strcmp(s[k].name, p->of[i].row->source) != 0)
            k++;
        if (k < n || !p->of[i].dev || n == SOURCES)
            continue;
        s[n].name = p->of[i].row->source;
        s[n].at = mem_new(p->n, sizeof *s[n].at);
        s[n].n = pupils_of(p, s[n].name, s[n].at);
        n++;
    }
    return n;
}

int main(int argc, char **argv)
{
    static const struct novelty novelties[] = {
        {"cowbell", "drums.perc.cowbell"}, {"conga", "drums.perc.conga"},
        {"bongo", "drums.perc.bongo"},     {"choir", "vocal.choir"},
        {"flute", "tonal.flute"},          {"violin", "tonal.violin"},
        {"piano", "tonal.piano"}};
    struct source s[SOURCES] = {{0}};
    struct pupils p;
    size_t sources;

    if (argc < 3) {
        fputs("usage: learning MODEL|base MANIFEST [FIXES [CACHE]]\n", stderr);
        return 2;
    }
    if (pupils_load(&p, argv[1], argv[2], argc > 3 ? argv[3] : NULL,
                    argc > 4 ? argv[4] : NULL, &err) != 0)
        stop();
    sources = sources_of(&p, s);
    tell_all(&p, s, sources, SMALL, 50, false, 30.0);
    tell_all(&p, s, sources, LARGE, 200, false, 45.0);
    tell_all(&p, s, sources, SMALL, 50, true, 30.0);
    tell_all(&p, s, sources, LARGE, 200, true, 45.0);
    tell_wanted(&p, s, sources, 50);
    printf("%-24s %5s %9s %9s\n", "new leaf", "files", "recall", "precision");
    for (size_t i = 0; i < sizeof novelties / sizeof *novelties; i++)
        tell_new(&p, &novelties[i]);
    for (size_t i = 0; i < sources; i++)
        free(s[i].at);
    pupils_clear(&p);
    return 0;
}
