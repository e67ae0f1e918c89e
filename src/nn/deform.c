/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variations of a patch in time, and parts of it blanked. */
#include "nn/deform.h"

#include <stdbool.h>
#include <string.h>

/* New hop t is old hop skip + t / factor; there are `hops` of them. */
struct timing {
    double skip, factor;
    size_t hops;
};

static double between(struct rng *r, double a, double b)
{
    return a + (b - a) * rng_unit(r);
}

static struct timing draw_timing(size_t hops, struct rng *r)
{
    struct timing t = {.factor = 1.0};
    double kept = 1.0, left;

    if (rng_unit(r) < 0.6)
        t.factor = between(r, 0.8, 1.25);
    if (rng_unit(r) < 0.3 && hops > 8)
        t.skip = (double)rng_below(r, 4);
    if (rng_unit(r) < 0.2 && hops > 20)
        kept = between(r, 0.4, 1.0);
    left = ((double)hops - t.skip) * kept * t.factor;
    t.hops = left < 1.0 ? 1 : left < PATCH_MAX_HOPS ? (size_t)left : PATCH_MAX_HOPS;
    return t;
}

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* Old hop h: as it was while the attack lasts, then of the pooled view. */
static const uint8_t *hop_at(const struct patch *p, double h, bool pooled)
{
    const size_t at = smaller((size_t)h, p->hops - 1);

    if (!pooled && at < p->attack_cols)
        return p->attack[at];
    return p->whole[at * PATCH_COLS / p->hops];
}

void deform_time(struct patch *p, struct rng *r)
{
    const struct patch old = *p;
    const struct timing t = draw_timing(old.hops, r);
    const bool pooled = old.hops > PATCH_COLS;

    p->attack_cols = (unsigned)smaller(t.hops, PATCH_COLS);
    p->hops = (uint32_t)t.hops;
    p->duration_s = old.duration_s * (float)t.hops / (float)old.hops;
    memset(p->attack, 0, sizeof p->attack);
    for (size_t c = 0; c < p->attack_cols; c++)
        memcpy(p->attack[c], hop_at(&old, t.skip + (double)c / t.factor, false),
               PATCH_BANDS);
    for (size_t c = 0; c < PATCH_COLS; c++) {
        const size_t hop = c * t.hops / PATCH_COLS; /* the first of those pooled */
        const uint8_t *from = t.hops > PATCH_COLS
                                  ? hop_at(&old, t.skip + (double)hop / t.factor, pooled)
                                  : p->attack[hop];

        memcpy(p->whole[c], from, PATCH_BANDS);
    }
}

/* A stripe of less than `most` of n: its width, and *at where it begins. */
static size_t stripe(struct rng *r, size_t most, size_t n, size_t *at)
{
    const size_t width = rng_below(r, most);

    *at = rng_below(r, n - width + 1);
    return width;
}

static void mask_view(uint8_t v[PATCH_COLS][PATCH_BANDS], struct rng *r)
{
    size_t at, width;

    if (rng_unit(r) < 0.5) {
        width = stripe(r, 8, PATCH_BANDS, &at);
        for (size_t c = 0; c < PATCH_COLS; c++)
            memset(v[c] + at, 0, width);
    }
    if (rng_unit(r) < 0.3) {
        width = stripe(r, 16, PATCH_COLS, &at);
        for (size_t c = at; c < at + width; c++)
            memset(v[c], 0, PATCH_BANDS);
    }
}

void deform_mask(struct patch *p, struct rng *r)
{
    mask_view(p->attack, r);
    mask_view(p->whole, r);
}
