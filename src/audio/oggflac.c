/* SPDX-License-Identifier: GPL-2.0-or-later */
/* FLAC inside Ogg pages, seen without the pages. */
#include "audio/oggflac.h"

#include <string.h>

#include "util/buf.h"

/*
 * Sources: RFC 3533 6 (pages); xiph.org, "Ogg FLAC mapping 1.0": the first packet
 * is 0x7f "FLAC", version, count of headers, and then the native stream begins.
 */
enum {
    PAGE_HEAD = 27,
    PAGE_MAX = PAGE_HEAD + 255,
    MAPPING = 9,         /* bytes before "fLaC" in the first packet */
    MAX_PAGES = 1 << 20, /* 24 MiB of pieces; at 4 kB a page more than 4 GB of audio */
};

struct page {
    uint32_t serial;
    int64_t body;
    int64_t len;
};

static bool page_at(struct page *p, int fd, int64_t at)
{
    uint8_t head[PAGE_MAX];
    const size_t got = view_peek(fd, at, head, sizeof head);
    struct cur c = cur_over(head, got);
    const uint8_t *magic = cur_bytes(&c, 14), *lacing;
    size_t segments;

    *p = (struct page){.serial = cur_u32(&c)};
    cur_u64(&c); /* sequence number and checksum */
    segments = cur_u8(&c);
    lacing = cur_bytes(&c, segments);
    if (!magic || !lacing || memcmp(magic, "OggS", 5) != 0)
        return false;
    p->body = at + PAGE_HEAD + (int64_t)segments;
    for (size_t i = 0; i < segments; i++)
        p->len += lacing[i];
    return true;
}

struct view *oggflac_view(int fd)
{
    uint8_t magic[MAPPING + 4];
    struct page page;
    struct view *v;
    uint32_t serial;

    if (!page_at(&page, fd, 0) || page.len < (int64_t)sizeof magic ||
        view_peek(fd, page.body, magic, sizeof magic) != sizeof magic ||
        memcmp(magic, "\177FLAC", 5) != 0 || memcmp(magic + MAPPING, "fLaC", 4) != 0)
        return NULL;
    v = view_new(fd);
    serial = page.serial;
    view_add(v, page.body + MAPPING, page.len - MAPPING);
    for (int i = 0; i < MAX_PAGES && page_at(&page, fd, page.body + page.len); i++)
        if (page.serial == serial)
            view_add(v, page.body, page.len);
    return v;
}
