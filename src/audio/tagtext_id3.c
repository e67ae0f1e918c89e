/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The texts of tags: ID3 frames. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "audio/tagtext.h"

/* Source: ID3v2.3.0 and 2.4.0, M. Nilsson, id3.org. */
enum { ID3_HEAD = 10, FRAME_HEAD = 10 };

static void put(struct buf *out, const char *text) { buf_bytes(out, text, strlen(text)); }

static void put_be32(struct buf *out, uint32_t v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_u8(out, (uint8_t)(v >> shift));
}

static uint32_t get_be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Seven bits a byte, as ID3 has sizes that no player takes for the start of MPEG audio.
 */
static uint32_t spread(uint32_t v)
{
    return (v & 0x7f) | (v << 1 & 0x7f00) | (v << 2 & 0x7f0000) | (v << 3 & 0x7f000000);
}

static uint32_t gather(uint32_t v)
{
    return (v & 0x7f) | (v >> 1 & 0x3f80) | (v >> 2 & 0x1fc000) | (v >> 3 & 0xfe00000);
}

static bool is_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

/* UTF-16 from UTF-8 that is known to be valid. */
static void put_utf16(struct buf *out, const char *text)
{
    const uint8_t *p = (const uint8_t *)text;

    buf_u16(out, 0xfeff);
    while (*p) {
        const int len = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
        uint32_t c = len == 1 ? *p : *p & (0x7fU >> len);

        for (int i = 1; i < len; i++)
            c = c << 6 | (p[i] & 0x3fU);
        p += len;
        if (c >= 0x10000) {
            buf_u16(out, (uint16_t)(0xd800 + ((c - 0x10000) >> 10)));
            c = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
        buf_u16(out, (uint16_t)c);
    }
}

/* Text in the encoding that the byte in front names: 0 is Latin-1, of which ASCII is a
 * part, and 1 is UTF-16. Both versions of ID3 know both. */
static void put_frame(struct buf *out, int version, const char *id, bool comment,
                      const char *text)
{
    static const char lead[] = "engsampledb"; /* language, description */
    const bool ascii = is_ascii(text);
    struct buf body = {0};

    buf_u8(&body, ascii ? 0 : 1);
    if (comment && ascii) {
        buf_bytes(&body, lead, sizeof lead);
    } else if (comment) {
        buf_bytes(&body, lead, 3);
        put_utf16(&body, lead + 3);
        buf_u16(&body, 0);
    }
    if (ascii)
        put(&body, text);
    else
        put_utf16(&body, text);
    buf_bytes(out, id, 4);
    put_be32(out, version == 4 ? spread((uint32_t)body.len) : (uint32_t)body.len);
    buf_u16(out, 0); /* flags */
    buf_bytes(out, body.data, body.len);
    buf_clear(&body);
}

/* Is it a frame that ours takes the place of? */
static bool is_replaced(const uint8_t *frame, size_t body, const struct inscription *t)
{
    static const char ours[] =
        "sampledb"; /* with its NUL, and so below, as we write it */
    static const char wide[] = "\xff\xfes\0a\0m\0p\0l\0e\0d\0b\0\0";
    const uint8_t *text = frame + FRAME_HEAD + 4; /* behind encoding and language */
    const size_t n = body > 4 ? body - 4 : 0;

    if (memcmp(frame, "TCON", 4) == 0)
        return t->genre;
    if (memcmp(frame, "TBPM", 4) == 0)
        return isfinite(t->bpm);
    if (memcmp(frame, "TKEY", 4) == 0)
        return t->key;
    return memcmp(frame, "COMM", 4) == 0 && t->comment &&
           ((n >= sizeof ours && memcmp(text, ours, sizeof ours) == 0) ||
            (n >= sizeof wide && memcmp(text, wide, sizeof wide) == 0));
}

static bool is_frame_id(const uint8_t *id)
{
    for (int i = 0; i < 4; i++)
        if (!(id[i] >= 'A' && id[i] <= 'Z') && !(id[i] >= '0' && id[i] <= '9'))
            return false;
    return true;
}

/* The frames that stay. 0, or -1: a frame is broken. */
static int keep_frames(struct buf *out, const uint8_t *p, size_t n, int version,
                       const struct inscription *t)
{
    size_t at = 0;

    while (at + FRAME_HEAD <= n && p[at] != 0) { /* 0: padding up to the end */
        const uint32_t stated = get_be32(p + at + 4);
        const size_t body = version == 4 ? gather(stated) : stated;

        if (!is_frame_id(p + at) || body > n - at - FRAME_HEAD)
            return -1;
        if (!is_replaced(p + at, body, t))
            buf_bytes(out, p + at, FRAME_HEAD + body);
        at += FRAME_HEAD + body;
    }
    return 0;
}

static void put_frames(struct buf *out, int version, const struct inscription *t)
{
    char bpm[32];

    snprintf(bpm, sizeof bpm, "%.0f", isfinite(t->bpm) ? t->bpm : 0);
    if (t->genre)
        put_frame(out, version, "TCON", false, t->genre);
    if (isfinite(t->bpm))
        put_frame(out, version, "TBPM", false, bpm);
    if (t->key)
        put_frame(out, version, "TKEY", false, t->key);
    if (t->comment)
        put_frame(out, version, "COMM", true, t->comment);
}

int tagtext_id3(struct buf *out, const uint8_t *old, size_t n,
                const struct inscription *t, struct err *e)
{
    const int version = n >= ID3_HEAD ? old[3] : 3;
    struct buf frames = {0};
    int rc = 0;

    if (n > 0) {
        const bool known = n >= ID3_HEAD && memcmp(old, "ID3", 3) == 0 &&
                           (version == 3 || version == 4) && old[5] == 0 &&
                           gather(get_be32(old + 6)) <= n - ID3_HEAD;

        rc = known ? keep_frames(&frames, old + ID3_HEAD, gather(get_be32(old + 6)),
                                 version, t)
                   : -1;
    }
    if (rc == 0) {
        put_frames(&frames, version, t);
        put(out, "ID3");
        buf_u8(out, (uint8_t)version);
        buf_u16(out, 0); /* revision, flags */
        put_be32(out, spread((uint32_t)frames.len));
        buf_bytes(out, frames.data, frames.len);
    }
    buf_clear(&frames);
    return rc == 0 ? 0 : err_set(e, ERR_FORMAT, "its ID3 tag is of another kind");
}
