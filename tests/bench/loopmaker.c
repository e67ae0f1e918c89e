/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loops of known tempo, sequenced from one-shots. */
#include "loopmaker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/decode.h"
#include "loopstyles.h"
#include "util/mem.h"

enum { TAIL = KIT_SECONDS * KIT_RATE, MOST_BARS = 16, CHORDS = 4 };

/* A loop while it is made. */
struct session {
    const struct loopkit *kit;
    struct rng *rng;
    float *x; /* (n + TAIL) owned */
    size_t n; /* frames of all bars */
    int bars, steps;
    double step_s, swing, loose_s;
};

static double between(struct rng *r, double low, double high)
{
    return low + (high - low) * rng_unit(r);
}

static bool chance(struct rng *r, double p) { return rng_unit(r) < p; }

/* A hit at a step of a bar, `ratio` times as high, of at most `most` frames. */
static void play(struct session *s, const struct hit *h, int bar, double step, float gain,
                 double ratio, size_t most)
{
    const double late =
        ((int)step % 2 ? s->swing * s->step_s : 0.0) + s->loose_s * rng_normal(s->rng);
    const double at = (bar * s->steps + step) * s->step_s + late;
    const size_t from = at > 0.0 ? (size_t)(at * KIT_RATE) : 0;
    const size_t fade = KIT_RATE / 100;

    for (size_t i = 0; i < most && from + i < s->n + TAIL; i++) {
        const double p = (double)i * ratio;
        const size_t j = (size_t)p;
        const float end = most - i < fade ? (float)(most - i) / (float)fade : 1.0f;

        if (j + 1 >= h->n)
            break;
        s->x[from + i] +=
            gain * end * (h->x[j] + (float)(p - (double)j) * (h->x[j + 1] - h->x[j]));
    }
}

/* Whether a step sounds, and how loudly: 0 = not. */
static float struck(struct rng *r, char step)
{
    if (step == 'x')
        return (float)between(r, 0.75, 1.0);
    if (step == 'o')
        return (float)between(r, 0.2, 0.55);
    if (step >= '1' && step <= '9' && chance(r, 0.1 * (step - '0')))
        return (float)between(r, 0.2, 0.9);
    return 0.0f;
}

/* Which steps of a two-bar phrase sound; a bar now and then differs from it. */
static void play_voice(struct session *s, const struct style_voice *v)
{
    const struct hit *h = loopkit_any(s->kit, v->part, s->rng);
    const size_t length = strlen(v->steps);
    const float level = (float)between(s->rng, 0.25, 1.0);
    const double ratio = chance(s->rng, 0.3) ? between(s->rng, 0.8, 1.25) : 1.0;
    const size_t most = chance(s->rng, 0.3) ? (size_t)(s->step_s * KIT_RATE * 2) : TAIL;
    const double live = chance(s->rng, 0.5) ? 0.15 : 0.0;
    float phrase[STYLE_STEPS * 2] = {0};

    for (int i = 0; i < 2 * s->steps; i++)
        phrase[i] = struck(s->rng, v->steps[(size_t)i % length]);
    for (int bar = 0; bar < s->bars; bar++)
        for (int i = 0; i < s->steps; i++) {
            float gain = phrase[(bar % 2) * s->steps + i];

            if (chance(s->rng, live))
                gain = struck(s->rng, v->steps[(size_t)(bar * s->steps + i) % length]);
            if (gain > 0.0f)
                play(s, h, bar, i, level * gain * (float)between(s->rng, 0.9, 1.1), ratio,
                     most);
        }
}

/* Runs of double or triple speed, as hi-hats of trap have. */
static void play_rolls(struct session *s)
{
    const struct hit *h = loopkit_any(s->kit, KIT_HAT, s->rng);

    for (int bar = 0; bar < s->bars; bar++) {
        const int from = 2 * (int)rng_below(s->rng, (size_t)s->steps / 2);
        const int count = chance(s->rng, 0.5) ? 4 : 3;

        for (int i = 0; i < count; i++)
            play(s, h, bar, from + 2.0 * i / count, 0.4f, 1.0, TAIL);
    }
}

