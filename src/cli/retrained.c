/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What came of retraining: what was learned from, and whether it helped. */
#include "cli/retrained.h"

#include <stdio.h>
#include <string.h>

#include "answer/json.h"
#include "cli/print.h"
#include "learn/grow.h"

/* Leaves of the result that the base has not. */
static bool is_new(const struct retrained *t, size_t leaf)
{
    return grow_node(t->base, t->r->model->node[leaf].tag) < 0;
}

static double percent(size_t some, size_t of)
{
    return of ? 100.0 * (double)some / (double)of : 0.0;
}

static const char *plural(size_t n) { return n == 1 ? "" : "s"; }

static void print_source(const struct retrained *t)
{
    const size_t passed = t->r->passed_over;
    char corrections[32], samples[32];

    printf("learned from  %s correction%s of %s sample%s in %zu folder%s\n",
           print_count(corrections, (long long)t->x->corrections),
           plural(t->x->corrections), print_count(samples, (long long)t->r->examples),
           plural(t->r->examples), t->r->folders, plural(t->r->folders));
    if (t->x->deaf)
        printf("passed over   %zu sample%s whose features are gone\n", t->x->deaf,
               plural(t->x->deaf));
    if (passed)
        printf("passed over   %zu sample%s of silence, or of which all that is known is "
               "ruled out\n",
               passed, plural(passed));
    if (t->r->settled)
        printf("passed on     to %zu sample%s beside them, in folders of one kind\n",
               t->r->settled, plural(t->r->settled));
    for (size_t i = 0; i < t->r->model->leaves; i++)
        if (is_new(t, i))
            printf("new category  %s\n", t->r->model->node[i].tag);
}

/* One line of the warnings after the other. */
static void print_warnings(const char *line)
{
    while (*line) {
        const int n = (int)strcspn(line, "\n");

        printf("note          %.*s\n", n, line);
        line += n + (line[n] == '\n');
    }
}

static void print_held_out(const struct retrain *r)
{
    const struct retrain_answers *b = &r->before, *a = &r->after;

    if (a->n == 0)
        return;
    printf("held out      %.1f %% of %zu right, %.1f %% before (%s)\n",
           percent(a->right, a->n), a->n, percent(b->right, b->n),
           r->by_folder ? "in folders that were left out" : "left out one by one");
    printf("confidence    %.1f points off there, %.1f before\n", 100.0 * a->ece,
           100.0 * b->ece);
}

static void print_rehearsed(const struct retrained *t)
{
    size_t n = 0, before = 0, after = 0;
    char all[32];

    for (size_t i = 0; i < t->base->leaves; i++) {
        n += t->r->leaf[i].n;
        before += t->r->leaf[i].before;
        after += t->r->leaf[i].after;
    }
    if (n == 0)
        return;
    printf("remembers     %.1f %% of %s sounds that it was trained on, %.1f %% before\n",
           percent(after, n), print_count(all, (long long)n), percent(before, n));
    for (size_t i = 0; i < t->base->leaves; i++)
        if (t->r->leaf[i].after < t->r->leaf[i].before)
            printf("  loses       %zu of %zu %s\n",
                   t->r->leaf[i].before - t->r->leaf[i].after, t->r->leaf[i].before,
                   t->base->node[i].tag);
}

void retrained_print(const struct retrained *t)
{
    print_source(t);
    if (t->deep)
        deepened_print(t->deep);
    print_warnings(t->r->warnings);
    print_held_out(t->r);
    print_rehearsed(t);
    if (t->r->refused)
        printf("refused       %s\n", t->r->why);
}

static json_t *answers_json(const struct retrain_answers *a)
{
    return json_pack("{s:I, s:f, s:f, s:f}", "right", (json_int_t)a->right, "accuracy",
                     percent(a->right, a->n) / 100.0, "cost", a->cost, "ece", a->ece);
}

static json_t *leaves_json(const struct retrained *t)
{
    json_t *out = json_array();

    for (size_t i = 0; i < t->base->leaves; i++)
        if (t->r->leaf[i].n)
            json_array_append_new(
                out, json_pack("{s:s, s:I, s:I, s:I}", "tag", t->base->node[i].tag, "n",
                               (json_int_t)t->r->leaf[i].n, "before",
                               (json_int_t)t->r->leaf[i].before, "after",
                               (json_int_t)t->r->leaf[i].after));
    return out;
}

static json_t *new_json(const struct retrained *t)
{
    json_t *out = json_array();

    for (size_t i = 0; i < t->r->model->leaves; i++)
        if (is_new(t, i))
            json_array_append_new(out, json_string(t->r->model->node[i].tag));
    return out;
}

static json_t *lines_json(const char *line)
{
    json_t *out = json_array();

    while (*line) {
        const size_t n = strcspn(line, "\n");

        json_array_append_new(out, json_stringn(line, n));
        line += n + (line[n] == '\n');
    }
    return out;
}

json_t *retrained_json(const struct retrained *t)
{
    const struct retrain *r = t->r;
    json_t *held = json_pack("{s:I, s:b, s:o, s:o}", "n", (json_int_t)r->after.n,
                             "by_folder", r->by_folder, "before",
                             answers_json(&r->before), "after", answers_json(&r->after));
    json_t *out = json_pack(
        "{s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, "
        "s:b, s:o}",
        "model", r->model->id, "base", t->base->id, "program", PACKAGE_VERSION, "seed",
        (json_int_t)t->seed, "corrections", (json_int_t)t->x->corrections, "samples",
        (json_int_t)r->examples, "folders", (json_int_t)r->folders, "without_features",
        (json_int_t)t->x->deaf, "passed_over", (json_int_t)r->passed_over, "passed_on",
        (json_int_t)r->settled, "new", new_json(t), "warnings", lines_json(r->warnings),
        "held_out", held, "leaves", leaves_json(t), "refused", r->refused, "why",
        json_text_or_null(r->refused ? r->why : NULL));

    if (t->deep)
        json_object_set_new(out, "deep", deepened_json(t->deep));
    return out;
}
