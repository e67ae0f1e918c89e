/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person said of some sounds of a folder is passed on to the rest of it. */
#include "learn/settle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/kin.h"
#include "learn/school.h"
#include "nn/neighbours.h"
#include "nn/settled.h"
#include "util/mem.h"
#include "util/vec.h"

/* What moves less than this share of the probability is left to the ear. */
static const float worth = 0.02f;

/* The sounds of judged folders, and the examples that vote. */
struct class
{
    const struct lesson *l;
    size_t n, width, leaves;
    float *x, *direction, *kin; /* (n, width), (n, width), (n); owned */
    size_t *folder;             /* (n) of the lesson; owned */
    float *taught;              /* (l->n, width) directions; owned */
    float reach;
};

struct outcome {
    uint8_t key[SETTLED_KEY];
    float moved;
    uint8_t share[SOUND_MAX_NODES];
};

static void assemble(struct class *c, const struct lesson *l,
                     const struct settle_sound *x, size_t n)
{
    c->x = mem_new(n * c->width, sizeof *c->x);
    c->folder = mem_new(n, sizeof *c->folder);
    for (size_t i = 0; i < n && c->n < SETTLE_SOUNDS; i++) {
        const size_t place = lesson_place(l, x[i].folder);

        if (place == l->folders || x[i].known->n != c->width)
            continue;
        embedding_numbers(x[i].known, c->x + c->n * c->width);
        c->folder[c->n++] = place;
    }
}

static void measure(struct class *c, const struct model *old)
{
    float *p = mem_new(c->n * old->leaves, sizeof *p);

    c->kin = mem_new(c->n, sizeof *c->kin);
    school_ask(old, c->n, c->x, p);
    kin_measure(c->n, old->leaves, p, c->folder, c->kin);
    free(p);
    c->direction = mem_new(c->n * c->width, sizeof *c->direction);
    memcpy(c->direction, c->x, c->n * c->width * sizeof *c->x);
    neighbours_directions(c->n, c->width, c->direction);
    c->taught = mem_new(c->l->n * c->width, sizeof *c->taught);
    memcpy(c->taught, c->l->x, c->l->n * c->width * sizeof *c->taught);
    neighbours_directions(c->l->n, c->width, c->taught);
}

static void dismiss(struct class *c)
{
    free(c->x);
    free(c->direction);
    free(c->kin);
    free(c->folder);
    free(c->taught);
}

/* How near each neighbour of the model is to sound i because of the folder. */
static void lend(const struct class *c, size_t i, float *lent)
{
    const size_t over = c->l->n > NEIGHBOURS_MAX ? c->l->n - NEIGHBOURS_MAX : 0;

    for (size_t k = over; k < c->l->n; k++)
        lent[k - over] =
            c->l->folder[k] == c->folder[i]
                ? c->kin[i] * neighbours_alike(c->width, c->direction + i * c->width,
                                               c->taught + k * c->width, c->reach)
                : 0.0f;
}

static void write_shares(size_t n, const float *p, uint8_t *share)
{
    for (size_t c = 0; c < n; c++)
        share[c] = (uint8_t)lroundf(255.0f * p[c]);
}

/* p: what the heads say of it. 0: the folder changes nothing. */
static int decide(const struct class *c, const struct vote *v, size_t i, const float *p,
                  struct outcome *out)
{
    const float *x = c->x + i * c->width;
    float lent[NEIGHBOURS_MAX], alone[SOUND_MAX_NODES], among[SOUND_MAX_NODES];
    float form[FORM_COUNT] = {0.5f, 0.5f};

    memcpy(alone, p, c->leaves * sizeof *p);
    memcpy(among, p, c->leaves * sizeof *p);
    lend(c, i, lent);
    vote_cast(v, x, alone, form);
    vote_lend(v, x, lent, among, form);
    out->moved = 0.0f;
    for (size_t leaf = 0; leaf < c->leaves; leaf++)
        out->moved += 0.5f * fabsf(among[leaf] - alone[leaf]);
    write_shares(c->leaves, among, out->share);
    settled_key(c->width, x, out->key);
    return out->moved >= worth;
}

static int most_moved(const void *a, const void *b)
{
    const struct outcome *x = a, *y = b;

    if (x->moved != y->moved)
        return x->moved > y->moved ? -1 : 1;
    return memcmp(x->key, y->key, sizeof x->key);
}

static int by_key(const void *a, const void *b)
{
    const struct outcome *x = a, *y = b;
    const int key = memcmp(x->key, y->key, sizeof x->key);

    return key ? key : most_moved(a, b);
}

/* The outcomes by their keys; of one sound in two folders what moves it more. */
static size_t give(struct model *m, struct outcome *of, size_t n)
{
    uint8_t *key = mem_new(n, SETTLED_KEY), *share = mem_new(n, m->leaves);
    size_t kept = 0;

    qsort(of, n, sizeof *of, by_key);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && memcmp(of[i].key, of[i - 1].key, SETTLED_KEY) == 0)
            continue;
        memcpy(key + kept * SETTLED_KEY, of[i].key, SETTLED_KEY);
        memcpy(share + kept * m->leaves, of[i].share, m->leaves);
        kept++;
    }
    settled_put(m, &(struct settled){kept, m->leaves, key, share});
    free(key);
    free(share);
    return kept;
}

size_t settle(struct model *m, const struct model *old, const struct lesson *l,
              const struct settle_sound *x, size_t n)
{
    struct class c = {.l = l,
                      .width = l->width,
                      .leaves = m->leaves,
                      .reach = school_reach(m, KIN_REACH)};
    struct vote *v = vote_new(m);
    struct outcome *of;
    float *p;
    size_t settled = 0;

    assemble(&c, l, x, n);
    measure(&c, old);
    of = mem_new(c.n, sizeof *of);
    p = mem_new(c.n * c.leaves, sizeof *p);
    school_tell(m, c.n, c.x, p);
    for (size_t i = 0; v && i < c.n; i++)
        settled += (size_t)decide(&c, v, i, p + i * c.leaves, &of[settled]);
    settled = give(m, of, settled);
    free(of);
    free(p);
    vote_free(v);
    dismiss(&c);
    return settled;
}
