/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How good a library's map is, and how long very many points take to lay out. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "near/layout.h"
#include "near/nearest.h"
#include "store/nearby.h"
#include "store/points.h"
#include "util/ids.h"
#include "util/mem.h"
#include "util/rng.h"

enum { NEAR = NEARBY_MOST, ASKED = 2000, BLOBS = 40, SIDE = 256 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A library: places, and categories by number. */
struct library {
    struct store *s;
    struct ids sample;
    float *at;        /* (n, 2) */
    char (*kind)[48]; /* (n) "" = unsure */
    size_t room, kinds_room;
};

static int keep(void *arg, const struct point_drawn *p, struct err *e)
{
    struct library *b = arg;

    (void)e;
    b->at = mem_more(b->at, b->sample.n, &b->room, 2 * sizeof *b->at);
    b->kind = mem_more(b->kind, b->sample.n, &b->kinds_room, sizeof *b->kind);
    b->at[2 * b->sample.n] = (float)p->at.x;
    b->at[2 * b->sample.n + 1] = (float)p->at.y;
    snprintf(b->kind[b->sample.n], sizeof *b->kind, "%s", p->category ? p->category : "");
    ids_add(&b->sample, p->at.sample);
    return 0;
}

/* The nearest on the map, nearest first. */
static void look_round(const struct library *b, size_t i, size_t k, struct nearest *out)
{
    nearest_init(out, k);
    for (size_t j = 0; j < b->sample.n; j++) {
        const double dx = (double)(b->at[2 * j] - b->at[2 * i]);
        const double dy = (double)(b->at[2 * j + 1] - b->at[2 * i + 1]);

        if (j != i)
            nearest_offer(out, dx * dx + dy * dy, (int64_t)j);
    }
    nearest_sort(out);
}

static bool listed(const struct nearby *list, int64_t id)
{
    for (size_t k = 0; k < list->n; k++)
        if (list->one[k].id == id)
            return true;
    return false;
}

/* Of the 16 that sound nearest, how many are among the 16, and the 160, nearest on the
 * map; and of the 16 there, how many are of the same category. */
static int measure(struct library *b, struct err *e)
{
    double kept = 0, wide = 0, same = 0, asked = 0, named = 0;
    const size_t n = b->sample.n, step = n > ASKED ? n / ASKED : 1;

    for (size_t i = 0; i < n; i += step) {
        struct nearby list;
        struct nearest found;
        const int rc = nearby_get(b->s, b->sample.id[i], &list, e);

        if (rc < 0)
            return -1;
        if (rc == 0 || list.n < NEAR)
            continue;
        look_round(b, i, 10 * NEAR, &found);
        for (size_t k = 0; k < found.n; k++) {
            const size_t j = (size_t)found.one[k].id;
            const bool hit = listed(&list, b->sample.id[j]);

            wide += hit;
            kept += hit && k < NEAR;
            if (k >= NEAR || !*b->kind[i] || !*b->kind[j])
                continue;
            named++;
            same += strcmp(b->kind[i], b->kind[j]) == 0;
        }
        asked++;
        nearest_clear(&found);
    }
    printf("%zu points; of the %d nearest by sound %.3f are among the %d nearest on the "
           "map, %.3f among %d (by chance %.4f, %.4f); %.3f of neighbours on the map are "
           "of the same category\n",
           n, NEAR, kept / asked / NEAR, NEAR, wide / asked / NEAR, 10 * NEAR,
           (double)NEAR / (double)n, 10.0 * NEAR / (double)n, same / named);
    return 0;
}

static int judge(const char *path)
{
    struct library b = {0};
    struct err e = {0};
    int rc = store_open(&b.s, path, STORE_READ, &e);

    if (rc == 0)
        rc = points_drawn(b.s, keep, &b, &e);
    if (rc == 0)
        rc = measure(&b, &e);
    if (rc != 0)
        fprintf(stderr, "%s\n", e.text);
    store_close(b.s);
    ids_clear(&b.sample);
    free(b.at);
    free(b.kind);
    return rc == 0 ? 0 : 1;
}

/* Points of some blobs in space, as sounds of some kinds; their nearest are looked for in
 * the cells of a grid, of which each point has its own and those around. */
struct cloud {
    size_t n;
    float *at;        /* (n, 3) */
    uint32_t *cell;   /* (n) */
    uint32_t *member; /* (n) points, by cell */
    uint32_t *first;  /* (cells + 1) */
    size_t side;
};

static size_t cell_at(const struct cloud *c, const float *at, int dx, int dy, int dz)
{
    const int d[3] = {dx, dy, dz};
    size_t cell = 0;

    for (int k = 0; k < 3; k++) {
        int v = (int)(at[k] * (float)c->side) + d[k];

        v = v < 0 ? 0 : v >= (int)c->side ? (int)c->side - 1 : v;
        cell = cell * c->side + (size_t)v;
    }
    return cell;
}

static void scatter(struct cloud *c, struct rng *rng)
{
    float middle[BLOBS][3];

    for (size_t i = 0; i < BLOBS * 3; i++)
        middle[i / 3][i % 3] = (float)(0.1 + 0.8 * rng_unit(rng));
    for (size_t i = 0; i < c->n; i++)
        for (int k = 0; k < 3; k++) {
            const float at = middle[i % BLOBS][k] + 0.04f * (float)rng_normal(rng);

            c->at[3 * i + k] = at < 0 ? 0 : at > 0.9999f ? 0.9999f : at;
        }
}

static void cloud_make(struct cloud *c, size_t n, struct rng *rng)
{
    size_t cells;

    *c = (struct cloud){.n = n, .at = mem_new(n * 3, sizeof *c->at)};
    scatter(c, rng);
    for (c->side = 4; c->side < SIDE && c->side * c->side * c->side < n; c->side++)
        ;
    cells = c->side * c->side * c->side;
    c->cell = mem_new(n, sizeof *c->cell);
    c->member = mem_new(n, sizeof *c->member);
    c->first = mem_new(cells + 2, sizeof *c->first);
    for (size_t i = 0; i < n; i++) {
        c->cell[i] = (uint32_t)cell_at(c, c->at + 3 * i, 0, 0, 0);
        c->first[c->cell[i] + 2]++;
    }
    for (size_t i = 2; i < cells + 2; i++)
        c->first[i] += c->first[i - 1];
    for (size_t i = 0; i < n; i++)
        c->member[c->first[c->cell[i] + 1]++] = (uint32_t)i;
}

static void cloud_clear(struct cloud *c)
{
    free(c->at);
    free(c->cell);
    free(c->member);
    free(c->first);
}

static void offer_cell(const struct cloud *c, size_t i, size_t cell, struct nearest *out)
{
    for (uint32_t m = c->first[cell]; m < c->first[cell + 1]; m++) {
        const size_t j = c->member[m];
        double d2 = 0;

        for (int k = 0; k < 3; k++) {
            const double d = (double)(c->at[3 * i + k] - c->at[3 * j + k]);

            d2 += d * d;
        }
        if (j != i)
            nearest_offer(out, d2, (int64_t)j);
    }
}

static void tie(const struct cloud *c, size_t i, struct ties *t)
{
    struct nearest found;
    uint32_t to[NEAR];
    float far[NEAR];

    nearest_init(&found, NEAR);
    for (int x = -1; x <= 1; x++)
        for (int y = -1; y <= 1; y++)
            for (int z = -1; z <= 1; z++)
                offer_cell(c, i, cell_at(c, c->at + 3 * i, x, y, z), &found);
    nearest_sort(&found);
    for (size_t k = 0; k < found.n; k++) {
        to[k] = (uint32_t)found.one[k].id;
        far[k] = (float)sqrt(found.one[k].far);
    }
    ties_put(t, i, found.n, to, far);
    nearest_clear(&found);
}

static void time_layout(size_t n)
{
    struct rng rng;
    struct cloud c;
    struct layout *l = layout_new(n, n, NEAR, 1);
    struct rusage use;
    double from, tied;

    rng_init(&rng, 1);
    cloud_make(&c, n, &rng);
    from = now();
    for (size_t i = 0; i < n; i++) {
        tie(&c, i, layout_ties(l));
        layout_at(l)[2 * i] = 20.0f * c.at[3 * i] - 10.0f;
        layout_at(l)[2 * i + 1] = 20.0f * c.at[3 * i + 1] - 10.0f;
    }
    cloud_clear(&c);
    layout_begin(l, 0, 0, 10);
    tied = now();
    while (layout_step(l))
        ;
    getrusage(RUSAGE_SELF, &use);
    printf(
        "%zu points: %.1f s to find ties (here of points in space), %.1f s to lay out; "
        "%ld MiB at most\n",
        n, tied - from, now() - tied, use.ru_maxrss / 1024);
    layout_free(l);
}

int main(int argc, char **argv)
{
    int rc = argc > 1 ? 0 : 2;

    for (int i = 1; i < argc && rc == 0; i++) {
        char *end;
        const unsigned long long n = strtoull(argv[i], &end, 10);

        if (*end == '\0')
            time_layout((size_t)n);
        else
            rc = judge(argv[i]);
    }
    if (rc == 2)
        fprintf(stderr, "usage: map [POINTS | LIBRARY] ...\n");
    return rc;
}
