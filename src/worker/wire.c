/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What parent and worker say to each other, written, read and checked. */
#include "worker/wire.h"

#include <string.h>

#include "util/blob.h"
#include "util/utf8.h"

enum {
    MAGIC = 0x57424453, /* "SDBW" */
    MIN_RATE = 1000,    /* Hz; the range of audio/decode */
    MAX_RATE = 1000000,
    MAX_CHANNELS = 64,
    MIN_PEAK_DB = -200,
    MAX_PEAK_DB = 800 /* the largest float is 771 dB over full scale */
};

static const float MIN_BPM = 20, MAX_BPM = 999;

static bool text_ok(const char *text)
{
    size_t n = strlen(text);

    for (size_t step; n > 0; text += step, n -= step) {
        step = utf8_shown(text, n);
        if (step == 0)
            return false;
    }
    return true;
}

/* Make text_ok() true, whatever it was; the length. */
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
    io_blob(io, &s->mel);
    io_blob(io, &s->descriptor);
    io_blob(io, &s->embedding);
}

/* False for NaN, too. */
static bool within(double x, double low, double high) { return x >= low && x <= high; }

static const char *bad_embedded(const struct embedded *m)
{
    const bool no_loop = m->loop_start == -1 && m->loop_end == -1;

    if (m->bpm != 0 && !within((double)m->bpm, (double)MIN_BPM, (double)MAX_BPM))
        return "tempo";
    if (m->beats < 0 || m->meter_num < 0 || m->meter_den < 0)
        return "beats";
    if (!within(m->root_note, -1, 127) || !within((double)m->fine_cents, -50, 50))
        return "root note";
    if (!no_loop && (m->loop_start < 0 || m->loop_end < m->loop_start))
        return "loop";
    if (m->loops < 0 || m->cues < 0)
        return "number of loops";
    if (!text_ok(m->title) || !text_ok(m->artist) || !text_ok(m->album) ||
        !text_ok(m->genre) || !text_ok(m->comment) || !text_ok(m->software) ||
        !text_ok(m->date) || !text_ok(m->originator))
        return "embedded text";
    return NULL;
}

static bool guess_ok(const struct guess *g, size_t nodes)
{
    return g->node >= -1 && (g->node < 0 || (size_t)g->node < nodes) &&
           within((double)g->p, 0, 1);
}

static const char *bad_verdict(const struct verdict *v, size_t nodes)
{
    if (!v->has_model)
        return NULL;
    if (!guess_ok(&v->category, nodes))
        return "category";
    for (size_t i = 0; i < SOUND_TOP; i++) {
        if (!guess_ok(&v->top[i], nodes))
            return "category";
        if (i > 0 && (v->top[i].p > v->top[i - 1].p ||
                      (v->top[i].node >= 0 && v->top[i - 1].node < 0)))
            return "order of categories";
    }
    if (!within(v->form, -1, FORM_COUNT - 1))
        return "form";
    for (size_t i = 0; i < FORM_COUNT; i++)
        if (!within((double)v->form_p[i], 0, 1))
            return "form";
    if (!within((double)(v->form_p[FORM_ONESHOT] + v->form_p[FORM_LOOP]), 0.999, 1.001))
        return "form";
    return NULL;
}

static bool blob_ok(const struct sound_blob *b, enum blob_kind kind,
                    struct blob_head *head)
{
    struct err e;

    return b->len > 0 && blob_check(head, b->data, b->len, &e) == 0 &&
           head->kind == kind && head->version == blob_kind_version(kind);
}

/* It may be missing. The id of the trunk, at least, is where it is looked for. */
static bool embedding_ok(const struct sound_blob *b)
{
    struct blob_head head;

    return b->len == 0 ||
           (blob_ok(b, BLOB_EMBEDDING, &head) && head.payload_len == head.raw_len &&
            head.payload_len >= SOUND_TRUNK);
}

static const char *bad_analysis(const struct sound *s, size_t nodes)
{
    const double seconds = s->rate_hz > 0 ? (double)s->frames / s->rate_hz : 0;
    struct blob_head head;
    const char *bad;

    if (!within(s->rate_hz, MIN_RATE, MAX_RATE) || !within(s->channels, 1, MAX_CHANNELS))
        return "rate or channels";
    if (s->frames < 1 ||
        !within(s->duration_s - seconds, -1e-6 * seconds, 1e-6 * seconds))
        return "length";
    if (s->format[0] == '\0' || !text_ok(s->format))
        return "format";
    if (!within((double)s->peak_db, MIN_PEAK_DB, MAX_PEAK_DB) ||
        !within((double)s->brightness_hz, 0, s->rate_hz))
        return "measurement";
    if ((bad = bad_embedded(&s->embedded)) || (bad = bad_verdict(&s->verdict, nodes)))
        return bad;
    if (!blob_ok(&s->mel, BLOB_MEL, &head) ||
        !blob_ok(&s->descriptor, BLOB_DESCRIPTOR, &head) || !embedding_ok(&s->embedding))
        return "feature blob";
    return NULL;
}

static const char *bad_classified(const struct sound *s, size_t nodes)
{
    const char *bad = bad_verdict(&s->verdict, nodes);

    return bad || embedding_ok(&s->embedding) ? bad : "feature blob";
}

/* What is wrong with a sound that was read for op, or NULL. */
static const char *bad_answer(enum wire_op op, const struct sound *s, size_t nodes)
{
    if (s->status == SOUND_FAILED || (s->status == SOUND_UNSUPPORTED && op != WIRE_READY))
        return s->error[0] && text_ok(s->error) ? NULL : "error text";
    if (s->status != SOUND_OK || op == WIRE_READY)
        return "status";
    return op == WIRE_CLASSIFY ? bad_classified(s, nodes) : bad_analysis(s, nodes);
}

void wire_failed(struct sound *out, enum sound_status status, const char *why)
{
    *out = (struct sound){.status = status,
                          .embedded = {.root_note = -1, .loop_start = -1, .loop_end = -1},
                          .verdict = {.category.node = -1, .form = -1}};
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
    if ((bad = bad_answer(h->op, s, nodes)))
        return err_set(e, ERR_FORMAT, "impossible %s", bad);
    return 0;
}
