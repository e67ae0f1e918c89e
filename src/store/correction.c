/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One word of a user on a sound, and how it is written down so that it can be trusted. */
#include "store/correction.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/blob.h"
#include "util/hex.h"
#include "util/utf8.h"

enum {
    CRC_DIGITS = 8,
    START = 1 + CRC_DIGITS + 1, /* "~", CRC, space */
    FIELDS = 10,
    FORMAT = 1,
    RECORD_MOST = 3 * (CORRECTION_FACET + 3 * CORRECTION_TEXT) + 256
};

const char correction_title[] =
    "corrections of a sampledb library: see sampledb-tag(1), never edit\n";

bool facet_is_exclusive(const char *facet)
{
    return strcmp(facet, "user") != 0 && strcmp(facet, "character") != 0 &&
           strcmp(facet, "quality") != 0;
}

bool correction_is_text(const char *text, size_t most)
{
    const size_t n = strlen(text);

    if (n == 0 || n > most)
        return false;
    for (size_t at = 0, step; at < n; at += step) {
        step = utf8_shown(text + at, n - at);
        if (step == 0)
            return false;
    }
    return true;
}

static bool is_key(const char *text)
{
    return strlen(text) == CORRECTION_MODEL &&
           strspn(text, "0123456789abcdef") == CORRECTION_MODEL;
}

int correction_check(const struct correction *c, struct err *e)
{
    if (!correction_is_text(c->facet, CORRECTION_FACET))
        return err_set(e, ERR_FORMAT, "not a facet");
    if (!correction_is_text(c->tag, CORRECTION_TEXT))
        return err_set(e, ERR_FORMAT,
                       "a tag is 1 to %d bytes of text without control characters",
                       CORRECTION_TEXT);
    if (!correction_is_text(c->actor, CORRECTION_TEXT))
        return err_set(e, ERR_FORMAT, "the name of who says it is 1 to %d bytes of text",
                       CORRECTION_TEXT);
    if ((c->model && !is_key(c->model)) ||
        (c->shown && !correction_is_text(c->shown, CORRECTION_TEXT)))
        return err_set(e, ERR_FORMAT, "not what a model has shown");
    if (c->verdict < REJECTED || c->verdict > CONFIRMED)
        return err_set(e, ERR_FORMAT, "a verdict is 1, -1 or 0");
    if (c->at_ms < 0 || c->at_ms > CORRECTION_LATEST)
        return err_set(e, ERR_FORMAT, "not a time");
    return 0;
}

static void put_text(struct buf *out, const char *text)
{
    char code[4];

    buf_u8(out, ' ');
    if (!text || strcmp(text, "-") == 0) {
        buf_bytes(out, text ? "%2d" : "-", text ? 3 : 1);
        return;
    }
    for (const char *p = text; *p; p++) {
        const unsigned char c = (unsigned char)*p;

        if (c > 0x20 && c != 0x7f && c != '%' && c != '~') {
            buf_u8(out, c);
            continue;
        }
        snprintf(code, sizeof code, "%%%02x", c);
        buf_bytes(out, code, 3);
    }
}

static void put_hex(struct buf *out, const uint8_t bytes[16])
{
    char text[33];

    hex_write(text, bytes, 16);
    put_text(out, text);
}

void correction_write(struct buf *out, const struct correction *c)
{
    static const char *const verdict[] = {"-1", "0", "+1"};
    const size_t from = out->len;
    char text[32];

    buf_bytes(out, "~00000000 1", START + 1);
    put_hex(out, c->uuid);
    put_hex(out, c->hash);
    snprintf(text, sizeof text, "%" PRId64, c->at_ms);
    put_text(out, text);
    put_text(out, verdict[c->verdict + 1]);
    put_text(out, c->facet);
    put_text(out, c->tag);
    put_text(out, c->actor);
    put_text(out, c->model);
    put_text(out, c->shown);
    snprintf(text, sizeof text, "%08" PRIx32,
             blob_crc(0, out->data + from + START, out->len - from - START));
    memcpy(out->data + from + 1, text, CRC_DIGITS);
    buf_u8(out, '\n');
}

/* Codes back to bytes, in place; "-" is NULL. What is not well formed comes out as
 * something that is not written so. */
static const char *get_text(char *text)
{
    char *to = text;

    if (strcmp(text, "-") == 0)
        return NULL;
    for (const char *p = text; *p; p++) {
        const int high = *p == '%' ? hex_digit(p[1]) : -1,
                  low = high < 0 ? -1 : hex_digit(p[2]);

        *to++ = low < 0 ? *p : (char)(16 * high + low);
        p += low < 0 ? 0 : 2;
    }
    *to = '\0';
    return text;
}

