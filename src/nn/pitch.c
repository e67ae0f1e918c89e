/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fundamental of a sound, by a net that looks at partials the same way everywhere. */
#include "nn/pitch.h"

#include <math.h>
#include <string.h>

#include "nn/loss.h"
#include "util/vec.h"

enum {
    FIRST = -18,                 /* the band of answer 0: band 0 is the note A0, 21 */
    OUTER = PITCH_BELOW - FIRST, /* looked at below band 0 */
    LANES = 8,
    TILE = 8 /* answers, or taps, at once */
};
_Static_assert(2 * (PITCH_LOWEST - 21) == FIRST && PATCH_OCTAVE == 24,
               "answers lie on bands");
_Static_assert((int)PITCH_HIDDEN == LANES && PITCH_ANSWERS % TILE == 0 &&
                   PITCH_TAPS % TILE == 0,
               "tiles fill it");

typedef float lanes __attribute__((vector_size(4 * LANES)));
typedef float lanes_memory __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

void pitch_look(const float *partials, float *seen)
{
    memset(seen, 0, sizeof(float[PATCH_TIMES][PITCH_SPAN]));
    for (size_t t = 0; t < PATCH_TIMES; t++) {
        const float *from = partials + t * PATCH_FINE;
        const float mean = vec_sum(PATCH_FINE, from) / (float)PATCH_FINE;
        float *to = seen + t * PITCH_SPAN + OUTER;

        for (size_t b = 0; b < PATCH_FINE; b++)
            to[b] = from[b] - mean;
    }
}

/*
 * out[i] += sum over j of x[i + j] w[j].   x (n + m - 1)  w (m, LANES)  out (n, LANES)
 * Eight rows of out stay in registers: forward and backward are the same walk.
 */
VEC_CLONES
static void slide(size_t n, size_t m, const float *restrict x, const float *restrict w,
                  float *restrict out)
{
    for (size_t i = 0; i < n; i += TILE) {
        lanes sum[TILE] = {{0.0f}};

        for (size_t j = 0; j < m; j++) {
            const lanes row = *(const lanes_memory *)(w + j * LANES);

            _Pragma("GCC unroll 8") for (size_t t = 0; t < TILE; t++) sum[t] +=
                x[i + t + j] * row;
        }
        _Pragma("GCC unroll 8") for (size_t t = 0; t < TILE; t++) *
            (lanes_memory *)(out + (i + t) * LANES) += sum[t];
    }
}

void pitch_forward(const struct pitch_net *net, const float *seen, float *hidden,
                   float *score)
{
    for (size_t a = 0; a < PITCH_ANSWERS; a++)
        memcpy(hidden + a * PITCH_HIDDEN, net->bias, sizeof net->bias);
    for (size_t t = 0; t < PATCH_TIMES; t++)
        slide(PITCH_ANSWERS, PITCH_TAPS, seen + t * PITCH_SPAN, net->weight[t][0],
              hidden);
    for (size_t a = 0; a < PITCH_ANSWERS; a++) {
        float *h = hidden + a * PITCH_HIDDEN;

        for (size_t o = 0; o < PITCH_HIDDEN; o++)
            h[o] = h[o] > 0.0f ? h[o] : 0.0f;
        score[a] = vec_dot(PITCH_HIDDEN, net->out, h);
    }
    score[PITCH_ANSWERS] = net->none;
}

void pitch_backward(const struct pitch_net *net, const float *seen, const float *hidden,
                    const float *dscore, struct pitch_net *to)
{
    float dh[PITCH_ANSWERS * PITCH_HIDDEN];

    for (size_t a = 0; a < PITCH_ANSWERS; a++)
        for (size_t o = 0; o < PITCH_HIDDEN; o++) {
            const size_t at = a * PITCH_HIDDEN + o;

            dh[at] = hidden[at] > 0.0f ? dscore[a] * net->out[o] : 0.0f;
            to->out[o] += dscore[a] * hidden[at]; /* dscore/dout = hidden */
            to->bias[o] += dh[at];
        }
    for (size_t t = 0; t < PATCH_TIMES; t++) /* dh/dweight = seen */
        slide(PITCH_TAPS, PITCH_ANSWERS, seen + t * PITCH_SPAN, dh, to->weight[t][0]);
    to->none += dscore[PITCH_ANSWERS];
}

/* How far the peak next to band b lies from it, in bands, by a parabola through the
 * levels; *power: of it, 0 where there is no peak. */
static float peak_near(const uint8_t *level, int b, float *power)
{
    *power = 0.0f;
    for (int at = b - 1; at <= b + 1; at++) {
        float low, mid, high, bend;

        if (at < 1 || at + 1 >= PATCH_FINE)
            continue;
        low = level[at - 1], mid = level[at], high = level[at + 1];
        bend = low - 2.0f * mid + high;
        if (mid < low || mid < high || bend >= 0.0f)
            continue;
        *power = exp2f(mid * (33.219281f / 255.0f)); /* 100 dB, in octaves of power */
        return (float)(at - b) + 0.5f * (low - high) / bend;
    }
    return 0.0f;
}

/*
 * Where the harmonics of answer a say that it is exactly, in semitones from it. A peak is
 * as sharp as its window is long and its frequency high: it counts for its amplitude
 * times the square of both.
 */
