/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What desks want to have written: a line, and the one thread that works it off. */
#include "serve/quill.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "serve/thread.h"
#include "store/inbox.h"
#include "store/named.h"
#include "util/mem.h"

enum { IDLE_MS = 5000 };

/* One deed: it lives with the desk that waits for it. */
struct errand {
    struct errand *next;
    quill_deed *deed;
    void *arg;
    bool taken, done;
    int rc;
    struct err e;
};

struct quill {
    struct quill_options o;
    struct store *s;        /* the thread's; NULL = closed */
    struct model_ref model; /* likewise */
    dev_t device;           /* likewise: of the file that s is, */
    ino_t inode;
    pthread_t thread;
    pthread_mutex_t lock;       /* of all that follows */
    pthread_cond_t more, ended; /* a deed came; some are done */
    struct errand *first;
    size_t waiting;
    bool stop;
};

static void close_library(struct quill *q)
{
    model_ref_clear(&q->model);
    store_close(q->s);
    q->s = NULL;
}

/* The library as it lies there now, and no file that has made way for another since: what
 * is written there nobody would read. What other programs said first, as tag does it. */
static int open_library(struct quill *q, struct err *e)
{
    struct inbox_counts n = {0};
    struct stat st;

    if (stat(q->o.library, &st) != 0)
        st = (struct stat){.st_ino = 0};
    if (q->s && st.st_dev == q->device && st.st_ino == q->inode)
        return 0;
    close_library(q);
    if (store_open_there(&q->s, q->o.library, e) != 0)
        return -1;
    q->device = st.st_dev;
    q->inode = st.st_ino;
    store_patience(q->s, QUILL_PATIENCE_MS);
    if (named_judges(q->s, q->o.model != NULL, q->o.names, &q->model, e) == 0 &&
        inbox_take(q->s, &q->model, 0, &n, e) == 0)
        return 0;
    close_library(q);
    return -1;
}

/* 0; 1: one of them failed, and with it all that it shared a transaction with; -1: there
 * was no transaction for any of them. */
static int write_one_transaction(struct quill *q, struct errand *list, struct err *e)
{
    int rc = store_begin(q->s, e);

    if (rc == 0 &&
        (rc = named_judges(q->s, q->o.model != NULL, q->o.names, &q->model, e)) != 0)
        store_rollback(q->s);
    if (rc != 0)
        return -1;
    for (struct errand *x = list; x; x = x->next) {
        x->e = (struct err){0};
        x->rc = x->deed(x->arg, q->s, &q->model, &x->e);
        if (x->rc != 0) {
            store_rollback(q->s);
            return 1;
        }
    }
    return store_commit(q->s, e);
}

static void fail_all(struct errand *list, const struct err *e)
{
    for (struct errand *x = list; x; x = x->next) {
        x->rc = -1;
        x->e = *e;
    }
}

/* One by one, so that each gets what is its own. */
static void write_apart(struct quill *q, struct errand *list)
{
    for (struct errand *x = list; x; x = x->next) {
        struct errand *const next = x->next;
        struct err e = {0};

        x->next = NULL;
        if (write_one_transaction(q, x, &e) < 0)
            fail_all(x, &e);
        x->next = next;
    }
}

static void write_all(struct quill *q, struct errand *list)
{
    struct err e = {0};
    const int rc = open_library(q, &e) == 0 ? write_one_transaction(q, list, &e) : -1;

    if (rc < 0) {
        fail_all(list, &e);
        if (e.kind != ERR_BUSY)
            close_library(q); /* the next one looks at it with new eyes */
    } else if (rc > 0 && list->next) {
        write_apart(q, list);
    }
}

/* The first of the line, in their order; the lock is held. */
static struct errand *take(struct quill *q)
{
    struct errand *const list = q->first, **end = &q->first;

    for (int n = 0; *end && n < QUILL_TOGETHER; n++) {
        (*end)->taken = true;
        q->waiting--;
        end = &(*end)->next;
    }
    q->first = *end;
    *end = NULL;
    return list;
}

