/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of nearest samples that do not hold any more. */
#include "index/untrue.h"

#include "index/batch.h"
#include "store/nearby.h"
#include "util/ids.h"

enum { CHUNK = 1024 }; /* lists that are looked at, or changed, in one go */

struct untrue {
    const struct analysis *a;
    int64_t last;    /* id that was looked at last */
    size_t did;      /* how many, in the last step */
    struct ids anew; /* samples that have changed, or are gone */
    struct ids list; /* of whose lists speak of them */
};

/* One step, in a transaction of its own, unless there is no time: 0, 1, -1. */
static int take(struct untrue *u, int (*step)(struct untrue *u, struct err *e),
                struct err *e)
{
    struct batch b = {.s = u->a->s};

    u->did = 0;
    if (analysis_breathe(u->a, e) != 0)
        return -1;
    if (analysis_pauses(u->a))
        return 1;
    return batch_write(&b, e) == 0 ? batch_end(&b, step(u, e), e) : -1;
}

/* The same step until nothing is left for it. */
static int take_all(struct untrue *u, int (*step)(struct untrue *u, struct err *e),
                    struct err *e)
{
    int rc;

    u->last = 0;
    do
        rc = take(u, step, e);
    while (rc == 0 && u->did > 0);
    return rc;
}

static int drop_some(struct untrue *u, struct err *e)
{
    const int n = nearby_drop_some(u->a->s, CHUNK, e);

    u->did = n > 0 ? (size_t)n : 0;
    return n < 0 ? -1 : 0;
}

/* After the last of them the lists are known to be of this trunk. */
static int queue_some(struct untrue *u, struct err *e)
{
    const int more = nearby_queue_some(u->a->s, &u->last, CHUNK, e);

    u->did = more == 1;
    return more == 0 ? nearby_now_of(u->a->s, u->a->model->trunk, e) : more < 0 ? -1 : 0;
}

static int note_anew(void *arg, int64_t id, struct err *e)
{
    struct untrue *u = arg;

    (void)e;
    ids_add(&u->anew, id);
    return 0;
}

static int judge(void *arg, int64_t sample, const struct nearby *list, struct err *e)
{
    struct untrue *u = arg;
    bool wrong = ids_have(&u->anew, sample);

    (void)e;
    u->did++;
    u->last = sample;
    for (size_t i = 0; i < list->n && !wrong; i++)
        wrong = ids_have(&u->anew, list->one[i].id);
    if (wrong)
        ids_add(&u->list, sample);
    return 0;
}

static int judge_some(struct untrue *u, struct err *e)
{
    int rc;

    u->list.n = 0;
    rc = nearby_lists(u->a->s, u->last, CHUNK, judge, u, e);
    for (size_t i = 0; i < u->list.n && rc == 0; i++)
        rc = nearby_again(u->a->s, u->list.id[i], e);
    return rc;
}

/* No list speaks of them any more. */
static int settle_some(struct untrue *u, struct err *e)
{
    int rc = 0;

    for (; u->did < CHUNK && (size_t)u->last < u->anew.n && rc == 0; u->did++)
        rc = nearby_settled(u->a->s, u->anew.id[u->last++], e);
    return rc;
}

int untrue_drop(const struct analysis *a, struct err *e)
{
    struct untrue u = {.a = a};
    int rc = nearby_is_of(a->s, a->model->trunk, e);

    if (rc == 0 && (rc = take_all(&u, drop_some, e)) == 0)
        rc = take_all(&u, queue_some, e);
    else if (rc == 1)
        rc = 0;
    if (rc == 0)
        rc = nearby_each_anew(a->s, note_anew, &u, e);
    if (rc == 0 && u.anew.n > 0 && (rc = take_all(&u, judge_some, e)) == 0)
        rc = take_all(&u, settle_some, e);
    ids_clear(&u.anew);
    ids_clear(&u.list);
    return rc;
}
