/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One file that need not be in the library. */
#include "index/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/pool.h"
#include "util/buf.h"

enum { WAIT_MS = 50 };

/* Something that can only be read, and is a regular file: a descriptor, or -1. */
static int open_file(const char *path, struct err *e)
{
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat st;

    if (fd < 0)
        return err_sys(e, "%s", path);
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    close(fd);
    return err_set(e, ERR_IO, "%s: is not a regular file", path);
}

struct listener {
    const char *path;
    int (*heard)(void *arg, const struct sound *sound, struct err *e);
    void *arg;
};

static int land(void *arg, uint64_t ticket, const struct sound *sound, struct err *e)
{
    const struct listener *l = arg;

    (void)ticket;
    if (sound->status == SOUND_OK)
        return l->heard(l->arg, sound, e);
    return err_set(e, sound->status == SOUND_FAILED ? ERR_FORMAT : ERR_UNSUPPORTED,
                   "%s: %s", l->path, sound->error);
}

static int run(struct pool *p, int fd, struct listener *l,
               const volatile sig_atomic_t *stop, struct err *e)
{
    int rc = pool_analyse(p, 1, fd, e);

    while (rc == 0 && pool_pending(p) > 0) {
        if (stop && *stop)
            return err_set(e, ERR_STOPPED, "stopped");
        rc = pool_wait(p, WAIT_MS, land, l, e);
    }
    return rc;
}

int listen_to(struct store *s, const struct model_ref *model, const char *path,
              const volatile sig_atomic_t *stop,
              int (*heard)(void *arg, const struct sound *sound, struct err *e),
              void *arg, struct err *e)
{
    struct listener l = {path, heard, arg};
    struct buf weights = {0};
    struct pool *p = NULL;
    const int fd = open_file(path, e);
    int rc = fd < 0 || model_weights(s, model->id, &weights, e) < 0 ? -1 : 0;

    if (rc == 0)
        rc = pool_open(&p,
                       &(struct pool_options){.jobs = 1,
                                              .nodes = model->nodes,
                                              .model = weights.data,
                                              .model_len = weights.len},
                       e);
    if (rc == 0)
        rc = run(p, fd, &l, stop, e);
    else if (fd >= 0)
        close(fd);
    pool_close(p);
    buf_clear(&weights);
    return rc;
}
