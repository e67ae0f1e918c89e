/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Measure the table of names and fit its rule: names MODEL|base MANIFEST [SEED] prints
 * the built-in models/names.csv with its numbers made anew; on stderr what the rule
 * costs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/features.h"
#include "util/csv.h"
#include "learn/fit.h"
#include "learn/guise.h"
#include "learn/namelist.h"
#include "learn/namelist_data.h"
#include "util/fpu.h"
#include "util/mem.h"
#include "util/naming.h"

/*
 * The corpus takes its labels from names, so a precision measured on it is an upper
 * bound; and "a few per cent of labels are wrong" (corpus README) although the names say
 * the same. No word is trusted more than that.
 */
static const double cap = 0.95;

/* Groups of the corpus that a prior counts for. */
static const double prior_groups = 2.0;

/* One group of files (a pack, a kit) is one witness, however many files it has. */
struct tally {
    double groups,
        right;      /* of all groups so far: their number, and shares of right names */
    size_t n, good; /* of the group at hand */
};

static void flush(struct tally *t)
{
    if (t->n) {
        t->groups += 1.0;
        t->right += (double)t->good / (double)t->n;
    }
    t->n = t->good = 0;
}

static double precision_of(const struct tally *t, double prior)
{
    const double p = (t->right + prior_groups * prior) / (t->groups + prior_groups);

    return p < cap ? p : cap;
}

struct measure {
    struct lexicon *x;
    struct tally *of; /* (entries) owned */
    struct tally place[PLACES];
};

static void count(struct measure *m, const struct saying *s, bool form, bool good)
{
    char key[NAMING_TEXT];
    size_t n = 0;
    const struct lexicon_entry *entry;

    if (strchr(s->words, ',')) /* several words: nobody's merit */
        return;
    for (const char *p = s->words; *p; p++)
        if (*p != ' ')
            key[n++] = *p;
    entry = lexicon_find(m->x, key, n);
    while (entry && (entry->form >= 0) != form)
        entry = lexicon_has_next(m->x, entry) ? entry + 1 : NULL;
    if (!entry)
        return;
    m->of[entry - m->x->entry].n++;
    m->of[entry - m->x->entry].good += good;
    if (!form) {
        m->place[s->place].n++;
        m->place[s->place].good += good;
    }
}

static void flush_all(struct measure *m)
{
    for (size_t i = 0; i < m->x->entries; i++)
        flush(&m->of[i]);
    for (int i = 0; i < PLACES; i++)
        flush(&m->place[i]);
}

static void look_at(struct measure *m, const struct taxonomy *t,
                    const struct manifest_row *row)
{
    struct naming n;

    guise_hear(&n, m->x, row->origin);
    if (*n.category.what)
        count(m, &n.category, false,
              naming_within(t->leaf[row->label].tag, n.category.what));
    if (*n.form.what && row->form >= 0)
        count(m, &n.form, true, sound_form_of(n.form.what) == row->form);
}

static int by_group(const void *a, const void *b)
{
    const struct manifest_row *const *x = a, *const *y = b;

    return strcmp((*x)->group, (*y)->group);
}

/* Count the rows of d but for those of `without` (rows), which may be NULL. */
static void measure(struct measure *m, const struct taxonomy *t, const struct dataset *d,
                    const bool *without)
{
    const struct manifest_row **row = mem_new(d->rows, sizeof *row);
    size_t n = 0;

    memset(m->of, 0, m->x->entries * sizeof *m->of);
    memset(m->place, 0, sizeof m->place);
    for (size_t i = 0; i < d->rows; i++)
        if (!without || !without[i])
            row[n++] = d->row[i].from;
    qsort(row, n, sizeof *row, by_group);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && by_group(&row[i - 1], &row[i]) != 0)
            flush_all(m);
        look_at(m, t, row[i]);
    }
    flush_all(m);
    free(row);
}

/* The entry of a line of the table, or NULL. */
static struct lexicon_entry *entry_of(struct lexicon *x, const char *words,
                                      const char *says)
{
    const bool form = sound_form_of(says) >= 0;
    char key[NAMING_TEXT];
    size_t n = 0;

    for (const char *p = words; *p && n < sizeof key; p++)
        if (*p != ' ')
            key[n++] = *p;
    for (size_t i = 0; i < x->entries; i++)
        if (strlen(x->entry[i].key) == n && memcmp(x->entry[i].key, key, n) == 0 &&
            (x->entry[i].form >= 0) == form)
            return &x->entry[i];
    return NULL;
}

static int place_of(const char *rule)
{
    static const char *const name[PLACES] = {"place file", "place folder",
                                             "place folder 2", "place folder 3"};

    for (int i = 0; i < PLACES; i++)
        if (strcmp(rule, name[i]) == 0)
            return i;
    return -1;
}

static void put_rule(struct measure *m, const char *name, const char *prior, bool print)
{
    const int place = place_of(name);
    double v = strcmp(name, "trust") == 0 ? (double)m->x->trust : (double)m->x->weight;

    if (place >= 0) {
        v = precision_of(&m->place[place], strtod(prior, NULL));
        m->x->place[place] = (float)v;
    }
    if (!print)
        return;
    if (place >= 0)
        printf("%s,rule,%s,%.0f,%.2f,%.3f\n", name, prior, m->place[place].groups,
               m->place[place].right, v);
    else
        printf("%s,rule,,,,%.2f\n", name, v);
}

