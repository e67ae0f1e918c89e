/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The zoo, damaged at random, through the real worker: no file may bring it down. */
#include "near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crowd.h"
#include "nn/model.h"
#include "util/rng.h"
#include "zoo_make.h"

/* Of each animal: itself, and mutants. */
enum { LITTER = 20, BIGGEST = 400000 };

struct answers {
    size_t n, ok;
    char animal[60]; /* all that are in the pool are its */
};

/* Whatever is in a file, it is the decoder that says what is wrong with it. */
static int judge(void *arg, uint64_t ticket, const struct sound *s, struct err *e)
{
    static const char *const ours[] = {"decoder ", "worker gave", "took longer"};
    struct answers *a = arg;

    (void)e;
    a->n++;
    a->ok += s->status == SOUND_OK;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        cr_expect(strncmp(s->error, ours[i], strlen(ours[i])) != 0, "mutant %d of %s: %s",
                  (int)ticket, a->animal, s->error);
    return 0;
}

static void put_number(struct rng *r, uint8_t *at)
{
    static const uint32_t wild[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0};
    const uint32_t v = wild[rng_below(r, sizeof wild / sizeof *wild)];

    memcpy(at, &v, sizeof v);
}

/* One to eight changes of one kind, mostly where headers are. Returns the length. */
static size_t mutate(struct rng *r, uint8_t *x, size_t n)
{
    const size_t kind = rng_below(r, 5), times = 1 + rng_below(r, 8),
                 where = rng_below(r, 3) && n > 200 ? 200 : n;

    for (size_t i = 0; i < times && n > 8; i++) {
        const size_t at = rng_below(r, where < n - 4 ? where : n - 4),
                     len = 1 + rng_below(r, n - at);

        if (kind == 0)
            x[at] ^= (uint8_t)(1U << rng_below(r, 8));
        else if (kind == 1)
            x[at] = (uint8_t)rng_next(r);
        else if (kind == 2)
            put_number(r, x + at);
        else if (kind == 3) /* bytes are missing */
            memmove(x + at, x + at + len, n - at - len);
        n -= kind == 3 ? len : 0;
        if (kind == 4) /* the end is missing */
            return at + len;
    }
    return n;
}

static void hand_out(struct pool *p, struct answers *a, uint64_t ticket, int fd)
{
    struct err e = {0};

    while (pool_room(p) == 0)
        cr_assert(pool_wait(p, -1, judge, a, &e) == 0, "%s", e.text);
    cr_assert(pool_analyse(p, ticket, fd, &e) == 0, "%s", e.text);
}

static void breed(struct pool *p, struct answers *a, const struct buf *animal)
{
    uint8_t *x = malloc(animal->len);
    struct rng r;
    struct err e = {0};

    rng_init(&r, animal->len);
    for (uint64_t i = 0; i < LITTER; i++) {
        memcpy(x, animal->data, animal->len);
        hand_out(p, a, i, zoo_bytes(x, i ? mutate(&r, x, animal->len) : animal->len));
    }
    while (pool_pending(p) > 0)
        cr_assert(pool_wait(p, -1, judge, a, &e) == 0, "%s", e.text);
    free(x);
}

static size_t nodes_of_the_model(void)
{
    const uint8_t *data;
    struct model *m = NULL;
    struct err e = {0};
    size_t n;

    if (!model_embedded(&data, &n))
        return 0;
    cr_assert(model_parse(&m, data, n, &e) == 0, "%s", e.text);
    n = m->nodes;
    model_free(m);
    return n;
}

Test(mutants, no_file_brings_the_worker_down)
{
    const struct pool_options o = {.program = getenv("SAMPLEDB"),
                                   .jobs = 2,
                                   .timeout_ms = PATIENT_MS,
                                   .nodes = nodes_of_the_model()};
    const char *top = getenv("TOP");
    char path[1000], line[1000];
    struct answers a = {0};
    struct pool *p;
    size_t animals = 0;
    FILE *in;

    cr_assert(o.program && top, "make check sets SAMPLEDB and TOP");
    snprintf(path, sizeof path, "%s/tests/data/zoo.csv", top);
    cr_assert((in = fopen(path, "r")));
    p = open_pool(&o);
    while (fgets(line, sizeof line, in)) {
        struct buf animal;
        int fd;

        snprintf(a.animal, sizeof a.animal, "%.*s", (int)strcspn(line, ","), line);
        if ((fd = zoo_make(a.animal)) < 0)
            continue;
        animal = zoo_slurp(fd);
        if (animal.len > 8 && animal.len < BIGGEST) {
            breed(p, &a, &animal);
            animals++;
        }
        buf_clear(&animal);
    }
    fclose(in);
    pool_close(p);
    cr_expect(animals > 60 && a.n == animals * LITTER, "%zu animals", animals);
    cr_expect(a.ok > a.n / 4, "only %zu of %zu were decoded", a.ok, a.n);
}
