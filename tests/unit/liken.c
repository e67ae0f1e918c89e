/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index/liken: lists of nearest samples are the same however the samples came. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "index/liken.h"
#include "near/space.h"
#include "shelf.h"
#include "store/nearby.h"
#include "util/rng.h"

enum { WIDTH = 24, MOST = 260, KINDS_OF = 40 };

/* A library of sounds that are nothing but embeddings. */
struct field {
    struct shelf shelf;
    struct index_options o;
    struct index_counts n;
    struct analysis a;
    struct err err;
    int until; /* calls of the pause hook until it says so; 0 = never */
    volatile sig_atomic_t stop;
};

static bool pause_now(void *arg)
{
    struct field *f = arg;

    return f->until > 0 && --f->until == 0;
}

static void open_field(struct field *f)
{
    *f = (struct field){.until = 0};
    shelf_open(&f->shelf, ":memory:", STORE_WRITE);
    f->o = (struct index_options){.arg = f, .pause = pause_now, .stop = &f->stop};
    f->a = (struct analysis){
        .s = f->shelf.s, .o = &f->o, .model = &f->shelf.model, .n = &f->n};
}

static void close_field(struct field *f) { shelf_close(&f->shelf); }

/* One of KINDS_OF kinds, so that some are equal, some near each other. */
static struct embedding sound(int seed)
{
    struct embedding out;
    struct rng rng;
    float x[WIDTH];

    rng_init(&rng, 1 + seed % KINDS_OF);
    for (size_t c = 0; c < WIDTH; c++)
        x[c] = (float)fabs(rng_normal(&rng));
    rng_init(&rng, 1000 + seed / 3 * 3); /* three in a row are the same */
    for (size_t c = 0; c < WIDTH; c++)
        x[c] += 0.3f * (float)fabs(rng_normal(&rng));
    embedding_of(&out, WIDTH, x);
    return out;
}

static void put_blob(struct field *f, int64_t id, const struct embedding *k,
                     const uint8_t *trunk)
{
    struct buf raw = {0}, blob = {0};
    char *sql = calloc(1, 8192), *at;

    embedding_write(k, trunk, &raw);
    blob_pack(f->shelf.packer, BLOB_EMBEDDING, raw.data, raw.len, &blob);
    at = sql + sprintf(sql, "INSERT INTO embedding VALUES (%lld, 1, x'", (long long)id);
    for (size_t i = 0; i < blob.len; i++)
        at += sprintf(at, "%02x", blob.data[i]);
    strcpy(at, "') ON CONFLICT DO UPDATE SET data = excluded.data");
    shelf_sql(&f->shelf, sql);
    free(sql);
    buf_clear(&raw);
    buf_clear(&blob);
}

static void put(struct field *f, int64_t id, int seed)
{
    const struct embedding k = sound(seed);
    char sql[200];

    sprintf(sql,
            "INSERT OR IGNORE INTO sample (id, hash, frames, rate_hz, channels, "
            "duration_s, analysed_at) VALUES (%lld, randomblob(16), 1, 1, 1, 1.0, 0)",
            (long long)id);
    shelf_sql(&f->shelf, sql);
    put_blob(f, id, &k, f->shelf.model.trunk);
}

static int keep(void *arg, const struct nearby_sound *x, struct err *e)
{
    struct space *s = arg;
    struct embedding k;
    struct err why;
    static const uint8_t *trunk;

    (void)e;
    trunk = (const uint8_t *)x->blob + BLOB_HEAD;
    if (space_read(&k, trunk, x->blob, x->n, &why) == 1)
        space_add(s, x->sample, &k);
    return 0;
}

