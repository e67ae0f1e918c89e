/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bodies of RIFF chunks: sampler, loop, broadcast, text. */
#include "audio/facts.h"

#include <math.h>
#include <string.h>

#include "util/buf.h"

/*
 * Sources: smpl, inst, cue, LIST: Microsoft, "Multimedia Programming Interface and
 * Data Specifications 1.0", 1991, and "New Multimedia Data Types", 1994; bext: EBU
 * Tech 3285; ds64: EBU Tech 3306; acid: no public paper, as libsndfile and others
 * read it.
 */

static void note_root(struct facts *f, enum facts_source who, int64_t note, double cents)
{
    if (note < 1 || note > 127) /* 0 is what writers leave who know no note */
        return;
    f->note[who] = (int)note;
    f->cents[who] = cents >= -50 && cents <= 50 ? (float)cents : 0;
}

static void read_smpl(struct facts *f, const uint8_t *p, size_t n)
{
    struct cur c = cur_over(p, n);
    int64_t note, loops;
    double cents;

    cur_bytes(&c, 12); /* maker, product, sample period */
    note = cur_u32(&c);
    cents = cur_u32(&c) * (100.0 / 4294967296.0);
    cur_bytes(&c, 8); /* SMPTE format and offset */
    loops = cur_u32(&c);
    cur_u32(&c); /* bytes of private data behind the loops */
    if (c.bad)
        return;
    if (cents > 50) { /* always upwards: from the note below */
        cents -= 100;
        note++;
    }
    note_root(f, NOTE_SMPL, note, cents);
    f->out->loop_start = f->out->loop_end = -1; /* of two such chunks the last counts */
    for (f->out->loops = 0; loops > 0 && f->out->loops < FACTS_LOOPS; loops--) {
        int64_t start, end;

        cur_u64(&c); /* cue point, kind of loop */
        start = cur_u32(&c);
        end = cur_u32(&c);
        cur_u64(&c); /* fraction, how often */
        if (c.bad)
            return;
        if (start > end)
            continue;
        if (f->out->loops++ == 0) {
            f->out->loop_start = start;
            f->out->loop_end = end;
        }
    }
}

static void read_inst(struct facts *f, const uint8_t *p, size_t n)
{
    struct cur c = cur_over(p, n);
    const int note = cur_u8(&c), tune = cur_u8(&c); /* tune is signed */

    if (!c.bad)
        note_root(f, NOTE_INST, note, tune < 128 ? tune : tune - 256);
}

static void read_acid(struct facts *f, const uint8_t *p, size_t n)
{
    enum { ONE_SHOT = 1, HAS_ROOT = 2 };
    struct cur c = cur_over(p, n);
    const uint32_t flags = cur_u32(&c);
    const int note = cur_u16(&c);
    uint32_t beats;
    int den, num;
    float bpm;

    cur_bytes(&c, 6); /* no known meaning */
    beats = cur_u32(&c);
    den = cur_u16(&c);
    num = cur_u16(&c);
    bpm = cur_f32(&c);
    if (c.bad)
        return;
    f->out->one_shot = flags & ONE_SHOT;
    if (flags & HAS_ROOT)
        note_root(f, NOTE_ACID, note, 0);
    if (beats > 0 && beats <= FACTS_BEATS)
        f->out->beats = (int)beats;
    f->out->is_loop = !f->out->one_shot && f->out->beats > 0;
    if (num >= 1 && num <= 64 && den >= 1 && den <= 64) {
        f->out->meter_num = num;
        f->out->meter_den = den;
    }
    if (isfinite(bpm) && bpm >= 20 && bpm <= 999)
        f->out->bpm = bpm;
}

static void read_bext(struct facts *f, const uint8_t *p, size_t n)
{
    enum { DESCRIPTION = 256, ORIGINATOR = 32, REFERENCE = 32, DATE = 10 };
    struct cur c = cur_over(p, n);
    const uint8_t *description = cur_bytes(&c, DESCRIPTION);
    const uint8_t *originator = cur_bytes(&c, ORIGINATOR), *date;

    cur_bytes(&c, REFERENCE);
    date = cur_bytes(&c, DATE);
    if (!description || !originator || !date)
        return;
    facts_text(f->description, sizeof f->description, description, DESCRIPTION);
    facts_text(f->out->originator, sizeof f->out->originator, originator, ORIGINATOR);
    facts_text(f->written, sizeof f->written, date, DATE);
}

static void read_info(struct facts *f, const char *id, const uint8_t *p, size_t n)
{
    struct embedded *out = f->out;
    const struct {
        char id[5];
        char *text;
        size_t room;
    } texts[] = {
        {"INAM", out->title, sizeof out->title},
        {"IART", out->artist, sizeof out->artist},
        {"IPRD", out->album, sizeof out->album},
        {"IGNR", out->genre, sizeof out->genre},
        {"ICMT", out->comment, sizeof out->comment},
        {"ISFT", out->software, sizeof out->software},
        {"ICRD", out->date, sizeof out->date},
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (memcmp(id, texts[i].id, 4) == 0)
            facts_text(texts[i].text, texts[i].room, p, n);
}

static void read_list(struct facts *f, const uint8_t *p, size_t n)
{
    size_t at = 4;

    if (n < 4 || memcmp(p, "INFO", 4) != 0)
        return;
    while (at < n && n - at >= 8) {
        struct cur c = cur_over(p + at + 4, 4);
        const size_t size = cur_u32(&c), left = n - at - 8;

        read_info(f, (const char *)p + at, p + at + 8, size < left ? size : left);
        if (size >= left)
            return;
        at += 8 + size;
        at += size % 2 && !facts_unpadded(p + at, n - at, (int64_t)(n - at), false);
    }
}

static void read_cue(struct facts *f, const uint8_t *p, size_t n)
{
    enum { POINT = 24 };
    struct cur c = cur_over(p, n);
    const uint32_t stated = cur_u32(&c);

    if (!c.bad)
        f->out->cues = (int)(stated < (n - 4) / POINT ? stated : (n - 4) / POINT);
}

static void read_ds64(struct facts *f, const uint8_t *p, size_t n)
{
    struct cur c = cur_over(p, n);

    cur_u64(&c); /* size of the file */
    f->data_bytes = cur_u64(&c);
}

const struct body *riff_body(const char *id)
{
    static const struct body bodies[] = {
        {"smpl", read_smpl}, {"inst", read_inst}, {"acid", read_acid},
        {"bext", read_bext}, {"LIST", read_list}, {"cue ", read_cue},
        {"ds64", read_ds64},
    };

    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        if (memcmp(id, bodies[i].id, 4) == 0)
            return &bodies[i];
    return NULL;
}
