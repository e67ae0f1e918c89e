/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The key by a plain template on a plain chroma. */
#include "plainkey.h"

#include <math.h>
#include <stdlib.h>

#include "dsp/stft.h"
#include "util/facets.h"
#include "util/mem.h"

enum { TONES = 12, NOTE_A4 = 69 };

static const double low_hz = 65.4, high_hz = 2093.0;

/* C. Krumhansl, Cognitive Foundations of Musical Pitch, 1990, p. 30. */
static const double template[PLAIN_TEMPLATES][2][TONES] = {
    [PLAIN_TRIAD] = {{1, 0, 0, 0, 1, 0, 0, 1}, {1, 0, 0, 1, 0, 0, 0, 1}},
    [PLAIN_KRUMHANSL] = {
        {6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88},
        {6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17}}};

static void add_window(const float *power, size_t bins, double bin_hz, double *chroma)
{
    double one[TONES] = {0}, sum = 0.0;

    for (size_t k = (size_t)ceil(low_hz / bin_hz); k < bins; k++) {
        const double hz = (double)k * bin_hz, note = NOTE_A4 + TONES * log2(hz / 440.0);

        if (hz >= high_hz)
            break;
        one[lround(note) % TONES] += (double)power[k];
        sum += (double)power[k];
    }
    for (size_t i = 0; i < TONES && sum > 0.0; i++)
        chroma[i] += one[i] / sum;
}

static double alike(const double *chroma, const double *like, int tonic, double middle)
{
    double xy = 0.0, xx = 0.0, yy = 0.0, mean_x = 0.0, mean_y = 0.0;

    for (int i = 0; i < TONES; i++) {
        mean_x += middle * chroma[i] / TONES;
        mean_y += middle * like[i] / TONES;
    }
    for (int i = 0; i < TONES; i++) {
        const double x = chroma[(i + tonic) % TONES] - mean_x, y = like[i] - mean_y;

        xy += x * y;
        xx += x * x;
        yy += y * y;
    }
    return xx > 0.0 ? xy / sqrt(xx * yy) : 0.0;
}

int plainkey(const float *x, size_t n, int rate_hz, enum plain_template like)
{
    struct stft *s = stft_new(4.0 * rate_hz); /* 186 ms */
    const size_t bins = stft_bins(s), hop = stft_window(s) / 4;
    float *power = mem_new(bins + STFT_PAD, sizeof *power);
    double chroma[TONES] = {0}, most = -2.0;
    int best = 0;

    for (size_t at = 0; at < n; at += hop) {
        stft_power(s, x, n, at, power);
        add_window(power, bins, (double)rate_hz / (double)stft_size(s), chroma);
    }
    for (int key = 0; key < KEYS; key++) {
        const double score = alike(chroma, template[like][key / TONES], key % TONES,
                                   like == PLAIN_KRUMHANSL ? 1.0 : 0.0);

        if (score > most) {
            most = score;
            best = key;
        }
    }
    free(power);
    stft_free(s);
    return best;
}
