/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person should be asked about, by HTTP. */
#include "serve/review.h"

#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "answer/json.h"
#include "answer/row.h"
#include "serve/desk.h"
#include "serve/helper.h"
#include "serve/problem.h"
#include "serve/server.h"
#include "serve/thread.h"
#include "util/clock.h"
#include "util/mem.h"

enum { USUAL = 50, MOST = 500, WAIT_MS = 60000, LOOK_MS = 200, MISUSED = 2 };

struct reviewer {
    pthread_mutex_t one; /* held by the desk that has a helper */
};

/* What a helper has said so far. */
struct listing {
    pthread_mutex_t lock;
    pthread_cond_t ended;
    json_t *samples; /* as it said them */
    bool over;
    int status;
    char complaint[400];
};

struct reviewer *reviewer_new(void)
{
    struct reviewer *v = mem_new(1, sizeof *v);

    pthread_mutex_init(&v->one, NULL);
    return v;
}

void reviewer_free(struct reviewer *v)
{
    if (v)
        pthread_mutex_destroy(&v->one);
    free(v);
}

static void on_said(void *arg, json_t *object)
{
    struct listing *l = arg;

    json_array_append(l->samples, object);
}

static void on_ended(void *arg, int status, const char *complaint)
{
    struct listing *l = arg;

    pthread_mutex_lock(&l->lock);
    l->over = true;
    l->status = status;
    snprintf(l->complaint, sizeof l->complaint, "%s", complaint);
    pthread_cond_signal(&l->ended);
    pthread_mutex_unlock(&l->lock);
}

static int ask(struct listing *l, const struct server_options *o, int64_t limit,
               struct err *e)
{
    const struct helper_calls calls = {.arg = l, .said = on_said, .ended = on_ended};
    const int64_t end = clock_ms() + WAIT_MS;
    const char *word[12] = {NULL};
    struct helper *h = NULL;
    char most[32];
    size_t n = 0;
    int rc = 0;

    snprintf(most, sizeof most, "--limit=%lld", (long long)limit);
    if (o->config) {
        word[n++] = "--config";
        word[n++] = o->config;
    }
    word[n++] = "--db";
    word[n++] = o->library;
    word[n++] = "review";
    word[n++] = "--list";
    word[n++] = "--json";
    word[n] = most;
    if (helper_start(&h, o->program, word, &calls, e) != 0)
        return -1;
    pthread_mutex_lock(&l->lock);
    while (!l->over && clock_ms() < end && !(o->stop && *o->stop)) {
        const struct timespec soon = thread_until(LOOK_MS);

        pthread_cond_timedwait(&l->ended, &l->lock, &soon);
    }
    if (!l->over)
        rc = err_set(e, ERR_BUSY, "looking through the library took too long");
    pthread_mutex_unlock(&l->lock);
    helper_free(h);
    return rc;
}

/* A row of the library, and why it is asked about. */
static int append(json_t *rows, struct store *s, const json_t *said, bool peaks,
                  struct err *e)
{
    static const char *const why[] = {"doubt", "crowd", "guesses"};
    const int64_t sample = json_integer_value(json_object_get(said, "sample_id"));
    const size_t before = json_array_size(rows);
    json_t *row;

    if (row_sample(rows, s, sample, (double)NAN, e) != 0)
        return -1;
    if (json_array_size(rows) == before) /* gone since */
        return 0;
    row = json_array_get(rows, before);
    json_object_del(row, "distance");
    for (size_t i = 0; i < sizeof why / sizeof *why; i++)
        json_object_set(row, why[i], json_object_get(said, why[i]));
    return peaks ? row_peaks(row, s, sample, e) : 0;
}

static int tell(struct desk *d, const struct listing *l, bool peaks, struct reply *r,
                struct err *e)
{
    json_t *rows;
    int rc = 0;

    if (l->status == 1 || l->status == MISUSED) /* no model has heard anything yet */
        return problem_reply(r, 409, l->complaint);
    if (l->status != 0)
        return err_set(e, ERR_STORE, "review ended before its time");
    rows = json_array();
    for (size_t i = 0; i < json_array_size(l->samples) && rc == 0; i++)
        rc = append(rows, d->store, json_array_get(l->samples, i), peaks, e);
    if (rc == 0)
        json_write(&r->body, json_pack("{s:O}", "samples", rows));
    json_decref(rows);
    return rc;
}

int review_get(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    struct reviewer *v = d->server->reviewer;
    struct listing l = {.samples = NULL};
    int64_t limit;
    bool peaks;
    int rc;

    if (call_number(c, "limit", 1, MOST, USUAL, &limit, e) != 0 ||
        call_flag(c, "peaks", &peaks, e) != 0)
        return -1;
    if (pthread_mutex_trylock(&v->one) != 0)
        return err_set(e, ERR_BUSY, "the library is being looked through for another");
    l.samples = json_array();
    pthread_mutex_init(&l.lock, NULL);
    thread_cond_init(&l.ended);
    rc = ask(&l, d->server->options, limit, e);
    pthread_mutex_unlock(&v->one);
    if (rc == 0)
        rc = tell(d, &l, peaks, r, e);
    pthread_cond_destroy(&l.ended);
    pthread_mutex_destroy(&l.lock);
    json_decref(l.samples);
    return rc;
}
