/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GET /v1/samples/{id}/audio: a sound as it lies on the disk, or a part of it. */
#include "serve/audio.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "serve/desk.h"
#include "serve/problem.h"
#include "serve/range.h"
#include "store/located.h"

int audio_open(const char *folder, const char *path)
{
    const int root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
                                      RESOLVE_NO_MAGICLINKS};
    struct stat st;
    int fd;

    if (root < 0)
        return -1;
    fd = (int)syscall(SYS_openat2, root, path, &how, sizeof how);
    close(root);
    if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
        return fd;
    close(fd);
    return -1;
}

static const char *type_of(const char *format)
{
    static const struct {
        const char *begins, *type;
    } known[] = {{"WAV", "audio/wav"}, {"AIFF", "audio/aiff"}, {"FLAC", "audio/flac"},
                 {"OGG", "audio/ogg"}, {"MPEG", "audio/mpeg"}, {"MP3", "audio/mpeg"}};

    for (size_t i = 0; format && i < sizeof known / sizeof *known; i++)
        if (strncmp(format, known[i].begins, strlen(known[i].begins)) == 0)
            return known[i].type;
    return "application/octet-stream";
}

static int take(void *arg, const struct located *l)
{
    struct reply *r = arg;

    r->fd = audio_open(l->folder, l->path);
    r->type = type_of(l->format);
    return r->fd >= 0;
}

/* A part is of the file that the other side knows (If-Range), or it is not wanted. */
static int pick_range(const struct call *c, struct reply *r, int64_t size)
{
    const char *range =
        c->if_range && strcmp(c->if_range, r->etag) != 0 ? NULL : c->range;
    const int part = range_read(range, size, &r->from, &r->len);

    if (part == 0)
        r->len = size;
    r->whole = size;
    r->status = part == 1 ? 206 : 200;
    return part;
}

int audio_get(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    const int found = located_each(d->store, c->id, take, r, e);
    struct stat st;

    if (found == -2)
        return problem_reply(r, 404, "no sample has this number");
    if (found < 0)
        return -1;
    if (found == 0 || fstat(r->fd, &st) != 0)
        return problem_reply(r, 503, "no file of this sample is within reach");
    snprintf(r->etag, sizeof r->etag, "\"%llx-%llx-%llx\"", (unsigned long long)st.st_ino,
             (unsigned long long)st.st_size,
             (unsigned long long)st.st_mtim.tv_sec * 1000000000U +
                 (unsigned long long)st.st_mtim.tv_nsec);
    r->caching = "private, no-cache";
    if (pick_range(c, r, st.st_size) >= 0)
        return 0;
    problem_reply(r, 416, "the file has nothing at that place");
    r->whole = st.st_size;
    return 0;
}
