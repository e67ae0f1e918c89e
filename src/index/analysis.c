/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The queue through the pool into rows: open, hand over, store, in batches. */
#include "index/analysis.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "index/batch.h"
#include "index/beneath.h"
#include "index/flight.h"
#include "index/report.h"
#include "index/volume.h"
#include "store/samples.h"
#include "util/buf.h"
#include "util/mem.h"

enum {
    FETCH = 256,
    WAIT_MS = 50,
    YOUNG_S = 600 /* a file that nobody has touched for longer has arrived */
};

/* One run over the queue of one folder. */
struct feed {
    const struct analysis *a;
    struct pool *pool;
    const struct scope *where;
    const struct volume *root;
    int dir_fd; /* of open_dir, -1 = none */
    int64_t open_dir;
    struct task *task; /* (FETCH) fetched and not yet handed over from `next` on */
    size_t tasks, next;
    int64_t last_dir;     /* where the next fetch goes on */
    char *last_name;      /* owned */
    bool drained, paused; /* nothing more to hand over: at all, for now */
    struct flight flight; /* handed over, not yet answered */
    struct batch batch;
};

static int keep_task(void *arg, const struct pending *p, struct err *e)
{
    struct feed *f = arg;

    (void)e;
    f->task[f->tasks++] =
        (struct task){.id = p->id,
                      .dir = p->dir,
                      .dir_path = mem_text(p->dir_path, strlen(p->dir_path)),
                      .name = mem_text(p->name, strlen(p->name)),
                      .error = p->error ? mem_text(p->error, strlen(p->error)) : NULL,
                      .stamp = p->stamp};
    return 0;
}

static int fetch(struct feed *f, struct err *e)
{
    f->tasks = f->next = 0;
    if (files_pending(f->a->s, f->where, f->last_dir, f->last_name, FETCH, keep_task, f,
                      e) != 0)
        return -1;
    f->drained = f->tasks == 0;
    if (f->tasks) {
        const struct task *last = &f->task[f->tasks - 1];

        free(f->last_name);
        f->last_name = mem_text(last->name, strlen(last->name));
        f->last_dir = last->dir;
    }
    return 0;
}

/* The file, opened as something that can only be read and is a regular file. */
static int open_task(struct feed *f, const struct task *t, struct stat *st)
{
    int fd;

    if (f->dir_fd < 0 || f->open_dir != t->dir) {
        if (f->dir_fd >= 0)
            close(f->dir_fd);
        f->dir_fd = beneath_open(f->root->fd, t->dir_path, O_PATH | O_DIRECTORY);
        f->open_dir = t->dir;
    }
    if (f->dir_fd < 0)
        return -1;
    fd = openat(f->dir_fd, t->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0 && (fstat(fd, st) != 0 || !S_ISREG(st->st_mode))) {
        close(fd);
        errno = EINVAL;
        return -1;
    }
    return fd;
}

static int put_failure(struct feed *f, const struct task *t, enum file_state state,
                       const char *why, bool again, struct err *e)
{
    struct index_counts *n = f->a->n;

    if (batch_write(&f->batch, e) != 0 ||
        sample_put_failure(f->a->s, t->id, state, why, again, e) != 0)
        return -1;
    n->done++;
    if (state == FILE_UNSUPPORTED)
        n->unsupported++;
    else
        n->failed++;
    if (state == FILE_FAILED)
        report(f->a->o, f->root->path, t->dir_path, t->name, why);
    return 0;
}

/* The whole folder is out of reach, and no file is to blame: all stay pending. */
static bool root_went(struct feed *f)
{
    if (volume_is_here(f->root))
        return false;
    f->drained = true;
    return true;
}

/* It cannot be opened: gone since the walk, or not for us to read. */
static int put_unopened(struct feed *f, const struct task *t, int error, struct err *e)
{
    if (root_went(f))
        return 0;
    if (error == ENOENT || error == ELOOP || error == ENOTDIR) {
        report(f->a->o, f->root->path, t->dir_path, t->name,
               "vanished before it could be read; run again to look for it");
        f->a->n->done++;
        f->a->n->missing++;
        return batch_write(&f->batch, e) == 0 ? file_missing(f->a->s, t->id, e) : -1;
    }
    return put_failure(f, t, FILE_FAILED,
                       error == EACCES || error == EPERM
                           ? "may not be read; check its permissions"
                       : error == EINVAL ? "is not a regular file"
                                         : strerror(error),
                       true, e);
}

