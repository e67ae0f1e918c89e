/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The partials of a sound over time: peaks of the spectra of long windows. */
#include "dsp/peaks.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "dsp/slow.h"
#include "dsp/stft.h"
#include "util/mem.h"
#include "util/vec.h"

enum {
    WINDOWS_OF_STFT = 8, /* the window of dsp/stft.h so many times: 372 ms */
    RATES = 4,           /* plans kept; the least recently used makes room */
    NOTE_A4 = 69,
    OCTAVE = 12
};

static const double lowest = 23.5, highest = 90.5; /* notes */
static const double clear_from = 40.0; /* E2: below there are drums that have a note */
static const double peak_over = 2.0, clear_over = 10.0; /* times the mean around it */

/* Below it there is what rounding adds. */
static const float faintest = 1e-10f;

/* Bins around one whose mean it is compared with. */
struct around {
    unsigned from, end;
};

struct plan {
    int rate_hz; /* 0 = free */
    unsigned long used;
    struct slow *slow;
    struct stft *stft;
    size_t first, clear, end; /* bins: of the band, from `clear` on for clarity */
    double bin_hz;
    struct around *around; /* (end - first) owned */
    float *power;          /* (bins + STFT_PAD) owned */
    double *sum;           /* (bins + 1) of the bins before; owned */
};

struct peaks {
    struct plan plan[RATES];
    unsigned long runs;
    float *slow; /* (slow_room) the sound at the low rate */
    size_t slow_room;
    struct peak *peak; /* (peaks) */
    size_t peaks, peak_room;
    float *power; /* (windows) */
    size_t power_room;
};

struct peaks *peaks_new(void) { return mem_new(1, sizeof(struct peaks)); }

static void plan_clear(struct plan *p)
{
    slow_free(p->slow);
    stft_free(p->stft);
    free(p->around);
    free(p->power);
    free(p->sum);
    *p = (struct plan){0};
}

void peaks_free(struct peaks *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < RATES; i++)
        plan_clear(c->plan + i);
    free(c->slow);
    free(c->peak);
    free(c->power);
    free(c);
}

static double hz_of(double note) { return 440.0 * exp2((note - NOTE_A4) / OCTAVE); }

/* Four half tones each way, but no fewer than six bins: of the peak itself there are
 * four. */
static void fill_around(struct plan *p, size_t bins)
{
    p->around = mem_new(p->end - p->first + 1, sizeof *p->around);
    for (size_t k = p->first; k < p->end; k++) {
        const size_t below = (size_t)fmax(6.0, (double)k * (1.0 - exp2(-4.0 / 12.0)));
        const size_t above = (size_t)fmax(6.0, (double)k * (exp2(4.0 / 12.0) - 1.0));

        p->around[k - p->first] =
            (struct around){(unsigned)(k > below ? k - below : 0),
                            (unsigned)(k + above + 1 < bins ? k + above + 1 : bins)};
    }
}

static void plan_make(struct plan *p, int rate_hz)
{
    size_t bins;
    double rate;

    p->rate_hz = rate_hz;
    p->slow = slow_new(rate_hz);
    rate = slow_rate(p->slow);
    p->stft = stft_new(rate * WINDOWS_OF_STFT);
    p->bin_hz = rate / (double)stft_size(p->stft);
    bins = stft_bins(p->stft);
    p->first = (size_t)fmax(1.0, ceil(hz_of(lowest) / p->bin_hz));
    p->end = (size_t)(hz_of(highest) / p->bin_hz);
    p->end = p->end < bins - 1 ? p->end : bins - 1;
    p->end = p->end > p->first ? p->end : p->first;
    p->clear = (size_t)(hz_of(clear_from) / p->bin_hz);
    p->clear = p->clear < p->end ? p->clear : p->end;
    fill_around(p, bins);
    p->power = mem_new(bins + STFT_PAD, sizeof *p->power);
    p->sum = mem_new(bins + 1, sizeof *p->sum);
}

static struct plan *plan_for(struct peaks *c, int rate_hz)
{
    struct plan *p = c->plan;

