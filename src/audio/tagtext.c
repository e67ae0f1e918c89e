/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The texts of tags: INFO items and Vorbis comments. */
#include "audio/tagtext.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/mem.h"
#include "util/utf8.h"

/*
 * Sources: Microsoft, "Multimedia Programming Interface and Data Specifications 1.0",
 * 1991 (LIST of type INFO); Xiph.Org, "Ogg Vorbis I format specification: comment field
 * and header specification".
 */

static void put(struct buf *out, const char *text) { buf_bytes(out, text, strlen(text)); }

/* Where in a comment ours begins: at its start or behind a bar; its end if it is not
 * there. */
static size_t find_ours(const char *text, size_t len)
{
    static const char mark[] = "sampledb:"; /* the blank behind it may have gone */
    const char *at = text;

    while ((at = strstr(at, mark))) {
        if (at == text || (at - text >= 3 && memcmp(at - 3, " | ", 3) == 0))
            return (size_t)(at - text);
        at++;
    }
    return len;
}

void tagtext_comment(struct buf *out, const void *old, size_t n, const char *ours)
{
    const size_t room = 2 * n + 1; /* Latin-1 takes two bytes of UTF-8 */
    char *text = mem_new(room, 1);
    size_t len = utf8_clean(text, room, old, n);

    len = find_ours(text, len);
    while (len > 0 && strchr(" |", text[len - 1]))
        len--;
    buf_bytes(out, text, len);
    put(out, len ? " | " : "");
    put(out, ours);
    free(text);
}

static void put_item(struct buf *out, const char *id, const void *text, size_t n)
{
    buf_bytes(out, id, 4);
    buf_u32(out, (uint32_t)n + 1);
    buf_bytes(out, text, n);
    buf_u8(out, 0);
    if ((n + 1) % 2)
        buf_u8(out, 0);
}

/* The comments of a file: the last is ours to go on with, the others stay as they are,
 * behind all other texts, so that a second inscription changes nothing. */
struct comments {
    struct buf others;   /* as they stood; owned */
    const uint8_t *last; /* NULL: none */
    size_t len;
};

static void keep_item(struct buf *out, const uint8_t *item, size_t n)
{
    buf_bytes(out, item, 8 + n);
    if (n % 2)
        buf_u8(out, 0);
}

/* An item: it goes, or it stays. */
static void sort_item(struct buf *out, const uint8_t *item, size_t n,
                      const struct inscription *t, struct comments *c)
{
    if (memcmp(item, "IGNR", 4) == 0 && t->genre)
        return;
    if (memcmp(item, "ICMT", 4) != 0 || !t->comment) {
        keep_item(out, item, n);
        return;
    }
    if (c->last)
        keep_item(&c->others, c->last - 8, c->len);
    c->last = item + 8;
    c->len = n;
}

static int sort_items(struct buf *out, const uint8_t *old, size_t n,
                      const struct inscription *t, struct comments *comments,
                      struct err *e)
{
    enum { TYPE = 4 };

    for (size_t at = TYPE, size; at < n; at += 8 + size + size % 2) {
        struct cur c = cur_over(old + at, n - at);

        cur_bytes(&c, 4);
        size = cur_u32(&c);
        if (c.bad || size > c.left)
            return err_set(e, ERR_FORMAT, "its list of texts is damaged");
        sort_item(out, old + at, size, t, comments);
    }
    return 0;
}

int tagtext_info(struct buf *out, const uint8_t *old, size_t n,
                 const struct inscription *t, struct err *e)
{
    struct comments comments = {0};
    struct buf kept = {0}, text = {0};
    const int rc = sort_items(&kept, old, n, t, &comments, e);

    if (rc == 0) {
        put(out, "INFO");
        buf_bytes(out, kept.data, kept.len);
        buf_bytes(out, comments.others.data, comments.others.len);
    }
    if (rc == 0 && t->genre)
        put_item(out, "IGNR", t->genre, strlen(t->genre));
    if (rc == 0 && t->comment) {
        tagtext_comment(&text, comments.last, comments.len, t->comment);
        put_item(out, "ICMT", text.data, text.len);
    }
    buf_clear(&comments.others);
    buf_clear(&kept);
    buf_clear(&text);
    return rc;
}

