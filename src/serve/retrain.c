/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Models that learn and are put in use, by helpers, for whoever asks by HTTP. */
#include "serve/retrain.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/json.h"
#include "serve/body.h"
#include "serve/desk.h"
#include "serve/helper.h"
#include "serve/herald.h"
#include "serve/problem.h"
#include "serve/server.h"
#include "serve/thread.h"
#include "util/mem.h"

enum {
    WORDS = 12,
    REFUSED = 3, /* exit status of retrain */
    MISUSED = 2,
    USE_MS = 8000 /* for a model to be in use */
};

enum state { STATE_NONE, STATE_RUNNING, STATE_DONE, STATE_FAILED, STATE_REFUSED };

struct tutor {
    struct tutor_options o;
    pthread_mutex_t lock;  /* of all that follows */
    pthread_cond_t moved;  /* a model is in use, or will not be */
    struct helper *helper; /* the one at work, or the last one; owned */
    bool busy;
    struct lesson_run {
        int64_t number;
        enum state state;
        bool dry, deep, stopped;
        json_t *progress, *result; /* owned; NULL = none */
        char error[400];           /* "" = none */
    } run;
    struct use {
        bool on, in_use, already, over;
        int status;
        char complaint[400];
    } use;
};

static const char *state_name(enum state state)
{
    static const char *const name[] = {"none", "running", "done", "failed", "refused"};

    return name[state];
}

/* How it stands; without what came of it, which may be long. */
static json_t *run_json(const struct lesson_run *r)
{
    return json_pack("{s:o, s:s, s:b, s:b, s:o, s:o}", "run",
                     json_count_or_null(r->number), "state", state_name(r->state),
                     "dry_run", r->dry, "deep", r->deep, "progress",
                     r->progress ? json_incref(r->progress) : json_null(), "error",
                     json_text_or_null(*r->error ? r->error : NULL));
}

/* Its text is made under the lock, and told without it. */
static void *event_of(struct tutor *s)
{
    struct buf text = {0};

    json_write(&text, run_json(&s->run));
    buf_u8(&text, 0);
    return text.data;
}

static void tell(struct tutor *s, void *text)
{
    if (s->o.herald)
        herald_tell(s->o.herald, HERALD_RETRAIN, text);
    free(text);
}

static void on_said(void *arg, json_t *object)
{
    struct tutor *s = arg;
    struct lesson_run *r = &s->run;
    const bool progress = json_object_get(object, "doing") != NULL;
    void *text;

    pthread_mutex_lock(&s->lock);
    if (progress) {
        json_decref(r->progress);
        r->progress = json_incref(object);
    } else {
        json_decref(r->result);
        r->result = json_incref(object);
    }
    text = event_of(s);
    pthread_mutex_unlock(&s->lock);
    tell(s, text);
}

static void on_ended(void *arg, int status, const char *complaint)
{
    struct tutor *s = arg;
    struct lesson_run *r = &s->run;
    void *text;

    pthread_mutex_lock(&s->lock);
    r->state = status == 0         ? STATE_DONE
               : status == REFUSED ? STATE_REFUSED
                                   : STATE_FAILED;
    json_decref(r->progress);
    r->progress = NULL;
    if (r->state == STATE_FAILED)
        snprintf(r->error, sizeof r->error, "%s",
                 r->stopped   ? "stopped"
                 : *complaint ? complaint
                              : "it ended before its time");
    s->busy = false;
    text = event_of(s);
    pthread_mutex_unlock(&s->lock);
    tell(s, text);
}

/* The first thing it says is that the model is in use. */
static void on_use_said(void *arg, json_t *object)
{
    struct tutor *s = arg;

    pthread_mutex_lock(&s->lock);
    s->use.in_use = true;
    s->use.already |= json_is_true(json_object_get(object, "already"));
    pthread_cond_broadcast(&s->moved);
    pthread_mutex_unlock(&s->lock);
}

static void on_use_ended(void *arg, int status, const char *complaint)
{
    struct tutor *s = arg;

    pthread_mutex_lock(&s->lock);
    s->use.over = true;
    s->use.status = status;
    snprintf(s->use.complaint, sizeof s->use.complaint, "%s", complaint);
    s->busy = false;
    pthread_cond_broadcast(&s->moved);
    pthread_mutex_unlock(&s->lock);
}

struct tutor *tutor_open(const struct tutor_options *o)
{
    struct tutor *s = mem_new(1, sizeof *s);

    s->o = *o;
    pthread_mutex_init(&s->lock, NULL);
    thread_cond_init(&s->moved);
    return s;
}

