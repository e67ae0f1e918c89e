/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of the samples that sound alike, kept as samples come, change and go. */
#include "index/liken.h"

#include <stdlib.h>

#include "index/batch.h"
#include "index/untrue.h"
#include "near/meeting.h"
#include "store/nearby.h"
#include "store/points.h"
#include "util/ids.h"
#include "util/mem.h"

enum {
    CHUNK = 1024,      /* rows that are read, or written, in one go */
    FEW = 64,          /* guests at least */
    MANY = 4096,       /* at most, when all meet all */
    VERY_MANY = 16384, /* with cells */
    PAIRS = 400000000, /* in one round, a second or so: a pause does not wait for long */
    EXACT_PAIRS = 20   /* thousand millions in all, a minute; more are met by cells */
};

/* What one round works with. */
struct round {
    const struct analysis *a;
    int64_t last;        /* id that was read last */
    size_t read;         /* rows that came */
    struct space guests; /* those that wait, until they meet the others */
    struct ids guest;    /* the same, as numbers */
    struct ids stranger; /* that wait, and have no such embedding */
    struct meeting meeting;
    struct space passing; /* (CHUNK) */
    double worst[CHUNK];
    struct told { /* a row of `passing` hears of a guest */
        size_t row, guest;
        uint32_t far;
    } * told; /* (tolds) owned */
    size_t tolds, told_room;
};

/* write() in a transaction of its own: 0, -1. */
static int atomically(struct round *r, int (*write)(struct round *r, struct err *e),
                      struct err *e)
{
    struct batch b = {.s = r->a->s};

    return batch_write(&b, e) == 0 ? batch_end(&b, write(r, e), e) : -1;
}

/* One that waits: a guest, or nothing that could be compared. */
static int invite(void *arg, const struct nearby_sound *x, struct err *e)
{
    struct round *r = arg;
    struct embedding k;
    struct err why;

    (void)e;
    r->read++;
    r->last = x->sample;
    if (space_read(&k, r->a->model->trunk, x->blob, x->n, &why) != 1 ||
        (r->guests.width && k.n != r->guests.width)) {
        ids_add(&r->stranger, x->sample);
        return 0;
    }
    if (!r->guests.width) {
        space_init(&r->guests, k.n);
        space_init(&r->passing, k.n);
    }
    ids_add(&r->guest, x->sample);
    space_add(&r->guests, x->sample, &k);
    return 0;
}

/* How many may meet the library at once, and how: cells only where all to all would take
 * very long. */
static int plan(const struct round *r, size_t *most, bool *cells, struct err *e)
{
    int64_t waiting, size;

    if (nearby_waiting(r->a->s, &waiting, e) != 0 || nearby_size(r->a->s, &size, e) != 0)
        return -1;
    *cells = (double)waiting * (double)size > 1e9 * EXACT_PAIRS;
    *most = size > 0 ? PAIRS / (size_t)size : MANY;
    *most = *cells ? VERY_MANY : *most < FEW ? FEW : *most > MANY ? MANY : *most;
    return 0;
}

static int take_strangers(struct round *r, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < r->stranger.n && rc == 0; i++)
        rc = nearby_done(r->a->s, r->stranger.id[i], e);
    return rc;
}

/* The next ones: 0 and r->guest.n of them; 1; -1. */
static int gather(struct round *r, size_t most, struct err *e)
{
    size_t asked;
    int rc;

    r->last = 0;
    do {
        asked = most - r->guest.n < CHUNK ? most - r->guest.n : CHUNK;
        r->read = r->stranger.n = 0;
        rc = analysis_goes_on(r->a, e);
        if (rc == 0)
            rc = nearby_each_waiting(r->a->s, r->last, (int)asked, invite, r, e);
        if (rc == 0 && r->stranger.n > 0)
            rc = atomically(r, take_strangers, e);
    } while (rc == 0 && r->read == asked && r->guest.n < most);
    return rc;
}

/* Only those that have a list, or are guests themselves, are met. */
static int walk_past(void *arg, const struct nearby_sound *x, double worst, struct err *e)
{
    struct round *r = arg;
    struct embedding k;
    struct err why;

    (void)e;
    r->read++;
    r->last = x->sample;
    if (worst < 0 && !ids_have(&r->guest, x->sample))
        return 0;
    if (space_read(&k, r->a->model->trunk, x->blob, x->n, &why) != 1 ||
        k.n != r->passing.width)
        return 0;
    r->worst[r->passing.n] = worst;
    space_add(&r->passing, x->sample, &k);
    return 0;
}

