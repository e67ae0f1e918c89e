/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How loud a sound is to the ear: EBU R128. */
#include "audio/loudness.h"

#include <math.h>

enum { HOPS = LOUDNESS_HOPS };

static const double gate_lufs = -70.0, gate_lu = -10.0, floor_lufs = -200.0;

void loudness_init(struct loudness_meter *m, int rate_hz)
{
    *m = (struct loudness_meter){.hop_frames = ((size_t)rate_hz + 5) / 10};
}

void loudness_gap(struct loudness_meter *m)
{
    m->in_hop = 0;
    m->hops = 0;
    m->hop[0] = 0;
}

size_t loudness_room(const struct loudness_meter *m) { return m->hop_frames - m->in_hop; }

static void end_hop(struct loudness_meter *m)
{
    double sum = 0;

    m->in_hop = 0;
    m->hops++;
    for (size_t i = 0; i < HOPS; i++)
        sum += m->hop[i];
    if (m->hops >= HOPS && m->blocks < LOUDNESS_BLOCKS)
        m->block[m->blocks++] = sum / (double)(HOPS * m->hop_frames);
    m->hop[m->hops % HOPS] = 0;
}

void loudness_add(struct loudness_meter *m, size_t frames, double energy)
{
    m->all += energy;
    m->hop[m->hops % HOPS] += energy;
    m->in_hop += frames;
    if (m->in_hop == m->hop_frames)
        end_hop(m);
}

static double lufs(double mean_square)
{
    return mean_square > 0 ? fmax(floor_lufs, -0.691 + 10 * log10(mean_square))
                           : floor_lufs;
}

/* Mean of the blocks that are over `least`; 0 if none is. */
static double mean_over(const double *block, size_t n, double least)
{
    double sum = 0;
    size_t over = 0;

    for (size_t i = 0; i < n; i++)
        if (block[i] >= least) {
            sum += block[i];
            over++;
        }
    return over ? sum / (double)over : 0;
}

static double power(double level) { return pow(10, (level + 0.691) / 10); }

void loudness_tell(const struct loudness_meter *m, double true_peak, struct loudness *out)
{
    const double once = m->all / (double)(HOPS * m->hop_frames);
    const double *block = m->blocks ? m->block : &once;
    const size_t blocks = m->blocks ? m->blocks : 1;
    const double mean = mean_over(block, blocks, power(gate_lufs));
    double loudest = 0;

    for (size_t i = 0; i < blocks; i++)
        loudest = fmax(loudest, block[i]);
    *out = (struct loudness){
        .lufs = (float)fmax(
            gate_lufs,
            lufs(mean_over(block, blocks,
                           fmax(power(gate_lufs), mean * pow(10, gate_lu / 10))))),
        .momentary_lufs = (float)lufs(loudest),
        .true_peak_db = (float)(20 * log10(true_peak))};
}

double loudness_weight(size_t channels, size_t c)
{
    if (channels < 4 || channels > 6)
        return 1;
    if (channels == 6 && c == 3)
        return 0;
    return c + 2 >= channels ? 1.41 : 1;
}
