/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ogg Vorbis wrapped in WAVE: the data chunk is the file. */
#include "audio/wavogg.h"

#include <stdbool.h>
#include <string.h>

#include "util/buf.h"

/* Source of the tags: RFC 2361 appendix A, WAVE_FORMAT_OGG_VORBIS_MODE_1 and _1_PLUS. */
enum { VORBIS_MODE_1 = 0x674f, VORBIS_MODE_1_PLUS = 0x676f, CHUNKS_MAX = 64 };

struct chunk {
    char id[4];
    int64_t body, len;
};

static bool chunk_at(struct chunk *c, int fd, int64_t at)
{
    uint8_t head[8];
    struct cur in = cur_over(head, view_peek(fd, at, head, sizeof head));

    cur_copy(&in, c->id, sizeof c->id);
    c->len = cur_u32(&in);
    c->body = at + (int64_t)sizeof head;
    return !in.bad;
}

static bool says_vorbis(int fd, const struct chunk *fmt)
{
    uint8_t tag[2];
    struct cur in = cur_over(tag, view_peek(fd, fmt->body, tag, sizeof tag));
    const unsigned v = cur_u16(&in);

    return v == VORBIS_MODE_1 || v == VORBIS_MODE_1_PLUS;
}

struct view *wavogg_view(int fd, int64_t size)
{
    bool vorbis = false;
    struct chunk c = {.body = 12}; /* behind "RIFF", size, "WAVE" */
    char magic[4] = "";
    struct view *v;

    for (int i = 0; i < CHUNKS_MAX && chunk_at(&c, fd, c.body + c.len + (c.len & 1));
         i++) {
        if (memcmp(c.id, "fmt ", 4) == 0)
            vorbis = says_vorbis(fd, &c);
        if (memcmp(c.id, "data", 4) == 0)
            break;
    }
    if (!vorbis || memcmp(c.id, "data", 4) != 0 || view_peek(fd, c.body, magic, 4) != 4 ||
        memcmp(magic, "OggS", 4) != 0)
        return NULL;
    v = view_new(fd);
    view_add(v, c.body, c.len < size - c.body ? c.len : size - c.body);
    return v;
}
