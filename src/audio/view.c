/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file put together from pieces of another one. */
#include "audio/view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/mem.h"

/* Pieces lie in order of `start`, without gaps. */
struct piece {
    int64_t start; /* in the view */
    int64_t from;  /* in the descriptor, or in own */
    bool is_own;
};

struct view {
    int fd; /* borrowed */
    struct piece *pieces;
    size_t n, room;
    struct buf own;
    int64_t size, pos;
};

size_t view_peek(int fd, int64_t at, void *to, size_t n)
{
    size_t got = 0;

    while (got < n) {
        const ssize_t r = pread(fd, (char *)to + got, n - got, at + (int64_t)got);

        if (r < 0 && errno == EINTR)
            continue;
        if (r <= 0)
            break;
        got += (size_t)r;
    }
    return got;
}

struct view *view_new(int fd)
{
    struct view *v = mem_new(1, sizeof *v);

    v->fd = fd;
    return v;
}

void view_free(struct view *v)
{
    if (!v)
        return;
    free(v->pieces);
    buf_clear(&v->own);
    free(v);
}

static void append(struct view *v, int64_t from, bool is_own, int64_t len)
{
    if (len <= 0)
        return;
    v->pieces = mem_more(v->pieces, v->n, &v->room, sizeof *v->pieces);
    v->pieces[v->n++] = (struct piece){.start = v->size, .from = from, .is_own = is_own};
    v->size += len;
}

void view_add(struct view *v, int64_t at, int64_t len) { append(v, at, false, len); }

void view_add_bytes(struct view *v, const void *bytes, size_t len)
{
    append(v, (int64_t)v->own.len, true, (int64_t)len);
    buf_bytes(&v->own, bytes, len);
}

/* The last piece that starts at or before pos; the view is not empty. */
static size_t piece_at(const struct view *v, int64_t pos)
{
    size_t low = 0, high = v->n;

    while (high - low > 1) {
        const size_t mid = (low + high) / 2;

        if (v->pieces[mid].start <= pos)
            low = mid;
        else
            high = mid;
    }
    return low;
}

static sf_count_t io_length(void *user) { return ((struct view *)user)->size; }

static sf_count_t io_tell(void *user) { return ((struct view *)user)->pos; }

static sf_count_t io_seek(sf_count_t offset, int whence, void *user)
{
    struct view *v = user;
    const int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? v->pos : v->size;

    if (offset < -base || offset > INT64_MAX - base)
        return -1;
    return v->pos = base + offset;
}

static sf_count_t io_read(void *to, sf_count_t count, void *user)
{
    struct view *v = user;
    sf_count_t done = 0;

    while (done < count && v->pos < v->size) {
        const size_t i = piece_at(v, v->pos);
        const struct piece *p = &v->pieces[i];
        const int64_t end = i + 1 < v->n ? p[1].start : v->size, skip = v->pos - p->start;
        const int64_t left = end - v->pos,
                      want = left < count - done ? left : count - done;
        size_t got = (size_t)want;

        if (p->is_own)
            memcpy((char *)to + done, v->own.data + p->from + skip, got);
        else
            got = view_peek(v->fd, p->from + skip, (char *)to + done, got);
        done += (sf_count_t)got;
        v->pos += (int64_t)got;
        if ((int64_t)got < want)
            break;
    }
    return done;
}

static sf_count_t io_write(const void *from, sf_count_t count, void *user)
{
    (void)from;
    (void)count;
    (void)user;
    return 0;
}

const SF_VIRTUAL_IO view_io = {.get_filelen = io_length,
                               .seek = io_seek,
                               .read = io_read,
                               .write = io_write,
                               .tell = io_tell};