static void put_entry(struct buf *out, const char *name, const void *text, size_t n)
{
    buf_u32(out, (uint32_t)(strlen(name) + 1 + n));
    put(out, name);
    buf_u8(out, '=');
    buf_bytes(out, text, n);
}

static bool is_entry(const uint8_t *p, size_t n, const char *name)
{
    const size_t len = strlen(name);

    return n > len && p[len] == '=' && strncasecmp((const char *)p, name, len) == 0;
}

static void keep_entry(struct buf *out, const uint8_t *p, size_t n)
{
    buf_u32(out, (uint32_t)n);
    buf_bytes(out, p, n);
}

/* Entries that stay go to *out; all that stay are counted. 0, or -1. */
static int sort_entries(struct buf *out, uint32_t *kept, struct cur *c,
                        const struct inscription *t, struct comments *comments)
{
    for (uint32_t left = cur_u32(c); left > 0; left--) {
        const size_t n = cur_u32(c);
        const uint8_t *p = cur_bytes(c, n);

        if (c->bad)
            return -1;
        if ((t->genre && is_entry(p, n, "GENRE")) || (t->key && is_entry(p, n, "KEY")) ||
            (isfinite(t->bpm) && is_entry(p, n, "BPM")))
            continue;
        ++*kept;
        if (!t->comment || !is_entry(p, n, "COMMENT")) {
            keep_entry(out, p, n);
            continue;
        }
        if (comments->last)
            keep_entry(&comments->others, comments->last, comments->len);
        comments->last = p;
        comments->len = n;
    }
    *kept -= comments->last != NULL;
    return c->bad ? -1 : 0;
}

static void put_entries(struct buf *out, uint32_t *count, const struct inscription *t,
                        const struct comments *comments)
{
    const size_t name = comments->last ? strlen("COMMENT=") : 0;
    struct buf text = {0};
    char bpm[32];

    snprintf(bpm, sizeof bpm, "%.5g", isfinite(t->bpm) ? t->bpm : 0);
    buf_bytes(out, comments->others.data, comments->others.len);
    if (t->genre)
        put_entry(out, "GENRE", t->genre, strlen(t->genre));
    if (isfinite(t->bpm))
        put_entry(out, "BPM", bpm, strlen(bpm));
    if (t->key)
        put_entry(out, "KEY", t->key, strlen(t->key));
    if (t->comment) {
        tagtext_comment(&text, name ? comments->last + name : NULL, comments->len - name,
                        t->comment);
        put_entry(out, "COMMENT", text.data, text.len);
    }
    buf_clear(&text);
    *count += (t->genre != NULL) + (t->key != NULL) + (t->comment != NULL) +
              (isfinite(t->bpm) != 0);
}

int tagtext_vorbis(struct buf *out, const uint8_t *old, size_t n,
                   const struct inscription *t, struct err *e)
{
    struct cur c = cur_over(old, n);
    const size_t vendor_len = n ? cur_u32(&c) : 0;
    const uint8_t *vendor = n ? cur_bytes(&c, vendor_len) : NULL;
    struct comments comments = {0};
    struct buf entries = {0};
    uint32_t count = 0;
    int rc = 0;

    if (n > 0)
        rc = c.bad ? -1 : sort_entries(&entries, &count, &c, t, &comments);
    if (rc == 0) {
        put_entries(&entries, &count, t, &comments);
        buf_u32(out, (uint32_t)vendor_len);
        buf_bytes(out, vendor, vendor_len);
        buf_u32(out, count);
        buf_bytes(out, entries.data, entries.len);
    }
    buf_clear(&comments.others);
    buf_clear(&entries);
    return rc == 0 ? 0 : err_set(e, ERR_FORMAT, "its comments are damaged");
}
