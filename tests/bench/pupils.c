/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A simulated user of the model: labelled files that it asks about and learns from. */
#include "pupils.h"

#include <stdlib.h>
#include <string.h>

#include "cli/features.h"
#include "learn/choose.h"
#include "learn/fixes.h"
#include "learn/taxonomy.h"
#include "nn/classify.h"
#include "nn/metrics.h"
#include "nn/rehearsal.h"
#include "util/fpu.h"
#include "util/mem.h"
#include "util/rng.h"

enum { REHEARSED = 64 /* sounds a leaf, where the model brings none */ };

static int open_model(struct model **out, const char *name, struct err *e)
{
    const uint8_t *data;
    size_t n;

    if (strcmp(name, "base") != 0)
        return model_load(out, name, e);
    if (!model_embedded(&data, &n))
        return err_set(e, ERR_UNSUPPORTED, "built without a model");
    return model_parse(out, data, n, e);
}

/* "ST99/" of "ST99/Bird2.wav"; none of "Bird2.wav". */
static size_t folder_of(const char *origin)
{
    const char *slash = strrchr(origin, '/');

    return slash ? (size_t)(slash - origin) + 1 : 0;
}

static int by_folder(const void *a, const void *b)
{
    const struct manifest_row *x = (*(const struct pupil *const *)a)->row,
                              *y = (*(const struct pupil *const *)b)->row;
    const size_t n = folder_of(x->origin), m = folder_of(y->origin);
    int order = strcmp(x->source, y->source);

    order = order ? order : strcmp(x->group, y->group);
    order = order ? order : strncmp(x->origin, y->origin, n < m ? n : m);
    return order ? order : (n > m) - (n < m);
}

static void number_folders(struct pupils *p)
{
    struct pupil **order = mem_new(p->n, sizeof *order);

    for (size_t i = 0; i < p->n; i++)
        order[i] = &p->of[i];
    qsort(order, p->n, sizeof *order, by_folder);
    for (size_t i = 1; i < p->n; i++)
        order[i]->folder =
            order[i - 1]->folder + (by_folder(&order[i - 1], &order[i]) != 0);
    free(order);
}

/* What the model knows of the rows of a split. */
static int hear(struct pupils *p, struct features *f, const char *split, struct err *e)
{
    struct classifier *c = classifier_new(p->model);
    struct dataset d = {0};
    int rc = features_dataset(f, &d, &p->manifest, split, e);

    p->of = mem_grow(p->of, p->n + d.rows, sizeof *p->of);
    for (size_t i = 0; rc == 0 && i < d.rows; i++) {
        struct pupil one = {.leaf = (size_t)d.row[i].from->label,
                            .dev = strcmp(split, "dev") == 0,
                            .row = d.row[i].from};

        classify_embed(c, &d.row[i].patch, &one.known);
        if (one.known.n > 0)
            p->of[p->n++] = one;
    }
    dataset_clear(&d);
    classifier_free(c);
    return rc;
}

/* Is this one of the rehearsed sounds? */
static void recognise(struct pupils *p)
{
    struct rehearsal r;

    if (!rehearsal_of(&r, p->model))
        return;
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < r.n && !p->of[i].rehearsed; k++)
            p->of[i].rehearsed =
                r.leaf[k] == p->of[i].leaf && r.range[2 * k] == p->of[i].known.low &&
                r.range[2 * k + 1] == p->of[i].known.step &&
                memcmp(r.byte + k * r.width, p->of[i].known.byte, r.width) == 0;
}

/* A rehearsal of the first REHEARSED sounds a leaf in a random order. */
static void rehearse(struct pupils *p)
{
    const size_t width = p->of[0].known.n;
    size_t *order = mem_new(p->n, sizeof *order), count[SOUND_MAX_NODES] = {0}, n = 0;
    uint8_t *byte = mem_new(p->n * width, 1), *leaf = mem_new(p->n, 1);
    uint8_t *form = mem_new(p->n, 1), *source = mem_new(p->n, 2);
    float *range = mem_new(p->n * 2, sizeof *range);
    struct rng r;

    for (size_t i = 0; i < p->n; i++)
        order[i] = i;
    rng_init(&r, 1);
    rng_shuffle(&r, order, p->n);
    for (size_t i = 0; i < p->n; i++) {
        const struct pupil *one = &p->of[order[i]];

        if (one->dev || one->leaf >= p->model->leaves || count[one->leaf]++ >= REHEARSED)
            continue;
        memcpy(byte + n * width, one->known.byte, width);
        range[2 * n] = one->known.low;
        range[2 * n + 1] = one->known.step;
        leaf[n] = (uint8_t)one->leaf;
        form[n] = one->row->form < 0 ? REHEARSAL_NO_FORM : (uint8_t)one->row->form;
        source[2 * n] = (uint8_t)one->folder;
        source[2 * n + 1] = (uint8_t)(one->folder >> 8);
        n++;
    }
    rehearsal_put(p->model,
                  &(struct rehearsal){n, width, byte, range, leaf, form, source});
    free(order);
    free(byte);
    free(leaf);
    free(form);
    free(source);
    free(range);
}

