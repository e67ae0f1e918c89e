/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What corrections teach the ears of a model beside its heads, on sources that it has not
 * heard: deep MODEL|base MANIFEST [FIXES [CACHE [SOURCE]]]. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/features.h"
#include "learn/deep.h"
#include "learn/fixes.h"
#include "learn/taxonomy.h"
#include "nn/classify.h"
#include "nn/metrics.h"
#include "util/fpu.h"
#include "util/mem.h"
#include "util/rng.h"

enum { LARGE = 350, CORRECTIONS = 200, DRAWS = 2 };

static struct err err;

static void stop(void)
{
    fprintf(stderr, "deep: %s\n", err.text);
    exit(1);
}

/* Seconds of processor, which others on the machine do not change much. */
static double spent_s(void) { return (double)clock() / CLOCKS_PER_SEC; }

/* All files that nothing was learned from. */
struct library {
    struct model *model;
    struct manifest manifest;
    struct dataset d;
    size_t *folder; /* of each row */
};

static struct model *open_model(const char *name)
{
    const uint8_t *data;
    struct model *m;
    size_t n;

    if (strcmp(name, "base") != 0 ? model_load(&m, name, &err) != 0
        : !model_embedded(&data, &n)
            ? err_set(&err, ERR_UNSUPPORTED, "built without a model") != 0
            : model_parse(&m, data, n, &err) != 0)
        stop();
    return m;
}

static void number_folders(struct library *l)
{
    l->folder = mem_new(l->d.rows, sizeof *l->folder);
    for (size_t i = 0; i < l->d.rows; i++) {
        const struct manifest_row *mine = l->d.row[i].from;
        size_t k = 0;

        while (strcmp(l->d.row[k].from->source, mine->source) != 0 ||
               strcmp(l->d.row[k].from->group, mine->group) != 0)
            k++;
        l->folder[i] = k;
    }
}

static void load(struct library *l, int argc, char **argv)
{
    const struct features_options o = {.command = "deep",
                                       .cache = argc > 4 ? argv[4] : NULL,
                                       .program = getenv("SAMPLEDB"),
                                       .quiet = true,
                                       .skip_missing = true};
    struct features f = {0};
    struct taxonomy t;

    l->model = open_model(argv[1]);
    if (taxonomy_init(&t, l->model, &err) != 0 ||
        manifest_load(&l->manifest, argv[2], &t, &err) != 0 ||
        (argc > 3 && fixes_load(&l->manifest, argv[3], &t, &err) != 0) ||
        features_of(&f, &l->manifest, &o, &err) != 0 ||
        features_dataset(&f, &l->d, &l->manifest, "dev", &err) != 0)
        stop();
    features_close(&f);
    number_folders(l);
}

/* Of these rows, how many a model has right. */
static size_t right(const struct library *l, const struct model *m, const size_t *at,
                    size_t n)
{
    struct classifier *c = classifier_new(m);
    float leaf[SOUND_MAX_NODES], form[FORM_COUNT];
    size_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        classify_probabilities(c, &l->d.row[at[i]].patch, leaf, form);
        sum += (int)metrics_largest(m->leaves, leaf) == l->d.row[at[i]].from->label;
    }
    classifier_free(c);
    return sum;
}

static double share(size_t a, size_t b)
{
    return b ? 100.0 * (double)a / (double)b : 0.0;
}

/* Rows of a source, or of all others, in a random order. */
static size_t rows_of(const struct library *l, const char *source, bool in, uint64_t seed,
                      size_t *out)
{
    struct rng r;
    size_t n = 0;

    for (size_t i = 0; i < l->d.rows; i++)
        if ((strcmp(l->d.row[i].from->source, source) == 0) == in)
            out[n++] = i;
    rng_init(&r, seed);
    rng_shuffle(&r, out, n);
    return n;
}

/* Sounds that were not asked about: half of all others, and the rest of the source. */
static size_t untold(const struct library *l, const size_t *rest, size_t n,
                     const size_t *other, size_t m, const struct patch **out)
{
    size_t all = 0;

    for (size_t i = 0; i < m; i++)
        out[all++] = &l->d.row[other[i]].patch;
    for (size_t i = 0; i < n; i++)
        out[all++] = &l->d.row[rest[i]].patch;
    return all;
}

static struct deep_example *answered(const struct library *l, const size_t *at, size_t n)
{
    struct deep_example *x = mem_new(n, sizeof *x);

    for (size_t i = 0; i < n; i++)
        x[i] = (struct deep_example){
            .patch = &l->d.row[at[i]].patch,
            .told = {.tag = l->model->node[l->d.row[at[i]].from->label].tag,
                     .form = -1,
                     .folder = l->folder[at[i]]}};
    return x;
}

