/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index/chart: the map follows the library, and what has a place keeps it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "index/chart.h"
#include "index/liken.h"
#include "index/survey.h"
#include "shelf.h"
#include "store/points.h"
#include "util/embedding.h"
#include "util/rng.h"

enum { WIDTH = 24, KINDS = 5, MOST = 400 };

/* A library of sounds that are nothing but embeddings, and its map. */
struct land {
    struct shelf shelf;
    struct index_options o;
    struct index_counts n;
    struct analysis a;
    struct survey *survey;
    struct err err;
    int until; /* calls of the pause hook until it says so; 0 = never */
    volatile sig_atomic_t stop;
};

static bool pause_now(void *arg)
{
    struct land *f = arg;

    return f->until > 0 && --f->until == 0;
}

static void open_land(struct land *f)
{
    *f = (struct land){.until = 0};
    shelf_open(&f->shelf, ":memory:", STORE_WRITE);
    f->o = (struct index_options){.arg = f, .pause = pause_now, .stop = &f->stop};
    f->a = (struct analysis){
        .s = f->shelf.s, .o = &f->o, .model = &f->shelf.model, .n = &f->n};
}

static void close_land(struct land *f)
{
    survey_free(f->survey);
    shelf_close(&f->shelf);
}

/* Sound i is of kind i % KINDS. */
static void put(struct land *f, int i)
{
    struct embedding k;
    struct rng rng;
    struct buf raw = {0}, blob = {0};
    float x[WIDTH];
    char sql[4096], *at = sql;

    rng_init(&rng, (uint64_t)(1 + i % KINDS));
    for (size_t c = 0; c < WIDTH; c++)
        x[c] = (float)(3.0 * fabs(rng_normal(&rng)));
    rng_init(&rng, (uint64_t)(1000 + i));
    for (size_t c = 0; c < WIDTH; c++)
        x[c] += 0.5f * (float)fabs(rng_normal(&rng));
    embedding_of(&k, WIDTH, x);
    embedding_write(&k, f->shelf.model.trunk, &raw);
    blob_pack(f->shelf.packer, BLOB_EMBEDDING, raw.data, raw.len, &blob);
    at += sprintf(at,
                  "INSERT INTO sample (id, hash, frames, rate_hz, channels, duration_s, "
                  "analysed_at) VALUES (%d, randomblob(16), 1, 1, 1, 1.0, 0);",
                  i);
    shelf_sql(&f->shelf, sql);
    at = sql + sprintf(sql, "INSERT INTO embedding VALUES (%d, 1, x'", i);
    for (size_t c = 0; c < blob.len; c++)
        at += sprintf(at, "%02x", blob.data[c]);
    strcpy(at, "')");
    shelf_sql(&f->shelf, sql);
    buf_clear(&raw);
    buf_clear(&blob);
}

static void put_all(struct land *f, int from, int to)
{
    for (int i = from; i < to; i++)
        put(f, i);
    cr_assert(liken(&f->a, &f->err) == 0, "%s", f->err.text);
}

static int chart_on(struct land *f) { return chart(&f->a, &f->survey, &f->err); }

static int keep(void *arg, const struct point *p, struct err *e)
{
    struct point *all = arg;

    (void)e;
    cr_assert(p->sample < MOST && p->x >= 0 && p->x < POINTS_SIDE && p->y >= 0 &&
              p->y < POINTS_SIDE);
    all[p->sample] = *p;
    return 0;
}

/* (MOST) by id; returns how many. */
static int64_t places(struct land *f, struct point *all)
{
    memset(all, 0, MOST * sizeof *all);
    cr_assert(points_after(f->shelf.s, 0, MOST, keep, all, &f->err) == 0);
    return shelf_sql(&f->shelf, "SELECT count(*) FROM v1_map");
}

