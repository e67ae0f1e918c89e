/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files a search found: made once, read in parts. */
#include "serve/rolls.h"

#include <stdlib.h>
#include <string.h>

#include "serve/listing.h"
#include "serve/thread.h"
#include "util/clock.h"
#include "util/mem.h"

enum { MOST = ROLL_BYTES / (int)sizeof(uint32_t) };

enum roll_state { ROLL_WANTED, ROLL_MAKING, ROLL_WHOLE, ROLL_FAILED };

/* All but what never changes (number, q, seq, begun_ms) is guarded by the lock of the
 * rolls. */
struct roll {
    struct roll *next; /* in the table */
    uint64_t number;
    char *q;
    int64_t seq, begun_ms, taken_ms;
    bool outdated; /* nobody is to go on in it who does not do so already */
    enum roll_state state;
    unsigned holders; /* the table among them */
    unsigned waiting; /* of these, who waits for rows */
    uint64_t wanted;  /* when last: the later, the greater */
    bool read;        /* somebody has rows of it, which must stay where they are */
    uint32_t *file;   /* (n) owned */
    size_t n, room;
    struct search_near *near; /* (nears) by sample; written before the first row; owned */
    size_t nears;
    struct err why; /* of ROLL_FAILED */
};

struct rolls {
    const char *library;
    const struct lexicon *synonyms;
    pthread_mutex_t lock;
    pthread_cond_t work, news;
    struct roll *first; /* of the table */
    size_t n;           /* in it: ROLLS, or more while more are in use */
    uint64_t numbers, wishes;
    bool ended;
    pthread_t maker;
};

static void let_go(struct roll *x)
{
    if (--x->holders > 0)
        return;
    free(x->q);
    free(x->file);
    free(x->near);
    free(x);
}

/* Out of the table, if it is there: its hold is the caller's. */
static bool take_out(struct rolls *r, const struct roll *x)
{
    struct roll **at = &r->first;

    while (*at && *at != x)
        at = &(*at)->next;
    if (!*at)
        return false;
    *at = x->next;
    r->n--;
    return true;
}

/* Down to what is kept: what nobody uses goes, and what was wished for longest ago first.
 */
static void trim(struct rolls *r)
{
    while (r->n > ROLLS) {
        struct roll *oldest = NULL;

        for (struct roll *x = r->first; x; x = x->next)
            if (x->holders == 1 && (!oldest || x->wanted < oldest->wanted))
                oldest = x;
        if (!oldest)
            return;
        take_out(r, oldest);
        let_go(oldest);
    }
}

/* A roll while it is made. */
struct making {
    struct rolls *all;
    struct roll *x;
};

static bool is_rivalled(const struct rolls *r)
{
    for (const struct roll *x = r->first; x; x = x->next)
        if (x->state == ROLL_WANTED && x->waiting > 0)
            return true;
    return false;
}

/* Nobody waits for this one any more, and somebody for another. */
static bool is_in_the_way(const struct rolls *r, const struct roll *x)
{
    return r->ended || (x->waiting == 0 && !x->read && is_rivalled(r));
}

/* What has come may be read, unless it is not wanted any more. */
static int reveal(void *arg, const uint32_t *file, size_t n, struct err *e)
{
    struct making *m = arg;
    struct roll *x = m->x;
    bool wanted;

    pthread_mutex_lock(&m->all->lock);
    wanted = !is_in_the_way(m->all, x);
    if (x->n + n > x->room) {
        x->room = 2 * x->room + n < MOST ? 2 * x->room + n : MOST;
        x->file = mem_grow(x->file, x->room, sizeof *x->file);
    }
    n = n < x->room - x->n ? n : x->room - x->n;
    memcpy(x->file + x->n, file, n * sizeof *file);
    x->n += n;
    pthread_cond_broadcast(&m->all->news);
    pthread_mutex_unlock(&m->all->lock);
    if (!wanted)
        return err_set(e, ERR_STOPPED, "another search came in between");
    return x->n == MOST;
}

static void keep_near(void *arg, struct search_near *near, size_t n)
{
    struct making *m = arg;

    m->x->near = near;
    m->x->nears = n;
}

static int make(struct rolls *r, struct roll *x, struct err *e)
{
    struct making m = {r, x};

    return listing_make(&(struct listing){.library = r->library,
                                          .synonyms = r->synonyms,
                                          .q = x->q,
                                          .arg = &m,
                                          .near = keep_near,
                                          .piece = reveal},
                        e);
}

/* What was begun and came in the way waits for a time when nobody wants another. */
static void settle(struct rolls *r, struct roll *x, int rc, const struct err *e)
{
    x->state = rc == 0 ? ROLL_WHOLE : e->kind == ERR_STOPPED ? ROLL_WANTED : ROLL_FAILED;
    if (rc == 0)
        return;
    x->why = *e;
    x->wanted = 0;
    x->n = x->nears = 0;
    free(x->near);
    x->near = NULL;
    if (x->state == ROLL_FAILED && take_out(r, x)) /* the next wish is to try again */
        x->holders--;                              /* the maker's is still there */
}

/* Those that somebody waits for go first, in turn; of the others the last wish, since who
 * types has no use for what he began with. */
static bool goes_before(const struct roll *a, const struct roll *b)
{
    if ((a->waiting > 0) != (b->waiting > 0))
        return a->waiting > 0;
    return a->waiting > 0 ? a->wanted < b->wanted : a->wanted > b->wanted;
}

/* NULL = none. */
static struct roll *most_wanted(const struct rolls *r)
{
    struct roll *best = NULL;

    for (struct roll *x = r->first; x; x = x->next)
        if (x->state == ROLL_WANTED && (!best || goes_before(x, best)))
            best = x;
    return best;
}