/* Shares of right answers of the base, of retrain() and of deep(). */
static void tell_shares(const struct library *l, const struct deep_result *r,
                        const size_t *at, size_t n, bool wrong)
{
    const struct model *m[] = {l->model, r->plain.model, r->taught.model};

    for (size_t i = 0; i < sizeof m / sizeof *m; i++) {
        const double hit = share(right(l, m[i], at, n), n);

        printf(" %6.1f", wrong ? 100.0 - hit : hit);
    }
    printf(" |");
}

/* 200 of a source are corrected by chance. */
static void measure(const struct library *l, const char *source, uint64_t seed)
{
    size_t *mine = mem_new(l->d.rows, sizeof *mine);
    size_t *other = mem_new(l->d.rows, sizeof *other);
    const size_t n = rows_of(l, source, true, seed, mine) - CORRECTIONS,
                 m = rows_of(l, source, false, seed, other), half = m / 2;
    struct deep_example *x = answered(l, mine, CORRECTIONS);
    const struct patch **rest = mem_new(l->d.rows, sizeof *rest);
    const size_t others = untold(l, mine + CORRECTIONS, n, other, half, rest);
    const struct deep_options o = deep_defaults();
    const double start = spent_s();
    struct deep_result r;

    if (deep(&r, l->model, x, CORRECTIONS, rest, others, &o, &err) != 0)
        stop();
    printf("%-36.36s %4zu |", source, n);
    tell_shares(l, &r, mine + CORRECTIONS, n, true);
    tell_shares(l, &r, other + half, m - half, false);
    printf(" %zu %5.3f %5.3f %5.3f | %zu %.2f %.2f %4.0f s %s\n", r.was.n, r.was.cost,
           r.shallow.cost, r.deep.cost, r.epochs, r.moved, r.carried, spent_s() - start,
           r.refused ? r.why : "");
    fflush(stdout);
    deep_clear(&r);
    free(mine);
    free(other);
    free(x);
    free(rest);
}

enum { MANY = 1000, MANY_OTHERS = 4000 };

/* Of 1,000 examples and 4,000 others: what listening takes, and an epoch. */
static void tell_pace(const struct library *l)
{
    const struct deep_options o = deep_defaults();
    size_t *at = mem_new(MANY, sizeof *at);
    const struct patch **rest = mem_new(MANY_OTHERS, sizeof *rest);
    double start = spent_s(), heard;
    struct deep_example *x;
    struct sitting s;
    struct tuning *t;
    struct net *net;

    for (size_t i = 0; i < MANY; i++)
        at[i] = i % l->d.rows;
    for (size_t i = 0; i < MANY_OTHERS; i++)
        rest[i] = &l->d.row[(i + MANY) % l->d.rows].patch;
    x = answered(l, at, MANY);
    if (sitting_open(&s, l->model, x, MANY, rest, MANY_OTHERS, &o.heads, &err) != 0)
        stop();
    heard = spent_s() - start;
    sitting_aim(&s, s.grown);
    net = sitting_net(&s);
    t = tuning_new(net, &s.sounds, s.row, s.lesson.n, &o.tuning);
    start = spent_s();
    (void)tuning_epoch(t, NULL, NULL);
    printf("%d examples, %d others: %.1f s of processor to listen, %.1f s an epoch\n",
           MANY, MANY_OTHERS, heard, spent_s() - start);
    tuning_free(t);
    net_free(net);
    sitting_close(&s);
    free(at);
    free(rest);
    free(x);
}

static bool is_first(const struct library *l, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(l->d.row[k].from->source, l->d.row[i].from->source) == 0)
            return false;
    return true;
}

int main(int argc, char **argv)
{
    struct library l = {0};
    size_t *at;

    if (argc < 3) {
        fputs("usage: deep MODEL|base MANIFEST [FIXES [CACHE [SOURCE]]]\n", stderr);
        return 2;
    }
    fpu_flush_denormals();
    load(&l, argc, argv);
    at = mem_new(l.d.rows, sizeof *at);
    printf("%d corrections by chance, then retrain, or retrain --deep\n%-41s | error of "
           "the rest: base, retrain, deep | right elsewhere | held out: files, nats | "
           "epochs, embeddings moved, error of carried ones\n",
           CORRECTIONS, "source, files left");
    for (size_t i = 0; i < l.d.rows; i++) {
        const char *source = l.d.row[i].from->source;

        if ((argc < 6 || strcmp(argv[5], source) == 0) && is_first(&l, i) &&
            rows_of(&l, source, true, 1, at) >= LARGE)
            for (uint64_t seed = 1; seed <= DRAWS; seed++)
                measure(&l, source, seed);
    }
    tell_pace(&l);
    free(at);
    free(l.folder);
    dataset_clear(&l.d);
    manifest_clear(&l.manifest);
    model_free(l.model);
    return 0;
}
