/* SPDX-License-Identifier: GPL-2.0-or-later */
/* New labels for known sounds: a model's verdict from stored features, never audio. */
#include "index/analysis.h"

#include "store/samples.h"

enum { FETCH = 256, WAIT_MS = 100 };

struct relabel {
    const struct analysis *a;
    struct pool *pool;
    int64_t last;   /* id of the last sample handed over */
    size_t fetched; /* in this round */
};

static int land(void *arg, uint64_t ticket, const struct sound *sound, struct err *e)
{
    struct relabel *r = arg;

    if (sound->status != SOUND_OK)
        return 0; /* its features are damaged: check --repair has it analysed again */
    r->a->n->retagged++;
    return sample_put_verdict(r->a->s, (int64_t)ticket, &sound->verdict, r->a->model, e);
}

static int hand_over(void *arg, int64_t sample, const void *mel, size_t n, struct err *e)
{
    struct relabel *r = arg;

    r->last = sample;
    r->fetched++;
    return pool_classify(r->pool, (uint64_t)sample, mel, n, e);
}

/* As many as the pool has room for, then their answers: one transaction. */
static int round_trip(struct relabel *r, struct err *e)
{
    const struct analysis *a = r->a;
    const size_t room = pool_room(r->pool);
    const int limit = room < FETCH ? (int)room : FETCH;

    r->fetched = 0;
    if (samples_to_classify(a->s, a->model->id, r->last, limit, hand_over, r, e) != 0)
        return -1;
    while (pool_pending(r->pool) > 0) {
        if (a->o->progress)
            a->o->progress(a->o->arg, a->n);
        if (a->o->stop && *a->o->stop)
            return err_set(e, ERR_STOPPED, "stopped");
        if (pool_wait(r->pool, WAIT_MS, land, r, e) != 0)
            return -1;
    }
    return 0;
}

int analyse_labels(const struct analysis *a, struct pool *pool, struct err *e)
{
    struct relabel r = {.a = a, .pool = pool, .fetched = 1};
    int rc = 0;

    while (rc == 0 && r.fetched > 0) {
        struct err other = {0};

        if (store_begin(a->s, e) != 0)
            return -1;
        rc = round_trip(&r, e);
        if (rc != 0 && e->kind == ERR_STORE)
            store_rollback(a->s);
        else if (store_commit(a->s, rc == 0 ? e : &other) != 0)
            rc = -1;
    }
    return rc;
}
