/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A model learns to hear from what a library has kept of its sounds. */
#include "cli/deepened.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/json.h"
#include "cli/print.h"
#include "nn/patch.h"
#include "store/taught.h"
#include "util/blob.h"
#include "util/mem.h"

/* Sounds of a library. */
struct listening {
    struct deep_example *x; /* (n) owned, as is the rest */
    struct patch *patch;    /* (DEEP_EXAMPLES) of these */
    struct patch *other;    /* (m of DEEP_OTHERS) */
    size_t n, m, deaf;
    struct buf raw;
};

static bool read_patch(struct listening *l, const void *mel, size_t n, struct patch *out)
{
    struct blob_head head;
    struct err ignored;

    return blob_unpack(&head, mel, n, &l->raw, &ignored) == 0 && head.kind == BLOB_MEL &&
           patch_read(out, l->raw.data, l->raw.len, &ignored) == 0;
}

/* The last ones count. */
static int read_examples(struct listening *l, struct store *s, const struct examples *x,
                         struct err *e)
{
    size_t i = x->n > DEEP_EXAMPLES ? x->n - DEEP_EXAMPLES : 0;

    for (; i < x->n; i++) {
        const void *mel = NULL;
        size_t n = 0;
        const int found = taught_mel(s, x->words[i].sample, &mel, &n, e);

        if (found < 0)
            return -1;
        if (found == 0 || !read_patch(l, mel, n, &l->patch[l->n])) {
            l->deaf++;
            continue;
        }
        l->x[l->n] = (struct deep_example){.patch = &l->patch[l->n], .told = x->x[i]};
        l->n++;
    }
    return 0;
}

static int note_other(void *arg, const void *mel, size_t n, struct err *e)
{
    struct listening *l = arg;

    (void)e;
    if (read_patch(l, mel, n, &l->other[l->m]) && !patch_silent(&l->other[l->m]))
        l->m++;
    return l->m == DEEP_OTHERS;
}

/* One picture of the library, whoever writes to it meanwhile. */
static int read_all(struct listening *l, struct store *s, const struct examples *x,
                    struct err *e)
{
    int rc = store_begin_read(s, e);

    if (rc != 0)
        return -1;
    rc = read_examples(l, s, x, e);
    if (rc == 0)
        rc = taught_nothing(s, note_other, l, e);
    store_rollback(s);
    return rc;
}

static int teach(struct deepened *d, const struct listening *l, const struct model *base,
                 const struct retrain_options *heads, struct err *e)
{
    const struct patch **other = mem_new(l->m, sizeof *other);
    struct deep_options o = deep_defaults();
    int rc;

    o.tuning.seed = heads->seed;
    o.heads = *heads;
    o.progress = heads->progress;
    o.arg = heads->arg;
    for (size_t i = 0; i < l->m; i++)
        other[i] = &l->other[i];
    d->examples = l->n;
    d->others = l->m;
    d->deaf = l->deaf;
    rc = deep(&d->r, base, l->x, l->n, other, l->m, &o, e);
    free(other);
    return rc;
}

static int listen(struct deepened *d, struct store *s, const struct model *base,
                  const struct examples *x, const struct retrain_options *o,
                  struct err *e)
{
    struct listening l = {.x = mem_new(DEEP_EXAMPLES, sizeof *l.x),
                          .patch = mem_new(DEEP_EXAMPLES, sizeof *l.patch),
                          .other = mem_new(DEEP_OTHERS, sizeof *l.other)};
    int rc = read_all(&l, s, x, e);

    if (rc == 0)
        rc = teach(d, &l, base, o, e);
    free(l.x);
    free(l.patch);
    free(l.other);
    buf_clear(&l.raw);
    return rc;
}

/* From all examples, and what lies beside them, as the new ears hear them to the bit. */
static int learn_by_ears(struct deepened *d, struct retrain *out, struct store *s,
                         struct examples *x, const struct retrain_options *o,
                         struct err *e)
{
    struct analyse *ear = analyse_new(model_copy(d->r.ears));
    struct retrain_options anew = *o;
    struct examples heard;
    int rc = examples_read(&heard, s, ear, d->r.ears->trunk, e);

    anew.library = heard.beside;
    anew.sounds = heard.besides;
    if (rc == 0)
        rc = retrain(out, d->r.ears, heard.x, heard.n, &anew, e);
    if (rc == 0 && !out->refused) {
        const struct examples before = *x;

        *x = heard;
        heard = before;
    } else if (rc == 0) {
        d->r.refused = true;
        memcpy(d->r.why, out->why, sizeof d->r.why);
        retrain_clear(out);
    }
    examples_clear(&heard);
    analyse_free(ear);
    return rc;
}

int deepened_learn(struct deepened *d, struct retrain *out, struct store *s,
                   const struct model *base, struct examples *x,
                   const struct retrain_options *o, struct err *e)
{
    *d = (struct deepened){.examples = 0};
    if (listen(d, s, base, x, o, e) != 0)
        return -1;
    if (!d->r.refused && learn_by_ears(d, out, s, x, o, e) != 0)
        return -1;
    return d->r.refused ? retrain(out, base, x->x, x->n, o, e) : 0;
}

void deepened_clear(struct deepened *d) { deep_clear(&d->r); }

static double percent(const struct retrain_answers *a)
{
    return a->n ? 100.0 * (double)a->right / (double)a->n : 0.0;
}

void deepened_print(const struct deepened *d)
{
    const struct deep_result *r = &d->r;
    char examples[32], others[32];

    printf("hears anew    by %s sounds and %s that nobody corrected, %zu epoch%s\n",
           print_count(examples, (long long)d->examples),
           print_count(others, (long long)d->others), r->epochs,
           r->epochs == 1 ? "" : "s");
    if (d->deaf)
        printf("passed over   %zu of them whose spectrum is gone\n", d->deaf);
    printf("by new ears   %.1f %% of %zu right, %.1f %% by the old ones, %.1f %% before "
           "(in folders that were left out)\n",
           percent(&r->deep), r->deep.n, percent(&r->shallow), percent(&r->was));
    if (r->refused)
        printf("old ears      are kept: %s\n", r->why);
}

static json_t *answers_json(const struct retrain_answers *a)
{
    return json_pack("{s:I, s:I, s:f, s:f}", "n", (json_int_t)a->n, "right",
                     (json_int_t)a->right, "accuracy", percent(a) / 100.0, "cost",
                     a->cost);
}

json_t *deepened_json(const struct deepened *d)
{
    const struct deep_result *r = &d->r;

    return json_pack("{s:I, s:I, s:I, s:I, s:f, s:f, s:o, s:o, s:o, s:b, s:o}",
                     "examples", (json_int_t)d->examples, "others", (json_int_t)d->others,
                     "without_mel", (json_int_t)d->deaf, "epochs", (json_int_t)r->epochs,
                     "carried", r->carried, "moved", r->moved, "was",
                     answers_json(&r->was), "shallow", answers_json(&r->shallow), "deep",
                     answers_json(&r->deep), "refused", r->refused, "why",
                     json_text_or_null(r->refused ? r->why : NULL));
}
