/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ogg pages: taken off FLAC, and counted out where the last one is cut. */
#include "audio/ogg.h"

#include <stdlib.h>
#include <string.h>

#include "util/buf.h"
#include "util/mem.h"

/*
 * Sources: RFC 3533 6 (pages); xiph.org, "Ogg FLAC mapping 1.0": the first packet
 * is 0x7f "FLAC", version, count of headers, and then the native stream begins.
 */
enum {
    PAGE_HEAD = 27,
    PAGE_HEAD_MAX = PAGE_HEAD + 255,
    PAGE_MAX = PAGE_HEAD_MAX + 255 * 255,
    USUAL_TAIL = 8 << 10, /* bytes in which the last page mostly begins */
    LONGEST_TAIL = 2 * PAGE_MAX,
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
    uint8_t head[PAGE_HEAD_MAX];
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

static struct view *without_pages(int fd)
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

/* Where the last whole page that begins in the last `room` bytes ends; 0 if none does. */
static int64_t whole_pages(int fd, int64_t size, size_t room)
{
    uint8_t *tail = mem_new(room, 1);
    const int64_t from = size > (int64_t)room ? size - (int64_t)room : 0;
    const size_t n = view_peek(fd, from, tail, room);
    int64_t end = 0;

    for (size_t i = n; i-- > 0 && end == 0;) {
        struct page page;

        if (n - i >= 4 && memcmp(tail + i, "OggS", 4) == 0 &&
            page_at(&page, fd, from + (int64_t)i) && page.body + page.len <= size)
            end = page.body + page.len;
    }
    free(tail);
    return end;
}

struct view *ogg_view(int fd, int64_t size)
{
    struct view *v = without_pages(fd);
    int64_t end;

    if (v)
        return v;
    end = whole_pages(fd, size, USUAL_TAIL);
    if (end == 0)
        end = whole_pages(fd, size, LONGEST_TAIL);
    if (end == 0 || end == size)
        return NULL;
    v = view_new(fd);
    view_add(v, 0, end);
    return v;
}