int pupils_load(struct pupils *p, const char *model, const char *manifest,
                const char *fixes, const char *cache, struct err *e)
{
    const struct features_options o = {.command = "learning",
                                       .cache = cache,
                                       .program = getenv("SAMPLEDB"),
                                       .quiet = true,
                                       .skip_missing = true};
    struct rehearsal r;
    struct features f = {0};
    int rc = -1;

    *p = (struct pupils){0};
    if (open_model(&p->model, model, e) == 0 &&
        taxonomy_init(&p->taxonomy, p->model, e) == 0 &&
        manifest_load(&p->manifest, manifest, &p->taxonomy, e) == 0 &&
        (!fixes || fixes_load(&p->manifest, fixes, &p->taxonomy, e) == 0))
        rc = features_of(&f, &p->manifest, &o, e);
    fpu_flush_denormals();
    if (rc == 0)
        rc = hear(p, &f, "train", e);
    if (rc == 0)
        rc = hear(p, &f, "dev", e);
    features_close(&f);
    if (rc != 0)
        return -1;
    number_folders(p);
    if (!rehearsal_of(&r, p->model))
        rehearse(p);
    recognise(p);
    return 0;
}

void pupils_clear(struct pupils *p)
{
    model_free(p->model);
    manifest_clear(&p->manifest);
    free(p->of);
}

size_t pupils_of(const struct pupils *p, const char *source, size_t *out)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++)
        if (p->of[i].dev && strcmp(p->of[i].row->source, source) == 0)
            out[n++] = i;
    return n;
}

float *pupils_numbers(const struct pupils *p, const size_t *at, size_t n)
{
    const size_t width = p->of[0].known.n;
    float *x = mem_new(n * width, sizeof *x);

    for (size_t i = 0; i < n; i++)
        embedding_numbers(&p->of[at[i]].known, x + i * width);
    return x;
}

static void ask_by_chance(const size_t *from, size_t n, size_t k, uint64_t seed,
                          size_t *out)
{
    size_t *order = mem_new(n, sizeof *order);
    struct rng r;

    memcpy(order, from, n * sizeof *order);
    rng_init(&r, seed);
    rng_shuffle(&r, order, n);
    memcpy(out, order, k * sizeof *out);
    free(order);
}

void pupils_ask(const struct pupils *p, const size_t *from, size_t n, size_t k,
                enum pupils_way way, uint64_t seed, size_t *out)
{
    const size_t leaves = p->model->leaves, width = p->of[0].known.n;
    size_t *folder;
    struct choose *c;
    float *x, *q;

    if (way == PUPILS_CHANCE) {
        ask_by_chance(from, n, k, seed, out);
        return;
    }
    x = pupils_numbers(p, from, n);
    q = mem_new(n * leaves, sizeof *q);
    folder = mem_new(n, sizeof *folder);
    for (size_t i = 0; i < n; i++)
        folder[i] = p->of[from[i]].folder;
    school_ask(p->model, n, x, q);
    c = choose_new(&(struct choose_sounds){n, width, leaves, x, q,
                                           way == PUPILS_FOLDERS ? folder : NULL},
                   school_reach(p->model, CHOOSE_REACH));
    for (size_t i = 0; i < k; i++) {
        const size_t at = (size_t)choose_next(c);
        float may[SOUND_MAX_NODES] = {0};

        out[i] = from[at];
        may[p->of[out[i]].leaf] = 1.0f;
        choose_told(c, at, may);
    }
    choose_free(c);
    free(folder);
    free(q);
    free(x);
}

struct settle_sound *pupils_library(const struct pupils *p, const size_t *at, size_t n)
{
    struct settle_sound *x = mem_new(n, sizeof *x);

    for (size_t i = 0; i < n; i++)
        x[i] = (struct settle_sound){&p->of[at[i]].known, p->of[at[i]].folder};
    return x;
}

int pupils_teach(const struct pupils *p, const size_t *at, size_t n,
                 const char *const *tag, const struct retrain_options *o,
                 struct retrain *out, struct err *e)
{
    struct retrain_example *x = mem_new(n, sizeof *x);
    int rc;

    for (size_t i = 0; i < n; i++) {
        const struct pupil *one = &p->of[at[i]];

        x[i] = (struct retrain_example){.known = one->known,
                                        .tag = tag ? tag[i]
                                                   : p->taxonomy.leaf[one->leaf].tag,
                                        .form = -1,
                                        .folder = one->folder};
    }
    rc = retrain(out, p->model, x, n, o, e);
    free(x);
    return rc;
}

struct pupils_marks pupils_mark(const struct pupils *p, const struct model *m,
                                const size_t *at, size_t n)
{
    float *x = pupils_numbers(p, at, n), *q = mem_new(n * m->leaves, sizeof *q);
    struct pupils_marks out = {.n = n};

    school_ask(m, n, x, q);
    for (size_t i = 0; i < n; i++) {
        const float *of = q + i * m->leaves;
        const size_t leaf = metrics_largest(m->leaves, of);
        const bool right = leaf == p->of[at[i]].leaf,
                   said = of[leaf] >= m->leaf_threshold;

        out.right += right;
        out.said += said;
        out.said_right += said && right;
    }
    free(q);
    free(x);
    return out;
}