/*
 * May it still be on its way? Copies may be given their final size and time before their
 * bytes, so only the system's own clock tells; a difference in either direction, so that
 * a clock that was set back keeps no file young for long.
 */
static bool is_young(const struct feed *f, const struct task *t)
{
    const struct index_options *o = f->a->o;
    const int64_t now = o->now ? o->now(o->arg) : (int64_t)time(NULL);

    return now - t->touched_s < YOUNG_S && t->touched_s - now < YOUNG_S;
}

/* It was tried once more, and nothing came of it: that is no news. */
static int put_as_before(struct feed *f, const struct task *t, enum file_state state,
                         bool again, struct err *e)
{
    f->a->n->todo--;
    return batch_write(&f->batch, e) == 0
               ? sample_put_failure(f->a->s, t->id, state, t->error, again, e)
               : -1;
}

static int put_bad(struct feed *f, const struct task *t, const struct sound *sound,
                   struct err *e)
{
    const struct index_options *o = f->a->o;
    const bool again = o->unripe && is_young(f, t);
    const enum file_state state =
        sound->status == SOUND_FAILED ? FILE_FAILED : FILE_UNSUPPORTED;
    struct buf path = {0};
    int rc;

    if (root_went(f))
        return 0;
    if (t->error && strcmp(t->error, sound->error) == 0)
        rc = put_as_before(f, t, state, again, e);
    else
        rc = put_failure(f, t, state, sound->error, again, e);
    if (rc != 0 || !again)
        return rc;
    path_join(&path, t->dir_path, t->name);
    o->unripe(o->arg, f->where->folder, (const char *)path.data);
    buf_clear(&path);
    return 0;
}

static int put_good(struct feed *f, const struct task *t, const struct sound *sound,
                    struct err *e)
{
    if (batch_write(&f->batch, e) != 0 ||
        sample_put(f->a->s, t->id, sound, f->a->model, e) != 0)
        return -1;
    f->a->n->done++;
    f->a->n->ok++;
    return 0;
}

/* The stamp in the row must be that of the bytes that are read. */
static int restamp(struct feed *f, struct task *t, const struct stat *st, struct err *e)
{
    const struct file_stamp now = stamp_of(st);

    t->device = st->st_dev;
    t->touched_s = st->st_ctim.tv_sec;
    if (stamp_same(&now, &t->stamp, true))
        return 0;
    t->stamp = now;
    free(t->error);
    t->error = NULL;
    return batch_write(&f->batch, e) == 0 ? file_changed(f->a->s, t->id, &now, e) : -1;
}

/* Was the same file analysed by another name meanwhile? 1, 0 or -1. */
static int share(struct feed *f, const struct task *t, struct err *e)
{
    int64_t twin;
    const int found = sample_twin(f->a->s, t->id, t->device, &t->stamp, &twin, e);

    if (found != 1)
        return found;
    if (batch_write(&f->batch, e) != 0 || sample_share(f->a->s, t->id, twin, e) != 0)
        return -1;
    f->a->n->done++;
    f->a->n->ok++;
    return 1;
}

/* One of its other names knows what is in it, or is about to learn it: 1; 0; or -1. */
static int ride_along(struct feed *f, struct task *t, struct err *e)
{
    if (!f->root->stable_inodes)
        return 0;
    return flight_join(&f->flight, t) ? 1 : share(f, t, e);
}

/* Takes fd. */
static int hand_over(struct feed *f, struct task *t, int fd, struct err *e)
{
    const int rc = ride_along(f, t, e);

    if (rc != 0) {
        close(fd);
        return rc < 0 ? -1 : 0;
    }
    report_begin(f->a->o, f->root->path, t->dir_path, t->name);
    if (pool_analyse(f->pool, (uint64_t)t->id, fd, e) != 0)
        return -1;
    flight_begin(&f->flight, t);
    return 0;
}

