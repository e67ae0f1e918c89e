/* SPDX-License-Identifier: GPL-2.0-or-later */
/* New labels for known sounds: a model's verdict from stored features, never audio. */
#include "index/analysis.h"

#include "index/batch.h"
#include "store/samples.h"

enum { FETCH = 256, WAIT_MS = 50 };

struct relabel {
    const struct analysis *a;
    struct pool *pool;
    struct batch batch;
    int64_t last; /* id of the last sample handed over */
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
    return sample_put_verdict(r->a->s, (int64_t)ticket, &sound->verdict, r->a->model, e);
}

static int hand_over(void *arg, int64_t sample, const void *mel, size_t n, struct err *e)
{
    struct relabel *r = arg;

    r->last = sample;
    return pool_classify(r->pool, (uint64_t)sample, mel, n, e);
}

/* As many samples as the pool has room for. */
static int feed_pool(struct relabel *r, struct err *e)
{
    const size_t room = pool_room(r->pool);
    const int limit = room < FETCH ? (int)room : FETCH;
    const int64_t before = r->last;

    if (limit == 0)
        return 0;
    if (samples_to_classify(r->a->s, r->a->model->id, r->last, limit, hand_over, r, e) !=
        0)
        return -1;
    r->drained = r->last == before;
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

int analyse_labels(const struct analysis *a, struct pool *pool, struct err *e)
{
    struct relabel r = {.a = a, .pool = pool, .batch = {.s = a->s}};

    return batch_end(&r.batch, run(&r, e), e);
}
