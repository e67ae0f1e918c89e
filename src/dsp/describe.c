/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that is measured of one sound, in one pass over its spectrum. */
#include "dsp/describe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dsp/cepstrum.h"
#include "dsp/envelope.h"
#include "dsp/mel.h"
#include "dsp/partials.h"
#include "dsp/shape.h"
#include "dsp/stft.h"
#include "util/mem.h"
#include "util/vec.h"

enum {
    MAX_SECONDS = 12,
    RATES = 8,      /* plans kept; the least recently used makes room */
    SHAPE_EVERY = 4 /* hops: half a window, 23.2 ms */
};

#define SILENCE_PEAK                                                                     \
    1e-5 /* below, it is silence: -100 dBFS, under half a 16-bit step                    \
          */
#define SILENCE_DB (-200.0)

struct plan {
    double rate_hz; /* 0 = free */
    unsigned long used;
    struct stft *stft;
    struct mel *mel;
    struct partials *partials;
    float *power[2]; /* (bins + STFT_PAD): this shape frame and the one before */
};

struct describe {
    struct plan plan[RATES];
    unsigned long runs;
    struct envelope envelope;
    struct cepstrum *cepstrum;
    float *mel; /* (mel_cap, MEL_BANDS) */
    size_t mel_cap;
    float partials[PARTIALS_TIMES * PARTIALS_BANDS];
};

/* Sums over shape frames, each weighted by its power. */
struct spectral {
    double weight, centroid, spread, rolloff, flatness;
    double flux_weight, flux;
};

#define MFCC_NAMES(x)                                                                    \
    x "0", x "1", x "2", x "3", x "4", x "5", x "6", x "7", x "8", x "9", x "10",        \
        x "11", x "12"
#define MFCC_UNITS                                                                       \
    "dB", "dB", "dB", "dB", "dB", "dB", "dB", "dB", "dB", "dB", "dB", "dB", "dB"

const char *const descriptor_name[DESC_COUNT] = {
    [DESC_DURATION] = "duration",
    [DESC_PEAK] = "peak",
    [DESC_RMS] = "rms",
    [DESC_CREST] = "crest",
    [DESC_LEAD_SILENCE] = "lead_silence",
    [DESC_ATTACK] = "attack",
    [DESC_DECAY] = "decay",
    [DESC_ZERO_CROSSING] = "zero_crossing",
    [DESC_CENTROID] = "centroid",
    [DESC_SPREAD] = "spread",
    [DESC_ROLLOFF] = "rolloff",
    [DESC_FLATNESS] = "flatness",
    [DESC_FLUX] = "flux",
    [DESC_MFCC_MEAN] = MFCC_NAMES("mfcc_mean_"),
    MFCC_NAMES("mfcc_dev_"),
};

const char *const descriptor_unit[DESC_COUNT] = {
    [DESC_DURATION] = "s", [DESC_PEAK] = "dBFS",          [DESC_RMS] = "dBFS",
    [DESC_CREST] = "dB",   [DESC_LEAD_SILENCE] = "s",     [DESC_ATTACK] = "s",
    [DESC_DECAY] = "s",    [DESC_ZERO_CROSSING] = "1/s",  [DESC_CENTROID] = "Hz",
    [DESC_SPREAD] = "Hz",  [DESC_ROLLOFF] = "Hz",         [DESC_FLATNESS] = "",
    [DESC_FLUX] = "",      [DESC_MFCC_MEAN] = MFCC_UNITS, MFCC_UNITS,
};

/* Frequencies go up to 96,000 Hz, and halves to 65,504. */
static float scale(size_t i)
{
    const char *unit = descriptor_unit[i];

    return strcmp(unit, "Hz") == 0 || strcmp(unit, "1/s") == 0 ? 1000.0f : 1.0f;
}

void descriptors_write(struct buf *out, const float value[DESC_COUNT])
{
    buf_u16(out, DESC_COUNT);
    for (size_t i = 0; i < DESC_COUNT; i++)
        buf_f16(out, value[i] / scale(i));
}

bool descriptors_read(float value[DESC_COUNT], const void *data, size_t n)
{
    struct cur c = cur_over(data, n);

    if (cur_u16(&c) != DESC_COUNT)
        return false;
    for (size_t i = 0; i < DESC_COUNT; i++)
        value[i] = cur_f16(&c) * scale(i);
    return !c.bad;
}

struct describe *describe_new(void)
{
    struct describe *d = mem_new(1, sizeof *d);

    d->cepstrum = cepstrum_new();
    return d;
}

static void plan_clear(struct plan *p)
{
    stft_free(p->stft);
    mel_free(p->mel);
    partials_free(p->partials);
    free(p->power[0]);
    free(p->power[1]);
    *p = (struct plan){0};
}

void describe_free(struct describe *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < RATES; i++)
        plan_clear(d->plan + i);
    envelope_clear(&d->envelope);
    cepstrum_free(d->cepstrum);
    free(d->mel);
    free(d);
}

static struct plan *plan_for(struct describe *d, double rate_hz)
{
    struct plan *p = d->plan;

    d->runs++;
    for (size_t i = 0; i < RATES; i++) {
        if (d->plan[i].rate_hz == rate_hz) {
            d->plan[i].used = d->runs;
            return d->plan + i;
        }
        if (d->plan[i].used < p->used)
            p = d->plan + i;
    }
    plan_clear(p);
    p->rate_hz = rate_hz;
    p->used = d->runs;
    p->stft = stft_new(rate_hz);
    p->mel = mel_new(rate_hz, stft_size(p->stft), MEL_BANDS);
    p->partials = partials_new(rate_hz);
    for (size_t i = 0; i < 2; i++)
        p->power[i] = mem_new(stft_bins(p->stft) + STFT_PAD, sizeof *p->power[i]);
    return p;
}