/* Struck at random steps, the same in every bar: percussion of no known style. */
static void play_random(struct session *s, enum kit_part part)
{
    char steps[STYLE_STEPS + 1] = {0};
    const double dense = between(s->rng, 0.15, 0.6);

    for (int i = 0; i < s->steps; i++) {
        const double strong = i % 4 == 0 ? 1.6 : i % 2 == 0 ? 1.2 : 0.6;

        steps[i] = chance(s->rng, dense * strong) ? "xo5"[rng_below(s->rng, 3)] : '.';
    }
    play_voice(s, &(struct style_voice){part, steps});
}

static void play_drums(struct session *s, const struct style *style)
{
    const bool top = chance(s->rng, 0.15), plain = chance(s->rng, 0.3);
    bool any = false;

    for (size_t v = 0; v < STYLE_VOICES && style->voice[v].steps; v++) {
        const struct style_voice *voice = &style->voice[v];
        const bool kick = voice->part == KIT_KICK || voice->part == KIT_SNARE;

        if ((kick && top) || (v >= 2 && plain && chance(s->rng, 0.5)) ||
            (!kick && chance(s->rng, 0.15)))
            continue;
        play_voice(s, voice);
        any = true;
    }
    if (!any)
        play_voice(s, &style->voice[0]);
    if (strcmp(style->name, "trap") == 0 && chance(s->rng, 0.6))
        play_rolls(s);
    if (chance(s->rng, 0.2)) {
        static const enum kit_part more[] = {KIT_HAND,   KIT_METAL, KIT_WOOD,
                                             KIT_SHAKER, KIT_TOM,   KIT_RIM};

        play_random(s, more[rng_below(s->rng, 6)]);
    }
}

static double raised(int semitones) { return exp2(semitones / 12.0); }

static const int scale[7] = {0, 2, 3, 5, 7, 8, 10};

/* Chords of three notes, held or in a rhythm that each bar repeats. */
static void play_chords(struct session *s, const int *root, enum kit_part part)
{
    static const char *const rhythms[] = {
        "x...............", "x.......x.......", "x...x...x...x...", "..x...x...x...x.",
        "x.x.x.x.x.x.x.x.", "x..x..x.x..x..x.", "x.....x.........", "x..x..x...x.x...",
        "x.......x.x.....", "....x.......x...", "x...x.x...x.x...", "x..x....x..x...."};
    const char *rhythm = rhythms[rng_below(s->rng, part == KIT_PAD ? 2 : 12)];
    const struct hit *h = loopkit_any(s->kit, part, s->rng);
    const float gain = (float)between(s->rng, 0.2, 0.5);
    const double most = part == KIT_PAD ? 16 : between(s->rng, 1, 8);

    for (int bar = 0; bar < s->bars; bar++)
        for (int i = 0; i < s->steps; i++)
            for (int note = 0; rhythm[i * 16 / s->steps] == 'x' && note < 3; note++) {
                if ((i * 16) % s->steps)
                    break;
                play(s, h, bar, i, gain,
                     raised(scale[(root[bar % CHORDS] + 2 * note) % 7] - 3),
                     (size_t)(most * s->step_s * KIT_RATE));
            }
}

/* Which steps of two bars have a note, and which of the scale; -1 = none. At a pace of so
 * many steps, or, if that is 0, at random. */
static void write_line(struct session *s, size_t notes, int pace, double dense, int *out)
{
    for (int i = 0; i < 2 * s->steps; i++) {
        const double strong = i % 4 == 0 ? 1.5 : i % 2 == 0 ? 1.0 : 0.4;
        const bool struck = pace ? i % pace == 0 : chance(s->rng, dense * strong);

        out[i] = struck ? (int)rng_below(s->rng, notes) : -1;
    }
}

