/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of several copies to keep, and what is wrong with the others. */
#include "cli/best.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FULL_SCALE_DB (-0.01)

/* The encoding, behind the container: "PCM 16" of "WAV PCM 16". */
static const char *encoding(const char *format)
{
    const char *blank = format ? strchr(format, ' ') : NULL;

    return blank ? blank + 1 : format ? format : "";
}

/* What follows a word is a number: of bits, where the word is one of these. */
int format_bits(const char *format)
{
    static const char *const plain[] = {"PCM ", "FLOAT ", "ALAC "};
    const char *x = encoding(format);

    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strncmp(x, plain[i], strlen(plain[i])) == 0)
            return atoi(x + strlen(plain[i]));
    return 0;
}

bool format_lossless(const char *format) { return format_bits(format) > 0; }

static long hundredths(const struct copy *c)
{
    return isfinite(c->duration_s) ? lrint(100 * c->duration_s) : 0;
}

static bool full_scale(const struct copy *c) { return c->peak_db > FULL_SCALE_DB; }

/* The values by which copies are ranked: greater is better. */
enum { RANKS = 7 };
static const char *const rank_name[RANKS] = {
    "lossless", "highest rate",      "most bits", "most channels",
    "longest",  "not at full scale", "oldest"};

static void rank(const struct copy *c, int64_t out[RANKS])
{
    out[0] = format_lossless(c->format);
    out[1] = c->rate_hz;
    out[2] = format_bits(c->format);
    out[3] = c->channels;
    out[4] = hundredths(c);
    out[5] = !full_scale(c);
    out[6] = -c->mtime_ns;
}

/* Which rank tells them apart, RANKS = none; *order as qsort() wants it. */
static int tell_apart(const struct copy *a, const struct copy *b, int *order)
{
    int64_t x[RANKS], y[RANKS];
    int i = 0;

    rank(a, x);
    rank(b, y);
    while (i < RANKS && x[i] == y[i])
        i++;
    *order = i == RANKS ? strcmp(a->path, b->path) : x[i] > y[i] ? -1 : 1;
    return i;
}

static int compare(const void *x, const void *y)
{
    int order;

    tell_apart(x, y, &order);
    return order;
}

const char *best_first(struct copy *copy, size_t n)
{
    int order, at;

    qsort(copy, n, sizeof *copy, compare);
    if (n < 2)
        return "only one";
    at = tell_apart(&copy[0], &copy[1], &order);
    return at < RANKS ? rank_name[at] : "first of its equals";
}

__attribute__((format(printf, 2, 3))) static void add(char out[BEST_DIFFERENCE],
                                                      const char *fmt, ...)
{
    const size_t n = strlen(out);
    va_list more;

    snprintf(out + n, BEST_DIFFERENCE - n, "%s", n ? ", " : "");
    va_start(more, fmt);
    vsnprintf(out + strlen(out), BEST_DIFFERENCE - strlen(out), fmt, more);
    va_end(more);
}

static void add_format(char out[BEST_DIFFERENCE], const struct copy *best,
                       const struct copy *c)
{
    if (!c->format || (best->format && strcmp(best->format, c->format) == 0))
        return;
    if (!format_lossless(c->format) || !format_bits(best->format))
        add(out, "%s", c->format);
    else if (format_bits(c->format) != format_bits(best->format))
        add(out, "%d bits", format_bits(c->format));
}

static void add_length(char out[BEST_DIFFERENCE], double by_s)
{
    const char *what = by_s < 0 ? "shorter" : "longer";
    const double s = fabs(by_s);

    if (s >= 0.1)
        add(out, "%.1f s %s", s, what);
    else if (s >= 0.0005)
        add(out, "%.0f ms %s", 1000 * s, what);
}

const char *best_difference(char out[BEST_DIFFERENCE], const struct copy *best,
                            const struct copy *c)
{
    out[0] = '\0';
    if (c->exact)
        add(out, "same audio");
    add_format(out, best, c);
    if (c->rate_hz != best->rate_hz)
        add(out, "%g kHz", c->rate_hz / 1000.0);
    if (c->channels != best->channels)
        add(out,
            c->channels == 1   ? "mono"
            : c->channels == 2 ? "stereo"
                               : "%d channels",
            c->channels);
    if (fabs(c->level_db) >= 0.1)
        add(out, "%+.1f dB", c->level_db);
    add_length(out, c->duration_s - best->duration_s);
    if (c->link)
        add(out, "another name of the same file");
    if (!out[0])
        add(out, "other edits");
    return out;
}