static void add_shape(struct spectral *sum, size_t bins, const float *power,
                      const float *before, float *power_before)
{
    struct shape s;
    double w;

    shape_measure(&s, bins, power);
    w = (double)s.power;
    sum->weight += w;
    sum->centroid += w * (double)s.centroid;
    sum->spread += w * (double)s.spread;
    sum->rolloff += w * (double)s.rolloff;
    sum->flatness += w * (double)s.flatness;
    if (s.power > SHAPE_SILENCE && *power_before > SHAPE_SILENCE) {
        sum->flux_weight += w;
        sum->flux += w * (double)shape_flux(bins, power, s.power, before, *power_before);
    }
    *power_before = s.power;
}

/* x (n) from where the sound begins -> d->mel (frames, MEL_BANDS) and *sum. */
static void analyse(struct describe *d, struct plan *p, const float *x, size_t n,
                    size_t frames, struct spectral *sum)
{
    const size_t hop = stft_hop(p->stft), bins = stft_bins(p->stft);
    float *power = p->power[0], *before = p->power[1];
    float power_before = 0.0f;

    for (size_t t = 0; t < frames; t++) {
        stft_power(p->stft, x, n, t * hop, power);
        mel_apply(p->mel, power, d->mel + t * MEL_BANDS);
        if (t % SHAPE_EVERY == 0) {
            float *const swap = before;

            add_shape(sum, bins, power, before, &power_before);
            before = power;
            power = swap;
        }
    }
    vec_db(frames * MEL_BANDS, d->mel);
}

static void need_mel(struct describe *d, size_t frames)
{
    if (frames <= d->mel_cap)
        return;
    d->mel = mem_grow(d->mel, frames * MEL_BANDS, sizeof *d->mel);
    d->mel_cap = frames;
}

static void set_spectral(struct description *out, const struct spectral *sum,
                         double bin_hz)
{
    float *v = out->value;

    if (sum->weight > 0.0) {
        v[DESC_CENTROID] = (float)(sum->centroid / sum->weight * bin_hz);
        v[DESC_SPREAD] = (float)(sum->spread / sum->weight * bin_hz);
        v[DESC_ROLLOFF] = (float)(sum->rolloff / sum->weight * bin_hz);
        v[DESC_FLATNESS] = (float)(sum->flatness / sum->weight);
    }
    if (sum->flux_weight > 0.0)
        v[DESC_FLUX] = (float)(sum->flux / sum->flux_weight);
}

/* Silence has no level, no shape and no time: the floor, and zeros. */
static void set_silence(struct describe *d, struct description *out)
{
    need_mel(d, 1);
    for (size_t b = 0; b < MEL_BANDS; b++)
        d->mel[b] = -100.0f;
    for (size_t b = 0; b < PARTIALS_TIMES * PARTIALS_BANDS; b++)
        d->partials[b] = -100.0f;
    out->mel = d->mel;
    out->frames = 1;
    out->value[DESC_PEAK] = out->value[DESC_RMS] = (float)SILENCE_DB;
}

static void set_level(struct description *out, const struct envelope *e, const float *x,
                      size_t n, double rate_hz)
{
    const double peak_db = 20.0 * log10((double)e->peak);
    const double rms_db = fmax(SILENCE_DB, 10.0 * log10(e->power));
    float *v = out->value;

    v[DESC_PEAK] = (float)peak_db;
    v[DESC_RMS] = (float)rms_db;
    v[DESC_CREST] = (float)(peak_db - rms_db);
    v[DESC_ATTACK] = (float)((double)envelope_attack(e, x, n) / rate_hz);
    v[DESC_DECAY] = (float)((double)envelope_decay(e, x, n) / rate_hz);
    v[DESC_ZERO_CROSSING] = (float)((double)e->crossings * rate_hz / (double)n);
}

void describe_run(struct describe *d, const float *x, size_t n, int rate_hz,
                  struct description *out)
{
    const double rate = (double)rate_hz;
    const size_t most = (size_t)rate_hz * MAX_SECONDS, pre = (size_t)rate_hz / 200;
    struct spectral sum = {0};
    struct envelope *e = &d->envelope;
    struct plan *p;
    size_t loud, from;

    *out = (struct description){.partials = d->partials};
    n = n < most ? n : most;
    out->value[DESC_DURATION] = (float)((double)n / rate);
    envelope_measure(e, x, n, rate);
    if (!((double)e->peak >= SILENCE_PEAK)) {
        set_silence(d, out);
        return;
    }
    loud = envelope_first_over(e, x, n, 0.01f * e->peak);
    from = loud > pre ? loud - pre : 0;
    p = plan_for(d, rate);
    out->frames = (n - from - 1) / stft_hop(p->stft) + 1;
    need_mel(d, out->frames);
    stft_gain(p->stft, 1.0 / (double)e->peak);
    analyse(d, p, x + from, n - from, out->frames, &sum);
    partials_measure(p->partials, x + from, n - from, 1.0 / (double)e->peak, d->partials);
    out->mel = d->mel;
    out->envelope = e;
    out->value[DESC_LEAD_SILENCE] = (float)((double)loud / rate);
    set_level(out, e, x, n, rate);
    set_spectral(out, &sum, rate / (double)stft_size(p->stft));
    cepstrum_stats(d->cepstrum, out->frames, d->mel, out->value + DESC_MFCC_MEAN,
                   out->value + DESC_MFCC_DEV);
}
