/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bodies of AIFF chunks: instrument, markers, text. */
#include "audio/facts.h"

#include <string.h>

/* Source: Apple, "Audio Interchange File Format (AIFF) 1.3", 1989. Big-endian. */

static int get_16(const uint8_t *p) { return (int16_t)(p[0] << 8 | p[1]); }

static int64_t get_32(const uint8_t *p)
{
    return (int64_t)p[0] << 24 | (int64_t)p[1] << 16 | (int64_t)p[2] << 8 | p[3];
}

static void read_inst(struct facts *f, const uint8_t *p, size_t n)
{
    enum { SIZE = 20, PLAY_MODE = 8, FIRST = 10, LAST = 12 };

    if (n < SIZE)
        return;
    if (p[0] >= 1 && p[0] <= 127) {                       /* 0: no note was known */
        const int cents = p[1] < 128 ? p[1] : p[1] - 256; /* signed */

        f->note[NOTE_INST] = p[0];
        f->cents[NOTE_INST] = cents >= -50 && cents <= 50 ? (float)cents : 0;
    }
    f->has_loop = get_16(p + PLAY_MODE) != 0;
    f->loop_marks[0] = get_16(p + FIRST);
    f->loop_marks[1] = get_16(p + LAST);
}

static void read_mark(struct facts *f, const uint8_t *p, size_t n)
{
    enum { MARK = 7 }; /* id, frame, length of the name */
    size_t at = 2;

    if (n < 2)
        return;
    f->marks = 0;
    for (int left = p[0] << 8 | p[1]; left > 0 && f->marks < FACTS_MARKS; left--) {
        if (at + MARK > n)
            break;
        f->mark[f->marks].id = get_16(p + at);
        f->mark[f->marks].frame = get_32(p + at + 2);
        f->marks++;
        at += MARK + p[at + 6] + !(p[at + 6] & 1); /* length and name are even together */
    }
    f->out->cues = (int)f->marks;
}

static void read_name(struct facts *f, const uint8_t *p, size_t n)
{
    facts_text(f->out->title, sizeof f->out->title, p, n);
}

static void read_auth(struct facts *f, const uint8_t *p, size_t n)
{
    facts_text(f->out->artist, sizeof f->out->artist, p, n);
}

static void read_anno(struct facts *f, const uint8_t *p, size_t n)
{
    facts_text(f->out->comment, sizeof f->out->comment, p, n);
}

const struct body *aiff_body(const char *id)
{
    static const struct body bodies[] = {
        {"INST", read_inst}, {"MARK", read_mark}, {"NAME", read_name},
        {"AUTH", read_auth}, {"ANNO", read_anno},
    };

    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        if (memcmp(id, bodies[i].id, 4) == 0)
            return &bodies[i];
    return NULL;
}
