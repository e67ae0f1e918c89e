/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One person's library, some of whose files are corrected: what the rest gains. */
#include "lessons.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/rng.h"

enum { DRAWS = 3 /* of corrections by chance */ };

size_t lessons_sources(const struct pupils *p, struct source *s)
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

static double share(size_t a, size_t b) { return b ? (double)a / (double)b : 0.0; }

/* What the person says of them. */
static void say(const struct pupils *p, const size_t *asked, size_t k,
                enum lesson_truth is, const char **tag)
{
    size_t *order = mem_new(k, sizeof *order);
    struct rng r;

    for (size_t i = 0; i < k; i++)
        order[i] = i;
    rng_init(&r, 7);
    if (is == LESSON_SHUFFLED)
        rng_shuffle(&r, order, k);
    for (size_t i = 0; i < k; i++)
        tag[i] = is == LESSON_ALL_KICK ? "drums.kick"
                                       : p->model->node[p->of[asked[order[i]]].leaf].tag;
    free(order);
}

static void teach(const struct pupils *p, const struct source *s, const size_t *asked,
                  const struct lesson_plan *plan, struct retrain *out)
{
    struct retrain_options o = retrain_defaults;
    struct settle_sound *library = pupils_library(p, s->at, s->n);
    const char **tag = mem_new(plan->k, sizeof *tag);
    struct err e;

    o.parts = plan->gate ? o.parts : 0;
    o.library = plan->folders ? library : NULL;
    o.sounds = s->n;
    say(p, asked, plan->k, plan->is, tag);
    if (pupils_teach(p, asked, plan->k, tag, &o, out, &e) != 0) {
        fprintf(stderr, "learning: %s\n", e.text);
        exit(1);
    }
    free(tag);
    free(library);
}

static struct outcome measure(const struct pupils *p, const struct source *s,
                              const size_t *asked, const struct lesson_plan *plan)
{
    size_t *rest = mem_new(p->n, sizeof *rest), *others = mem_new(p->n, sizeof *others);
    size_t n, m;
    struct pupils_marks all, before, after, elsewhere, still;
    struct outcome out = {0};
    struct retrain r;

    n = split(p, s, asked, plan->k, rest, others, &m);
    teach(p, s, asked, plan, &r);
    all = pupils_mark(p, p->model, s->at, s->n);
    before = pupils_mark(p, p->model, rest, n);
    after = pupils_mark(p, r.model, rest, n);
    elsewhere = pupils_mark(p, p->model, others, m);
    still = pupils_mark(p, r.model, others, m);
    out.whole = 1.0 - share(all.right, s->n);
    out.rest_before = 1.0 - share(before.right, n);
    out.rest_after = 1.0 - share(after.right, n);
    out.settled = share(after.right + plan->k, s->n);
    out.others_before = share(elsewhere.right, m);
    out.others_after = share(still.right, m);
    out.said_before = (double)before.said;
    out.said_after = (double)after.said;
    out.true_before = (double)before.said_right;
    out.true_after = (double)after.said_right;
    out.refused = r.refused;
    memcpy(out.why, r.why, sizeof out.why);
    retrain_clear(&r);
    free(rest);
    free(others);
    return out;
}

struct outcome lessons_learn(const struct pupils *p, const struct source *s,
                             const struct lesson_plan *plan)
{
    const size_t draws = plan->way == PUPILS_CHANCE ? DRAWS : 1;
    size_t *asked = mem_new(plan->k, sizeof *asked);
    struct outcome sum = {0};

    for (size_t d = 0; d < draws; d++) {
        struct outcome one;

        pupils_ask(p, s->at, s->n, plan->k, plan->way, d + 1, asked);
        one = measure(p, s, asked, plan);
        sum.whole += one.whole / (double)draws;
        sum.rest_before += one.rest_before / (double)draws;
        sum.rest_after += one.rest_after / (double)draws;
        sum.others_before += one.others_before / (double)draws;
        sum.others_after += one.others_after / (double)draws;
        sum.settled += one.settled / (double)draws;
        sum.said_before += one.said_before / (double)draws;
        sum.said_after += one.said_after / (double)draws;
        sum.true_before += one.true_before / (double)draws;
        sum.true_after += one.true_after / (double)draws;
        sum.refused |= one.refused;
        memcpy(sum.why, one.why, sizeof sum.why);
    }
    free(asked);
    return sum;
}
