/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files a search found: made once, read in parts. */
#include "serve/rolls.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer/alike.h"
#include "serve/thread.h"
#include "store/search.h"
#include "util/clock.h"
#include "util/mem.h"

enum {
    PIECE = 4096, /* rows that become visible together */
    MOST = ROLL_BYTES / (int)sizeof(uint32_t)
};

enum roll_state { ROLL_WANTED, ROLL_MAKING, ROLL_WHOLE, ROLL_FAILED };

/* All but what never changes (number, q, seq) is guarded by the lock of the rolls. */
struct roll {
    uint64_t number;
    char *q;
    int64_t seq, begun_ms;
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
    struct roll *roll[ROLLS]; /* NULL: free */
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

/* A roll while it is made. */
struct making {
    struct rolls *all;
    struct roll *x;
    uint32_t piece[PIECE];
    size_t n;
};

static bool is_rivalled(const struct rolls *r)
{
    for (size_t i = 0; i < ROLLS; i++)
        if (r->roll[i] && r->roll[i]->state == ROLL_WANTED && r->roll[i]->waiting > 0)
            return true;
    return false;
}

/* Nobody waits for this one any more, and somebody for another. */
static bool is_outdated(const struct rolls *r, const struct roll *x)
{
    return r->ended || (x->waiting == 0 && !x->read && is_rivalled(r));
}

/* What has come so far may be read. Is it still wanted? */
static bool reveal(struct making *m)
{
    struct roll *x = m->x;
    bool wanted;

    pthread_mutex_lock(&m->all->lock);
    wanted = !is_outdated(m->all, x);
    if (x->n + m->n > x->room) {
        x->room = 2 * x->room + PIECE < MOST ? 2 * x->room + PIECE : MOST;
        x->file = mem_grow(x->file, x->room, sizeof *x->file);
    }
    memcpy(x->file + x->n, m->piece, m->n * sizeof *m->piece);
    x->n += m->n;
    m->n = 0;
    pthread_cond_broadcast(&m->all->news);
    pthread_mutex_unlock(&m->all->lock);
    return wanted;
}

/* 1: the roll is full. */
static int take(void *arg, int64_t file, struct err *e)
{
    struct making *m = arg;

    if (file < 0 || file > UINT32_MAX)
        return err_set(e, ERR_LIMIT, "the library has had more files than can be listed");
    m->piece[m->n++] = (uint32_t)file;
    if (m->n < PIECE)
        return 0;
    if (!reveal(m))
        return err_set(e, ERR_STOPPED, "another search came in between");
    return m->x->n + PIECE > MOST ? 1 : 0;
}

static int by_sample(const void *a, const void *b)
{
    const struct search_near *x = a, *y = b;

    return (x->sample > y->sample) - (x->sample < y->sample);
}

static int list(struct making *m, struct store *s, const struct query *q, struct err *e)
{
    struct search_with with = {.synonyms = m->all->synonyms};
    struct search *found = NULL;
    int rc = alike_query(&m->x->near, &m->x->nears, s, q, &(struct alike_beside){0}, e);

    if (rc != 0 && (e->kind == ERR_IO || e->kind == ERR_FORMAT))
        e->kind = ERR_USAGE; /* what it asks with is not in the library */
    with.near = m->x->near;
    with.nears = m->x->nears;
    if (m->x->near)
        qsort(m->x->near, m->x->nears, sizeof *m->x->near, by_sample);
    if (rc == 0)
        rc = search_open_ids(&found, s, q, &with, e);
    if (rc == 0)
        rc = search_each_id(found, take, m, e);
    search_close(found);
    if (rc >= 0)
        reveal(m);
    return rc < 0 ? -1 : 0;
}

static int make(struct rolls *r, struct roll *x, struct err *e)
{
    struct making *m = mem_new(1, sizeof *m);
    struct query *q = NULL;
    struct store *s = NULL;
    int rc = query_parse(&q, x->q, NULL, e);

    m->all = r;
    m->x = x;
    if (rc == 0)
        rc = store_open(&s, r->library, STORE_READ, e);
    if (rc == 0)
        rc = list(m, s, q, e);
    store_close(s);
    query_free(q);
    free(m);
    return rc;
}

/* What was begun and is outdated waits for a time when nobody wants another. */
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
    for (size_t i = 0; i < ROLLS && x->state == ROLL_FAILED; i++)
        if (r->roll[i] == x) { /* the next wish is to try again */
            r->roll[i] = NULL;
            x->holders--; /* the maker's is still there */
        }
}

