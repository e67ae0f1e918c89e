/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A WAV or AIFF file with other texts: chunks that stay, and ours behind them. */
#include <stdbool.h>
#include <string.h>

#include "audio/inscribed.h"
#include "audio/tagtext.h"
#include "audio/view.h"

enum { CHUNK_HEAD = 8, FORM_HEAD = 12, MOST_CHUNKS = 10000 };

/* One chunk as it lies in the file. */
struct chunk {
    char id[4];
    int64_t at, size; /* of its body */
};

static uint32_t number(const uint8_t *p, bool big)
{
    const int first = big ? 0 : 3, step = big ? 1 : -1;
    uint32_t v = 0;

    for (int i = 0; i < 4; i++)
        v = v << 8 | p[first + step * i];
    return v;
}

static void put_number(struct view *v, uint32_t n, bool big)
{
    uint8_t p[4];

    for (int i = 0; i < 4; i++)
        p[big ? 3 - i : i] = (uint8_t)(n >> (8 * i));
    view_add_bytes(v, p, sizeof p);
}

/* The chunk at *at, and *at behind it. 1, 0 at the end of the file, -1. */
static int next_chunk(struct chunk *c, int fd, int64_t *at, int64_t end, bool big,
                      struct err *e)
{
    uint8_t head[CHUNK_HEAD];

    if (*at >= end)
        return 0;
    if (view_peek(fd, *at, head, sizeof head) < sizeof head)
        return err_set(e, ERR_FORMAT, "something else stands behind its last chunk");
    for (int i = 0; i < 4; i++)
        if (head[i] < 0x20 || head[i] > 0x7e)
            return err_set(e, ERR_FORMAT, "something else stands between its chunks");
    memcpy(c->id, head, 4);
    c->at = *at + CHUNK_HEAD;
    c->size = number(head + 4, big);
    if (c->size > end - c->at)
        return err_set(e, ERR_FORMAT, "its last chunk is cut");
    *at = c->at + c->size + c->size % 2;
    return 1;
}

static bool is_id3(const struct chunk *c)
{
    return memcmp(c->id, "id3 ", 4) == 0 || memcmp(c->id, "ID3 ", 4) == 0;
}

static bool is_info(int fd, const struct chunk *c)
{
    char type[4];

    return memcmp(c->id, "LIST", 4) == 0 && c->size >= 4 &&
           view_peek(fd, c->at, type, sizeof type) == sizeof type &&
           memcmp(type, "INFO", 4) == 0;
}

/* A chunk with its head and its padding, which the last one of a file may lack. */
static void keep_chunk(struct view *v, const struct chunk *c, int64_t end)
{
    view_add(v, c->at - CHUNK_HEAD, CHUNK_HEAD + c->size);
    if (c->size % 2 && c->at + c->size < end)
        view_add(v, c->at + c->size, 1);
    else if (c->size % 2)
        view_add_bytes(v, "", 1);
}

static void add_chunk(struct view *v, const char *id, const struct buf *body, bool big)
{
    view_add_bytes(v, id, 4);
    put_number(v, (uint32_t)body->len, big);
    view_add_bytes(v, body->data, body->len);
    if (body->len % 2)
        view_add_bytes(v, "", 1);
}

/* A chunk that stays goes to `v`; of the others the texts, to *info and *id3. Lists of
 * texts become one. */
static int sort_chunk(struct view *v, int fd, const struct chunk *c, int64_t end,
                      bool aiff, struct buf *info, struct buf *id3, struct err *e)
{
    enum { TYPE = 4 };
    const bool more = info->len > 0;

    if (more && info->len % 2) /* the last text of a list may lack its padding */
        buf_u8(info, 0);
    if (is_id3(c) && id3->len > 0)
        return err_set(e, ERR_FORMAT, "it has two ID3 tags");
    if (is_id3(c))
        return inscribe_fetch(id3, fd, c->at, c->size, e);
    if (!aiff && is_info(fd, c))
        return inscribe_fetch(info, fd, c->at + (more ? TYPE : 0),
                              c->size - (more ? TYPE : 0), e);
    keep_chunk(v, c, end);
    return 0;
}

static int sort_chunks(struct view *v, int fd, int64_t end, bool aiff, struct buf *info,
                       struct buf *id3, struct err *e)
{
    int64_t at = FORM_HEAD;
    struct chunk c = {0};

    for (int n = 0; n < MOST_CHUNKS; n++) {
        const int found = next_chunk(&c, fd, &at, end, aiff, e);

        if (found != 1)
            return found;
        if (sort_chunk(v, fd, &c, end, aiff, info, id3, e) != 0)
            return -1;
    }
    return err_set(e, ERR_LIMIT, "it has more than %d chunks", MOST_CHUNKS);
}

static int put_texts(struct view *v, bool aiff, const struct buf *info,
                     const struct buf *id3, const struct inscription *t, struct err *e)
{
    struct buf body = {0};
    int rc = 0;

    if (!aiff)
        rc = tagtext_info(&body, info->data, info->len, t, e);
    if (rc == 0 && !aiff)
        add_chunk(v, "LIST", &body, aiff);
    buf_reset(&body);
    if (rc == 0)
        rc = tagtext_id3(&body, id3->data, id3->len, t, e);
    if (rc == 0)
        add_chunk(v, aiff ? "ID3 " : "id3 ", &body, aiff);
    buf_clear(&body);
    return rc;
}

int inscribe_chunks(struct view *v, int fd, int64_t end, bool aiff,
                    const struct inscription *t, struct err *e)
{
    struct buf info = {0}, id3 = {0};
    int rc = sort_chunks(v, fd, end, aiff, &info, &id3, e);

    if (rc == 0)
        rc = put_texts(v, aiff, &info, &id3, t, e);
    buf_clear(&info);
    buf_clear(&id3);
    return rc;
}