/* Of the five nearest of each, how many are of its kind. */
static double pure(const struct point *all, int from, int to, int last)
{
    double same = 0;

    for (int i = from; i < to; i++) {
        int near[5];

        for (int k = 0; k < 5; k++) {
            double best = INFINITY;

            near[k] = 0;
            for (int j = 1; j < last; j++) {
                const double far = hypot(all[j].x - all[i].x, all[j].y - all[i].y);
                bool had = j == i;

                for (int m = 0; m < k; m++)
                    had |= near[m] == j;
                if (!had && far < best) {
                    best = far;
                    near[k] = j;
                }
            }
            same += near[k] % KINDS == i % KINDS;
        }
    }
    return same / (5.0 * (to - from));
}

Test(chart, gives_every_sample_with_neighbours_a_place)
{
    struct land f;
    struct point all[MOST];

    open_land(&f);
    put_all(&f, 1, 200);
    cr_assert_eq(chart_on(&f), 0);
    cr_expect_eq(places(&f, all), 199);
    cr_expect_gt(pure(all, 1, 200, 200), 0.95, "%f", pure(all, 1, 200, 200));
    cr_expect_eq(f.n.mapped, 199);
    cr_expect_eq(shelf_sql(&f.shelf, "SELECT count(*) FROM map_todo"), 0);
    cr_expect_eq(shelf_sql(&f.shelf, "SELECT laid FROM map"), 199);
    close_land(&f);
}

Test(chart, leaves_a_map_that_is_done_alone)
{
    struct land f;
    int64_t version;

    open_land(&f);
    cr_assert_eq(chart_on(&f), 0, "nothing to do");
    put_all(&f, 1, 50);
    cr_assert_eq(chart_on(&f), 0);
    version = shelf_sql(&f.shelf, "SELECT version FROM map");
    cr_expect_gt(version, 0);
    cr_assert_eq(chart_on(&f), 0);
    cr_expect_eq(shelf_sql(&f.shelf, "SELECT version FROM map"), version);
    close_land(&f);
}

Test(chart, newcomers_move_nobody_and_find_their_kind)
{
    struct land f;
    struct point before[MOST], after[MOST];

    open_land(&f);
    put_all(&f, 1, 200);
    cr_assert_eq(chart_on(&f), 0);
    places(&f, before);
    put_all(&f, 200, 240);
    cr_assert_eq(chart_on(&f), 0);
    cr_expect_eq(places(&f, after), 239);
    cr_expect_arr_eq(before, after, 200 * sizeof *before);
    cr_expect_gt(pure(after, 200, 240, 240), 0.9, "%f", pure(after, 200, 240, 240));
    cr_expect_eq(shelf_sql(&f.shelf, "SELECT grown FROM map"), 40);
    cr_expect_eq(shelf_sql(&f.shelf, "SELECT laid FROM map"), 199);
    close_land(&f);
}

/* How far the places are from where they were, of what is random. */
static double moved(const struct point *a, const struct point *b, int n)
{
    double far = 0, any = 0;

    for (int i = 1; i < n; i++) {
        far += hypot(a[i].x - b[i].x, a[i].y - b[i].y);
        any += hypot(a[i].x - b[n - i].x, a[i].y - b[n - i].y);
    }
    return far / any;
}

Test(chart, that_is_drawn_anew_lies_as_before)
{
    struct land f;
    struct point before[MOST], after[MOST];

    open_land(&f);
    put_all(&f, 1, 200);
    cr_assert_eq(chart_on(&f), 0);
    places(&f, before);
    put_all(&f, 200, 300);
    cr_assert_eq(chart_on(&f), 0);
    cr_expect_eq(places(&f, after), 299);
    cr_expect_eq(shelf_sql(&f.shelf, "SELECT laid FROM map"), 299);
    cr_expect_eq(shelf_sql(&f.shelf, "SELECT grown FROM map"), 0);
    cr_expect_lt(moved(before, after, 200), 0.6, "%f", moved(before, after, 200));
    close_land(&f);
}

