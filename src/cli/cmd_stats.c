/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb stats: the library in numbers. */
#include <math.h>
#include <stdio.h>

#include "answer/stats.h"
#include "cli/cmd.h"
#include "cli/print.h"
#include "cli/stats_quality.h"

static const struct opt options[] = {
    {'J', "json", NULL, "one JSON object"},
    {0},
};

enum { STATES = FILE_UNAVAILABLE + 1 };

static const char *group_name(const struct stats_group *g)
{
    return *g->name ? g->name : "unsure";
}

static void print_files(const struct stats *st)
{
    const char *comma = "";
    char count[32];

    printf("files    %12s  ", print_count(count, st->files));
    for (int i = 0; i < STATES; i++) {
        if (st->by_state[i] == 0)
            continue;
        printf("%s%s %s", comma, print_count(count, st->by_state[i]), file_state_name(i));
        comma = ", ";
    }
    if (st->duplicates)
        printf("; copies of others: %s", print_count(count, st->duplicates));
    putchar('\n');
}

static void print_sums(const struct stats *st)
{
    char a[32], b[32];

    print_files(st);
    printf("samples  %12s  %s of sound", print_count(a, st->samples),
           print_seconds(b, st->duration_s));
    if (st->unused)
        printf("; %s in no file any more", print_count(a, st->unused));
    printf("\nunsure   %12s  %.0f %% of the samples have no category\n",
           print_count(a, st->unsure), 100 * st->unsure_share);
    printf("folders  %12s  %s offline\n", print_count(a, st->folders),
           print_count(b, st->offline));
    printf("library  %12s  %s of it features\n", print_bytes(a, st->bytes),
           print_bytes(b, st->feature_bytes));
    if (st->model_key)
        printf("model    %12.12s  %s; labelled %s samples\n", st->model_key,
               st->model_arch, print_count(a, st->model_samples));
    else
        printf("model    %12s\n", "none");
}

/* Of the groups some may lack it: nothing is known of what is unsure. */
static bool has_confidence(const struct stats_groups *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (isfinite(all->group[i].confidence))
            return true;
    return false;
}

static void print_groups(const char *title, const struct stats_groups *all)
{
    char count[32];

    if (all->n == 0)
        return;
    printf("\n%-20s %12s%s\n", title, "number",
           has_confidence(all) ? "  confidence" : "");
    for (size_t i = 0; i < all->n; i++) {
        const struct stats_group *g = &all->group[i];

        printf("  %-18s %12s", group_name(g), print_count(count, g->n));
        if (isfinite(g->confidence))
            printf("  %.2f", g->confidence);
        putchar('\n');
    }
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct stats st = {0};
    struct qualities q = {.n = 0};

    if (a->argc)
        return err_set(e, ERR_USAGE, "takes no arguments, but got '%s'", a->argv[0]);
    if (quality_read(s->store, &q, e) != 0 || stats_read(s->store, &st, e) != 0) {
        quality_clear(&q);
        return -1;
    }
    if (opt_given(a, 'J')) {
        print_json(stats_json(&st, &q));
    } else {
        print_sums(&st);
        print_groups("category", &st.category);
        print_groups("form", &st.form);
        print_groups("format", &st.format);
        quality_print(&q);
    }
    stats_clear(&st);
    quality_clear(&q);
    return print_check(e);
}

const struct cmd cmd_stats = {
    .name = "stats",
    .args = "[-J]",
    .summary = "print the library in numbers",
    .options = options,
    .needs = NEEDS_READ,
    .run = run,
};
