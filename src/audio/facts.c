/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What chunk bodies have said, weighed into one account of the sound. */
#include "audio/facts.h"

#include <string.h>

#include "audio/chunks.h"
#include "util/utf8.h"

void facts_init(struct facts *f, struct embedded *out)
{
    chunks_init(out);
    *f = (struct facts){.out = out};
    for (int i = 0; i < NOTE_SOURCES; i++)
        f->note[i] = -1;
}

uint32_t facts_size(const uint8_t *head, bool is_aiff)
{
    uint32_t size = 0;

    for (int i = 0; i < 4; i++)
        size = size << 8 | head[is_aiff ? 4 + i : 7 - i];
    return size;
}

static bool is_common(const uint8_t *id, bool is_aiff)
{
    static const char riff[][5] = {"fmt ", "data", "fact", "JUNK",
                                   "junk", "id3 ", "ID3 "};
    static const char aiff[][5] = {"COMM", "SSND", "FVER", "APPL",
                                   "COMT", "basc", "(c) "};

    if (is_aiff ? aiff_body((const char *)id) : riff_body((const char *)id))
        return true;
    for (size_t i = 0; i < sizeof riff / sizeof riff[0]; i++)
        if (memcmp(id, is_aiff ? aiff[i] : riff[i], 4) == 0)
            return true;
    return false;
}

/* How much head looks like a chunk: 0 not at all, 1 it could be one, 2 a common one. */
static int likeness(const uint8_t *head, size_t n, int64_t left, bool is_aiff)
{
    if (n < 8)
        return 0;
    if (is_common(head, is_aiff))
        return 2;
    for (int i = 0; i < 4; i++)
        if (head[i] < 0x20 || head[i] > 0x7e)
            return 0;
    return 8 + (int64_t)facts_size(head, is_aiff) <= left;
}

bool facts_unpadded(const uint8_t *head, size_t n, int64_t left, bool is_aiff)
{
    return n > 0 && likeness(head, n, left, is_aiff) >
                        likeness(head + 1, n - 1, left - 1, is_aiff);
}

void facts_text(char *out, size_t room, const void *p, size_t n)
{
    if (!out[0])
        utf8_clean(out, room, p, n);
}

static const int64_t *mark_frame(const struct facts *f, int id)
{
    for (size_t i = 0; i < f->marks; i++)
        if (f->mark[i].id == id)
            return &f->mark[i].frame;
    return NULL;
}

static void marks_to_loop(struct facts *f)
{
    const int64_t *start = mark_frame(f, f->loop_marks[0]);
    const int64_t *end = mark_frame(f, f->loop_marks[1]);

    if (!f->has_loop || !start || !end || *start > *end)
        return;
    f->out->loops = 1;
    f->out->loop_start = *start;
    f->out->loop_end = *end;
}

void facts_finish(struct facts *f)
{
    for (int i = NOTE_SOURCES; i-- > 0;)
        if (f->note[i] >= 0) {
            f->out->root_note = f->note[i];
            f->out->fine_cents = f->cents[i];
        }
    marks_to_loop(f);
    facts_text(f->out->comment, sizeof f->out->comment, f->description,
               sizeof f->description);
    facts_text(f->out->date, sizeof f->out->date, f->written, sizeof f->written);
}
