/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Streams, and the thread that looks at the library for them. */
#include "serve/herald.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "serve/lookout.h"
#include "serve/thread.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/mem.h"

static const char *const name_of[HERALD_NEWS] = {"model", "retrain"};

struct stream {
    struct herald *h;
    struct stream *next;
    struct buf out; /* to be read, */
    size_t at;      /* from here on */
    int64_t seq;    /* changes are told up to here; -1 = those to come alone */
    bool behind;    /* there may be more of them */
    bool over;      /* what is in `out` is the last */
    int64_t told[HERALD_NEWS];
    int64_t put_ms, read_ms; /* when something was last put in, and taken out */
};

struct herald {
    struct herald_options o;
    struct lookout lookout; /* of the thread; closed while nobody listens */
    pthread_t thread;
    pthread_mutex_t lock; /* of all that follows, and of every stream */
    pthread_cond_t some;
    struct stream *first;
    int streams;
    bool stop, hurry; /* hurry: a stream has room again, or is new */
    struct {
        int64_t number; /* of the last one; 0 = none */
        char *text;     /* owned */
    } news[HERALD_NEWS];
};

static size_t unread(const struct stream *s) { return s->out.len - s->at; }

static bool has_room(const struct stream *s) { return unread(s) < HERALD_ROOM / 2; }

/* Under the lock, like all that touches a stream. */
static void put(struct stream *s, const void *bytes, size_t n)
{
    if (s->at == s->out.len) { /* it was read to the end: its patience begins anew */
        s->at = 0;
        buf_reset(&s->out);
        s->read_ms = clock_ms();
    }
    if (s->at >= HERALD_ROOM / 2) {
        s->out.len -= s->at;
        memmove(s->out.data, s->out.data + s->at, s->out.len);
        s->at = 0;
    }
    buf_bytes(&s->out, bytes, n);
    s->put_ms = clock_ms();
}

static void put_text(struct stream *s, const char *text) { put(s, text, strlen(text)); }

/* Whom to wake, once the lock is free: whoever wakes may hold locks of their own. */
struct wakes {
    struct stream *s[HERALD_STREAMS];
    int n;
};

static void wake_all(const struct herald *h, const struct wakes *w)
{
    for (int i = 0; i < w->n; i++)
        h->o.wake(h->o.arg, w->s[i]);
}

ssize_t stream_read(struct stream *s, void *to, size_t room)
{
    struct herald *h = s->h;
    ssize_t n;

    pthread_mutex_lock(&h->lock);
    n = (ssize_t)(unread(s) < room ? unread(s) : room);
    if (n > 0) {
        const bool full = !has_room(s);

        memcpy(to, s->out.data + s->at, (size_t)n);
        s->at += (size_t)n;
        s->read_ms = clock_ms();
        if (full && has_room(s)) {
            h->hurry = true;
            pthread_cond_signal(&h->some);
        }
    } else if (s->over || h->stop) {
        n = -1;
    }
    pthread_mutex_unlock(&h->lock);
    return n;
}

void stream_free(struct stream *s)
{
    struct stream **at;

    if (!s)
        return;
    pthread_mutex_lock(&s->h->lock);
    for (at = &s->h->first; *at != s; at = &(*at)->next)
        continue;
    *at = s->next;
    s->h->streams--;
    pthread_mutex_unlock(&s->h->lock);
    buf_clear(&s->out);
    free(s);
}

int herald_stream(struct herald *h, int64_t since, struct stream **out, struct err *e)
{
    struct stream *s;

    pthread_mutex_lock(&h->lock);
    if (h->streams == HERALD_STREAMS) {
        pthread_mutex_unlock(&h->lock);
        return err_set(e, ERR_BUSY, "%d listen already", HERALD_STREAMS);
    }
    s = mem_new(1, sizeof *s);
    *s = (struct stream){
        .h = h, .next = h->first, .seq = since, .behind = true, .read_ms = clock_ms()};
    for (int i = 0; i < HERALD_NEWS; i++)
        s->told[i] = h->news[i].number;
    put_text(s, "retry: 2000\n\n");
    h->first = s;
    h->streams++;
    h->hurry = true;
    pthread_cond_signal(&h->some);
    pthread_mutex_unlock(&h->lock);
    *out = s;
    return 0;
}

int herald_streams(struct herald *h)
{
    int n;

    pthread_mutex_lock(&h->lock);
    n = h->streams;
    pthread_mutex_unlock(&h->lock);
    return n;
}

void herald_tell(struct herald *h, enum herald_news what, const char *json)
{
    pthread_mutex_lock(&h->lock);
    free(h->news[what].text);
    h->news[what].text = mem_text(json, strlen(json));
    h->news[what].number++;
    h->hurry = true;
    pthread_cond_signal(&h->some);
    pthread_mutex_unlock(&h->lock);
}

static bool tell_news(const struct herald *h, struct stream *s)
{
    bool any = false;

    for (int i = 0; i < HERALD_NEWS; i++) {
        if (s->told[i] == h->news[i].number)
            continue;
        s->told[i] = h->news[i].number;
        put_text(s, "event: ");
        put_text(s, name_of[i]);
        put_text(s, "\ndata: ");
        put_text(s, h->news[i].text);
        put_text(s, "\n\n");
        any = true;
    }
    return any;
}

/* Null: from now on. */
static void tell_where(struct stream *s)
{
    char text[80], seq[32] = "null";

    if (s->seq >= 0)
        snprintf(seq, sizeof seq, "%" PRId64, s->seq);
    snprintf(text, sizeof text, "event: behind\ndata: {\"since\":%s}\n\n", seq);
    put_text(s, text);
    s->over = true;
}

