/* SPDX-License-Identifier: GPL-2.0-or-later */
/* New labels for known sounds: a model's verdict from stored features, never audio. */
#include "index/analysis.h"

#include <stdlib.h>

#include "index/batch.h"
#include "store/samples.h"
#include "util/buf.h"
#include "util/mem.h"

enum { FETCH = 256, WAIT_MS = 50 };

/* A sample whose turn has not come, and its BLOB. */
struct waiting {
    int64_t sample;
    struct buf blob; /* owned, kept for the next one */
};

struct relabel {
    const struct analysis *a;
    struct pool *pool;
    struct batch batch;
    struct waiting queue[FETCH];
    size_t next, queued;
    int64_t last; /* id of the last sample that was queued */
    bool drained, paused;
};

static int land(void *arg, uint64_t ticket, const struct sound *sound, struct err *e)
{
    struct relabel *r = arg;

    if (sound->status != SOUND_OK)
        return 0; /* its features are damaged: check --repair has it analysed again */
    if (batch_write(&r->batch, e) != 0)
        return -1;
    r->a->n->retagged++;
    return sample_put_verdict(r->a->s, (int64_t)ticket, sound, r->a->model, e);
}

static int queue(void *arg, int64_t sample, const void *blob, size_t n, struct err *e)
{
    struct relabel *r = arg;
    struct waiting *w = &r->queue[r->queued++];

    (void)e;
    w->sample = r->last = sample;
    buf_reset(&w->blob);
    buf_bytes(&w->blob, blob, n);
    return 0;
}

static int fill_queue(struct relabel *r, struct err *e)
{
    r->next = r->queued = 0;
    if (samples_to_classify(r->a->s, r->a->model, r->last, FETCH, queue, r, e) != 0)
        return -1;
    r->drained = r->queued == 0;
    return 0;
}

/* As many samples as the pool has room for. */
static int feed_pool(struct relabel *r, struct err *e)
{
    while (pool_room(r->pool) > 0 && !r->drained) {
        const struct waiting *w = &r->queue[r->next];

        if (r->next == r->queued) {
            if (fill_queue(r, e) != 0)
                return -1;
            continue;
        }
        r->next++;
        if (pool_classify(r->pool, (uint64_t)w->sample, w->blob.data, w->blob.len, e) !=
            0)
            return -1;
    }
    return 0;
}

static int run(struct relabel *r, struct err *e)
{
    while ((!r->drained && !r->paused) || pool_pending(r->pool) > 0) {
        if (analysis_breathe(r->a, e) != 0)
            return -1;
        r->paused = r->paused || analysis_pauses(r->a);
        if (!r->drained && !r->paused && feed_pool(r, e) != 0)
            return -1;
        if (pool_pending(r->pool) > 0 && pool_wait(r->pool, WAIT_MS, land, r, e) != 0)
            return -1;
        if (batch_breathe(&r->batch, e) != 0)
            return -1;
    }
    return r->paused && !r->drained;
}

/* All are done: no sample lacks what the model makes. */
static int note_end(struct relabel *r, struct err *e)
{
    return batch_write(&r->batch, e) == 0 ? samples_classified(r->a->s, r->a->model, e)
                                          : -1;
}

int analyse_labels(const struct analysis *a, struct pool *pool, struct err *e)
{
    struct relabel *r = mem_new(1, sizeof *r);
    int rc;

    r->a = a;
    r->pool = pool;
    r->batch.s = a->s;
    rc = run(r, e);
    if (rc == 0)
        rc = note_end(r, e);
    rc = batch_end(&r->batch, rc, e);
    for (size_t i = 0; i < FETCH; i++)
        buf_clear(&r->queue[i].blob);
    free(r);
    return rc;
}