static void tell(void *arg, size_t row, size_t guest, uint32_t far)
{
    struct round *r = arg;

    r->told = mem_more(r->told, r->tolds, &r->told_room, sizeof *r->told);
    r->told[r->tolds++] = (struct told){row, guest, far};
}

/* One row's news, from told[i] on; *i moves to the next row's. */
static int spread(struct round *r, size_t *i, struct err *e)
{
    const size_t row = r->told[*i].row;
    const int64_t sample = r->passing.id[row];
    struct nearby list;
    bool changed = false;
    const int found = nearby_get(r->a->s, sample, &list, e);

    for (; *i < r->tolds && r->told[*i].row == row; (*i)++)
        if (found == 1)
            changed |= nearby_meet(&list, r->meeting.guests.id[r->told[*i].guest],
                                   r->told[*i].far);
    return found < 0 ? -1 : changed ? nearby_put(r->a->s, sample, &list, e) : 0;
}

static int spread_all(struct round *r, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < r->tolds && rc == 0;)
        rc = spread(r, &i, e);
    return rc;
}

/* All that have lists, and the guests themselves, piece by piece: 0, 1, -1. */
static int meet_all(struct round *r, struct err *e)
{
    const int64_t guest = r->guest.id[r->guest.n - 1];
    int64_t end = 0;
    int rc = nearby_last(r->a->s, &end, e);

    if (rc != 0)
        return rc;
    end = end > guest ? end : guest;
    r->last = 0;
    do {
        r->read = r->tolds = 0;
        space_empty(&r->passing);
        rc = analysis_goes_on(r->a, e);
        if (rc == 0)
            rc = nearby_pass(r->a->s, r->last, end, CHUNK, walk_past, r, e);
        if (rc == 0)
            meeting_pass(&r->meeting, &r->passing, r->worst, tell, r);
        if (rc == 0 && r->tolds > 0)
            rc = atomically(r, spread_all, e);
    } while (rc == 0 && r->read == CHUNK);
    return rc;
}

/* The guests' own lists, from row r->read on. */
static int enter_some(struct round *r, struct err *e)
{
    const size_t end = r->read + CHUNK;
    int rc = 0;

    for (; r->read < r->meeting.guests.n && r->read < end && rc == 0; r->read++) {
        const int64_t sample = r->meeting.guests.id[r->read];
        const struct nearest *found = &r->meeting.list[r->read];
        struct nearby list = {0};

        for (size_t i = 0; i < found->n; i++)
            nearby_meet(&list, found->one[i].id, (uint32_t)found->one[i].far);
        rc = nearby_put(r->a->s, sample, &list, e);
        if (rc == 0)
            rc = nearby_done(r->a->s, sample, e);
        if (rc == 0)
            rc = points_wait(r->a->s, sample, e);
    }
    return rc;
}

static int enter_all(struct round *r, struct err *e)
{
    int rc = 0;

    r->read = 0;
    while (rc == 0 && r->read < r->meeting.guests.n)
        rc = atomically(r, enter_some, e);
    if (rc == 0)
        r->a->n->likened += (int64_t)r->guest.n;
    return rc;
}

static void round_clear(struct round *r)
{
    meeting_close(&r->meeting);
    space_clear(&r->guests);
    space_clear(&r->passing);
    ids_clear(&r->guest);
    ids_clear(&r->stranger);
    free(r->told);
    free(r);
}

/* *more: there were some. */
static int one_round(const struct analysis *a, bool *more, struct err *e)
{
    struct round *r = mem_new(1, sizeof *r);
    size_t most = 0;
    bool cells = false;
    int rc;

    r->a = a;
    rc = plan(r, &most, &cells, e);
    if (rc == 0)
        rc = gather(r, most, e);
    *more = rc == 0 && r->guest.n > 0;
    if (*more) {
        meeting_open(&r->meeting, &r->guests, NEARBY_MOST, cells);
        rc = meet_all(r, e);
    }
    if (rc == 0 && *more)
        rc = enter_all(r, e);
    round_clear(r);
    return rc;
}

int liken(const struct analysis *a, struct err *e)
{
    int64_t waiting = 0;
    bool more = true;
    int rc;

    if (!a->model->embeds)
        return 0;
    rc = untrue_drop(a, e);
    if (rc == 0)
        rc = nearby_waiting(a->s, &waiting, e);
    while (rc == 0 && waiting > 0 && more)
        rc = one_round(a, &more, e);
    return rc;
}
