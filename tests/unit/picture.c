/* SPDX-License-Identifier: GPL-2.0-or-later */
/* answer/picture: what is loud where, read back from the PNG. */
#include <criterion/criterion.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "answer/picture.h"
#include "nn/patch.h"
#include "util/mem.h"

static struct patch patch;

static void quiet(unsigned hops)
{
    patch = (struct patch){.hops = hops, .duration_s = 1, .attack_cols = PATCH_COLS};
    if (hops < PATCH_COLS)
        patch.attack_cols = hops;
}

/* The picture of the patch as relative luminance, 0 to 255. */
static uint8_t *picture(size_t width, size_t height)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    struct buf raw = {0}, out = {0};
    struct err e = {0};
    uint8_t *pixel = mem_new(width * height, 3);

    patch_write(&patch, &raw);
    cr_assert(picture_spectrogram(raw.data, raw.len, width, height, &out, &e) == 0, "%s",
              e.text);
    cr_assert(png_image_begin_read_from_memory(&image, out.data, out.len));
    cr_assert(image.width == width && image.height == height);
    image.format = PNG_FORMAT_RGB;
    cr_assert(png_image_finish_read(&image, NULL, pixel, 0, NULL));
    for (size_t i = 0; i < width * height; i++)
        pixel[i] = (uint8_t)((54 * pixel[3 * i] + 183 * pixel[3 * i + 1] +
                              19 * pixel[3 * i + 2]) /
                             256);
    buf_clear(&raw);
    buf_clear(&out);
    return pixel;
}

Test(picture, low_is_below_and_late_is_right)
{
    uint8_t *p;

    quiet(1000);
    for (size_t t = 64; t < PATCH_COLS; t++)
        patch.whole[t][5] = 255;
    p = picture(256, 128);
    for (size_t x = 0; x < 256; x += 5)
        for (size_t y = 0; y < 128; y++) {
            const int light = p[y * 256 + x];

            if (x > 130 && y == 128 - 11)
                cr_expect(light > 150, "%zu %zu: %d", x, y, light);
            else if (x < 126 || y > 128 - 8 || y < 128 - 16)
                cr_expect(light < 20, "%zu %zu: %d", x, y, light);
        }
    free(p);
}

Test(picture, the_beginning_is_drawn_finer_than_the_rest)
{
    uint8_t *p;

    quiet(1280); /* ten hops a column */
    memset(patch.attack[13], 255, PATCH_BANDS);
    p = picture(1280, 16);
    cr_expect(p[13] > 150 && p[11] < 20 && p[15] < 20);
    free(p);
    p = picture(128, 16); /* a column of the rest is as fine */
    cr_expect(p[1] < 20);
    free(p);
}

Test(picture, equal_steps_are_lighter_and_lighter)
{
    uint8_t *p;

    quiet(1000);
    for (size_t t = 0; t < PATCH_COLS; t++) {
        memset(patch.whole[t], (int)(2 * t), PATCH_BANDS);
        memset(patch.attack[t], 0, PATCH_BANDS);
    }
    p = picture(128, 16);
    for (size_t x = 1; x < 128; x++)
        cr_expect(p[x] >= p[x - 1], "%zu: %d after %d", x, p[x], p[x - 1]);
    cr_expect(p[0] < 10 && p[127] > 200 && p[64] > 40 && p[64] < 110, "%d %d %d", p[0],
              p[64], p[127]);
    free(p);
}

Test(picture, any_size_and_any_length)
{
    const size_t sizes[][2] = {{16, 16}, {2048, 16}, {16, 1024}, {127, 65}};
    const unsigned hops[] = {1, 2, 127, 128, 129, PATCH_MAX_HOPS};

    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 6; k++) {
            quiet(hops[k]);
            free(picture(sizes[i][0], sizes[i][1]));
        }
}

Test(picture, what_is_no_mel_is_refused)
{
    struct buf out = {0};
    struct err e = {0};

    cr_expect(picture_spectrogram("nonsense", 8, 64, 64, &out, &e) == -1);
    cr_expect(e.kind == ERR_FORMAT);
    buf_clear(&out);
}