static void *work(void *arg)
{
    struct rolls *r = arg;
    struct roll *x;

    pthread_mutex_lock(&r->lock);
    while (!r->ended) {
        struct err e = {0};
        int rc;

        x = most_wanted(r);
        if (!x) {
            pthread_cond_wait(&r->work, &r->lock);
            continue;
        }
        x->state = ROLL_MAKING;
        x->holders++;
        pthread_mutex_unlock(&r->lock);
        rc = make(r, x, &e);
        pthread_mutex_lock(&r->lock);
        settle(r, x, rc, &e);
        let_go(x);
        trim(r);
        pthread_cond_broadcast(&r->news);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

int rolls_open(struct rolls **out, const char *library, const struct lexicon *synonyms,
               struct err *e)
{
    struct rolls *r = mem_new(1, sizeof *r);

    r->library = library;
    r->synonyms = synonyms;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->work, NULL);
    thread_cond_init(&r->news);
    if (thread_start(&r->maker, work, r, e) != 0) {
        free(r);
        return -1;
    }
    *out = r;
    return 0;
}

void rolls_close(struct rolls *r)
{
    struct roll *x;

    if (!r)
        return;
    pthread_mutex_lock(&r->lock);
    r->ended = true;
    pthread_cond_broadcast(&r->work);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->maker, NULL);
    while ((x = r->first)) {
        take_out(r, x);
        let_go(x);
    }
    pthread_cond_destroy(&r->news);
    pthread_cond_destroy(&r->work);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

static bool is_new(const struct roll *x, int64_t seq)
{
    return x->seq == seq || clock_ms() - x->begun_ms < ROLL_FRESH_MS;
}

static bool is_read_on(const struct roll *x, int64_t seq)
{
    return !x->outdated && (is_new(x, seq) || clock_ms() - x->taken_ms < ROLL_REST_MS);
}

static bool does(const struct roll *x, const char *q, uint64_t number, int64_t seq,
                 enum roll_how how)
{
    if (strcmp(x->q, q) != 0)
        return false;
    if (number)
        return x->number == number;
    return how == ROLL_BEGIN ? is_new(x, seq) : how == ROLL_GO_ON && is_read_on(x, seq);
}

static struct roll *find(const struct rolls *r, const char *q, uint64_t number,
                         int64_t seq, enum roll_how how)
{
    struct roll *newest = NULL;

    for (struct roll *x = r->first; x; x = x->next)
        if (does(x, q, number, seq, how) && (!newest || x->number > newest->number))
            newest = x;
    return newest;
}

static struct roll *begin(struct rolls *r, const char *q, int64_t seq)
{
    struct roll *x = mem_new(1, sizeof *x);

    *x = (struct roll){.next = r->first,
                       .number = ++r->numbers,
                       .q = mem_text(q, strlen(q)),
                       .seq = seq,
                       .begun_ms = clock_ms(),
                       .state = ROLL_WANTED,
                       .holders = 1};
    r->first = x;
    r->n++;
    pthread_cond_signal(&r->work);
    return x;
}

struct roll *roll_take(struct rolls *r, const char *q, uint64_t number, int64_t seq,
                       enum roll_how how)
{
    struct roll *x;

    pthread_mutex_lock(&r->lock);
    x = number ? find(r, q, number, seq, how) : NULL;
    if (!x)
        x = find(r, q, 0, seq, how);
    if (!x)
        x = begin(r, q, seq);
    x->holders++;
    x->wanted = ++r->wishes;
    x->taken_ms = clock_ms();
    trim(r);
    pthread_mutex_unlock(&r->lock);
    return x;
}

void roll_outdate(struct rolls *r, const char *q, int64_t seq)
{
    pthread_mutex_lock(&r->lock);
    for (struct roll *x = r->first; x; x = x->next)
        if (strcmp(x->q, q) == 0 && !is_new(x, seq))
            x->outdated = true;
    pthread_mutex_unlock(&r->lock);
}

void roll_back(struct rolls *r, struct roll *x)
{
    pthread_mutex_lock(&r->lock);
    let_go(x);
    trim(r);
    pthread_mutex_unlock(&r->lock);
}

uint64_t roll_number(const struct roll *x) { return x->number; }

/* Until n rows from `from` on are there, or with n 0 all: false where that takes longer.
 */
static bool wait_for(struct rolls *r, struct roll *x, size_t from, size_t n, int wait_ms)
{
    const struct timespec until = thread_until(wait_ms);
    int late = 0;

    x->waiting++;
    while (x->state < ROLL_WHOLE && (n == 0 || x->n < from + n) && late == 0)
        late = pthread_cond_timedwait(&r->news, &r->lock, &until);
    x->waiting--;
    return x->state >= ROLL_WHOLE || (n > 0 && x->n >= from + n);
}

int roll_read(struct rolls *r, struct roll *x, size_t from, size_t n, int wait_ms,
              int64_t *file, size_t *got, int64_t *total, struct err *e)
{
    int rc;

    pthread_mutex_lock(&r->lock);
    rc = wait_for(r, x, from, n, wait_ms);
    if (x->state == ROLL_FAILED) {
        *e = x->why;
        rc = -1;
    }
    *got = rc == 1 && from < x->n ? (x->n - from < n ? x->n - from : n) : 0;
    for (size_t i = 0; i < *got; i++)
        file[i] = x->file[from + i];
    *total = x->state == ROLL_WHOLE ? (int64_t)x->n : -1;
    x->read |= *got > 0;
    pthread_mutex_unlock(&r->lock);
    return rc;
}

double roll_distance(const struct roll *x, int64_t sample)
{
    return listing_distance(x->near, x->nears, sample);
}
