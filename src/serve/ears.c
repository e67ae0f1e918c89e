/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ears: workers for sounds that are sent, each with what it takes to tell of them. */
#include "serve/ears.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "index/pool.h"
#include "serve/around.h"
#include "serve/draft.h"
#include "serve/thread.h"
#include "util/blob.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/mem.h"
#include "util/team.h"

enum { LOOK_MS = 1000 }; /* between looks for what has idled for too long */

struct ear {
    struct pool *pool;   /* of one worker; NULL: none runs */
    struct draft *draft; /* NULL: there is no model to tell what was heard */
    char key[33];        /* of the model that it hears with */
    bool taken;
    int64_t idle_ms; /* since when */
};

struct ears {
    struct ears_options options;
    struct around *around;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t freed, opened;
    bool ended;
    pthread_t keeper;
    bool has_keeper;
    size_t n;
    struct ear ear[];
};

static void shut(struct ear *a)
{
    pool_close(a->pool);
    draft_close(a->draft);
    *a = (struct ear){.taken = a->taken};
}

/* End what nobody has asked for a while; does anything go on? Locked. */
static bool keep(struct ears *x)
{
    const int64_t now = clock_ms();
    bool open = around_rest(x->around, now - x->options.idle_ms);

    for (size_t i = 0; i < x->n; i++) {
        struct ear *a = &x->ear[i];

        if (!a->taken && a->pool && now - a->idle_ms >= x->options.idle_ms)
            shut(a);
        open = open || a->taken || a->pool;
    }
    return open;
}

/* The keeper's thread: it sleeps for good while nothing is open. */
static void *look_after(void *arg)
{
    struct ears *x = arg;

    pthread_mutex_lock(&x->lock);
    while (!x->ended) {
        const struct timespec t = thread_until(LOOK_MS);

        if (keep(x))
            pthread_cond_timedwait(&x->opened, &x->lock, &t);
        else
            pthread_cond_wait(&x->opened, &x->lock);
    }
    pthread_mutex_unlock(&x->lock);
    return NULL;
}

struct ears *ears_new(const struct ears_options *o)
{
    const size_t n = o->ears > 0 ? (size_t)o->ears : team_cores();
    struct ears *x = mem_new(1, sizeof *x + n * sizeof x->ear[0]);
    struct err ignored; /* without a keeper workers stay until the end */

    x->options = *o;
    x->n = n;
    if (o->idle_ms == 0)
        x->options.idle_ms = EARS_IDLE_MS;
    if (o->wait_ms == 0)
        x->options.wait_ms = EARS_WAIT_MS;
    if (o->timeout_ms == 0)
        x->options.timeout_ms = EARS_SOUND_MS;
    x->around = around_new();
    pthread_mutex_init(&x->lock, NULL);
    thread_cond_init(&x->freed);
    thread_cond_init(&x->opened);
    x->has_keeper = thread_start(&x->keeper, look_after, x, &ignored) == 0;
    return x;
}

void ears_free(struct ears *x)
{
    if (!x)
        return;
    pthread_mutex_lock(&x->lock);
    x->ended = true;
    pthread_cond_signal(&x->opened);
    pthread_mutex_unlock(&x->lock);
    if (x->has_keeper)
        pthread_join(x->keeper, NULL);
    for (size_t i = 0; i < x->n; i++)
        shut(&x->ear[i]);
    around_free(x->around);
    pthread_cond_destroy(&x->opened);
    pthread_cond_destroy(&x->freed);
    pthread_mutex_destroy(&x->lock);
    free(x);
}

struct around *ears_around(struct ears *x) { return x->around; }

int ears_open(struct ears *x)
{
    int n = 0;

    pthread_mutex_lock(&x->lock);
    for (size_t i = 0; i < x->n; i++)
        n += x->ear[i].taken || x->ear[i].pool;
    pthread_mutex_unlock(&x->lock);
    return n;
}

/* A free one, rather one that hears with that model already; NULL = none. Locked. */
static struct ear *find(struct ears *x, const char *key)
{
    struct ear *best = NULL;

    for (size_t i = 0; i < x->n; i++) {
        struct ear *a = &x->ear[i];

        if (!a->taken && (!best || (a->pool && strcmp(a->key, key) == 0)))
            best = a;
    }
    return best;
}

static struct ear *take(struct ears *x, const char *key)
{
    const struct timespec end = thread_until(x->options.wait_ms);
    struct ear *a;
    int late = 0;

    pthread_mutex_lock(&x->lock);
    while (!(a = find(x, key)) && late != ETIMEDOUT)
        late = pthread_cond_timedwait(&x->freed, &x->lock, &end);
    if (a)
        a->taken = true;
    pthread_mutex_unlock(&x->lock);
    return a;
}

static void give_back(struct ears *x, struct ear *a)
{
    pthread_mutex_lock(&x->lock);
    a->taken = false;
    a->idle_ms = clock_ms();
    pthread_cond_signal(&x->freed);
    pthread_cond_signal(&x->opened);
    pthread_mutex_unlock(&x->lock);
}

/* The model to hear with: what the next index would work with. That is the one that the
 * library has in use, but of those that are built in it is the one of this program. */
struct choice {
    struct model_ref known; /* as the library has it; {0} = it knows none */
    const struct model_facts *built_in;
    const char *key; /* "" = there is none */
};