/* The one that was wished for last, of those that are wanted; before all others such that
 * somebody waits for. NULL = none. */
static struct roll *most_wanted(const struct rolls *r)
{
    struct roll *best = NULL;

    for (size_t i = 0; i < ROLLS; i++) {
        struct roll *x = r->roll[i];

        if (x && x->state == ROLL_WANTED &&
            (!best || (x->waiting > 0) > (best->waiting > 0) ||
             ((x->waiting > 0) == (best->waiting > 0) && x->wanted > best->wanted)))
            best = x;
    }
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
    if (!r)
        return;
    pthread_mutex_lock(&r->lock);
    r->ended = true;
    pthread_cond_broadcast(&r->work);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->maker, NULL);
    for (size_t i = 0; i < ROLLS; i++)
        if (r->roll[i])
            let_go(r->roll[i]);
    pthread_cond_destroy(&r->news);
    pthread_cond_destroy(&r->work);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

static bool does(const struct roll *x, const char *q, uint64_t number, int64_t seq)
{
    if (strcmp(x->q, q) != 0)
        return false;
    if (number)
        return x->number == number;
    return x->seq == seq || clock_ms() - x->begun_ms < ROLL_FRESH_MS;
}

static struct roll *find(const struct rolls *r, const char *q, uint64_t number,
                         int64_t seq)
{
    struct roll *newest = NULL;

    for (size_t i = 0; i < ROLLS; i++)
        if (r->roll[i] && does(r->roll[i], q, number, seq) &&
            (!newest || r->roll[i]->number > newest->number))
            newest = r->roll[i];
    return newest;
}

/* Which of two places is given up first: a free one, else one that nobody waits for, else
 * what was wished for earlier. */
static bool goes_before(const struct roll *a, const struct roll *b)
{
    if (!a || !b)
        return b != NULL;
    if ((a->waiting > 0) != (b->waiting > 0))
        return a->waiting == 0;
    return a->wanted < b->wanted;
}

static struct roll *begin(struct rolls *r, const char *q, int64_t seq)
{
    struct roll *x = mem_new(1, sizeof *x);
    size_t place = 0;

    for (size_t i = 1; i < ROLLS; i++)
        if (goes_before(r->roll[i], r->roll[place]))
            place = i;
    if (r->roll[place])
        let_go(r->roll[place]);
    r->roll[place] = x;
    *x = (struct roll){.number = ++r->numbers,
                       .q = mem_text(q, strlen(q)),
                       .seq = seq,
                       .begun_ms = clock_ms(),
                       .state = ROLL_WANTED,
                       .holders = 1};
    pthread_cond_signal(&r->work);
    return x;
}

struct roll *roll_take(struct rolls *r, const char *q, uint64_t number, int64_t seq,
                       bool anew)
{
    struct roll *x;

    pthread_mutex_lock(&r->lock);
    x = anew && !number ? NULL : find(r, q, number, seq);
    if (!x && number && !anew)
        x = find(r, q, 0, seq);
    if (!x)
        x = begin(r, q, seq);
    x->holders++;
    x->wanted = ++r->wishes;
    pthread_mutex_unlock(&r->lock);
    return x;
}

void roll_back(struct rolls *r, struct roll *x)
{
    pthread_mutex_lock(&r->lock);
    let_go(x);
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
    const struct search_near wanted = {.sample = sample},
                             *found = x->near ? bsearch(&wanted, x->near, x->nears,
                                                        sizeof *x->near, by_sample)
                                              : NULL;

    return found ? found->distance : (double)NAN;
}
