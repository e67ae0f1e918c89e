/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Weigh what a name says against what was heard. */
#include "util/blend.h"

#include <math.h>
#include <string.h>

/* How much likelier the name is where it is true, and where it is not. */
struct odds {
    float in, out;
};

static struct odds odds_of(const struct name_says *name, size_t within, size_t of)
{
    const double share = (double)within / (double)of;
    const double t =
        (double)name->trust * (double)name->p + (1.0 - (double)name->trust) * share;

    if (within == 0 || within == of || t <= share)
        return (struct odds){1.0f, 1.0f};
    return (struct odds){(float)pow(t / share, (double)name->weight),
                         (float)pow((1.0 - t) / (1.0 - share), (double)name->weight)};
}

static void normalise(size_t n, float *p)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += (double)p[i];
    for (size_t i = 0; i < n && sum > 0.0; i++)
        p[i] = (float)((double)p[i] / sum);
}

/* Every leaf's probability by ear, from the best few. */
static void spread(const struct branches *b, const struct guess top[SOUND_TOP], float *p)
{
    double left = 1.0;
    size_t known = 0;

    for (size_t i = 0; i < b->leaves; i++)
        p[i] = -1.0f;
    for (int i = 0; i < SOUND_TOP && top[i].node >= 0; i++) {
        if (top[i].node >= (int)b->leaves || p[top[i].node] >= 0.0f)
            continue;
        p[top[i].node] = top[i].p;
        left -= (double)top[i].p;
        known++;
    }
    for (size_t i = 0; i < b->leaves; i++)
        if (p[i] < 0.0f)
            p[i] = left > 0.0 ? (float)(left / (double)(b->leaves - known)) : 0.0f;
}

int blend(const struct branches *b, const struct guess top[SOUND_TOP],
          const struct name_says *name, float *p)
{
    bool in[SOUND_MAX_NODES] = {false};
    struct odds o = {1.0f, 1.0f};

    if (top[0].node < 0 || b->leaves == 0)
        return 1;
    spread(b, top, p);
    if (name->node >= 0)
        o = odds_of(name, branch_leaves(b, name->node, in), b->leaves);
    for (size_t i = 0; i < b->leaves; i++)
        p[i] *= in[i] ? o.in : o.out;
    normalise(b->leaves, p);
    return 0;
}

static float odds(float p)
{
    static const float surest = 1e-4f;
    const float q = p < surest ? surest : p > 1 - surest ? 1 - surest : p;

    return q / (1 - q);
}

void blend_signal(const float form[FORM_COUNT], float loop_p, float p[FORM_COUNT])
{
    const float both = odds(form[FORM_LOOP]) * odds(loop_p);

    p[FORM_LOOP] = both / (1 + both);
    p[FORM_ONESHOT] = 1 - p[FORM_LOOP];
}

void blend_form(const float form[FORM_COUNT], const struct name_says *name,
                float p[FORM_COUNT])
{
    struct odds o = {1.0f, 1.0f};

    memcpy(p, form, FORM_COUNT * sizeof *p);
    if (name->node < 0)
        return;
    o = odds_of(name, 1, FORM_COUNT);
    for (int i = 0; i < FORM_COUNT; i++)
        p[i] *= i == name->node ? o.in : o.out;
    normalise(FORM_COUNT, p);
}