static int send_task(struct feed *f, struct task *t, struct err *e)
{
    struct stat st = {0};
    const int fd = open_task(f, t, &st);
    int rc;

    if (fd < 0) {
        rc = put_unopened(f, t, errno, e);
    } else if (st.st_size == 0) {
        close(fd);
        rc =
            put_failure(f, t, FILE_FAILED, "is empty (0 bytes); copy it again", false, e);
    } else if (restamp(f, t, &st, e) != 0) {
        close(fd);
        rc = -1;
    } else {
        rc = hand_over(f, t, fd, e);
    }
    task_clear(t);
    return rc;
}

/* May another file be handed over? Those that wait for others' answers are not endless.
 */
static bool has_room(const struct feed *f)
{
    return !f->drained && !f->paused && pool_room(f->pool) > 0 &&
           f->flight.n < pool_pending(f->pool) + FETCH;
}

/* Hand over files until there is no room, the queue is empty, or others want a turn. */
static int feed_pool(struct feed *f, struct err *e)
{
    for (int i = 0; i < FETCH && has_room(f); i++) {
        if (f->next == f->tasks && fetch(f, e) != 0)
            return -1;
        if (f->next == f->tasks)
            break;
        f->paused = analysis_pauses(f->a);
        if (!f->paused && send_task(f, &f->task[f->next++], e) != 0)
            return -1;
    }
    return 0;
}

static int land(void *arg, uint64_t ticket, const struct sound *sound, struct err *e)
{
    struct feed *f = arg;
    struct task t;
    int rc = 0;

    while (rc == 0 && flight_end(&f->flight, ticket, &t)) {
        rc = sound->status == SOUND_OK ? put_good(f, &t, sound, e)
                                       : put_bad(f, &t, sound, e);
        task_clear(&t);
    }
    return rc;
}

int analysis_breathe(const struct analysis *a, struct err *e)
{
    if (a->o->progress)
        a->o->progress(a->o->arg, a->n);
    if (a->o->stop && *a->o->stop)
        return err_set(e, ERR_STOPPED, "stopped");
    return 0;
}

bool analysis_pauses(const struct analysis *a)
{
    return a->o->pause && a->o->pause(a->o->arg);
}

int analysis_goes_on(const struct analysis *a, struct err *e)
{
    return analysis_breathe(a, e) != 0 ? -1 : analysis_pauses(a);
}

static int run(struct feed *f, struct err *e)
{
    while ((!f->drained && !f->paused) || pool_pending(f->pool) > 0) {
        if (analysis_breathe(f->a, e) != 0 || feed_pool(f, e) != 0)
            return -1;
        if (pool_pending(f->pool) > 0 &&
            pool_wait(f->pool, has_room(f) ? 0 : WAIT_MS, land, f, e) != 0)
            return -1;
        if (batch_breathe(&f->batch, e) != 0)
            return -1;
    }
    return f->paused && !f->drained;
}

/* Whatever ended the run, answers that were stored before it are kept. */
static int finish(struct feed *f, int rc, struct err *e)
{
    rc = batch_end(&f->batch, rc, e);
    for (size_t i = f->next; i < f->tasks; i++)
        task_clear(&f->task[i]);
    flight_clear(&f->flight);
    free(f->task);
    free(f->last_name);
    if (f->dir_fd >= 0)
        close(f->dir_fd);
    return rc;
}

static int analyse_root(const struct analysis *a, struct pool *pool,
                        const struct scope *where, const struct volume *root,
                        struct err *e)
{
    struct feed f = {.a = a,
                     .pool = pool,
                     .where = where,
                     .root = root,
                     .dir_fd = -1,
                     .task = mem_new(FETCH, sizeof *f.task),
                     .last_name = mem_text("", 0),
                     .batch = {.s = a->s}};

    return finish(&f, run(&f, e), e);
}

int analyse_pending(const struct analysis *a, struct pool *pool,
                    const struct scope *where, struct err *e)
{
    struct volume root;
    int rc = volume_open(&root, a->s, where->folder, false, a->o, a->n, e);
    const bool online = rc == 1;

    if (online)
        rc = analyse_root(a, pool, where, &root, e);
    volume_close(&root);
    /* Where it went meanwhile, this says so in its row. */
    if (online && rc == 0)
        rc = volume_open(&root, a->s, where->folder, false, a->o, a->n, e) < 0 ? -1 : 0;
    volume_close(&root);
    return rc;
}