/* Every list against a loop over everything, and the view against the lists. */
static void expect_true(struct field *f, size_t samples)
{
    struct err err;
    struct space s;
    int64_t waiting;

    space_init(&s, WIDTH);
    ok(nearby_sounds(f->shelf.s, false, keep, &s, &err));
    cr_assert_eq(s.n, samples, "%zu", s.n);
    ok(nearby_waiting(f->shelf.s, &waiting, &err));
    cr_expect_eq(waiting, 0);
    cr_expect_eq(shelf_sql(&f->shelf, "SELECT count(*) FROM neighbour"), (int64_t)s.n);
    for (size_t i = 0; i < s.n; i++) {
        struct nearby want = {0}, have;

        for (size_t j = 0; j < s.n; j++)
            if (j != i)
                nearby_meet(&want, s.id[j],
                            (uint32_t)lrint(floor(
                                (double)(space_between(&s, i, &s, j) + 500) / 1000)));
        cr_assert_eq(nearby_get(f->shelf.s, s.id[i], &have, &err), 1);
        cr_assert_eq(have.n, want.n);
        for (size_t k = 0; k < want.n; k++)
            cr_assert(have.one[k].id == want.one[k].id &&
                          have.one[k].far == want.one[k].far,
                      "sample %d, place %zu: %d at %u, not %d at %u", (int)s.id[i], k,
                      (int)have.one[k].id, have.one[k].far, (int)want.one[k].id,
                      want.one[k].far);
    }
    cr_expect_eq(shelf_sql(&f->shelf, "SELECT count(*) FROM v1_neighbour"),
                 (int64_t)(s.n * (s.n > NEARBY_MOST ? NEARBY_MOST
                                  : s.n             ? s.n - 1
                                                    : 0)));
    space_clear(&s);
}

static void liken_all(struct field *f)
{
    cr_assert(liken(&f->a, &f->err) == 0, "%s", f->err.text);
}

Test(liken, few_samples_have_short_lists)
{
    struct field f;

    open_field(&f);
    liken_all(&f);
    expect_true(&f, 0);
    for (int i = 0; i < 20; i++) {
        put(&f, 1 + i * 7 % 20, i);
        liken_all(&f);
        expect_true(&f, (size_t)i + 1);
    }
    cr_expect_eq(f.n.likened, 20);
    close_field(&f);
}

Test(liken, any_order_of_coming_gives_what_all_at_once_give)
{
    for (uint64_t seed = 1; seed < 4; seed++) {
        size_t order[MOST], next = 0;
        struct field f;
        struct rng rng;

        open_field(&f);
        rng_init(&rng, seed);
        for (size_t i = 0; i < MOST; i++)
            order[i] = i;
        rng_shuffle(&rng, order, MOST);
        while (next < MOST) {
            const size_t portion = seed == 1 ? MOST : 1 + rng_below(&rng, 60);

            for (size_t i = 0; i < portion && next < MOST; i++, next++)
                put(&f, 1 + (int64_t)order[next], (int)order[next]);
            liken_all(&f);
        }
        expect_true(&f, MOST);
        close_field(&f);
    }
}

Test(liken, changed_and_gone_samples_leave_no_trace)
{
    struct field f;
    char sql[100];

    open_field(&f);
    for (int i = 0; i < 120; i++)
        put(&f, 1 + i, i);
    liken_all(&f);
    for (int i = 0; i < 120; i += 11)
        put(&f, 1 + i, i + 500);
    for (int i = 5; i < 120; i += 20) {
        sprintf(sql, "DELETE FROM sample WHERE id = %d", i);
        shelf_sql(&f.shelf, sql);
    }
    cr_expect_eq(shelf_sql(&f.shelf,
                           "SELECT count(*) FROM v1_neighbour WHERE neighbour_id "
                           "NOT IN (SELECT id FROM sample)"),
                 0);
    liken_all(&f);
    expect_true(&f, 114);
    put(&f, 5, 77); /* a number that was another's */
    shelf_sql(&f.shelf, "DELETE FROM embedding WHERE sample_id = 9");
    liken_all(&f);
    expect_true(&f, 114);
    put(&f, 9, 8);
    put(&f, 8, 9);
    liken_all(&f);
    expect_true(&f, 115);
    close_field(&f);
}