static int choose(const struct ears *x, struct store *s, struct choice *c, struct err *e)
{
    static const struct model_facts none = {.key = ""};

    c->built_in = x->options.built_in ? x->options.built_in : &none;
    if (model_known(s, &c->known, e) < 0)
        return -1;
    c->key = c->known.id ? c->known.key : c->built_in->key;
    return 0;
}

/* A model of the library as facts: what sample_put() asks of it. */
static struct model_facts facts_of(const struct model_ref *m)
{
    return (struct model_facts){.key = m->key,
                                .arch = "kept",
                                .feature_version = BLOB_MEL_VERSION,
                                .trunk = m->embeds ? m->trunk : NULL,
                                .metrics = "{}",
                                .nodes = m->nodes,
                                .tag = (const char *const *)m->tag,
                                .leaves = m->branches.leaves,
                                .leaf_threshold = m->branches.leaf_threshold,
                                .parent_threshold = m->branches.parent_threshold,
                                .form_threshold = m->form_threshold};
}

/* model NULL: the one built in. */
static int start(const struct ears *x, struct ear *a, const struct model_facts *facts,
                 const struct buf *model, struct err *e)
{
    const struct pool_options o = {.program = x->options.program,
                                   .jobs = 1,
                                   .timeout_ms = x->options.timeout_ms,
                                   .no_sandbox = x->options.no_sandbox,
                                   .nodes = facts->nodes,
                                   .model = model ? model->data : NULL,
                                   .model_len = model ? model->len : 0};

    shut(a);
    if (draft_open(&a->draft, facts->key[0] ? facts : NULL, e) != 0 ||
        pool_open(&a->pool, &o, e) != 0) {
        shut(a);
        return -1;
    }
    memcpy(a->key, facts->key, strlen(facts->key) + 1);
    return 0;
}

static bool hears_with(const struct ear *a, const char *key)
{
    return a->pool && strcmp(a->key, key) == 0;
}

/* Make it hear with the model of choice. */
static int tune(const struct ears *x, struct store *s, struct ear *a,
                const struct choice *c, struct err *e)
{
    struct buf weights = {0};
    int kept = 0, rc = 0;

    if (hears_with(a, c->key))
        return 0;
    if (strcmp(c->key, c->built_in->key) != 0)
        kept = model_weights(s, c->known.id, &weights, e);
    if (kept == 1) {
        const struct model_facts facts = facts_of(&c->known);

        rc = start(x, a, &facts, &weights, e);
    } else if (kept == 0 && !hears_with(a, c->built_in->key)) {
        rc = start(x, a, c->built_in, NULL, e);
    }
    buf_clear(&weights);
    return kept < 0 ? -1 : rc;
}

/* One sound on its way. */
struct hearing {
    struct ear *ear;
    struct heard heard;
    const char *name;
    const struct lexicon *names;
    int (*each)(void *arg, const struct heard *h, struct err *e);
    void *arg;
    int64_t since_ns;
    int rc; /* what came of it, with *e */
    struct err *e;
};

static int tell(void *arg, struct store *s, int64_t sample, struct err *e)
{
    struct hearing *h = arg;

    h->heard.told = s;
    h->heard.sample = sample;
    return h->each(h->arg, &h->heard, e);
}

/* The worker's answer. What comes of it is no fault of the worker's: 0. */
static int land(void *arg, uint64_t ticket, const struct sound *sound, struct err *e)
{
    struct hearing *h = arg;

    (void)ticket;
    (void)e;
    h->heard.ms = (double)(clock_ns() - h->since_ns) / 1e6;
    h->heard.sound = sound;
    if (sound->status == SOUND_OK)
        h->rc = draft_tell(h->ear->draft, sound, h->name, h->names, tell, h, h->e);
    else
        h->rc =
            err_set(h->e, sound->status == SOUND_FAILED ? ERR_FORMAT : ERR_UNSUPPORTED,
                    "%s", sound->error);
    return 0;
}

static int run(struct hearing *h, int fd, struct err *e)
{
    struct pool *p = h->ear->pool;
    struct err broken = {0};
    const int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    int rc = 0;

    if (own < 0)
        return err_sys(e, "what was sent");
    h->since_ns = clock_ns();
    h->e = e;
    rc = pool_analyse(p, 1, own, &broken);
    while (rc == 0 && pool_pending(p) > 0)
        rc = pool_wait(p, -1, land, h, &broken);
    if (rc == 0)
        return h->rc;
    *e = broken;
    shut(h->ear);
    return -1;
}

static int hear(const struct ears *x, struct store *s, int fd, const struct choice *c,
                struct hearing *h, struct err *e)
{
    if (tune(x, s, h->ear, c, e) != 0)
        return -1;
    h->heard.key = h->ear->key[0] ? h->ear->key : NULL;
    h->heard.model = strcmp(h->ear->key, c->known.key) == 0 ? c->known.id : 0;
    return run(h, fd, e);
}

int ears_hear(struct ears *x, struct store *s, int fd, const char *name,
              const struct lexicon *names,
              int (*heard)(void *arg, const struct heard *h, struct err *e), void *arg,
              struct err *e)
{
    struct hearing h = {.name = name, .names = names, .each = heard, .arg = arg};
    struct choice c = {.key = NULL};
    int rc = choose(x, s, &c, e);

    if (rc == 0 && (h.ear = take(x, c.key))) {
        rc = hear(x, s, fd, &c, &h, e);
        give_back(x, h.ear);
    } else if (rc == 0) {
        rc = err_set(e, ERR_BUSY, "too many sounds are being heard; try again");
    }
    model_ref_clear(&c.known);
    return rc;
}
