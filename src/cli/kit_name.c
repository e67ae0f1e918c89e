/* SPDX-License-Identifier: GPL-2.0-or-later */
/* File names for folders that travel. */
#include "cli/kit_name.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "util/utf8.h"

enum { LONGEST_END = 16 };

/* Behind the last dot, with it; "" where that is no such end. */
static const char *end_of(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && dot > name && strlen(dot) <= LONGEST_END ? dot : name + strlen(name);
}

static bool is_device(const char *stem, size_t n)
{
    static const char *const whole[] = {"con", "prn", "aux", "nul"};
    static const char *const numbered[] = {"com", "lpt"};

    for (int i = 0; i < 4; i++)
        if (n == 3 && strncasecmp(stem, whole[i], 3) == 0)
            return true;
    for (int i = 0; i < 2; i++)
        if (n == 4 && strncasecmp(stem, numbered[i], 3) == 0 && stem[3] >= '1' &&
            stem[3] <= '9')
            return true;
    return false;
}

/* Bytes that may stand, the rest as '_'; at most `most` bytes, cut between characters. */
static void put_safe(struct buf *out, const char *text, size_t n, size_t most)
{
    const size_t from = out->len;

    for (size_t i = 0, len; i < n; i += len ? len : 1) {
        len = utf8_shown(text + i, n - i);
        if (out->len - from + (len ? len : 1) > most)
            break;
        if (len == 0 || (len == 1 && strchr("<>:\"/\\|?*", text[i])))
            buf_u8(out, '_');
        else
            buf_bytes(out, text + i, len);
    }
}

/* A dot or a blank there is lost or hides the file; a dash looks like an option. */
static void mend_ends(struct buf *out)
{
    if (strchr(". -", out->data[0]))
        out->data[0] = '_';
    if (strchr(". ", out->data[out->len - 1]))
        out->data[out->len - 1] = '_';
}

void kit_name(struct buf *out, const char *name, unsigned nth)
{
    const char *end = end_of(name);
    const size_t stem = (size_t)(end - name);
    const char *dot = memchr(name, '.', stem);
    char number[16] = "";

    if (nth > 1)
        snprintf(number, sizeof number, " %u", nth);
    buf_reset(out);
    if (is_device(name, dot ? (size_t)(dot - name) : stem))
        buf_u8(out, '_');
    put_safe(out, name, stem, KIT_NAME - LONGEST_END - sizeof number);
    if (out->len == 0)
        buf_u8(out, '_');
    buf_bytes(out, number, strlen(number));
    put_safe(out, end, strlen(end), LONGEST_END);
    mend_ends(out);
    buf_u8(out, 0);
}
