/* SPDX-License-Identifier: GPL-2.0-or-later */
/* New categories: 10 files of 3 packs, and what other packs hold of that sound. A pack is
 * a group of the corpus. The trunk was trained on sounds like them under the names of
 * broader leaves; the taught files may be among those, the ones looked for are not. */
#include "novel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "nn/metrics.h"
#include "util/mem.h"

enum { DRAWS = 5 };

/* A sound that the model has no name for: files whose own names say the word. */
static const struct novelty {
    const char *word, *tag;
} novelties[] = {{"cowbell", "drums.perc.cowbell"}, {"conga", "drums.perc.conga"},
                 {"bongo", "drums.perc.bongo"},     {"choir", "vocal.choir"},
                 {"flute", "tonal.flute"},          {"violin", "tonal.violin"},
                 {"piano", "tonal.piano"}};

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
    pupils_ask(p, of, n, n, PUPILS_CHANCE, seed, order);
    for (size_t i = 0; i < n && taken < 10; i++) {
        const char *mine = p->of[order[i]].row->group;
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
        const bool is = is_called(p->of[at[i]].row->origin, w->word);

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
    size_t sum[3] = {0}, taught[10], draws = 0;
    const char *const tag[10] = {w->tag, w->tag, w->tag, w->tag, w->tag,
                                 w->tag, w->tag, w->tag, w->tag, w->tag};
    double recall, precision;

    o.parts = 0;
    for (uint64_t seed = 1; seed <= DRAWS; seed++) {
        const char *pack[3];
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
        draws += n == 10;
        retrain_clear(&r);
    }
    recall = share(sum[1], sum[2]);
    precision = share(sum[1], sum[0]);
    printf("%-24s %5zu %9.2f %9.2f   (%zu draws of 10 files)\n", w->tag, sum[2] / DRAWS,
           recall, precision, draws);
    return recall >= 0.7 && precision >= 0.8;
}

void tell_novel(const struct pupils *p)
{
    size_t met = 0;

    printf("%-24s %5s %9s %9s\n", "new leaf, by ear", "files", "recall", "precision");
    for (size_t i = 0; i < sizeof novelties / sizeof *novelties; i++)
        met += tell_new(p, &novelties[i]);
    printf("  %zu reach recall 0.7 at precision 0.8 (goal 3: %s)\n", met,
           met >= 3 ? "met" : "not met");
}
