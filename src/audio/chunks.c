/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walk the chunks of a RIFF or AIFF file and read those that describe the sound. */
#include "audio/chunks.h"

#include <string.h>
#include <sys/stat.h>

#include "audio/facts.h"
#include "audio/view.h"

enum { MAX_CHUNKS = 512, MAX_BODY = 64 << 10, FORM = 12, HEAD = 8 };

/* Bytes from a descriptor, or from memory where data is not NULL. */
struct bytes {
    int fd;
    const uint8_t *data;
    int64_t size;
};

/* Copy n bytes at `at`, fewer at the end; returns how many. */
static size_t fetch(const struct bytes *b, int64_t at, void *to, size_t n)
{
    if (at >= b->size)
        return 0;
    if ((int64_t)n > b->size - at)
        n = (size_t)(b->size - at);
    if (!b->data)
        return view_peek(b->fd, at, to, n);
    memcpy(to, b->data + at, n);
    return n;
}

static void read_body(const struct bytes *b, const struct body *kind, int64_t at,
                      int64_t size, struct facts *f)
{
    uint8_t body[MAX_BODY];
    const size_t n = fetch(b, at, body, size < MAX_BODY ? (size_t)size : MAX_BODY);

    kind->read(f, body, n);
}

/* True: the rest of the file is audio, whatever its chunk says (a streamed file). */
static bool fills_file(const char *id, uint32_t size, const struct facts *f)
{
    return memcmp(id, "data", 4) == 0 && size == UINT32_MAX && f->data_bytes == 0;
}

static void walk(const struct bytes *b, bool is_aiff, struct facts *f)
{
    int64_t at = FORM;

    for (int i = 0; i < MAX_CHUNKS; i++) {
        uint8_t head[HEAD + 1];
        char id[4];
        const struct body *kind;
        int64_t size;
        size_t n = fetch(b, at, head, HEAD);

        if (n < HEAD)
            return;
        memcpy(id, head, sizeof id);
        size = facts_size(head, is_aiff);
        if (fills_file(id, (uint32_t)size, f))
            return;
        if (memcmp(id, "data", 4) == 0 && size == UINT32_MAX)
            size = f->data_bytes < INT64_MAX / 2 ? (int64_t)f->data_bytes : INT64_MAX / 2;
        kind = is_aiff ? aiff_body(id) : riff_body(id);
        if (kind)
            read_body(b, kind, at + HEAD, size, f);
        if (size > b->size - at - HEAD)
            return;
        at += HEAD + size;
        if (size % 2) {
            n = fetch(b, at, head, sizeof head);
            at += !facts_unpadded(head, n, b->size - at, is_aiff);
        }
    }
}

static void parse(struct embedded *out, const struct bytes *b)
{
    uint8_t form[FORM];
    struct facts f;

    facts_init(&f, out);
    if (fetch(b, 0, form, sizeof form) < sizeof form)
        return;
    if ((memcmp(form, "RIFF", 4) == 0 || memcmp(form, "RF64", 4) == 0 ||
         memcmp(form, "BW64", 4) == 0) &&
        memcmp(form + 8, "WAVE", 4) == 0)
        walk(b, false, &f);
    else if (memcmp(form, "FORM", 4) == 0 &&
             (memcmp(form + 8, "AIFF", 4) == 0 || memcmp(form + 8, "AIFC", 4) == 0))
        walk(b, true, &f);
    facts_finish(&f);
}

void chunks_init(struct embedded *out)
{
    *out = (struct embedded){.root_note = -1, .loop_start = -1, .loop_end = -1};
}

void chunks_read(struct embedded *out, int fd)
{
    struct stat st;

    chunks_init(out);
    if (fstat(fd, &st) == 0)
        parse(out, &(struct bytes){.fd = fd, .size = st.st_size});
}

void chunks_parse(struct embedded *out, const uint8_t *data, size_t size)
{
    parse(out, &(struct bytes){.fd = -1, .data = data, .size = (int64_t)size});
}
