/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The net's input: views of one sound in 8 bits: make, write and read them. */
#include "nn/patch.h"

#include <math.h>
#include <string.h>

enum { VIEW = PATCH_COLS * PATCH_BANDS };

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* dB as a fraction of the 100 dB range: 0 to 1. NaN is silence. */
static float level(float db)
{
    const float x = (db + 100.0f) / 100.0f;

    if (!(x > 0.0f))
        return 0.0f;
    return x < 1.0f ? x : 1.0f;
}

static uint8_t byte_of(float x) { return (uint8_t)lrintf(255.0f * x); }

/* A sound no longer than a view: whole is attack, columns repeated. */
static void stretch(struct patch *p)
{
    for (size_t c = 0; c < PATCH_COLS; c++)
        memcpy(p->whole[c], p->attack[c * p->hops / PATCH_COLS], PATCH_BANDS);
}

static void pool(struct patch *p, const float *mel, size_t hops)
{
    for (size_t c = 0; c < PATCH_COLS; c++) {
        const size_t from = c * hops / PATCH_COLS, to = (c + 1) * hops / PATCH_COLS;
        float sum[PATCH_BANDS] = {0};

        for (size_t t = from; t < to; t++)
            for (size_t b = 0; b < PATCH_BANDS; b++)
                sum[b] += level(mel[t * PATCH_BANDS + b]);
        for (size_t b = 0; b < PATCH_BANDS; b++)
            p->whole[c][b] = byte_of(sum[b] / (float)(to - from));
    }
}

void patch_make(struct patch *out, const float *mel, size_t hops, double duration_s)
{
    const size_t n = smaller(hops, PATCH_MAX_HOPS), cols = smaller(n, PATCH_COLS);

    memset(out, 0, sizeof *out);
    out->hops = (uint32_t)n;
    out->attack_cols = (unsigned)cols;
    out->duration_s = duration_s > 0 ? (float)fmin(duration_s, PATCH_MAX_SECONDS) : 0;
    for (size_t c = 0; c < cols; c++)
        for (size_t b = 0; b < PATCH_BANDS; b++)
            out->attack[c][b] = byte_of(level(mel[c * PATCH_BANDS + b]));
    if (n > PATCH_COLS)
        pool(out, mel, n);
    else
        stretch(out);
}

void patch_add_partials(struct patch *p, const float *partials)
{
    for (size_t t = 0; t < PATCH_TIMES; t++)
        for (size_t b = 0; b < PATCH_FINE; b++)
            p->partials[t][b] = byte_of(level(*partials++));
}

bool patch_silent(const struct patch *p)
{
    const uint8_t *a = p->attack[0], *w = p->whole[0];

    for (size_t i = 0; i < VIEW; i++)
        if (a[i] | w[i])
            return false;
    return true;
}

/* Columns as differences from the column before, modulo 256: they deflate a quarter
 * smaller. */
static void write_cols(const uint8_t cols[][PATCH_BANDS], size_t n, struct buf *out)
{
    uint8_t before[PATCH_BANDS] = {0}, *to;

    buf_reserve(out, n * PATCH_BANDS);
    to = out->data + out->len;
    out->len += n * PATCH_BANDS;
    for (size_t c = 0; c < n; c++, to += PATCH_BANDS) {
        for (size_t b = 0; b < PATCH_BANDS; b++)
            to[b] = (uint8_t)(cols[c][b] - before[b]);
        memcpy(before, cols[c], PATCH_BANDS);
    }
}

/* The caller has checked that c holds n columns. */
static void read_cols(uint8_t cols[][PATCH_BANDS], size_t n, struct cur *c)
{
    const uint8_t *from = cur_bytes(c, n * PATCH_BANDS);
    uint8_t before[PATCH_BANDS] = {0};

    for (size_t t = 0; from && t < n; t++, from += PATCH_BANDS) {
        for (size_t b = 0; b < PATCH_BANDS; b++)
            cols[t][b] = (uint8_t)(from[b] + before[b]);
        memcpy(before, cols[t], PATCH_BANDS);
    }
}

bool patch_has_partials(const struct patch *p)
{
    const uint8_t *all = p->partials[0];

    for (size_t i = 0; i < sizeof p->partials; i++)
        if (all[i])
            return true;
    return false;
}

/* Bands as differences from the band below, for the same reason. */
static void write_partials(const struct patch *p, struct buf *out)
{
    for (size_t t = 0; t < PATCH_TIMES; t++)
        for (size_t b = 0; b < PATCH_FINE; b++)
            buf_u8(out, (uint8_t)(p->partials[t][b] - (b ? p->partials[t][b - 1] : 0)));
}

static void read_partials(struct patch *p, struct cur *c)
{
    for (size_t t = 0; t < PATCH_TIMES; t++)
        for (size_t b = 0; b < PATCH_FINE; b++)
            p->partials[t][b] = (uint8_t)(cur_u8(c) + (b ? p->partials[t][b - 1] : 0));
}

void patch_write(const struct patch *p, struct buf *out)
{
    buf_u32(out, p->hops);
    buf_f32(out, p->duration_s);
    write_cols(p->attack, p->attack_cols, out);
    if (p->hops > PATCH_COLS)
        write_cols(p->whole, PATCH_COLS, out);
    if (patch_has_partials(p))
        write_partials(p, out);
}

int patch_read(struct patch *out, const uint8_t *data, size_t n, struct err *e)
{
    struct cur c = cur_over(data, n);
    const uint32_t hops = cur_u32(&c);
    const float duration = cur_f32(&c);
    const size_t cols = smaller(hops, PATCH_COLS),
                 views = cols * PATCH_BANDS + (hops > PATCH_COLS ? VIEW : 0);

    if (c.bad || hops < 1 || hops > PATCH_MAX_HOPS)
        return err_set(e, ERR_FORMAT, "mel patch with a wrong number of hops");
    if (!(duration >= 0.0f && duration <= (float)PATCH_MAX_SECONDS))
        return err_set(e, ERR_FORMAT, "mel patch with a wrong duration");
    if (c.left != views && c.left != views + sizeof out->partials)
        return err_set(e, ERR_FORMAT, "mel patch of a wrong length");
    memset(out, 0, sizeof *out);
    out->hops = hops;
    out->attack_cols = (unsigned)cols;
    out->duration_s = duration;
    read_cols(out->attack, cols, &c);
    if (hops > PATCH_COLS)
        read_cols(out->whole, PATCH_COLS, &c);
    else
        stretch(out);
    if (c.left)
        read_partials(out, &c);
    return 0;
}
