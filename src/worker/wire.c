/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What parent and worker say to each other, written and read. */
#include "worker/wire.h"

#include <string.h>

#include "util/utf8.h"
#include "worker/wire_check.h"

enum { MAGIC = 0x57424453 /* "SDBW" */ };

/* Make it text that the other side believes, whatever it was; the length. */
static size_t text_fix(char *text, size_t room)
{
    const size_t n = strnlen(text, room - 1);

    text[n] = '\0';
    for (size_t i = 0, step; i < n; i += step) {
        step = utf8_shown(text + i, n - i);
        if (step == 0) {
            text[i] = '?';
            step = 1;
        }
    }
    return n;
}

/*
 * A message being written (out) or read (in). Each io_ function does either, so
 * that the order of the fields is stated once for both sides.
 */
struct io {
    struct buf *out; /* NULL while reading */
    struct cur in;
};

static void io_u8(struct io *io, uint8_t *v)
{
    if (io->out)
        buf_u8(io->out, *v);
    else
        *v = cur_u8(&io->in);
}

static void io_i32(struct io *io, int *v)
{
    if (io->out)
        buf_u32(io->out, (uint32_t)*v);
    else
        *v = (int32_t)cur_u32(&io->in);
}

static void io_i64(struct io *io, int64_t *v)
{
    if (io->out)
        buf_u64(io->out, (uint64_t)*v);
    else
        *v = (int64_t)cur_u64(&io->in);
}

static void io_f32(struct io *io, float *v)
{
    if (io->out)
        buf_f32(io->out, *v);
    else
        *v = cur_f32(&io->in);
}

static void io_f64(struct io *io, double *v)
{
    int64_t bits;

    memcpy(&bits, v, sizeof bits);
    io_i64(io, &bits);
    memcpy(v, &bits, sizeof bits);
}

static void io_bool(struct io *io, bool *v)
{
    uint8_t byte = *v;

    io_u8(io, &byte);
    io->in.bad = io->in.bad || byte > 1;
    *v = byte == 1;
}

static void io_hash(struct io *io, uint8_t hash[SOUND_HASH])
{
    if (io->out)
        buf_bytes(io->out, hash, SOUND_HASH);
    else
        cur_copy(&io->in, hash, SOUND_HASH);
}

/* A NUL-terminated text in a field of `room` bytes, the rest of which is zeroed. */
static void io_text(struct io *io, char *text, size_t room)
{
    uint16_t len;

    if (io->out) {
        len = (uint16_t)text_fix(text, room);
        buf_u16(io->out, len);
        buf_bytes(io->out, text, len);
        return;
    }
    memset(text, 0, room);
    len = cur_u16(&io->in);
    if (len < room)
        cur_copy(&io->in, text, len);
    else
        io->in.bad = true;
    io->in.bad = io->in.bad || strnlen(text, room) != len;
}

static void io_blob(struct io *io, struct sound_blob *b)
{
    if (io->out) {
        buf_u32(io->out, (uint32_t)b->len);
        buf_bytes(io->out, b->data, b->len);
        return;
    }
    b->len = cur_u32(&io->in);
    b->data = cur_bytes(&io->in, b->len);
}

static void io_embedded(struct io *io, struct embedded *m)
{
    io_f32(io, &m->bpm);
    io_i32(io, &m->beats);
    io_i32(io, &m->meter_num);
    io_i32(io, &m->meter_den);
    io_i32(io, &m->root_note);
    io_f32(io, &m->fine_cents);
    io_i64(io, &m->loop_start);
    io_i64(io, &m->loop_end);
    io_i32(io, &m->loops);
    io_i32(io, &m->cues);
    io_bool(io, &m->one_shot);
    io_bool(io, &m->is_loop);
    io_text(io, m->title, sizeof m->title);
    io_text(io, m->artist, sizeof m->artist);
    io_text(io, m->album, sizeof m->album);
    io_text(io, m->genre, sizeof m->genre);
    io_text(io, m->comment, sizeof m->comment);
    io_text(io, m->software, sizeof m->software);
    io_text(io, m->date, sizeof m->date);
    io_text(io, m->originator, sizeof m->originator);
}

static void io_guess(struct io *io, struct guess *g)
{
    io_i32(io, &g->node);
    io_f32(io, &g->p);
}

static void io_verdict(struct io *io, struct verdict *v)
{
    io_bool(io, &v->has_model);
    if (!v->has_model)
        return;
    io_guess(io, &v->category);
    for (size_t i = 0; i < SOUND_TOP; i++)
        io_guess(io, &v->top[i]);
    io_i32(io, &v->form);
    for (size_t i = 0; i < FORM_COUNT; i++)
        io_f32(io, &v->form_p[i]);
}

/* True: it was measured, and its numbers follow. */
static bool io_why(struct io *io, enum unmeasured *why)
{
    uint8_t code = (uint8_t)*why;

    io_u8(io, &code);
    io->in.bad = io->in.bad || code >= UNMEASURED_COUNT;
    *why = code < UNMEASURED_COUNT ? code : UNMEASURED_UNKNOWN;
    return *why == MEASURED;
}

