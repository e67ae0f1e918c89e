/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How models do in use, and whether that gets worse. */
#include "store/quality.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/db.h"
#include "util/mem.h"

static const double sigmas = 1.959964; /* 95 % of a normal distribution lie within */

void share_bounds(const struct share *s, double *low, double *high)
{
    const double n = (double)s->n, z = sigmas * sigmas;
    double p, middle, half;

    *low = 0;
    *high = 1;
    if (s->n == 0)
        return;
    p = (double)s->right / n;
    middle = (p + z / (2 * n)) / (1 + z / n);
    half = sigmas / (1 + z / n) * sqrt(p * (1 - p) / n + z / (4 * n * n));
    *low = fmax(0, middle - half);
    *high = fmin(1, middle + half);
}

double share_right(const struct share *s)
{
    return s->n ? (double)s->right / (double)s->n : 0;
}

bool share_dropped(const struct share *before, const struct share *now)
{
    double low, high, ignored;

    share_bounds(before, &low, &ignored);
    share_bounds(now, &ignored, &high);
    return high < low;
}

struct share quality_share(const struct model_quality *m)
{
    return (struct share){m->confirmed, m->confirmed + m->rejected + m->replaced};
}

void quality_clear(struct qualities *q)
{
    free(q->model);
    *q = (struct qualities){.n = 0};
}

static int read_models(struct store *s, struct qualities *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_QUALITY_MODELS, e);
    size_t room = 0;
    int found;

    if (!st)
        return -1;
    while ((found = db_row(s, st, SQL_QUALITY_MODELS, e)) == 1) {
        struct model_quality *m;

        out->model = mem_more(out->model, out->n, &room, sizeof *out->model);
        m = &out->model[out->n++];
        *m = (struct model_quality){.current = sqlite3_column_int(st, 1) == 1,
                                    .confirmed = sqlite3_column_int64(st, 2),
                                    .rejected = sqlite3_column_int64(st, 3),
                                    .replaced = sqlite3_column_int64(st, 4),
                                    .first_at = sqlite3_column_int64(st, 5),
                                    .last_at = sqlite3_column_int64(st, 6)};
        snprintf(m->key, sizeof m->key, "%s", (const char *)sqlite3_column_text(st, 0));
    }
    return found;
}

static int read_window(struct store *s, struct qualities *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_QUALITY_WINDOW, e);

    if (!st)
        return -1;
    db_int(st, ":last", QUALITY_LAST);
    db_int(st, ":before", QUALITY_BEFORE);
    if (db_row(s, st, SQL_QUALITY_WINDOW, e) != 1)
        return -1;
    out->last = (struct share){sqlite3_column_int64(st, 1), sqlite3_column_int64(st, 0)};
    out->before =
        (struct share){sqlite3_column_int64(st, 3), sqlite3_column_int64(st, 2)};
    sqlite3_reset(st);
    return 0;
}

static struct share share_of(const struct model_quality *m)
{
    return (struct share){m->confirmed, m->confirmed + m->rejected + m->replaced};
}

/* The current model against the one that was used before it. */
static bool is_worse(const struct qualities *q)
{
    struct share now, before;
    size_t i = q->n;

    while (i > 0 && !q->model[i - 1].current)
        i--;
    if (i < 2)
        return false;
    now = share_of(&q->model[i - 1]);
    before = share_of(&q->model[i - 2]);
    return share_dropped(&before, &now);
}

static int read_both(struct store *s, void *arg, struct err *e)
{
    return read_models(s, arg, e) == 0 ? read_window(s, arg, e) : -1;
}

int quality_read(struct store *s, struct qualities *out, struct err *e)
{
    struct qualities q = {.n = 0};

    if (db_picture(s, read_both, &q, e) != 0) {
        quality_clear(&q);
        return -1;
    }
    q.drifts = q.before.n >= QUALITY_LAST && share_dropped(&q.before, &q.last);
    q.worse = is_worse(&q);
    *out = q;
    return 0;
}