/* Upside down, as if it had been drawn so: the next one is, too. */
Test(chart, that_is_drawn_anew_turns_as_what_was_there)
{
    struct land f;
    struct point before[MOST], after[MOST];

    open_land(&f);
    put_all(&f, 1, 200);
    cr_assert_eq(chart_on(&f), 0);
    shelf_sql(&f.shelf, "UPDATE map_point SET x = -1 - y, y = -1 - x");
    places(&f, before);
    shelf_sql(&f.shelf, "UPDATE map SET trunk = NULL");
    shelf_sql(&f.shelf, "INSERT INTO map_todo SELECT sample_id FROM map_point");
    cr_assert_eq(chart_on(&f), 0);
    places(&f, after);
    cr_expect_lt(moved(before, after, 200), 0.02, "%f", moved(before, after, 200));
    close_land(&f);
}

/* Wherever a pause or a stop comes, the end is the same. */
Test(chart, goes_on_after_a_pause_with_the_same_result)
{
    struct land f;
    struct point whole[MOST], parts[MOST];
    int pauses = 0, rc;

    open_land(&f);
    put_all(&f, 1, 120);
    cr_assert_eq(chart_on(&f), 0);
    places(&f, whole);
    close_land(&f);
    open_land(&f);
    put_all(&f, 1, 120);
    for (f.until = 1; (rc = chart_on(&f)) == 1; f.until = 41 + pauses++)
        ;
    cr_assert_eq(rc, 0, "%s", f.err.text);
    cr_expect_gt(pauses, 3);
    places(&f, parts);
    cr_expect_arr_eq(whole, parts, sizeof whole);
    close_land(&f);
}

Test(chart, stops_when_it_is_told_to)
{
    struct land f;
    struct point all[MOST];

    open_land(&f);
    put_all(&f, 1, 50);
    f.stop = 1;
    cr_expect_eq(chart_on(&f), -1);
    cr_expect_eq(f.err.kind, ERR_STOPPED);
    cr_expect_null(f.survey);
    f.stop = 0;
    cr_assert_eq(chart_on(&f), 0);
    cr_expect_eq(places(&f, all), 49);
    close_land(&f);
}

Test(chart, of_one_two_or_strange_samples_is_no_trouble)
{
    struct land f;
    struct point all[MOST];

    open_land(&f);
    for (int n = 1; n < 5; n++) {
        put_all(&f, n, n + 1);
        cr_assert_eq(chart_on(&f), 0);
        cr_expect_eq(places(&f, all), n);
    }
    shelf_sql(&f.shelf,
              "INSERT INTO map_todo VALUES (77)"); /* of which nothing is known */
    cr_assert_eq(chart_on(&f), 0);
    cr_expect_eq(shelf_sql(&f.shelf, "SELECT count(*) FROM map_todo"), 0);
    shelf_sql(&f.shelf, "DELETE FROM sample WHERE id = 2");
    cr_expect_eq(places(&f, all), 3, "places go with their sample");
    close_land(&f);
}

Test(chart, is_drawn_anew_for_a_new_trunk)
{
    struct land f;
    int64_t version;

    open_land(&f);
    put_all(&f, 1, 50);
    cr_assert_eq(chart_on(&f), 0);
    version = shelf_sql(&f.shelf, "SELECT version FROM map");
    f.shelf.model.trunk[0] ^= 1; /* lists are of the other one still */
    cr_assert_eq(chart_on(&f), 0);
    cr_expect_eq(shelf_sql(&f.shelf, "SELECT version FROM map"), version);
    cr_assert_eq(liken(&f.a, &f.err), 0);
    put_all(&f, 50, 80);
    cr_assert_eq(chart_on(&f), 0);
    cr_expect_eq(shelf_sql(&f.shelf, "SELECT laid FROM map"), 30);
    close_land(&f);
}