/* Whoever waits for one of them may go on, and take it with them. */
static void dismiss(struct quill *q, struct errand *list)
{
    while (list) {
        struct errand *const next = list->next;

        list->done = true;
        list = next;
    }
    pthread_cond_broadcast(&q->ended);
}

/* Until there is something to do, or it is over; the lock is held. */
static void rest(struct quill *q)
{
    const struct timespec until = thread_until(q->o.idle_ms);

    while (!q->first && !q->stop && !q->s)
        pthread_cond_wait(&q->more, &q->lock);
    while (!q->first && !q->stop && q->s) {
        if (pthread_cond_timedwait(&q->more, &q->lock, &until) != ETIMEDOUT)
            continue;
        pthread_mutex_unlock(&q->lock);
        close_library(q);
        pthread_mutex_lock(&q->lock);
    }
}

static void *work(void *arg)
{
    struct quill *q = arg;

    pthread_mutex_lock(&q->lock);
    while (q->first || !q->stop) {
        struct errand *list;

        rest(q);
        list = take(q);
        if (!list)
            continue;
        pthread_mutex_unlock(&q->lock);
        write_all(q, list);
        pthread_mutex_lock(&q->lock);
        dismiss(q, list);
    }
    pthread_mutex_unlock(&q->lock);
    close_library(q);
    return NULL;
}

int quill_open(struct quill **out, const struct quill_options *o, struct err *e)
{
    struct quill *q = mem_new(1, sizeof *q);

    q->o = *o;
    if (!q->o.idle_ms)
        q->o.idle_ms = IDLE_MS;
    pthread_mutex_init(&q->lock, NULL);
    thread_cond_init(&q->more);
    thread_cond_init(&q->ended);
    if (thread_start(&q->thread, work, q, e) == 0) {
        *out = q;
        return 0;
    }
    pthread_cond_destroy(&q->more);
    pthread_cond_destroy(&q->ended);
    pthread_mutex_destroy(&q->lock);
    free(q);
    return -1;
}

void quill_close(struct quill *q)
{
    if (!q)
        return;
    pthread_mutex_lock(&q->lock);
    q->stop = true;
    pthread_cond_signal(&q->more);
    pthread_mutex_unlock(&q->lock);
    pthread_join(q->thread, NULL);
    pthread_cond_destroy(&q->more);
    pthread_cond_destroy(&q->ended);
    pthread_mutex_destroy(&q->lock);
    free(q);
}

/* It stands in line, and leaves it. */
static void give_up(struct quill *q, struct errand *x)
{
    struct errand **at = &q->first;

    while (*at != x)
        at = &(*at)->next;
    *at = x->next;
    q->waiting--;
    x->rc = err_set(&x->e, ERR_BUSY,
                    "the library is being written by others; nothing was stored");
}

static void stand_in_line(struct quill *q, struct errand *x)
{
    struct errand **end = &q->first;

    while (*end)
        end = &(*end)->next;
    *end = x;
    q->waiting++;
    pthread_cond_signal(&q->more);
}

int quill_write(struct quill *q, quill_deed *deed, void *arg, int wait_ms, struct err *e)
{
    const struct timespec until = thread_until(wait_ms);
    struct errand x = {.deed = deed, .arg = arg};
    bool late = false;

    pthread_mutex_lock(&q->lock);
    if (q->waiting >= QUILL_LINE || q->stop) {
        pthread_mutex_unlock(&q->lock);
        return err_set(e, ERR_BUSY, "too many want to write; nothing was stored");
    }
    stand_in_line(q, &x);
    /* Once it is taken its end is waited for: half of an answer would be none. */
    while (!x.done && !(late && !x.taken))
        if (x.taken)
            pthread_cond_wait(&q->ended, &q->lock);
        else
            late = pthread_cond_timedwait(&q->ended, &q->lock, &until) == ETIMEDOUT;
    if (!x.done)
        give_up(q, &x);
    pthread_mutex_unlock(&q->lock);
    if (x.rc != 0)
        *e = x.e;
    return x.rc;
}