static void put_entry(struct measure *m, struct csv *c, bool print)
{
    const char *words = csv_field(c, 0), *says = csv_field(c, 1),
               *prior = csv_field(c, 2);
    struct lexicon_entry *entry = entry_of(m->x, words, says);
    const struct tally *t;

    if (!entry)
        return;
    t = &m->of[entry - m->x->entry];
    if (strcmp(says, "-") != 0)
        entry->precision = (float)precision_of(t, strtod(prior, NULL));
    if (print)
        printf("%s,%s,%s,%.0f,%.2f,%.3f\n", words, says, prior, t->groups, t->right,
               (double)entry->precision);
}

/* Put what was measured into the lexicon, and print the table. */
static void apply(struct measure *m, bool print)
{
    struct csv c;
    struct err e;

    csv_init(&c, (const char *)namelist_data, namelist_data_len);
    csv_next(&c, &e);
    if (print)
        puts("words,says,prior,groups,right,precision");
    while (csv_next(&c, &e) > 0)
        if (strcmp(csv_field(&c, 1), "rule") == 0)
            put_rule(m, csv_field(&c, 0), csv_field(&c, 2), print);
        else
            put_entry(m, &c, print);
    csv_clear(&c);
}

/* The pair that makes the mixture of names on the rows likeliest. */
static void fit_rule(struct lexicon *x, const struct guises *t)
{
    float best_trust = 1.0f, best_weight = 0.0f;
    double best = (double)INFINITY;

    for (int i = 10; i <= 20; i++)
        for (int k = 0; k <= 20; k++) {
            double cost;

            x->trust = (float)i / 20.0f;
            x->weight = (float)k / 20.0f;
            cost = guises_cost(t);
            if (k == 0 && i == 10)
                fprintf(stderr, "without names: %.4f nats a file\n", cost);
            if (cost < best) {
                best = cost;
                best_trust = x->trust;
                best_weight = x->weight;
            }
        }
    x->trust = best_trust;
    x->weight = best_weight;
    fprintf(stderr, "trust %.2f, weight %.2f: %.4f nats a file\n", (double)best_trust,
            (double)best_weight, best);
}

static void report(const struct guises *t)
{
    for (int k = 0; k < GUISES; k++) {
        struct metrics m = {0};

        guises_measure(t, (enum guise)k, &m);
        fprintf(stderr,
                "%-8s accuracy %.3f, ECE %.3f, leaf %.3f of %.3f, parent %.3f of "
                "%.3f\n",
                guise_name[k], m.accuracy, m.ece,
                m.leaf.n ? (double)m.leaf.right / (double)m.leaf.n : 0.0,
                (double)m.leaf.n / (double)m.n,
                m.parent.n ? (double)m.parent.right / (double)m.parent.n : 0.0,
                (double)m.parent.n / (double)m.n);
        metrics_clear(&m);
    }
}

/* The rows that are set aside, as a set of their own: borrows d's rows. */
static struct dataset part_of(const struct dataset *d, const bool *aside)
{
    struct dataset out = {.row = mem_new(d->rows, sizeof *out.row)};

    for (size_t i = 0; i < d->rows; i++)
        if (aside[i])
            out.row[out.rows++] = d->row[i];
    return out;
}

static void work(const struct model *model, const struct taxonomy *t,
                 const struct dataset *d, uint64_t seed, struct lexicon *x)
{
    bool *aside = mem_new(d->rows, sizeof *aside);
    struct measure m = {.x = x, .of = mem_new(x->entries, sizeof *m.of)};
    struct dataset part;
    struct guises *guises;

    dataset_split(d, fit_defaults.validation, seed, aside);
    part = part_of(d, aside);
    measure(&m, t, d, aside); /* the rule is fitted with numbers from other files */
    apply(&m, false);
    guises = guises_new(model, x, &part, seed);
    fit_rule(x, guises);
    report(guises);
    measure(&m, t, d, NULL);
    apply(&m, true);
    guises_free(guises);
    dataset_clear(&part);
    free(m.of);
    free(aside);
}

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

int main(int argc, char **argv)
{
    const struct features_options o = {
        .command = "names", .program = getenv("SAMPLEDB"), .quiet = true};
    struct err e = {0};
    struct model *model = NULL;
    struct lexicon *x = namelist_open(&e);
    struct manifest manifest = {0};
    struct features f = {0};
    struct dataset d = {0};
    struct taxonomy t;
    int rc = -1;

    if (argc < 3)
        fputs("usage: names MODEL|base MANIFEST [SEED]\n", stderr);
    else if (x && open_model(&model, argv[1], &e) == 0 &&
             taxonomy_init(&t, model, &e) == 0 &&
             manifest_load(&manifest, argv[2], &t, &e) == 0 &&
             features_of(&f, &manifest, &o, &e) == 0 &&
             features_dataset(&f, &d, &manifest, "train", &e) == 0)
        rc = 0;
    if (rc == 0) {
        fpu_flush_denormals();
        work(model, &t, &d, argc > 3 ? strtoull(argv[3], NULL, 10) : 1, x);
    } else if (argc >= 3) {
        fprintf(stderr, "names: %s\n", e.text);
    }
    dataset_clear(&d);
    features_close(&f);
    manifest_clear(&manifest);
    lexicon_free(x);
    model_free(model);
    return rc ? 1 : 0;
}