/* What is not in the library: news, a sign of life, an end. */
static bool tend(const struct herald *h, struct stream *s, int64_t now)
{
    if (s->over)
        return false;
    if (unread(s) > 0 && now - s->read_ms > h->o.quiet_ms) {
        tell_where(s);
        return true;
    }
    if (has_room(s) && tell_news(h, s))
        return true;
    if (unread(s) > 0 || now - s->put_ms < h->o.keep_ms)
        return false;
    put_text(s, ": \n\n");
    return true;
}

static struct stream *find(const struct herald *h, const struct stream *wanted)
{
    struct stream *s = h->first;

    while (s && s != wanted)
        s = s->next;
    return s;
}

/* The next one that wants changes and can take them; under the lock. */
static struct stream *next_behind(const struct herald *h)
{
    struct stream *s = h->first;

    while (s && (!s->behind || s->over || !has_room(s)))
        s = s->next;
    return s;
}

/* Until all have what there is, or no room; the lock is held, but not while it reads. */
static int tell_changes(struct herald *h, struct wakes *w, struct err *e)
{
    struct stream *s;
    int rc = 0;

    while (rc == 0 && (s = next_behind(h)) && w->n < HERALD_STREAMS) {
        struct buf text = {0};
        int64_t seq = s->seq;
        int n;

        pthread_mutex_unlock(&h->lock);
        n = lookout_read(&h->lookout, &seq, &text, e);
        pthread_mutex_lock(&h->lock);
        s = find(h, s);
        if (n >= 0 && s) {
            s->behind = n == LOOKOUT_PAGE;
            s->seq = seq;
        }
        if (n > 0 && s) {
            put(s, text.data, text.len);
            w->s[w->n++] = s;
        }
        rc = n < 0 ? -1 : 0;
        buf_clear(&text);
    }
    h->hurry |= w->n == HERALD_STREAMS; /* there is more to tell than fits in here */
    return rc;
}

/* What is new in the library: 1, 0, -1; the lock is held, but not while it looks. */
static int look(struct herald *h, struct err *e)
{
    struct buf model = {0};
    int news;

    pthread_mutex_unlock(&h->lock);
    news = lookout_look(&h->lookout, &model, e);
    if (model.len) {
        buf_u8(&model, 0);
        herald_tell(h, HERALD_MODEL, (const char *)model.data);
    }
    buf_clear(&model);
    pthread_mutex_lock(&h->lock);
    return news;
}

/* One round; the lock is held, but not while it reads or wakes. */
static void go_round(struct herald *h, bool looks)
{
    struct wakes w = {.n = 0};
    struct err e = {0};
    int news = looks ? look(h, &e) : 0;

    for (struct stream *s = h->first; s; s = s->next) {
        s->behind |= news > 0;
        if (tend(h, s, clock_ms()))
            w.s[w.n++] = s;
    }
    pthread_mutex_unlock(&h->lock);
    wake_all(h, &w);
    w.n = 0;
    pthread_mutex_lock(&h->lock);
    if (news >= 0 && h->lookout.desk.store && tell_changes(h, &w, &e) != 0)
        news = -1;
    pthread_mutex_unlock(&h->lock);
    wake_all(h, &w);
    if (news < 0)
        lookout_close(&h->lookout);
    pthread_mutex_lock(&h->lock);
}

/* Until the next look; sooner, but without a look, where a stream wants it. */
static bool wait_for_it(struct herald *h, struct timespec *until)
{
    while (!h->stop && !h->hurry && h->first)
        if (pthread_cond_timedwait(&h->some, &h->lock, until) != 0) {
            *until = thread_until(h->o.look_ms);
            return true;
        }
    return false;
}

static void *work(void *arg)
{
    struct herald *h = arg;
    struct timespec until = thread_until(0);

    pthread_mutex_lock(&h->lock);
    while (!h->stop) {
        bool looks;

        if (!h->first) {
            pthread_mutex_unlock(&h->lock);
            lookout_close(&h->lookout);
            pthread_mutex_lock(&h->lock);
        }
        while (!h->first && !h->stop)
            pthread_cond_wait(&h->some, &h->lock);
        looks = wait_for_it(h, &until) || !h->lookout.desk.store;
        h->hurry = false;
        if (!h->stop && h->first)
            go_round(h, looks);
    }
    pthread_mutex_unlock(&h->lock);
    lookout_close(&h->lookout);
    return NULL;
}

int herald_open(struct herald **out, const struct herald_options *o, struct err *e)
{
    struct herald *h = mem_new(1, sizeof *h);

    *h = (struct herald){.o = *o, .lookout = lookout_of(o->server)};
    if (!h->o.look_ms)
        h->o.look_ms = 1000 / HERALD_LOOKS;
    if (!h->o.keep_ms)
        h->o.keep_ms = HERALD_KEEP_MS;
    if (!h->o.quiet_ms)
        h->o.quiet_ms = HERALD_QUIET_MS;
    pthread_mutex_init(&h->lock, NULL);
    thread_cond_init(&h->some);
    if (thread_start(&h->thread, work, h, e) == 0) {
        *out = h;
        return 0;
    }
    pthread_cond_destroy(&h->some);
    pthread_mutex_destroy(&h->lock);
    free(h);
    return -1;
}

void herald_stop(struct herald *h)
{
    if (!h || h->stop)
        return;
    pthread_mutex_lock(&h->lock);
    h->stop = true;
    pthread_cond_signal(&h->some);
    pthread_mutex_unlock(&h->lock);
    pthread_join(h->thread, NULL);
}

void herald_close(struct herald *h)
{
    if (!h)
        return;
    herald_stop(h);
    for (int i = 0; i < HERALD_NEWS; i++)
        free(h->news[i].text);
    pthread_cond_destroy(&h->some);
    pthread_mutex_destroy(&h->lock);
    free(h);
}
