/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of a whole library, counted now and then. */
#include "serve/tally.h"

#include <pthread.h>
#include <stdlib.h>

#include "store/changes.h"
#include "util/clock.h"
#include "util/mem.h"

enum { SHARE = 20 /* of the time, one part for counting */ };

struct tallies {
    pthread_mutex_t lock;
    pthread_cond_t done;
    struct tally {
        struct buf text; /* empty: none was made yet */
        bool busy;       /* one is made */
        int64_t seq;     /* of the library that it counts */
        int64_t at_ms, cost_ms;
    } of[TALLIES];
};

struct tallies *tallies_new(void)
{
    struct tallies *t = mem_new(1, sizeof *t);

    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->done, NULL);
    return t;
}

void tallies_free(struct tallies *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < TALLIES; i++)
        buf_clear(&t->of[i].text);
    pthread_cond_destroy(&t->done);
    pthread_mutex_destroy(&t->lock);
    free(t);
}

static bool is_fresh(const struct tally *x, int64_t seq)
{
    const int64_t age = clock_ms() - x->at_ms;

    return x->text.len > 0 &&
           (age < SHARE * x->cost_ms || (x->seq == seq && age < TALLY_FRESH_MS));
}

/* With the lock held, which is let go meanwhile. */
static int make_anew(struct tallies *t, struct tally *x, int64_t seq, struct desk *d,
                     int (*make)(struct desk *d, struct buf *out, struct err *e),
                     struct err *e)
{
    const int64_t from = clock_ms();
    struct buf text = {0};
    int rc;

    x->busy = true;
    pthread_mutex_unlock(&t->lock);
    rc = make(d, &text, e);
    pthread_mutex_lock(&t->lock);
    x->busy = false;
    pthread_cond_broadcast(&t->done);
    if (rc != 0) {
        buf_clear(&text);
        return rc;
    }
    buf_clear(&x->text);
    x->text = text;
    x->seq = seq;
    x->at_ms = clock_ms();
    x->cost_ms = x->at_ms - from;
    return 0;
}

int tally_get(struct tallies *t, enum tally_kind kind, struct desk *d,
              int (*make)(struct desk *d, struct buf *out, struct err *e),
              struct buf *out, struct err *e)
{
    struct tally *x = &t->of[kind];
    int64_t seq;
    int rc = 0;

    if (change_last(d->store, &seq, e) != 0)
        return -1;
    pthread_mutex_lock(&t->lock);
    while (x->busy && x->text.len == 0)
        pthread_cond_wait(&t->done, &t->lock);
    if (!x->busy && !is_fresh(x, seq))
        rc = make_anew(t, x, seq, d, make, e);
    if (rc == 0)
        buf_bytes(out, x->text.data, x->text.len);
    pthread_mutex_unlock(&t->lock);
    return rc;
}
