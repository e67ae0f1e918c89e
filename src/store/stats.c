/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library in numbers: a handful of counting statements over one picture. */
#include "store/stats.h"

#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "util/mem.h"

static void clear_groups(struct stats_groups *g)
{
    for (size_t i = 0; i < g->n; i++)
        free(g->group[i].name);
    free(g->group);
}

void stats_clear(struct stats *st)
{
    clear_groups(&st->category);
    clear_groups(&st->form);
    clear_groups(&st->format);
    free(st->model_key);
    free(st->model_arch);
    *st = (struct stats){0};
}

static char *keep_text(sqlite3_stmt *st, int col)
{
    const char *text = (const char *)sqlite3_column_text(st, col);

    return mem_text(text, strlen(text));
}

/* The numbers of a statement's one row; it always has one. */
static int read_numbers(struct store *s, enum sql_id what, int64_t *out, int n,
                        struct err *e)
{
    sqlite3_stmt *st = db_query(s, what, e);

    if (!st || db_row(s, st, what, e) != 1)
        return -1;
    for (int i = 0; i < n; i++)
        out[i] = sqlite3_column_int64(st, i);
    sqlite3_reset(st);
    return 0;
}

static int read_states(struct store *s, struct stats *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_STATS_STATES, e);
    int found;

    if (!st)
        return -1;
    while ((found = db_row(s, st, SQL_STATS_STATES, e)) == 1) {
        const enum file_state state =
            file_state_of((const char *)sqlite3_column_text(st, 0));

        out->by_state[state] += sqlite3_column_int64(st, 1);
        out->files += sqlite3_column_int64(st, 1);
    }
    return found;
}

static int read_samples(struct store *s, struct stats *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_STATS_SAMPLES, e);
    int64_t held[2];

    if (!st || db_row(s, st, SQL_STATS_SAMPLES, e) != 1)
        return -1;
    out->samples = sqlite3_column_int64(st, 0);
    out->unsure = sqlite3_column_int64(st, 1);
    out->duration_s = sqlite3_column_double(st, 2);
    sqlite3_reset(st);
    if (read_numbers(s, SQL_STATS_COPIES, held, 2, e) != 0)
        return -1;
    out->duplicates = held[0] - held[1];
    out->unused = out->samples - held[1];
    if (out->samples)
        out->unsure_share = (double)out->unsure / (double)out->samples;
    return 0;
}

static int read_groups(struct store *s, enum sql_id what, struct stats_groups *out,
                       struct err *e)
{
    sqlite3_stmt *st = db_query(s, what, e);
    size_t room = 0;
    int found;

    if (!st)
        return -1;
    while ((found = db_row(s, st, what, e)) == 1) {
        out->group = mem_more(out->group, out->n, &room, sizeof *out->group);
        out->group[out->n++] = (struct stats_group){.name = keep_text(st, 0),
                                                    .n = sqlite3_column_int64(st, 1),
                                                    .confidence = db_column_real(st, 2)};
    }
    return found;
}

static int read_model(struct store *s, struct stats *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_STATS_MODEL, e);
    int found;

    if (!st)
        return -1;
    found = db_row(s, st, SQL_STATS_MODEL, e);
    if (found != 1)
        return found;
    out->model_key = keep_text(st, 0);
    out->model_arch = keep_text(st, 1);
    out->model_samples = sqlite3_column_int64(st, 2);
    sqlite3_reset(st);
    return 0;
}

static int read_all(struct store *s, void *arg, struct err *e)
{
    struct stats *out = arg;
    int64_t two[2];

    if (read_states(s, out, e) != 0 || read_samples(s, out, e) != 0 ||
        read_groups(s, SQL_STATS_CATEGORIES, &out->category, e) != 0 ||
        read_groups(s, SQL_STATS_FORMS, &out->form, e) != 0 ||
        read_groups(s, SQL_STATS_FORMATS, &out->format, e) != 0 ||
        read_model(s, out, e) != 0 || read_numbers(s, SQL_STATS_FOLDERS, two, 2, e) != 0)
        return -1;
    out->folders = two[0];
    out->offline = two[1];
    if (read_numbers(s, SQL_STATS_BYTES, two, 2, e) != 0)
        return -1;
    out->bytes = two[0];
    out->feature_bytes = two[1];
    return 0;
}

int stats_read(struct store *s, struct stats *out, struct err *e)
{
    struct stats st = {0};

    if (db_picture(s, read_all, &st, e) != 0) {
        stats_clear(&st);
        return -1;
    }
    *out = st;
    return 0;
}
