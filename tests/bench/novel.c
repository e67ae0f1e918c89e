/* SPDX-License-Identifier: GPL-2.0-or-later */
/* New categories: 10 files of 3 packs, and what other packs hold of that sound. A pack is
 * a group of the corpus; what is looked for is in groups that nothing was learned from.
 */
#include "novel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "nn/metrics.h"
#include "util/mem.h"

enum {
    DRAWS = 5,
    TAUGHT = 10,
    PACKS = 3,
    ENOUGH = 4 /* files of a pack that is preferred: three such have ten */
};

/* A sound that the model has no name for. */
struct novelty {
    const char *tag;
    const char *word; /* files whose own names say it; NULL: those of the leaf */
    size_t leaf;      /* of the taxonomy */
};

/* Kinds of sounds that the corpus has under the names of broader leaves, which the trunk
 * was taught: the taught files may be among those. */
static const struct novelty finer[] = {
    {"drums.perc.cowbell", "cowbell", 0}, {"drums.perc.conga", "conga", 0},
    {"drums.perc.bongo", "bongo", 0},     {"vocal.choir", "choir", 0},
    {"tonal.flute", "flute", 0},          {"tonal.violin", "violin", 0},
    {"tonal.piano", "piano", 0}};

static double share(size_t a, size_t b) { return b ? (double)a / (double)b : 0.0; }

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

static bool is_of(const struct pupil *one, const struct novelty *w)
{
    return w->word ? is_called(one->row->origin, w->word) : one->leaf == w->leaf;
}

/* How many of the files (n) are of a pack. */
static size_t pack_size(const struct pupils *p, const size_t *of, size_t n,
                        const char *group)
{
    size_t size = 0;

    for (size_t i = 0; i < n; i++)
        size += strcmp(p->of[of[i]].row->group, group) == 0;
    return size;
}

/* Of the files (n), in their order, TAUGHT at most of the first PACKS packs that have
 * `least`; 0 where there are fewer such packs. */
static size_t take(const struct pupils *p, const size_t *of, size_t n, size_t least,
                   size_t *out, const char **pack)
{
    size_t taken = 0, packs = 0;

    for (size_t i = 0; i < n && taken < TAUGHT; i++) {
        const char *mine = p->of[of[i]].row->group;
        size_t k = 0;

        while (k < packs && strcmp(pack[k], mine) != 0)
            k++;
        if (k == PACKS || (k == packs && pack_size(p, of, n, mine) < least))
            continue;
        if (k == packs)
            pack[packs++] = mine;
        out[taken++] = of[i];
    }
    return packs == PACKS ? taken : 0;
}

/* Files to teach with, by chance. The packs are put in pack (PACKS). */
static size_t pick(const struct pupils *p, const struct novelty *w, uint64_t seed,
                   size_t *out, const char **pack)
{
    size_t *of = mem_new(p->n, sizeof *of), n = 0, taken;
    size_t *order = mem_new(p->n, sizeof *order);

    for (size_t i = 0; i < p->n; i++)
        if (!p->of[i].rehearsed && is_of(&p->of[i], w))
            of[n++] = i;
    pupils_ask(p, of, n, n, PUPILS_CHANCE, seed, order);
    taken = take(p, order, n, ENOUGH, out, pack);
    if (taken == 0)
        taken = take(p, order, n, 1, out, pack);
    free(of);
    free(order);
    return taken;
}

/* Of the dev files of other packs: called the new leaf, rightly, and how many there are.
 */
static void spot(const struct pupils *p, const struct model *m, const struct novelty *w,
                 const char *const *pack, size_t sum[3])
{
    size_t *at = mem_new(p->n, sizeof *at), n = 0;
    float *q, *x;

    for (size_t i = 0; i < p->n; i++)
        if (p->of[i].dev && strcmp(p->of[i].row->group, pack[0]) != 0 &&
            strcmp(p->of[i].row->group, pack[1]) != 0 &&
            strcmp(p->of[i].row->group, pack[2]) != 0)
            at[n++] = i;
    x = pupils_numbers(p, at, n);
    q = mem_new(n * m->leaves, sizeof *q);
    school_ask(m, n, x, q);
    for (size_t i = 0; i < n; i++) {
        const size_t leaf = metrics_largest(m->leaves, q + i * m->leaves);
        const bool called = strcmp(m->node[leaf].tag, w->tag) == 0;
        const bool is = is_of(&p->of[at[i]], w);

        sum[0] += called;
        sum[1] += called && is;
        sum[2] += is;
    }
    free(q);
    free(x);
    free(at);
}

/* Recall and precision over a few draws; whether they reach the goal. */
static bool tell_new(const struct pupils *p, const struct novelty *w)
{
    struct retrain_options o = retrain_defaults;
    size_t sum[3] = {0}, taught[TAUGHT], draws = 0;
    const char *tag[TAUGHT];
    double recall, precision;

    for (size_t i = 0; i < TAUGHT; i++)
        tag[i] = w->tag;
    o.parts = 0;
    for (uint64_t seed = 1; seed <= DRAWS; seed++) {
        const char *pack[PACKS];
        const size_t n = pick(p, w, seed, taught, pack);
        struct retrain r;
        struct err e;

        if (n == 0)
            continue;
        if (pupils_teach(p, taught, n, tag, &o, &r, &e) != 0) {
            fprintf(stderr, "learning: %s\n", e.text);
            exit(1);
        }
        spot(p, r.model, w, pack, sum);
        draws += n == TAUGHT;
        retrain_clear(&r);
    }
    recall = share(sum[1], sum[2]);
    precision = share(sum[1], sum[0]);
    printf("%-24s %5zu %9.2f %9.2f   (%zu draws of %d files)\n", w->tag, sum[2] / DRAWS,
           recall, precision, draws, TAUGHT);
    return recall >= 0.7 && precision >= 0.8;
}

static void tell_head(void)
{
    printf("%-24s %5s %9s %9s\n", "new leaf, by ear", "files", "recall", "precision");
}

static void tell_verdict(size_t met)
{
    printf("  %zu reach recall 0.7 at precision 0.8 (goal 3: %s)\n", met,
           met >= 3 ? "met" : "not met");
}

void tell_finer(const struct pupils *p)
{
    size_t met = 0;

    tell_head();
    for (size_t i = 0; i < sizeof finer / sizeof *finer; i++)
        met += tell_new(p, &finer[i]);
    tell_verdict(met);
}

void tell_unheard(const struct pupils *p)
{
    size_t met = 0;

    tell_head();
    for (size_t leaf = p->model->leaves; leaf < p->taxonomy.n; leaf++)
        met += tell_new(p, &(struct novelty){p->taxonomy.leaf[leaf].tag, NULL, leaf});
    tell_verdict(met);
}
