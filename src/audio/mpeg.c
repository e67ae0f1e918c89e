/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MPEG audio frames: where the first one is, and how many there are. */
#include "audio/mpeg.h"

#include <stdlib.h>
#include <string.h>

#include "util/buf.h"
#include "util/mem.h"

enum {
    SEARCH = 64 << 10, /* bytes in which the first frame must begin */
    RESYNC = 4 << 10,  /* bytes of damage that counting steps over */
    IN_A_ROW = 3,      /* frames that must follow each other to be believed */
    ID3_HEAD = 10
};

/* kbit/s by bitrate index. Source: ISO/IEC 11172-3 2.4.2.3, ISO/IEC 13818-3 2.4.2.3. */
static const int16_t kbps[5][15] = {
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448}, /* 1, I */
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},    /* 1, II */
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},     /* 1, III */
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},    /* 2, I */
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}, /* 2, II and III */
};

bool mpeg_parse(struct mpeg_head *out, const uint8_t *bytes)
{
    static const int base[3] = {44100, 48000, 32000};
    const unsigned version = bytes[1] >> 3 & 3, layer = 4 - (bytes[1] >> 1 & 3);
    const unsigned index = bytes[2] >> 4, rate = bytes[2] >> 2 & 3;
    const bool first = version == 3;
    int bits;

    if (bytes[0] != 0xff || bytes[1] < 0xe0 || version == 1 || layer == 4 || index == 0 ||
        index == 15 || rate == 3)
        return false;
    bits = 1000 * kbps[first ? layer - 1 : layer == 1 ? 3 : 4][index];
    out->version = first ? 1 : version == 2 ? 2 : 25;
    out->layer = (int)layer;
    out->rate_hz = base[rate] / (first ? 1 : version == 2 ? 2 : 4);
    out->channels = bytes[3] >> 6 == 3 ? 1 : 2;
    out->frame_samples = layer == 1 ? 384 : layer == 2 || first ? 1152 : 576;
    if (layer == 1)
        out->frame_bytes = (12 * bits / out->rate_hz + (bytes[2] >> 1 & 1)) * 4;
    else
        out->frame_bytes =
            out->frame_samples / 8 * bits / out->rate_hz + (bytes[2] >> 1 & 1);
    return true;
}

/* A sliding window over the descriptor. */
struct window {
    int fd;
    int64_t at;
    size_t n;
    uint8_t bytes[SEARCH];
};

/* n bytes at `at`, or NULL past the end. */
static const uint8_t *look(struct window *w, int64_t at, size_t n)
{
    if (at < w->at || at + (int64_t)n > w->at + (int64_t)w->n) {
        w->at = at;
        w->n = view_peek(w->fd, at, w->bytes, sizeof w->bytes);
    }
    return n <= w->n ? w->bytes + (at - w->at) : NULL;
}

/* A frame of the same stream as `like` (NULL: any stream) at `at`. */
static bool frame_at(struct window *w, int64_t at, const struct mpeg_head *like,
                     struct mpeg_head *out)
{
    const uint8_t *p = look(w, at, 4);

    return p && mpeg_parse(out, p) &&
           (!like || (like->version == out->version && like->layer == out->layer &&
                      like->rate_hz == out->rate_hz));
}

/* True if frames of one stream follow each other from `at`, or up to the file's end. */
static bool begins_at(struct window *w, int64_t at, int64_t size)
{
    struct mpeg_head head, next;

    if (!frame_at(w, at, NULL, &head))
        return false;
    next = head;
    for (int i = 1; i < IN_A_ROW; i++) {
        at += next.frame_bytes;
        if (!frame_at(w, at, &head, &next))
            return i > 1 && at + 4 > size;
    }
    return true;
}

/* First byte after the ID3v2 tags that the file begins with (id3.org, ID3v2.4 3.1). */
static int64_t after_tags(struct window *w)
{
    int64_t at = 0;
    const uint8_t *p;

    while ((p = look(w, at, ID3_HEAD)) && memcmp(p, "ID3", 3) == 0)
        at +=
            ID3_HEAD +
            ((p[6] & 127) << 21 | (p[7] & 127) << 14 | (p[8] & 127) << 7 | (p[9] & 127)) +
            (p[5] & 0x10 ? ID3_HEAD : 0);
    return at;
}

static size_t side_bytes(const struct mpeg_head *h)
{
    if (h->version == 1)
        return h->channels == 1 ? 17 : 32;
    return h->channels == 1 ? 9 : 17;
}

/* True if the first frame carries a count of frames ("Xing" or "Info", flag 1). */
static bool counts_frames(struct window *w, int64_t at, const struct mpeg_head *h)
{
    const uint8_t *p = look(w, at + 4 + (int64_t)side_bytes(h), 8);

    return p && (memcmp(p, "Xing", 4) == 0 || memcmp(p, "Info", 4) == 0) && p[7] & 1;
}

static uint32_t count_frames(struct window *w, int64_t at)
{
    struct mpeg_head first, head;
    uint32_t n = 0;
    int lost = 0;

    if (!frame_at(w, at, NULL, &first))
        return 0;
    while (lost < RESYNC && look(w, at, 4)) {
        if (frame_at(w, at, &first, &head)) {
            at += head.frame_bytes;
            lost = 0;
            n++;
        } else {
            at++;
            lost++;
        }
    }
    return n;
}

/* A silent frame of the stream's kind that says how many frames follow. */
static void add_header(struct view *v, const uint8_t *first, const struct mpeg_head *h,
                       uint32_t frames)
{
    enum { BITRATE_INDEX = 9, ROOM = 1200 };
    uint8_t bytes[ROOM] = {0xff, first[1] | 1, BITRATE_INDEX << 4 | (first[2] & 0x0c),
                           first[3]};
    struct mpeg_head mine;
    uint8_t *p = bytes + 4 + side_bytes(h);

    if (!mpeg_parse(&mine, bytes) || mine.frame_bytes > ROOM)
        return;
    memcpy(p, "Xing\0\0\0\1", 8);
    for (int i = 0; i < 4; i++)
        p[8 + i] = (uint8_t)(frames >> (24 - 8 * i));
    view_add_bytes(v, bytes, (size_t)mine.frame_bytes);
}

static struct view *view_from(struct window *w, int64_t tags, int64_t first, int64_t size)
{
    uint8_t bytes[4];
    struct mpeg_head head;
    struct view *v;
    bool needs_header;

    memcpy(bytes, look(w, first, 4), sizeof bytes);
    if (!mpeg_parse(&head, bytes))
        return NULL;
    needs_header = head.layer == 3 && !counts_frames(w, first, &head);
    if (first == tags && !needs_header)
        return NULL;
    v = view_new(w->fd);
    view_add(v, 0, tags);
    if (needs_header)
        add_header(v, bytes, &head, count_frames(w, first));
    view_add(v, first, size - first);
    return v;
}

struct view *mpeg_view(int fd, int64_t size)
{
    struct window *w = mem_new(1, sizeof *w);
    struct view *v = NULL;
    int64_t tags;

    w->fd = fd;
    tags = after_tags(w);
    for (int64_t at = tags; at < tags + SEARCH && look(w, at, 4); at++) {
        if (!begins_at(w, at, size))
            continue;
        v = view_from(w, tags, at, size);
        break;
    }
    free(w);
    return v;
}
