/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How models do in use, for stats. */
#include "cli/stats_quality.h"

#include <stdio.h>

#include "cli/print.h"

static struct share share_of(const struct model_quality *m)
{
    return (struct share){m->confirmed, m->confirmed + m->rejected + m->replaced};
}

static double percent(const struct share *s)
{
    return s->n ? 100.0 * (double)s->right / (double)s->n : 0;
}

static json_t *model_json(const struct model_quality *m)
{
    const struct share s = share_of(m);
    double low, high;

    share_bounds(&s, &low, &high);
    return json_pack("{s:o, s:b, s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:I, s:I}", "model",
                     json_text(m->key), "current", m->current, "judged", (json_int_t)s.n,
                     "confirmed", (json_int_t)m->confirmed, "rejected",
                     (json_int_t)m->rejected, "replaced", (json_int_t)m->replaced,
                     "share", percent(&s) / 100, "share_low", low, "share_high", high,
                     "first_at", (json_int_t)m->first_at, "last_at",
                     (json_int_t)m->last_at);
}

json_t *quality_json(const struct qualities *q)
{
    json_t *list = json_array();

    for (size_t i = 0; i < q->n; i++)
        json_array_append_new(list, model_json(&q->model[i]));
    return list;
}

json_t *quality_hint_json(const struct qualities *q)
{
    return q->drifts  ? json_string("drifts")
           : q->worse ? json_string("worse")
                      : json_null();
}

static void print_model(const struct model_quality *m)
{
    const struct share s = share_of(m);
    char n[32], day[32];
    double low, high;

    share_bounds(&s, &low, &high);
    printf("  %-18.12s %12s  %3.0f %% right (%.0f to %.0f), since %.10s%s\n", m->key,
           print_count(n, s.n), percent(&s), 100 * low, 100 * high,
           print_time(day, m->first_at), m->current ? ", current" : "");
}

static void print_hint(const struct qualities *q)
{
    if (q->drifts)
        printf(
            "hint: of the last %lld categories that you judged %.0f %% were right, of "
            "the %lld before %.0f %%;\n      your sounds are new to the model: sampledb "
            "retrain teaches it what you said\n",
            (long long)q->last.n, percent(&q->last), (long long)q->before.n,
            percent(&q->before));
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
