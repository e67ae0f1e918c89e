/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A FLAC file with other comments: blocks that stay, and ours in the second place. */
#include <stdbool.h>
#include <string.h>

#include "audio/inscribed.h"
#include "audio/tagtext.h"
#include "audio/view.h"

/*
 * Source: RFC 9639. The first block says what the audio is, the others may come in any
 * order; the audio follows the one that is marked as the last.
 */
enum { HEAD = 4, STREAM = 0, COMMENTS = 4, LARGEST = (1 << 24) - 1, MOST_BLOCKS = 128 };

struct block {
    int type;
    int64_t at, size; /* of its body */
};

struct blocks {
    struct block block[MOST_BLOCKS]; /* (n) that stay; the first is STREAM */
    int n;
    struct buf comments; /* the old ones; owned */
    int64_t audio;       /* where it begins */
};

/* The block at *at, and *at behind it. 0, or -1. */
static int next_block(struct block *b, bool *last, int fd, int64_t *at, int64_t end,
                      struct err *e)
{
    uint8_t head[HEAD];

    if (view_peek(fd, *at, head, HEAD) < HEAD)
        return err_set(e, ERR_FORMAT, "its blocks do not end");
    *last = head[0] & 0x80;
    *b = (struct block){head[0] & 0x7f, *at + HEAD,
                        (int64_t)head[1] << 16 | (int64_t)head[2] << 8 | head[3]};
    *at = b->at + b->size;
    return *at <= end ? 0 : err_set(e, ERR_FORMAT, "its last block is cut");
}

static int sort_blocks(struct blocks *all, int fd, int64_t end, struct err *e)
{
    bool last = false, first = true;

    for (all->audio = HEAD; !last; first = false) {
        struct block b = {0};

        if (next_block(&b, &last, fd, &all->audio, end, e) != 0)
            return -1;
        if (first != (b.type == STREAM))
            return err_set(e, ERR_FORMAT, "its blocks are damaged");
        if (b.type == COMMENTS && all->comments.len == 0) {
            if (inscribe_fetch(&all->comments, fd, b.at, b.size, e) != 0)
                return -1;
        } else if (all->n == MOST_BLOCKS) {
            return err_set(e, ERR_LIMIT, "it has too many blocks");
        } else {
            all->block[all->n++] = b;
        }
    }
    return 0;
}

static void put_head(struct view *v, int type, int64_t size, bool last)
{
    const uint8_t head[HEAD] = {(uint8_t)(type | (last ? 0x80 : 0)),
                                (uint8_t)(size >> 16), (uint8_t)(size >> 8),
                                (uint8_t)size};

    view_add_bytes(v, head, sizeof head);
}

static int put_blocks(struct view *v, const struct blocks *all,
                      const struct inscription *t, struct err *e)
{
    struct buf text = {0};
    int rc = tagtext_vorbis(&text, all->comments.data, all->comments.len, t, e);

    if (rc == 0 && text.len > LARGEST)
        rc = err_set(e, ERR_LIMIT, "it has too many comments");
    for (int i = 0; i < all->n && rc == 0; i++) {
        const struct block *b = &all->block[i];

        put_head(v, b->type, b->size, i > 0 && i + 1 == all->n);
        view_add(v, b->at, b->size);
        if (i > 0)
            continue;
        put_head(v, COMMENTS, (int64_t)text.len, all->n == 1);
        view_add_bytes(v, text.data, text.len);
    }
    buf_clear(&text);
    return rc;
}

int inscribe_blocks(struct view *v, int fd, int64_t end, const struct inscription *t,
                    struct err *e)
{
    struct blocks all = {0};
    int rc = sort_blocks(&all, fd, end, e);

    view_add_bytes(v, "fLaC", HEAD);
    if (rc == 0)
        rc = put_blocks(v, &all, t, e);
    if (rc == 0)
        view_add(v, all.audio, end - all.audio);
    buf_clear(&all.comments);
    return rc;
}
