/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb dupes: files that hold the same sound, and which of them to keep. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "answer/json.h"
#include "cli/best.h"
#include "cli/cmd.h"
#include "cli/copies.h"
#include "cli/print.h"

static const struct opt options[] = {
    {'0', "null", NULL, "only paths of all but the best copies, each ended by a NUL"},
    {'J', "json", NULL, "one JSON object a group"},
    {'x', "exact", NULL, "only the very same audio, whatever the file around it"},
    {0},
};

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* A copy that is labelled as something else than the best one: one of them is wrong. */
static bool labelled_otherwise(const struct copy *best, const struct copy *c)
{
    return !same_text(best->category, c->category) || !same_text(best->form, c->form);
}

static void print_label(bool colour, const struct copy *c)
{
    print_colour(colour, COLOUR_YELLOW);
    printf("  [%s%s%s]", c->category ? c->category : "unsure", c->form ? ", " : "",
           c->form ? c->form : "");
    print_colour(colour, COLOUR_PLAIN);
}

static int text_group(const struct copy_group *g, struct err *e)
{
    const struct copy *best = &g->copy[0];
    const bool colour = print_colours();
    bool labels = false;
    char out[BEST_DIFFERENCE];

    for (size_t i = 1; i < g->n; i++)
        labels |= labelled_otherwise(best, &g->copy[i]);
    print_colour(colour, COLOUR_BOLD);
    print_clean(stdout, best->path);
    print_colour(colour, COLOUR_PLAIN);
    printf("  (%s, %g kHz; %s)", best->format ? best->format : "?",
           best->rate_hz / 1000.0, g->why);
    if (labels)
        print_label(colour, best);
    putchar('\n');
    for (size_t i = 1; i < g->n; i++) {
        fputs("  ", stdout);
        print_clean(stdout, g->copy[i].path);
        printf("  (%s)", best_difference(out, best, &g->copy[i]));
        if (labels && labelled_otherwise(best, &g->copy[i]))
            print_label(colour, &g->copy[i]);
        putchar('\n');
    }
    putchar('\n');
    return print_check(e);
}

static int null_group(const struct copy_group *g, struct err *e)
{
    for (size_t i = 1; i < g->n; i++)
        fwrite(g->copy[i].path, 1, strlen(g->copy[i].path) + 1, stdout);
    return print_check(e);
}

static json_t *copy_json(const struct copy *best, const struct copy *c)
{
    const bool is_best = c == best;
    char out[BEST_DIFFERENCE];
    json_t *o = json_object();

    json_object_set_new(o, "id", json_integer(c->file));
    json_object_set_new(o, "sample_id", json_integer(c->sample));
    json_object_set_new(o, "path", json_text(c->display ? c->display : c->path));
    json_object_set_new(o, "path_hex", json_bytes_unless(c->path, c->display));
    json_object_set_new(o, "best", json_boolean(is_best));
    json_object_set_new(o, "exact", json_boolean(is_best || c->exact));
    json_object_set_new(o, "difference",
                        is_best ? json_null() : json_text(best_difference(out, best, c)));
    json_object_set_new(o, "level_db", json_real_or_null(c->level_db));
    json_object_set_new(o, "link", json_boolean(c->link));
    json_object_set_new(o, "size", json_integer(c->size));
    json_object_set_new(o, "format", json_text_or_null(c->format));
    json_object_set_new(o, "rate_hz", json_count_or_null(c->rate_hz));
    json_object_set_new(o, "channels", json_count_or_null(c->channels));
    json_object_set_new(o, "duration_s", json_real_or_null(c->duration_s));
    json_object_set_new(o, "peak_db", json_real_or_null(c->peak_db));
    json_object_set_new(o, "form", json_text_or_null(c->form));
    json_object_set_new(o, "category", json_text_or_null(c->category));
    json_object_set_new(o, "category_confidence",
                        json_real_or_null(c->category_confidence));
    return o;
}

static int json_group(const struct copy_group *g, struct err *e)
{
    json_t *o = json_object(), *files = json_array();

    for (size_t i = 0; i < g->n; i++)
        json_array_append_new(files, copy_json(&g->copy[0], &g->copy[i]));
    json_object_set_new(o, "why", json_text(g->why));
    json_object_set_new(o, "free_bytes", json_integer(g->free_bytes));
    json_object_set_new(o, "files", files);
    print_json(o);
    return print_check(e);
}

static int print_sum(const struct copy_groups *all, struct err *e)
{
    int64_t extra = 0, bytes = 0;
    char a[32], b[32], c[32];

    for (size_t i = 0; i < all->n; i++) {
        extra += (int64_t)all->group[i].n - 1;
        bytes += all->group[i].free_bytes;
    }
    if (all->n == 0)
        printf("no duplicates in %s file%s\n", print_count(a, all->files),
               all->files == 1 ? "" : "s");
    else
        printf("%s sound%s in more than one file; %s file%s could go, which would free "
               "%s\n",
               print_count(a, (long long)all->n), all->n == 1 ? "" : "s",
               print_count(b, extra), extra == 1 ? "" : "s", print_bytes(c, bytes));
    return print_check(e);
}

static int print_groups(const struct copy_groups *all, const struct args *a,
                        struct err *e)
{
    int (*const print)(const struct copy_group *g, struct err *e) =
        opt_given(a, '0')   ? null_group
        : opt_given(a, 'J') ? json_group
                            : text_group;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < all->n; i++)
        rc = print(&all->group[i], e);
    return rc == 0 && print == text_group ? print_sum(all, e) : rc;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct copy_groups all = {0};
    struct scope in;
    int rc;

    if (opt_given(a, '0') && opt_given(a, 'J'))
        return err_set(e, ERR_USAGE, "choose one of --null and --json");
    rc = scope_of(&in, s, a, e);
    if (rc == 0)
        rc = copies_find(&all, s->store, &in, opt_given(a, 'x'), e);
    if (rc == 0)
        rc = print_groups(&all, a, e);
    copies_clear(&all);
    scope_clear(&in);
    return rc;
}

const struct cmd cmd_dupes = {
    .name = "dupes",
    .args = "[-0 | -J] [-x] [DIR | WORD | FACET:VALUE | -WORD]...",
    .summary = "find files that hold the same sound: dupes ~/Samples/Kicks",
    .options = options,
    .needs = NEEDS_READ,
    .words = true,
    .run = run,
};
