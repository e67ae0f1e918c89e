/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a sound looks like: its mel bands over time, as a picture for a screen. */
#include "answer/picture.h"

#include <math.h>
#include <png.h>
#include <stdbool.h>
#include <stdlib.h>

#include "nn/patch.h"
#include "util/mem.h"

enum { COLOURS = 256 };

/* Between what and what a pixel lies, and how far it is from the first. */
struct between {
    unsigned first, second;
    float share; /* of the second */
};

static struct between place(float at, unsigned n)
{
    const float most = (float)(n - 1), x = at < 0 ? 0 : at > most ? most : at;
    const unsigned first = (unsigned)x;

    return (struct between){first, first + 1 < n ? first + 1 : first, x - (float)first};
}

/* The middle of pixel i of `pixels`, where n values lie side by side. */
static float middle(size_t i, size_t pixels, float n)
{
    return ((float)i + 0.5f) * n / (float)pixels - 0.5f;
}

/* Levels of all bands at one pixel's time. */
static void column(const uint8_t view[][PATCH_BANDS], const struct between *t,
                   float out[PATCH_BANDS])
{
    for (size_t b = 0; b < PATCH_BANDS; b++) {
        const float before = view[t->first][b], after = view[t->second][b];

        out[b] = before + t->share * (after - before);
    }
}

/* The mean of hops [from, to) of the beginning. */
static void mean(const struct patch *p, size_t from, size_t to, float out[PATCH_BANDS])
{
    for (size_t b = 0; b < PATCH_BANDS; b++) {
        float sum = 0;

        for (size_t i = from; i < to; i++)
            sum += p->attack[i][b];
        out[b] = sum / (float)(to - from);
    }
}

/* The beginning is known hop by hop: it is drawn so where pixels are finer than what is
 * known of the rest. */
static void column_at(const struct patch *p, size_t x, size_t width,
                      float out[PATCH_BANDS])
{
    const size_t from = x * p->hops / width, to = (x + 1) * p->hops / width;
    const bool fine = width > PATCH_COLS && to <= p->attack_cols;
    const struct between hop = place(middle(x, width, (float)p->hops), p->attack_cols),
                         pooled = place(middle(x, width, PATCH_COLS), PATCH_COLS);

    if (fine && to > from + 1)
        mean(p, from, to, out);
    else if (fine)
        column(p->attack, &hop, out);
    else
        column(p->whole, &pooled, out);
}

static void draw(const struct patch *p, size_t width, size_t height, uint8_t *pixel)
{
    struct between *band = mem_new(height, sizeof *band);
    float level[PATCH_BANDS];

    for (size_t y = 0; y < height; y++)
        band[y] = place(middle(height - 1 - y, height, PATCH_BANDS), PATCH_BANDS);
    for (size_t x = 0; x < width; x++) {
        column_at(p, x, width, level);
        for (size_t y = 0; y < height; y++) {
            const float low = level[band[y].first], high = level[band[y].second];

            pixel[y * width + x] = (uint8_t)lrintf(low + band[y].share * (high - low));
        }
    }
    free(band);
}

/* Linear light to what a screen is given: IEC 61966-2-1. */
static uint8_t screen(float x)
{
    const float most = x < 0 ? 0 : x > 1 ? 1 : x;
    const float y =
        most <= 0.0031308f ? 12.92f * most : 1.055f * powf(most, 1 / 2.4f) - 0.055f;

    return (uint8_t)lrintf(255 * y);
}

/*
 * The colour of lightness L, chroma C and hue h (radians).
 * Source: B. Ottosson, A perceptual color space for image processing (Oklab), 2020.
 */
static void oklch(float L, float C, float h, uint8_t rgb[3])
{
    const float a = C * cosf(h), b = C * sinf(h);
    const float l = powf(L + 0.3963377774f * a + 0.2158037573f * b, 3),
                m = powf(L - 0.1055613458f * a - 0.0638541728f * b, 3),
                s = powf(L - 0.0894841775f * a - 1.2914855480f * b, 3);

    rgb[0] = screen(4.0767416621f * l - 3.3077115913f * m + 0.2309699292f * s);
    rgb[1] = screen(-1.2684380046f * l + 2.6097574011f * m - 0.3413193965f * s);
    rgb[2] = screen(-0.0041960863f * l - 0.7034186147f * m + 1.7076147010f * s);
}

/*
 * Equal steps of level are equal steps of lightness, so that as much is seen in the dark
 * as in the light, and by who sees no colours; the hue goes from blue over red to yellow.
 */
static void palette(png_colorp out)
{
    const float dark = 0.13f, light = 0.95f, blue = 4.75f, turn = 3.15f, most = 0.17f;

    for (size_t i = 0; i < COLOURS; i++) {
        const float t = (float)i / (COLOURS - 1);
        uint8_t rgb[3];

        oklch(dark + t * (light - dark),
              most * sqrtf(sinf((float)M_PI * (0.06f + 0.82f * t))), blue + turn * t,
              rgb);
        out[i] = (png_color){rgb[0], rgb[1], rgb[2]};
    }
}

int picture_spectrogram(const void *mel, size_t n, size_t width, size_t height,
                        struct buf *out, struct err *e)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)width,
                       .height = (png_uint_32)height,
                       .format = PNG_FORMAT_RGB_COLORMAP,
                       .flags = PNG_IMAGE_FLAG_FAST,
                       .colormap_entries = COLOURS};
    png_color colours[COLOURS];
    struct patch patch;
    png_alloc_size_t size;
    uint8_t *pixel;

    if (patch_read(&patch, mel, n, e) != 0)
        return -1;
    palette(colours);
    pixel = mem_new(width * height, 1);
    draw(&patch, width, height, pixel);
    size = PNG_IMAGE_PNG_SIZE_MAX(image);
    buf_reset(out);
    buf_reserve(out, size);
    if (!png_image_write_to_memory(&image, out->data, &size, 0, pixel, (png_int_32)width,
                                   colours))
        abort(); /* only memory can fail here */
    out->len = size;
    free(pixel);
    return 0;
}
