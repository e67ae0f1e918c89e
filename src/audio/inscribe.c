/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies of sounds with tags in them. */
#include "audio/inscribe.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/inscribed.h"
#include "audio/tagtext.h"
#include "audio/view.h"
#include "util/mem.h"

enum { FORM_HEAD = 12, BLOCK = 1 << 18 };

int inscribe_fetch(struct buf *out, int fd, int64_t at, int64_t size, struct err *e)
{
    if (size > TAGTEXT_MOST - (int64_t)out->len)
        return err_set(e, ERR_LIMIT, "it has more text than %d bytes", TAGTEXT_MOST);
    if (size == 0)
        return 0;
    buf_reserve(out, (size_t)size);
    if (view_peek(fd, at, out->data + out->len, (size_t)size) < (size_t)size)
        return err_set(e, ERR_FORMAT, "it ends early");
    out->len += (size_t)size;
    return 0;
}

static int write_all(int fd, const uint8_t *data, size_t n, struct err *e)
{
    while (n > 0) {
        const ssize_t some = write(fd, data, n);

        if (some < 0 && errno != EINTR)
            return err_sys(e, "write");
        data += some > 0 ? some : 0;
        n -= some > 0 ? (size_t)some : 0;
    }
    return 0;
}

static enum inscribe_end write_view(struct view *v, int to, struct err *e)
{
    enum inscribe_end end = INSCRIBED;
    int64_t left = view_io.get_filelen(v);
    uint8_t *block = mem_new(BLOCK, 1);

    while (left > 0 && end == INSCRIBED) {
        const int64_t want = left < BLOCK ? left : BLOCK;

        if (view_io.read(block, want, v) != want) {
            err_set(e, ERR_IO, "it cannot be read to its end");
            end = INSCRIBE_UNREAD;
        } else if (write_all(to, block, (size_t)want, e) != 0) {
            end = INSCRIBE_UNWRITTEN;
        }
        left -= want;
    }
    free(block);
    return end;
}

/* The head of a WAV or AIFF file, which says how long all the rest is. */
static int write_form(const uint8_t *head, bool aiff, int64_t rest, int to, struct err *e)
{
    struct buf form = {0};
    const uint32_t n = (uint32_t)(rest + 4);
    int rc;

    if (rest > UINT32_MAX - 4)
        return err_set(e, ERR_LIMIT, "it is too large for one more tag");
    buf_bytes(&form, head, 4);
    buf_u32(&form, aiff ? __builtin_bswap32(n) : n);
    buf_bytes(&form, head + 8, 4);
    rc = write_all(to, form.data, form.len, e);
    buf_clear(&form);
    return rc;
}

static enum inscribe_end inscribe_form(const uint8_t *head, bool aiff, struct view *v,
                                       int from, int64_t size, int to,
                                       const struct inscription *t, struct err *e)
{
    if (inscribe_chunks(v, from, size, aiff, t, e) != 0)
        return INSCRIBE_REFUSED;
    if (write_form(head, aiff, view_io.get_filelen(v), to, e) != 0)
        return e->kind == ERR_LIMIT ? INSCRIBE_REFUSED : INSCRIBE_UNWRITTEN;
    return write_view(v, to, e);
}

enum form { FORM_WAV, FORM_AIFF, FORM_FLAC, FORM_OTHER };

static enum form form_of(const uint8_t *head, size_t n)
{
    const bool whole = n == FORM_HEAD;

    if (whole && memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WAVE", 4) == 0)
        return FORM_WAV;
    if (whole && memcmp(head, "FORM", 4) == 0 &&
        (memcmp(head + 8, "AIFF", 4) == 0 || memcmp(head + 8, "AIFC", 4) == 0))
        return FORM_AIFF;
    return whole && memcmp(head, "fLaC", 4) == 0 ? FORM_FLAC : FORM_OTHER;
}

enum inscribe_end inscribe(int from, int to, const struct inscription *t, struct err *e)
{
    uint8_t head[FORM_HEAD] = {0};
    const enum form form = form_of(head, view_peek(from, 0, head, sizeof head));
    struct view *v = view_new(from);
    enum inscribe_end end = INSCRIBE_REFUSED;
    struct stat st = {0};

    if (form == FORM_OTHER) {
        err_set(e, ERR_UNSUPPORTED, "tags go into WAV, AIFF and FLAC files");
    } else if (fstat(from, &st) != 0) {
        err_sys(e, "stat");
        end = INSCRIBE_UNREAD;
    } else if (form != FORM_FLAC) {
        end = inscribe_form(head, form == FORM_AIFF, v, from, st.st_size, to, t, e);
    } else if (inscribe_blocks(v, from, st.st_size, t, e) == 0) {
        end = write_view(v, to, e);
    }
    view_free(v);
    return end;
}
