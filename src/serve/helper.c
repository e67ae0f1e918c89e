/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Children of our own program, and what they say. */
#include "serve/helper.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "serve/thread.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/spawn.h"

enum { READ = 4096, COMPLAINT = 400 };

/* One of its two streams. */
struct hearing_of {
    int fd;         /* -1 = it has ended */
    struct buf got; /* of a line that has not ended */
};

struct helper {
    struct helper_calls calls;
    const char *program, *const *word; /* until `started` */
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t up;
    bool started; /* or not: */
    int start_rc;
    struct err start_e;
    pid_t pid; /* 0 = has been reaped */
    /* Of the thread alone: */
    struct hearing_of out, err;
    char complaint[COMPLAINT + 1]; /* the last line */
};

static void send_signal(struct helper *h, int sig)
{
    pthread_mutex_lock(&h->lock);
    if (h->pid > 0)
        kill(h->pid, sig);
    pthread_mutex_unlock(&h->lock);
}

static void hear_object(struct helper *h, const char *line, size_t n)
{
    json_t *object = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);

    if (json_is_object(object))
        h->calls.said(h->calls.arg, object);
    json_decref(object);
}

/* "sampledb retrain: nobody has ..." without what is in front. */
static void hear_complaint(struct helper *h, const char *line, size_t n)
{
    static const char name[] = "sampledb ";
    const char *colon = memchr(line, ':', n);

    if (n > sizeof name && strncmp(line, name, sizeof name - 1) == 0 && colon &&
        (size_t)(colon - line) + 2 < n) {
        n -= (size_t)(colon + 2 - line);
        line = colon + 2;
    }
    if (n == 0)
        return;
    if (n > COMPLAINT)
        n = COMPLAINT;
    memcpy(h->complaint, line, n);
    h->complaint[n] = '\0';
}

/* Whole lines of what there is go to hear(); the rest stays. */
static void hear_lines(struct helper *h, struct buf *b,
                       void (*hear)(struct helper *h, const char *line, size_t n))
{
    size_t at = 0;

    for (;;) {
        const uint8_t *end = b->len > at ? memchr(b->data + at, '\n', b->len - at) : NULL;

        if (!end)
            break;
        hear(h, (const char *)b->data + at, (size_t)(end - b->data) - at);
        at = (size_t)(end - b->data) + 1;
    }
    if (at)
        memmove(b->data, b->data + at, b->len - at);
    b->len -= at;
}

static void hush(struct hearing_of *x)
{
    if (x->fd >= 0)
        close(x->fd);
    x->fd = -1;
}

static void hear(struct helper *h, struct hearing_of *x,
                 void (*each)(struct helper *h, const char *line, size_t n))
{
    ssize_t n;

    buf_reserve(&x->got, READ);
    n = read(x->fd, x->got.data + x->got.len, READ);
    if (n > 0) {
        x->got.len += (size_t)n;
        hear_lines(h, &x->got, each);
        if (x->got.len > HELPER_LINE)
            send_signal(h, SIGKILL);
        if (x->got.len > HELPER_LINE)
            hush(x);
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        if (x->got.len)
            each(h, (const char *)x->got.data, x->got.len);
        hush(x);
    }
}

static void listen_to_it(struct helper *h)
{
    while (h->out.fd >= 0 || h->err.fd >= 0) {
        struct pollfd p[2] = {{.fd = h->out.fd, .events = POLLIN},
                              {.fd = h->err.fd, .events = POLLIN}};

        if (poll(p, 2, -1) < 0)
            continue;
        if (p[0].revents)
            hear(h, &h->out, hear_object);
        if (p[1].revents)
            hear(h, &h->err, hear_complaint);
    }
}

/* Its status; from here on nobody signals a process that is another one by now. */
static int reap(struct helper *h)
{
    siginfo_t ignored;
    int status = 0;

    while (waitid(P_PID, (id_t)h->pid, &ignored, WEXITED | WNOWAIT) < 0 && errno == EINTR)
        continue;
    pthread_mutex_lock(&h->lock);
    waitpid(h->pid, &status, 0);
    h->pid = 0;
    pthread_mutex_unlock(&h->lock);
    return WIFSIGNALED(status) ? HELPER_STATUS_KILLED + WTERMSIG(status)
                               : WEXITSTATUS(status);
}

/* The thread that starts it lives as long as the child does: the system ends the child
 * with it. */
static void *attend(void *arg)
{
    struct helper *h = arg;
    int status;

    pthread_mutex_lock(&h->lock);
    h->start_rc =
        spawn(&h->pid, h->program, h->word, SIGKILL, &h->out.fd, &h->err.fd, &h->start_e);
    h->started = true;
    pthread_cond_signal(&h->up);
    pthread_mutex_unlock(&h->lock);
    if (h->start_rc != 0)
        return NULL;
    listen_to_it(h);
    status = reap(h);
    h->calls.ended(h->calls.arg, status, h->complaint);
    return NULL;
}

static void destroy(struct helper *h)
{
    pthread_join(h->thread, NULL);
    pthread_cond_destroy(&h->up);
    pthread_mutex_destroy(&h->lock);
    buf_clear(&h->out.got);
    buf_clear(&h->err.got);
    free(h);
}

int helper_start(struct helper **out, const char *program, const char *const *word,
                 const struct helper_calls *calls, struct err *e)
{
    struct helper *h = mem_new(1, sizeof *h);

    *h = (struct helper){.calls = *calls,
                         .program = program,
                         .word = word,
                         .out = {.fd = -1},
                         .err = {.fd = -1}};
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->up, NULL);
    if (thread_start(&h->thread, attend, h, e) != 0) {
        pthread_cond_destroy(&h->up);
        pthread_mutex_destroy(&h->lock);
        free(h);
        return -1;
    }
    pthread_mutex_lock(&h->lock);
    while (!h->started)
        pthread_cond_wait(&h->up, &h->lock);
    pthread_mutex_unlock(&h->lock);
    if (h->start_rc == 0) {
        *out = h;
        return 0;
    }
    *e = h->start_e;
    destroy(h);
    return -1;
}

void helper_stop(struct helper *h) { send_signal(h, SIGTERM); }

void helper_free(struct helper *h)
{
    if (!h)
        return;
    send_signal(h, SIGKILL);
    destroy(h);
}
