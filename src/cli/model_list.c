/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb model list and info: what the library knows of its models. */
#include "cli/model_list.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "answer/models.h"
#include "cli/print.h"

struct list {
    const struct base *base;
    int64_t id;      /* for info: the one to show; 0 = all */
    bool json, full; /* full: metrics and all */
};

/* What a retrained one got right of sounds that it had not heard. */
static void print_held_out(const char *metrics)
{
    json_t *j = json_loads(metrics, 0, NULL);
    json_t *held = json_object_get(json_object_get(j, "retrain"), "held_out");
    json_t *after = json_object_get(json_object_get(held, "after"), "accuracy"),
           *before = json_object_get(json_object_get(held, "before"), "accuracy");

    if (json_is_number(after) && json_is_number(before))
        printf("held out     %.3f, %.3f before\n", json_number_value(after),
               json_number_value(before));
    json_decref(j);
}

static bool is_base(const struct list *l, const struct model_row *m)
{
    return models_is_built_in(m, &l->base->facts);
}

/* What it can be called upon for. */
static const char *state_of(const struct list *l, const struct model_row *m)
{
    return m->current                   ? "in use"
           : is_base(l, m)              ? "built in"
           : m->bytes                   ? ""
           : strcmp(m->made_by, "base") ? "pruned"
                                        : "gone"; /* with the program it was built into */
}

static void print_row(const struct list *l, const struct model_row *m)
{
    const double accuracy = models_accuracy(m->metrics);
    char samples[32], when[32];

    printf("%.12s  %-8s  %-8s  %-16s  %12s samples", m->key, state_of(l, m), m->made_by,
           m->added_at ? print_time(when, m->added_at) : "-",
           print_count(samples, m->samples));
    if (isfinite(accuracy))
        printf("  accuracy %.3f", accuracy);
    if (m->corrections)
        printf("  from %s corrections", print_count(samples, m->corrections));
    putchar('\n');
}

static void print_info(const struct list *l, const struct model_row *m)
{
    char text[32];

    printf("key          %s\n", m->key);
    printf("state        %s\n", *state_of(l, m) ? state_of(l, m) : "not in use");
    printf("made by      %s\n", m->made_by);
    if (m->parent)
        printf("parent       model %lld\n", (long long)m->parent);
    if (m->corrections)
        printf("corrections  %s\n", print_count(text, m->corrections));
    printf("added        %s\n", print_time(text, m->added_at));
    if (m->used_at)
        printf("last put in  %s\n", print_time(text, m->used_at));
    printf("arch         %s, %lld categories, features of version %u\n", m->arch,
           (long long)m->leaves, m->feature_version);
    printf("samples      %s\n", print_count(text, m->samples));
    if (m->bytes)
        printf("weights      %s\n", print_bytes(text, m->bytes));
    if (isfinite(models_accuracy(m->metrics)))
        printf("accuracy     %.3f\n", models_accuracy(m->metrics));
    print_held_out(m->metrics);
}

static int show(void *arg, const struct model_row *m, struct err *e)
{
    const struct list *l = arg;

    if (l->id && l->id != m->id)
        return 0;
    if (l->json)
        print_json(models_json(m, &l->base->facts, l->full));
    else if (l->full)
        print_info(l, m);
    else
        print_row(l, m);
    return print_check(e);
}

int model_list(struct store *s, const struct base *b, bool json, struct err *e)
{
    struct list l = {.base = b, .json = json};

    return models_each(s, &b->facts, show, &l, e);
}

int model_info(struct store *s, const struct base *b, int64_t id, bool json,
               struct err *e)
{
    struct list l = {.base = b, .id = id, .json = json, .full = true};

    return model_each(s, show, &l, e);
}