/* Notes of the chords one after another, at an even pace or a phrase of random steps. */
static void play_line(struct session *s, const int *root, enum kit_part part)
{
    const struct hit *h = loopkit_any(s->kit, part, s->rng);
    const bool even = chance(s->rng, 0.5);
    const int pace = s->steps == 12 ? 1 : 1 << rng_below(s->rng, 3);
    const double dense = between(s->rng, 0.25, 0.7);
    const float gain = (float)between(s->rng, 0.3, 0.9);
    const int shift = part == KIT_BASS ? 0 : (int)rng_below(s->rng, 12) - 6;
    int degree[STYLE_STEPS * 2] = {0};

    write_line(s, part == KIT_BASS ? 3 : 7, even ? pace : 0, dense, degree);
    for (int i = 0; i < s->bars * s->steps; i++) {
        const int d = degree[i % (2 * s->steps)], bar = i / s->steps;
        double steps;

        if (d < 0)
            continue;
        steps = between(s->rng, 1, 4);
        play(s, h, bar, i % s->steps, gain * (float)between(s->rng, 0.8, 1.0),
             raised(scale[(root[bar % CHORDS] + 2 * d) % 7] + shift),
             (size_t)(steps * s->step_s * KIT_RATE));
    }
}

static void play_music(struct session *s)
{
    static const enum kit_part chords[] = {KIT_KEYS, KIT_PLUCK, KIT_STAB, KIT_PAD,
                                           KIT_LEAD};
    const double what = rng_unit(s->rng);
    int root[CHORDS];

    for (int i = 0; i < CHORDS; i++)
        root[i] = (int)rng_below(s->rng, 7);
    if (what < 0.75)
        play_chords(s, root, chords[rng_below(s->rng, 4)]);
    if (what > 0.35)
        play_line(s, root, KIT_BASS);
    if (what > 0.6 || what < 0.1)
        play_line(s, root, chords[rng_below(s->rng, 5)]);
}

/* Eighths of the loop in another order, as sliced breaks are. */
static void shuffle(struct session *s)
{
    const size_t slices = (size_t)s->bars * 8, length = s->n / slices;
    float *copy = mem_new(s->n, sizeof *copy);

    memcpy(copy, s->x, s->n * sizeof *copy);
    for (size_t i = 0; i < slices; i++)
        if (chance(s->rng, 0.4))
            memcpy(s->x + i * length,
                   copy + (rng_below(s->rng, slices / 2) * 2 + i % 2) * length,
                   length * sizeof *copy);
    free(copy);
}

/* Take frames [from, to) of the session, what is outside it being silence. */
static void cut(struct made *out, const struct session *s, double from, double to)
{
    const long first = lround(from * KIT_RATE), last = lround(to * KIT_RATE);
    const long room = (long)s->n + TAIL;
    const double bar_s = s->steps * s->step_s;

    out->n = (size_t)(last - first);
    out->x = mem_new(out->n, sizeof *out->x);
    for (long i = first; i < last; i++)
        if (i >= 0 && i < room)
            out->x[i - first] = s->x[i];
    out->seconds = (double)out->n / KIT_RATE;
    out->downbeat_s = ceil(from / bar_s - 1e-6) * bar_s - from;
}

/* On the bar: what rings on is lost, or heard again at the start. */
static void cut_even(struct made *out, struct session *s)
{
    if (chance(s->rng, 0.4))
        for (size_t i = 0; i < TAIL && i < s->n; i++)
            s->x[i] += s->x[s->n + i];
    out->cut = true;
    cut(out, s, 0, (double)s->n / KIT_RATE);
}

static void cut_odd(struct made *out, struct session *s, double beat_s)
{
    const double all = (double)s->n / KIT_RATE;
    const double some = between(s->rng, 0.15, 0.85) * beat_s;

    switch (rng_below(s->rng, 5)) {
    case 0: /* it rings out, and then there is silence */
        cut(out, s, 0, all + between(s->rng, 0.1, 2.0));
        break;
    case 1:
        cut(out, s, -some, all);
        break;
    case 2:
        cut(out, s, some, all);
        break;
    case 3:
        cut(out, s, 0, all - fmin(some + beat_s * (double)rng_below(s->rng, 3), all / 2));
        break;
    default:
        cut(out, s, some, all - fmin(between(s->rng, 0, 1.5) * beat_s, all / 3));
    }
}