void tutor_close(struct tutor *s)
{
    if (!s)
        return;
    helper_free(s->helper);
    json_decref(s->run.progress);
    json_decref(s->run.result);
    pthread_cond_destroy(&s->moved);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

/* Nobody else may begin from here on, and nobody is at work: true; or false. */
static bool reserve(struct tutor *s)
{
    struct helper *before = NULL;
    bool free_to_go;

    pthread_mutex_lock(&s->lock);
    free_to_go = !s->busy;
    if (free_to_go) {
        s->busy = true;
        before = s->helper;
        s->helper = NULL;
    }
    pthread_mutex_unlock(&s->lock);
    helper_free(before);
    return free_to_go;
}

static size_t common_words(const struct tutor *s, const char **word)
{
    size_t n = 0;

    if (s->o.config) {
        word[n++] = "--config";
        word[n++] = s->o.config;
    }
    word[n++] = "--db";
    word[n++] = s->o.library;
    return n;
}

/* The lock is not held: its first words come at once. */
static int start(struct tutor *s, const char *const *word,
                 const struct helper_calls *calls, struct err *e)
{
    struct helper *h = NULL;
    const int rc = helper_start(&h, s->o.program, word, calls, e);

    pthread_mutex_lock(&s->lock);
    s->helper = h;
    if (rc != 0)
        s->busy = false;
    pthread_mutex_unlock(&s->lock);
    return rc;
}

/* 1 it runs; 0 something else does; -1. */
static int learn(struct tutor *s, bool dry, bool deep, int64_t *number, struct err *e)
{
    const struct helper_calls calls = {.arg = s, .said = on_said, .ended = on_ended};
    const char *word[WORDS] = {NULL};
    size_t n;

    if (!reserve(s))
        return 0;
    n = common_words(s, word);
    word[n++] = "retrain";
    word[n++] = "--json";
    word[n++] = "--progress";
    word[n++] = "--quiet";
    if (dry)
        word[n++] = "--dry-run";
    if (dry)
        word[n++] = "--show=200";
    if (deep)
        word[n] = "--deep";
    pthread_mutex_lock(&s->lock);
    json_decref(s->run.progress);
    json_decref(s->run.result);
    s->run = (struct lesson_run){
        .number = s->run.number + 1, .state = STATE_RUNNING, .dry = dry, .deep = deep};
    *number = s->run.number;
    pthread_mutex_unlock(&s->lock);
    if (start(s, word, &calls, e) == 0)
        return 1;
    on_ended(s, MISUSED, e->text);
    return -1;
}

int tutor_use(struct tutor *s, const char *key, bool *already, struct err *e)
{
    const struct helper_calls calls = {
        .arg = s, .said = on_use_said, .ended = on_use_ended};
    const struct timespec until = thread_until(USE_MS);
    const char *word[WORDS] = {NULL};
    size_t n;
    int rc = 0;

    if (!reserve(s))
        return err_set(e, ERR_BUSY, "a model is learning, or being put in use");
    n = common_words(s, word);
    word[n++] = "model";
    word[n++] = "use";
    word[n++] = "--json";
    word[n++] = "--progress";
    word[n++] = "--quiet";
    word[n] = key;
    s->use = (struct use){.on = true};
    if (start(s, word, &calls, e) != 0)
        return -1;
    pthread_mutex_lock(&s->lock);
    while (!s->use.in_use && !s->use.over && rc == 0)
        rc = pthread_cond_timedwait(&s->moved, &s->lock, &until);
    *already = s->use.already;
    if (s->use.in_use)
        rc = 0;
    else if (s->use.over)
        rc = err_set(e, s->use.status == MISUSED ? ERR_USAGE : ERR_STORE, "%s",
                     s->use.complaint);
    else
        rc = err_set(e, ERR_BUSY, "the library is being written by others");
    pthread_mutex_unlock(&s->lock);
    return rc;
}

int retrain_post(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    static const char *const known[] = {"deep", "dry_run", NULL};
    json_t *body = body_object(c, true, e);
    bool dry, deep;
    int64_t number = 0;
    int rc;

    if (!body)
        return -1;
    rc = body_only(body, known, e) != 0 ||
                 body_bool(body, "dry_run", false, &dry, e) != 0 ||
                 body_bool(body, "deep", false, &deep, e) != 0
             ? -1
             : learn(d->server->tutor, dry, deep, &number, e);
    json_decref(body);
    if (rc == 0)
        return problem_reply(r, 409, "a model is learning, or being put in use");
    if (rc < 0)
        return -1;
    r->status = 202;
    json_write(&r->body, json_pack("{s:I}", "run", (json_int_t)number));
    return 0;
}

int retrain_get(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    struct tutor *s = d->server->tutor;
    json_t *out;

    (void)c;
    (void)e;
    pthread_mutex_lock(&s->lock);
    out = run_json(&s->run);
    json_object_set_new(out, "result",
                        s->run.result ? json_incref(s->run.result) : json_null());
    json_write(&r->body, out);
    pthread_mutex_unlock(&s->lock);
    return 0;
}

int retrain_stop(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    struct tutor *s = d->server->tutor;
    int64_t number = 0;

    (void)c;
    (void)e;
    pthread_mutex_lock(&s->lock);
    if (s->run.state == STATE_RUNNING && s->helper) {
        number = s->run.number;
        s->run.stopped = true;
        helper_stop(s->helper);
    }
    pthread_mutex_unlock(&s->lock);
    if (number == 0)
        return problem_reply(r, 409, "nothing is learning");
    r->status = 202;
    json_write(&r->body, json_pack("{s:I}", "run", (json_int_t)number));
    return 0;
}
