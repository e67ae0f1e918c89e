/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sound's level over time, drawn with characters. */
#include "cli/review_wave.h"

#include <math.h>
#include <string.h>

void wave_levels(const struct patch *p, float level[PATCH_COLS])
{
    float most = 0.0f;

    for (size_t c = 0; c < PATCH_COLS; c++) {
        float power = 0.0f;

        for (size_t b = 0; b < PATCH_BANDS; b++)
            if (p->whole[c][b])
                power += powf(10.0f, (float)p->whole[c][b] / 25.5f - 10.0f);
        level[c] = sqrtf(power);
        most = level[c] > most ? level[c] : most;
    }
    for (size_t c = 0; most > 0.0f && c < PATCH_COLS; c++)
        level[c] /= most;
}

enum { DOTS_X = 2, DOTS_Y = 4 };

size_t wave_columns(size_t n, bool utf8) { return utf8 ? (n + 1) / DOTS_X : n; }

/* The greatest level of what lies under point x of `points`. */
static float level_at(const float *level, size_t n, size_t x, size_t points)
{
    size_t from = x * n / points, to = (x + 1) * n / points;
    float most = 0.0f;

    for (size_t i = from; i < n && (i == from || i < to); i++)
        most = level[i] > most ? level[i] : most;
    return most;
}

/* Is point y of `height` inside of what reaches so far from the middle? The middle
 * always is: silence is a line. */
static bool is_inside(float level, size_t y, size_t height)
{
    const float off = fabsf((float)(2 * y + 1) - (float)height);

    return off <= level * (float)height || off < 1.5f;
}

/* U+2800 and a bit for each dot. Source: The Unicode Standard, Braille Patterns. */
static void braille(struct buf *out, unsigned dots)
{
    buf_u8(out, 0xe2);
    buf_u8(out, (uint8_t)(0xa0 | dots >> 6));
    buf_u8(out, (uint8_t)(0x80 | (dots & 0x3f)));
}

static void braille_cell(struct buf *out, const float *level, size_t n, size_t column,
                         size_t columns, size_t row, size_t rows)
{
    static const uint8_t dot[DOTS_X][DOTS_Y] = {{0x01, 0x02, 0x04, 0x40},
                                                {0x08, 0x10, 0x20, 0x80}};
    unsigned dots = 0;

    for (size_t x = 0; x < DOTS_X; x++) {
        const float at = level_at(level, n, DOTS_X * column + x, DOTS_X * columns);

        for (size_t y = 0; y < DOTS_Y; y++)
            if (is_inside(at, DOTS_Y * row + y, DOTS_Y * rows))
                dots |= dot[x][y];
    }
    braille(out, dots);
}

static void plain_cell(struct buf *out, float level, size_t row, size_t rows)
{
    const float off = fabsf((float)(2 * row + 1) - (float)rows);

    buf_u8(out, off < level * (float)rows - 0.25f ? '#' : off < 0.5f ? '-' : ' ');
}

void wave_row(struct buf *out, const float *level, size_t n, size_t columns, size_t row,
              size_t rows, bool utf8)
{
    for (size_t x = 0; x < columns; x++)
        if (utf8)
            braille_cell(out, level, n, x, columns, row, rows);
        else
            plain_cell(out, level_at(level, n, x, columns), row, rows);
}