/* As decoding has it: of a long one, its first half-excerpt and that round the middle. */
static void excerpt(struct made *m)
{
    const size_t half = (size_t)KIT_RATE * AUDIO_EXCERPT_SECONDS / 2;
    const size_t middle = m->n / 2 - half / 2;

    if (m->n <= 2 * half)
        return;
    memmove(m->x + half, m->x + (middle < half ? half : middle), half * sizeof *m->x);
    m->n = 2 * half;
}

/* Hiss and the limiter. */
static void master(struct made *m, struct rng *r)
{
    const float noise = chance(r, 0.3) ? (float)pow(10.0, between(r, -4, -2)) : 0.0f;
    const float drive = chance(r, 0.4) ? (float)between(r, 1, 5) : 0.5f;
    float peak = 1e-6f;

    for (size_t i = 0; i < m->n; i++)
        peak = fmaxf(peak, fabsf(m->x[i]));
    for (size_t i = 0; i < m->n; i++)
        m->x[i] = tanhf(m->x[i] / peak * drive) / tanhf(drive) +
                  (noise > 0.0f ? noise * (float)rng_normal(r) : 0.0f);
}

static const struct style *any_style(struct rng *r)
{
    float all = 0.0f, at;
    size_t i = 0;

    for (size_t j = 0; j < style_count; j++)
        all += styles[j].weight;
    at = (float)rng_unit(r) * all;
    while (i + 1 < style_count && (at -= styles[i].weight) >= 0.0f)
        i++;
    return &styles[i];
}

/* Bars of a usual number, not too long for what is made of them. */
static int any_bars(struct rng *r, double bar_s)
{
    static const int usual[] = {1, 1, 2, 2, 2, 4, 4, 4, 8, 16};
    const double most = chance(r, 0.08) ? 34.0 : 11.9;
    int bars = usual[rng_below(r, 10)];

    while (bars > 1 && bars * bar_s > most)
        bars /= 2;
    return bars;
}

/* What plays: 6 of 10 are drums alone. */
static void play_all(struct session *s, const struct style *style)
{
    const double what = rng_unit(s->rng);

    if (what < 0.6)
        play_drums(s, style);
    if (what >= 0.6)
        play_music(s);
    if (what > 0.85)
        play_drums(s, style);
    if (what < 0.08)
        shuffle(s);
}

static void begin(struct session *s, const struct style *style, double bpm)
{
    const double bar_s = style->beats * 60.0 / bpm;

    s->steps = style->steps;
    s->step_s = bar_s / s->steps;
    s->bars = any_bars(s->rng, bar_s);
    s->n = (size_t)(s->bars * bar_s * KIT_RATE + 0.5);
    s->swing = chance(s->rng, 0.5) ? between(s->rng, 0, (double)style->swing) : 0.0;
    s->loose_s = chance(s->rng, 0.5) ? between(s->rng, 0, 0.009) : 0.0;
    s->x = mem_new(s->n + TAIL, sizeof *s->x);
}

void loopmaker_make(struct made *out, const struct loopkit *k, uint64_t seed,
                    size_t number)
{
    struct rng rng;
    struct session s = {.kit = k, .rng = &rng};
    const struct style *style;

    rng_branch(&rng, seed, number, 0);
    style = any_style(&rng);
    *out = (struct made){.style = style->name};
    out->bpm = between(&rng, (double)style->low_bpm, (double)style->high_bpm);
    if (chance(&rng, 0.7))
        out->bpm = round(out->bpm);
    begin(&s, style, out->bpm);
    play_all(&s, style);
    if (chance(&rng, 0.65))
        cut_even(out, &s);
    else
        cut_odd(out, &s, 60.0 / out->bpm);
    excerpt(out);
    master(out, &rng);
    free(s.x);
}

void loopmaker_clear(struct made *m)
{
    free(m->x);
    *m = (struct made){0};
}