Test(liken, a_pause_anywhere_only_puts_it_off)
{
    for (int step = 1; step < 8; step++) {
        struct field f;
        int calls = 1, rc;

        open_field(&f);
        for (int i = 0; i < 90; i++)
            put(&f, 1 + i, i);
        liken_all(&f);
        for (int i = 0; i < 40; i++)
            put(&f, 70 + i, i + 300);
        while ((f.until = step * calls, rc = liken(&f.a, &f.err)) == 1) {
            put(&f, 200 + calls, calls); /* life goes on */
            put(&f, 70 + calls % 40, calls + 600);
            cr_assert(calls++ < 50);
        }
        cr_assert_eq(rc, 0);
        f.until = 0;
        liken_all(&f);
        expect_true(&f, 109 + (size_t)calls - 1);
        close_field(&f);
    }
}

Test(liken, a_stop_is_an_error_of_its_own_kind_and_loses_nothing)
{
    struct field f;

    open_field(&f);
    for (int i = 0; i < 50; i++)
        put(&f, 1 + i, i);
    f.stop = 1;
    cr_expect_eq(liken(&f.a, &f.err), -1);
    cr_expect_eq(f.err.kind, ERR_STOPPED);
    f.stop = 0;
    liken_all(&f);
    expect_true(&f, 50);
    close_field(&f);
}

Test(liken, another_trunk_makes_all_anew_and_old_embeddings_do_not_mix)
{
    struct field f;

    open_field(&f);
    for (int i = 0; i < 60; i++)
        put(&f, 1 + i, i);
    liken_all(&f);
    f.shelf.model.trunk[3] ^= 1;
    for (int i = 0; i < 30; i++)
        put(&f, 1 + i, i + 40);
    liken_all(&f);
    cr_expect_eq(shelf_sql(&f.shelf, "SELECT count(*) FROM neighbour"), 30);
    cr_expect_eq(
        shelf_sql(&f.shelf, "SELECT count(*) FROM v1_neighbour WHERE neighbour_id > 30"),
        0);
    for (int i = 30; i < 60; i++)
        put(&f, 1 + i, i + 40);
    liken_all(&f);
    expect_true(&f, 60);
    f.shelf.model.trunk[3] ^= 1; /* and back */
    for (int i = 0; i < 60; i++)
        put(&f, 1 + i, i);
    liken_all(&f);
    expect_true(&f, 60);
    close_field(&f);
}

Test(liken, what_is_no_embedding_waits_no_longer_and_disturbs_nobody)
{
    struct field f;

    open_field(&f);
    for (int i = 0; i < 30; i++)
        put(&f, 1 + i, i);
    liken_all(&f);
    shelf_sql(&f.shelf, "UPDATE embedding SET data = x'0102' WHERE sample_id = 7");
    shelf_sql(&f.shelf, "UPDATE embedding SET version = 99 WHERE sample_id = 8");
    liken_all(&f);
    cr_expect_eq(shelf_sql(&f.shelf, "SELECT count(*) FROM neighbour_todo"), 0);
    cr_expect_eq(shelf_sql(&f.shelf, "SELECT count(*) FROM v1_neighbour "
                                     "WHERE 7 IN (sample_id, neighbour_id)"),
                 0);
    put(&f, 7, 6);
    shelf_sql(&f.shelf, "UPDATE embedding SET version = 1 WHERE sample_id = 8");
    liken_all(&f);
    expect_true(&f, 30);
    close_field(&f);
}

Test(nearby, a_list_keeps_the_nearest_and_each_once)
{
    struct nearby list = {0};

    for (int64_t id = 40; id > 0; id--)
        nearby_meet(&list, id, (uint32_t)(id % 4));
    cr_expect_eq(list.n, NEARBY_MOST);
    for (size_t i = 0; i < 10; i++)
        cr_expect_eq(list.one[i].id, 4 * (int64_t)(i + 1));
    cr_expect_eq(nearby_worst(&list), 1);
    cr_expect_not(nearby_meet(&list, 4, 0), "it is there already");
    cr_expect_not(nearby_meet(&list, 99, 1), "no nearer than the last");
    cr_expect(nearby_meet(&list, 99, 0));
    cr_expect_eq(list.one[10].id, 99);
}