static void io_tempo(struct io *io, struct tempo *t)
{
    if (!io_why(io, &t->why))
        return;
    io_f32(io, &t->bpm);
    io_f32(io, &t->confidence);
    for (size_t i = 0; i < TEMPO_ALTERNATES; i++)
        io_f32(io, &t->alternate[i]);
    io_i32(io, &t->beats);
    io_f32(io, &t->downbeat_s);
}

static void io_tonality(struct io *io, struct tonality *t)
{
    if (!io_why(io, &t->why))
        return;
    io_i32(io, &t->key);
    io_f32(io, &t->confidence);
    io_i32(io, &t->second);
    io_f32(io, &t->second_confidence);
    io_f32(io, &t->tuning_cents);
}

static void io_quality(struct io *io, struct quality *q)
{
    int faults = (int)q->faults;

    io_f32(io, &q->clipped_s);
    io_f32(io, &q->dc);
    io_f32(io, &q->leading_s);
    io_f32(io, &q->trailing_s);
    io_f32(io, &q->side_db);
    io_f32(io, &q->balance_db);
    io_f32(io, &q->end_db);
    io_i32(io, &faults);
    q->faults = (uint32_t)faults;
}

static void io_facets(struct io *io, struct facets *f)
{
    if (io_why(io, &f->pitch.why)) {
        io_f32(io, &f->pitch.hz);
        io_f32(io, &f->pitch.confidence);
    }
    io_tempo(io, &f->tempo);
    io_tonality(io, &f->tonality);
    if (io_why(io, &f->loudness.why)) {
        io_f32(io, &f->loudness.lufs);
        io_f32(io, &f->loudness.momentary_lufs);
        io_f32(io, &f->loudness.true_peak_db);
    }
    for (size_t i = 0; facets_has(f, FACETS_CHARACTER) && i < CHARACTER_COUNT; i++)
        io_f32(io, &f->character[i]);
    if (facets_has(f, FACETS_FORM))
        io_f32(io, &f->loop_p);
    if (facets_has(f, FACETS_QUALITY))
        io_quality(io, &f->quality);
}

static void io_answer(struct io *io, enum wire_op op, struct sound *s)
{
    uint8_t status = (uint8_t)s->status;

    io_u8(io, &status);
    s->status = status;
    if (s->status != SOUND_OK) {
        io_text(io, s->error, sizeof s->error);
        return;
    }
    if (op == WIRE_CLASSIFY) {
        io_verdict(io, &s->verdict);
        io_blob(io, &s->embedding);
        return;
    }
    io_hash(io, s->hash);
    io_i64(io, &s->frames);
    io_i32(io, &s->rate_hz);
    io_i32(io, &s->channels);
    io_text(io, s->format, sizeof s->format);
    io_f64(io, &s->duration_s);
    io_f32(io, &s->peak_db);
    io_f32(io, &s->brightness_hz);
    io_embedded(io, &s->embedded);
    io_verdict(io, &s->verdict);
    io_facets(io, &s->facets);
    io_blob(io, &s->mel);
    io_blob(io, &s->descriptor);
    io_blob(io, &s->peaks);
    io_blob(io, &s->embedding);
}

void wire_failed(struct sound *out, enum sound_status status, const char *why)
{
    *out = (struct sound){.status = status,
                          .embedded = {.root_note = -1, .loop_start = -1, .loop_end = -1},
                          .verdict = {.category.node = -1, .form = -1},
                          .facets = facets_none()};
    for (size_t i = 0; i < SOUND_TOP; i++)
        out->verdict.top[i].node = -1;
    strncpy(out->error, why, sizeof out->error - 1);
    text_fix(out->error, sizeof out->error);
}

void wire_put_head(struct buf *out, const struct wire_head *h)
{
    buf_reset(out);
    buf_u32(out, MAGIC);
    buf_u32(out, h->op);
    buf_u64(out, h->ticket);
}

int wire_get_head(struct wire_head *h, const uint8_t *data, size_t n, struct err *e)
{
    struct cur c = cur_over(data, n);
    const uint32_t magic = cur_u32(&c), op = cur_u32(&c);

    h->ticket = cur_u64(&c);
    if (c.bad || magic != MAGIC || op < WIRE_READY || op > WIRE_CLASSIFY)
        return err_set(e, ERR_FORMAT, "not a message");
    h->op = op;
    return 0;
}

void wire_put_answer(struct buf *out, const struct wire_head *h, const struct sound *s)
{
    struct io io = {.out = out};
    struct sound copy = *s;

    wire_put_head(out, h);
    io_answer(&io, h->op, &copy);
}

int wire_get_answer(struct wire_head *h, struct sound *s, size_t nodes,
                    const uint8_t *data, size_t n, struct err *e)
{
    struct io io = {0};
    const char *bad;

    if (n > WIRE_MAX)
        return err_set(e, ERR_FORMAT, "message of %zu bytes", n);
    if (wire_get_head(h, data, n, e) != 0)
        return -1;
    io.in = cur_over(data + WIRE_HEAD, n - WIRE_HEAD);
    wire_failed(s, SOUND_OK, "");
    io_answer(&io, h->op, s);
    if (io.in.bad || io.in.left > 0)
        return err_set(e, ERR_FORMAT, "wrong length");
    if ((bad = wire_check(h->op, s, nodes)))
        return err_set(e, ERR_FORMAT, "impossible %s", bad);
    return 0;
}
