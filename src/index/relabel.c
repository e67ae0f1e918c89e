/* SPDX-License-Identifier: GPL-2.0-or-later */
/* New labels for known sounds: a model's verdict from stored features, never audio. */
#include "index/analysis.h"

#include <stdlib.h>

#include "store/samples.h"
#include "util/buf.h"
#include "util/mem.h"

enum { FETCH = 256, WAIT_MS = 50 };

/* A sample, its BLOB, and what was answered. */
struct question {
    int64_t sample;
    struct buf blob, embedding; /* owned, kept for the next one */
    struct sound said;
    bool answered;
};

/*
 * Samples go through the pool a handful at a time, and what comes back is written in one
 * go: the library is locked only while there is something to write.
 */
struct relabel {
    const struct analysis *a;
    struct pool *pool;
    struct question of[FETCH];
    size_t n, asked;
    int64_t last; /* id of the last sample that was fetched */
};

static int note(void *arg, int64_t sample, const void *blob, size_t n, struct err *e)
{
    struct relabel *r = arg;
    struct question *q = &r->of[r->n++];

    (void)e;
    q->sample = r->last = sample;
    q->answered = false;
    buf_reset(&q->blob);
    buf_bytes(&q->blob, blob, n);
    return 0;
}

static int fetch(struct relabel *r, struct err *e)
{
    r->n = r->asked = 0;
    return samples_to_classify(r->a->s, r->a->model, r->last, FETCH, note, r, e);
}

static int land(void *arg, uint64_t ticket, const struct sound *sound, struct err *e)
{
    struct relabel *r = arg;
    struct question *q = &r->of[ticket];

    (void)e;
    if (sound->status != SOUND_OK)
        return 0; /* its features are damaged: check --repair has it analysed again */
    q->answered = true;
    q->said = *sound;
    buf_reset(&q->embedding);
    buf_bytes(&q->embedding, sound->embedding.data, sound->embedding.len);
    q->said.embedding =
        (struct sound_blob){.data = q->embedding.data, .len = q->embedding.len};
    return 0;
}

static int ask(struct relabel *r, struct err *e)
{
    while (r->asked < r->n || pool_pending(r->pool) > 0) {
        if (analysis_breathe(r->a, e) != 0)
            return -1;
        for (; r->asked < r->n && pool_room(r->pool) > 0; r->asked++) {
            const struct buf *blob = &r->of[r->asked].blob;

            if (pool_classify(r->pool, r->asked, blob->data, blob->len, e) != 0)
                return -1;
        }
        if (pool_wait(r->pool, WAIT_MS, land, r, e) != 0)
            return -1;
    }
    return 0;
}

static int write_all(struct relabel *r, struct err *e)
{
    int rc = store_begin(r->a->s, e);

    for (size_t i = 0; i < r->n && rc == 0; i++)
        if (r->of[i].answered)
            rc = sample_put_verdict(r->a->s, r->of[i].sample, &r->of[i].said, r->a->model,
                                    e);
    if (rc == 0 && r->n == 0) /* no sample lacks what the model makes */
        rc = samples_classified(r->a->s, r->a->model, e);
    if (rc == 0)
        return store_commit(r->a->s, e);
    store_rollback(r->a->s);
    return -1;
}

static int run(struct relabel *r, struct err *e)
{
    do {
        if (analysis_breathe(r->a, e) != 0)
            return -1;
        if (analysis_pauses(r->a))
            return 1;
        if (fetch(r, e) != 0 || ask(r, e) != 0 || write_all(r, e) != 0)
            return -1;
        for (size_t i = 0; i < r->n; i++)
            r->a->n->retagged += r->of[i].answered;
    } while (r->n > 0);
    return 0;
}

int analyse_labels(const struct analysis *a, struct pool *pool, struct err *e)
{
    struct relabel *r = mem_new(1, sizeof *r);
    int rc;

    r->a = a;
    r->pool = pool;
    rc = run(r, e);
    for (size_t i = 0; i < FETCH; i++) {
        buf_clear(&r->of[i].blob);
        buf_clear(&r->of[i].embedding);
    }
    free(r);
    return rc;
}
