/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz what a worker may say: whatever is believed must be possible, and canonical. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/blob.h"
#include "worker/wire.h"

enum { NODES = 40 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_of_it)
{
    if (!true_of_it)
        abort();
}

static void check_text(const char *text, size_t room)
{
    const size_t len = strnlen(text, room);

    must(len < room);
    for (size_t i = 0; i < len; i++)
        must((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
}

static void check_guess(const struct guess *g)
{
    must(g->node >= -1 && g->node < NODES && g->p >= 0 && g->p <= 1);
}

static void check_verdict(const struct verdict *v)
{
    check_guess(&v->category);
    for (size_t i = 0; i < SOUND_TOP; i++)
        check_guess(&v->top[i]);
    must(v->form >= -1 && v->form < FORM_COUNT);
    for (size_t i = 0; i < FORM_COUNT; i++)
        must(v->form_p[i] >= 0 && v->form_p[i] <= 1);
}

static void check_embedded(const struct embedded *m)
{
    must(m->bpm == 0 || (m->bpm >= 20 && m->bpm <= 999));
    must(m->root_note >= -1 && m->root_note <= 127);
    must(fabsf(m->fine_cents) <= 50);
    must(m->loop_start >= -1 && m->loop_end >= m->loop_start);
    must(m->beats >= 0 && m->meter_num >= 0 && m->meter_den >= 0);
    must(m->loops >= 0 && m->cues >= 0);
    check_text(m->title, sizeof m->title);
    check_text(m->artist, sizeof m->artist);
    check_text(m->album, sizeof m->album);
    check_text(m->genre, sizeof m->genre);
    check_text(m->comment, sizeof m->comment);
    check_text(m->software, sizeof m->software);
    check_text(m->date, sizeof m->date);
    check_text(m->originator, sizeof m->originator);
}

static void check_range(float v, double low, double high)
{
    must((double)v >= low && (double)v <= high);
}

static void check_facets(const struct facets *f)
{
    check_range(f->pitch.hz, f->pitch.why == MEASURED ? 8 : 0, 12900);
    check_range(f->pitch.confidence, 0, 1);
    check_range(f->tempo.bpm, f->tempo.why == MEASURED ? 20 : 0, 999);
    check_range(f->tempo.confidence, 0, 1);
    for (size_t i = 0; i < TEMPO_ALTERNATES; i++)
        check_range(f->tempo.alternate[i], 0, 999);
    must(f->tempo.beats >= 0 && isfinite(f->tempo.downbeat_s));
    must(f->tonality.key >= (f->tonality.why == MEASURED ? 0 : -1) &&
         f->tonality.key < KEYS && f->tonality.second >= -1 && f->tonality.second < KEYS);
    check_range(f->tonality.confidence, 0, 1);
    check_range(f->tonality.tuning_cents, -50, 50);
    check_range(f->loop_p, 0, 1);
    check_range(f->loudness.lufs, -200, 800);
    for (size_t i = 0; i < CHARACTER_COUNT; i++)
        must(isfinite(f->character[i]));
    must(isfinite(f->quality.dc) && f->quality.faults < 1u << FAULT_COUNT);
}

static void check_blob(const struct sound_blob *b, const uint8_t *data, size_t size)
{
    must(b->len > 0 && b->data >= data && b->data + b->len <= data + size);
}

static void check_analysis(const struct sound *s, const uint8_t *data, size_t size)
{
    must(s->frames >= 1 && s->channels >= 1 && s->channels <= 64);
    must(s->rate_hz >= 1000 && s->rate_hz <= 1000000);
    must(isfinite(s->duration_s) && s->duration_s > 0);
    must(isfinite(s->peak_db) && s->peak_db >= -200);
    must(isfinite(s->brightness_hz) && s->brightness_hz >= 0);
    must(s->format[0] != '\0');
    check_text(s->format, sizeof s->format);
    check_embedded(&s->embedded);
    check_facets(&s->facets);
    check_blob(&s->mel, data, size);
    check_blob(&s->descriptor, data, size);
    check_blob(&s->peaks, data, size);
    must(s->peaks.len <= SOUND_PEAKS);
}

/* It may be missing, but is never too short for the id of its trunk. */
static void check_embedding(const struct sound *s, const uint8_t *data, size_t size)
{
    if (s->embedding.len == 0)
        return;
    check_blob(&s->embedding, data, size);
    must(s->embedding.len >= BLOB_HEAD + SOUND_TRUNK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct buf again;
    struct wire_head h;
    struct sound s;
    struct err e;

    if (wire_get_head(&h, data, size, &e) == 0)
        must(size >= WIRE_HEAD && h.op >= WIRE_READY && h.op <= WIRE_CLASSIFY);
    if (wire_get_answer(&h, &s, NODES, data, size, &e) != 0)
        return 0;
    check_text(s.error, sizeof s.error);
    must((s.status == SOUND_OK) == (s.error[0] == '\0'));
    check_verdict(&s.verdict);
    if (s.status == SOUND_OK && h.op == WIRE_ANALYSE)
        check_analysis(&s, data, size);
    check_embedding(&s, data, size);
    wire_put_answer(&again, &h, &s);
    must(again.len == size && memcmp(again.data, data, size) == 0);
    return 0;
}