    c->runs++;
    for (size_t i = 0; i < RATES; i++) {
        if (c->plan[i].rate_hz == rate_hz) {
            c->plan[i].used = c->runs;
            return c->plan + i;
        }
        if (c->plan[i].used < p->used)
            p = c->plan + i;
    }
    plan_clear(p);
    plan_make(p, rate_hz);
    p->used = c->runs;
    return p;
}

/* The top of the parabola through the logarithms of three bins. */
static struct peak peak_at(const struct plan *p, size_t k, unsigned window)
{
    const float l = vec_log2(p->power[k - 1] + 1e-30f), m = vec_log2(p->power[k]),
                r = vec_log2(p->power[k + 1] + 1e-30f);
    const float d = 0.5f * (l - r) / (l - 2.0f * m + r);

    return (struct peak){
        window,
        (float)NOTE_A4 + 12.0f * vec_log2(((float)k + d) * (float)(p->bin_hz / 440.0)),
        exp2f(0.5f * (m - 0.25f * (l - r) * d))};
}

/*
 * Returns the power of the band, and adds that of its clear peaks to *clear. A Hann
 * window shows a sine as 1.5 times the power of its highest bin (F. Harris, On the Use of
 * Windows, 1978), as often as zeros stretch it.
 */
static double add_peaks(struct peaks *c, struct plan *p, unsigned window, double *clear)
{
    const size_t bins = stft_bins(p->stft);
    const double lobe = 1.5 * (double)stft_size(p->stft) / (double)stft_window(p->stft);
    const float *power = p->power;

    p->sum[0] = 0.0;
    for (size_t k = 0; k < bins; k++)
        p->sum[k + 1] = p->sum[k] + (double)power[k];
    for (size_t k = p->first; k < p->end; k++) {
        const struct around *a = &p->around[k - p->first];
        struct peak peak;
        double mean;

        if (!(power[k] > power[k - 1] && power[k] >= power[k + 1] && power[k] > faintest))
            continue;
        mean = (p->sum[a->end] - p->sum[a->from]) / (a->end - a->from);
        if ((double)power[k] < peak_over * mean)
            continue;
        peak = peak_at(p, k, window);
        if (k >= p->clear && (double)power[k] > clear_over * mean)
            *clear += lobe * (double)(peak.height * peak.height);
        c->peak = mem_more(c->peak, c->peaks, &c->peak_room, sizeof *c->peak);
        c->peak[c->peaks++] = peak;
    }
    return p->sum[p->end] - p->sum[p->first];
}

/* Windows are of a sound whose highest peak is 1. False: there is no sound. */
static bool set_gain(const struct plan *p, const float *x, size_t n)
{
    float most = 0.0f;

    for (size_t i = 0; i < n; i++)
        most = fmaxf(most, fabsf(x[i]));
    stft_gain(p->stft, 1.0 / fmax((double)most, 1e-20));
    return most > 1e-20f;
}

static void need(struct peaks *c, size_t slow, size_t windows)
{
    if (slow > c->slow_room) {
        c->slow = mem_grow(c->slow, slow, sizeof *c->slow);
        c->slow_room = slow;
    }
    if (windows > c->power_room) {
        c->power = mem_grow(c->power, windows, sizeof *c->power);
        c->power_room = windows;
    }
    c->peaks = 0;
}

void peaks_find(struct peaks *c, const float *x, size_t n, int rate_hz,
                struct peaks_found *out)
{
    struct plan *p = plan_for(c, rate_hz);
    const size_t slow = slow_length(p->slow, n), window = stft_window(p->stft),
                 hop = window / 2,
                 windows = slow > window ? (slow - window) / hop + 1 : 1;
    double all = 0.0, clear = 0.0;
    bool sounds;

    need(c, slow, windows);
    slow_down(p->slow, x, n, c->slow);
    sounds = set_gain(p, c->slow, slow);
    for (size_t t = 0; t < windows; t++) {
        double power = 0.0;

        if (sounds) {
            stft_power(p->stft, c->slow, slow,
                       slow > window ? window / 2 + t * hop : slow / 2, p->power);
            power = add_peaks(c, p, (unsigned)t, &clear);
        }
        c->power[t] = (float)power;
        all += power;
    }
    *out = (struct peaks_found){c->peak, c->peaks, c->power, windows,
                                all > 0.0 ? (float)fmin(1.0, clear / all) : 0.0f};
}