static bool get_fields(char *text, char **field)
{
    size_t n = 0;

    for (char *p = text; p; n++) {
        char *space = strchr(p, ' ');

        if (n == FIELDS)
            return false;
        if (space)
            *space++ = '\0';
        field[n] = p;
        p = space;
    }
    return n == FIELDS;
}

/* text (NUL-terminated, changed) holds what follows the CRC. */
static bool get_record(struct correction *c, char *text)
{
    char *f[FIELDS];
    struct err ignored;

    if (!get_fields(text, f) || hex_read(c->uuid, CORRECTION_UUID, f[1]) != 0 ||
        hex_read(c->hash, CORRECTION_HASH, f[2]) != 0)
        return false;
    c->at_ms = strtoll(f[3], NULL, 10);
    c->verdict = (int)strtol(f[4], NULL, 10);
    c->facet = get_text(f[5]);
    c->tag = get_text(f[6]);
    c->actor = get_text(f[7]);
    c->model = get_text(f[8]);
    c->shown = get_text(f[9]);
    return c->facet && c->tag && c->actor && correction_check(c, &ignored) == 0;
}

/* What a record may be. */
enum record { NO_RECORD, RECORD, NEWER_RECORD };

/*
 * Is p[0..n) a record, from its "~" up to where its newline would stand? room holds what
 * *c borrows. Only what correction_write() would write is one.
 */
static enum record read_record(struct correction *c, char room[RECORD_MOST],
                               const uint8_t *p, size_t n)
{
    struct buf again = {0};
    uint8_t crc[4];
    char digits[CRC_DIGITS + 1] = "";
    bool same;

    if (n <= START + 1 || n - START >= RECORD_MOST || p[START - 1] != ' ')
        return NO_RECORD;
    memcpy(digits, p + 1, CRC_DIGITS);
    if (hex_read(crc, sizeof crc, digits) != 0 || memchr(p, '\0', n) ||
        blob_crc(0, p + START, n - START) !=
            ((uint32_t)crc[0] << 24 | crc[1] << 16 | crc[2] << 8 | crc[3]))
        return NO_RECORD;
    memcpy(room, p + START, n - START);
    room[n - START] = '\0';
    if (strtol(room, NULL, 10) > FORMAT)
        return NEWER_RECORD;
    if (!get_record(c, room))
        return NO_RECORD;
    correction_write(&again, c);
    same = again.len == n + 1 && memcmp(again.data, p, n) == 0;
    buf_clear(&again);
    return same ? RECORD : NO_RECORD;
}

/*
 * The record that begins at p[0], and its length without a newline: it ends at the first
 * one, or where that is damaged one byte before the next record, or right there.
 */
static enum record find_record(struct correction *c, char room[RECORD_MOST],
                               const uint8_t *p, size_t n, size_t *len)
{
    const uint8_t *newline = memchr(p, '\n', n), *next = memchr(p + 1, '~', n - 1);
    const size_t to_next = next ? (size_t)(next - p) : 0;
    const size_t end[] = {newline ? (size_t)(newline - p) : n, to_next ? to_next - 1 : 0,
                          to_next};
    enum record is = NO_RECORD;

    for (size_t i = 0; i < 3 && is == NO_RECORD; i++) {
        is = read_record(c, room, p, end[i]);
        *len = end[i];
    }
    return is;
}

static bool is_blank(const uint8_t *p, size_t n)
{
    while (n > 0 && p[n - 1] == '\n')
        n--;
    return n == 0;
}

int correction_scan(const void *data, size_t n, struct correction_scan *out,
                    int (*each)(void *arg, const struct correction *c, struct err *e),
                    void *arg, struct err *e)
{
    const uint8_t *p = data;
    const size_t title = strlen(correction_title);
    size_t at = n >= title && memcmp(p, correction_title, title) == 0 ? title : 0;
    size_t gap = at; /* what lies between gap and at is no record */
    char room[RECORD_MOST];
    struct correction c;
    int rc = 0;

    *out = (struct correction_scan){0};
    while (rc == 0 && at < n) {
        const uint8_t *start = memchr(p + at, '~', n - at);
        enum record is;
        size_t len;

        if (!start)
            break;
        at = (size_t)(start - p);
        is = find_record(&c, room, start, n - at, &len);
        if (is == NO_RECORD) {
            at++;
            continue;
        }
        out->damaged += !is_blank(p + gap, at - gap);
        out->good += is == RECORD;
        out->newer += is == NEWER_RECORD;
        at += len + (at + len < n && p[at + len] != '~');
        gap = at;
        if (is == RECORD)
            rc = each(arg, &c, e);
    }
    if (rc == 0)
        out->damaged += !is_blank(p + gap, n - gap);
    return rc;
}