static float finer(const struct patch *p, size_t a)
{
    static const int nearest[] = {0, 24, 38, 48, 56, 62}; /* bands of harmonics 1 to 6 */
    static const float exact[] = {0.0f, 24.0f, 38.0391f, 48.0f, 55.7263f, 62.0391f};
    static const float window[PATCH_TIMES] = {1.0f, 2.0f, 4.0f, 4.0f}; /* 93 ms */
    float sum = 0.0f, weights = 1e-9f;

    for (size_t t = 0; t < PATCH_TIMES; t++)
        for (size_t h = 0; h < sizeof exact / sizeof *exact; h++) {
            const float sharp = window[t] * (float)(h + 1);
            float power, weight;
            const float off =
                peak_near(p->partials[t], (int)a + FIRST + nearest[h], &power);
            const float bands = off + (float)nearest[h] - exact[h];

            if (fabsf(bands) > 1.2f)
                continue;
            weight = sqrtf(power) * sharp * sharp;
            sum += weight * bands;
            weights += weight;
        }
    return sum / weights / 2.0f;
}

void pitch_score(const struct pitch_net *net, const struct patch *p, float *score)
{
    float level[PATCH_TIMES * PATCH_FINE], seen[PATCH_TIMES * PITCH_SPAN];
    float hidden[PITCH_ANSWERS * PITCH_HIDDEN];

    for (size_t i = 0; i < PATCH_TIMES * (size_t)PATCH_FINE; i++)
        level[i] = (float)(&p->partials[0][0])[i] / 255.0f;
    pitch_look(level, seen);
    pitch_forward(net, seen, hidden, score);
}

float pitch_logit(float q)
{
    const float least = 1e-6f, x = fminf(fmaxf(q, least), 1.0f - least);

    return logf(x / (1.0f - x));
}

void pitch_tell(const struct patch *p, const float *score, const float sure[2],
                struct pitch *out)
{
    float chance[PITCH_ANSWERS + 1], q;
    size_t best = 0;

    *out = (struct pitch){.why = UNMEASURED_ATONAL};
    softmax(1, PITCH_ANSWERS + 1, score, 1.0f, chance);
    for (size_t a = 1; a < PITCH_ANSWERS; a++)
        if (chance[a] > chance[best])
            best = a;
    q = chance[best] + (best > 0 ? chance[best - 1] : 0.0f) +
        (best + 1 < PITCH_ANSWERS ? chance[best + 1] : 0.0f);
    if (!(q > chance[PITCH_ANSWERS])) /* nor where weights have overflowed */
        return;
    out->why = MEASURED;
    out->hz = 440.0f *
              exp2f(((float)PITCH_LOWEST - 69.0f + (float)best / 2.0f + finer(p, best)) /
                    12.0f);
    out->confidence = 1.0f / (1.0f + expf(-(sure[0] * pitch_logit(q) + sure[1])));
}

void pitch_of(const struct pitch_net *net, const struct patch *p, struct pitch *out)
{
    float score[PITCH_ANSWERS + 1];

    *out = (struct pitch){0};
    if (patch_silent(p))
        out->why = UNMEASURED_SILENT;
    else if (p->duration_s < PITCH_LEAST_S)
        out->why = UNMEASURED_SHORT;
    else if (!patch_has_partials(p)) /* lower or higher than all bands: a constant, say */
        out->why = UNMEASURED_ATONAL;
    else if (!net)
        out->why = UNMEASURED_NO_MODEL;
    else {
        pitch_score(net, p, score);
        pitch_tell(p, score, net->sure, out);
    }
}

static const struct {
    const char *name;
    size_t dims, shape[3], at;
} parts[] = {
    {"pitch.weight",
     3,
     {PATCH_TIMES, PITCH_TAPS, PITCH_HIDDEN},
     offsetof(struct pitch_net, weight)},
    {"pitch.bias", 1, {PITCH_HIDDEN}, offsetof(struct pitch_net, bias)},
    {"pitch.out", 1, {PITCH_HIDDEN + 1}, offsetof(struct pitch_net, out)},
    {"pitch.sure", 1, {2}, offsetof(struct pitch_net, sure)},
};
enum { PARTS = sizeof parts / sizeof *parts };

size_t pitch_tensors(const struct model *m)
{
    size_t n = 0;

    for (size_t i = 0; i < PARTS; i++)
        n += model_find(m, parts[i].name) != NULL;
    return n;
}

int pitch_check(const struct model *m, struct err *e)
{
    const size_t there = pitch_tensors(m);

    if (there != 0 && there != PARTS)
        return err_set(e, ERR_FORMAT, "model with a part of a net for the pitch");
    for (size_t i = 0; there && i < PARTS; i++)
        if (!model_tensor(m, parts[i].name, parts[i].dims, parts[i].shape))
            return err_set(e, ERR_FORMAT, "tensor %s is of a wrong type or shape",
                           parts[i].name);
    return 0;
}

int pitch_net_of(struct pitch_net *out, const struct model *m)
{
    if (pitch_tensors(m) == 0)
        return 0;
    for (size_t i = 0; i < PARTS; i++) {
        const struct model_tensor *t = model_find(m, parts[i].name);

        memcpy((char *)out + parts[i].at, t->data, t->count * sizeof *t->data);
    }
    return 1;
}

void pitch_net_put(struct model *m, const struct pitch_net *net)
{
    for (size_t i = 0; i < PARTS; i++) {
        struct model_tensor *t =
            model_put(m, parts[i].name, false, parts[i].dims, parts[i].shape);

        memcpy(t->data, (const char *)net + parts[i].at, t->count * sizeof *t->data);
    }
}
