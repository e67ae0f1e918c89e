/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How models do in use, for stats. */
#include "cli/stats_quality.h"

#include <stdio.h>

#include "cli/print.h"

static void print_model(const struct model_quality *m)
{
    const struct share s = quality_share(m);
    char n[32], day[32];
    double low, high;

    share_bounds(&s, &low, &high);
    printf("  %-18.12s %12s  %3.0f %% right (%.0f to %.0f), since %.10s%s\n", m->key,
           print_count(n, s.n), 100 * share_right(&s), 100 * low, 100 * high,
           print_time(day, m->first_at), m->current ? ", current" : "");
}

static void print_hint(const struct qualities *q)
{
    if (q->drifts)
        printf(
            "hint: of the last %lld categories that you judged %.0f %% were right, of "
            "the %lld before %.0f %%;\n      your sounds are new to the model: sampledb "
            "retrain teaches it what you said\n",
            (long long)q->last.n, 100 * share_right(&q->last), (long long)q->before.n,
            100 * share_right(&q->before));
    else if (q->worse)
        puts("hint: the model before was right more often; sampledb model rollback goes "
             "back to it");
}

void quality_print(const struct qualities *q)
{
    if (q->n == 0)
        return;
    printf("\n%-20s %12s\n", "model in use", "judged");
    for (size_t i = 0; i < q->n; i++)
        print_model(&q->model[i]);
    print_hint(q);
}
