/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Everything known of one file or sample, gathered from all its tables. */
#include "store/inspect.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "store/identity.h"
#include "store/measured.h"
#include "util/mem.h"

void inspect_clear(struct inspection *i)
{
    for (size_t k = 0; k < i->n_owned; k++)
        free(i->owned[k]);
    free(i->owned);
    free(i->tag);
    free(i->witness);
    free(i->feature);
    free(i->other);
    free(i->fact);
    *i = (struct inspection){0};
}

static char *keep(struct inspection *i, const void *bytes, size_t n)
{
    i->owned = mem_more(i->owned, i->n_owned, &i->room, sizeof *i->owned);
    return i->owned[i->n_owned++] = mem_text(bytes, n);
}

static const char *keep_text(struct inspection *i, sqlite3_stmt *st, int col)
{
    const char *text = (const char *)sqlite3_column_text(st, col);

    return text ? keep(i, text, strlen(text)) : NULL;
}

/* *sample: whose it is, 0 = nobody's. 1, 0, -1. */
static int read_file(struct store *s, int64_t id, struct inspection *i,
                     struct inspect_file *out, int64_t *sample, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_INSPECT_FILE, id, e);
    int found;

    if (!st)
        return -1;
    found = db_row(s, st, SQL_INSPECT_FILE, e);
    if (found != 1)
        return found;
    *out = (struct inspect_file){
        .id = id,
        .path = keep(i, sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0)),
        .display = keep_text(i, st, 1),
        .folder = keep_text(i, st, 2),
        .state = keep_text(i, st, 3),
        .error = keep_text(i, st, 4),
        .format = keep_text(i, st, 5),
        .size = sqlite3_column_int64(st, 6),
        .mtime_ns = sqlite3_column_int64(st, 7),
    };
    *sample = sqlite3_column_int64(st, 8);
    sqlite3_reset(st);
    return 1;
}

static int read_sample(struct store *s, struct inspection *i, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_INSPECT_SAMPLE, i->sample, e);
    int found;

    if (!st)
        return -1;
    found = db_row(s, st, SQL_INSPECT_SAMPLE, e);
    if (found != 1)
        return found;
    snprintf(i->hash, sizeof i->hash, "%s", (const char *)sqlite3_column_text(st, 0));
    i->duration_s = sqlite3_column_double(st, 1);
    i->frames = sqlite3_column_int64(st, 2);
    i->rate_hz = sqlite3_column_int(st, 3);
    i->channels = sqlite3_column_int(st, 4);
    i->peak_db = db_column_real(st, 5);
    i->brightness_hz = db_column_real(st, 6);
    i->form = keep_text(i, st, 7);
    i->category = keep_text(i, st, 8);
    i->form_confidence = db_column_real(st, 9);
    i->category_confidence = db_column_real(st, 10);
    i->bpm = db_column_real(st, 11);
    i->note = (int)db_column_int_or(st, 12, -1);
    i->analysed_at = sqlite3_column_int64(st, 13);
    i->model = sqlite3_column_int64(st, 14);
    i->model_key = keep_text(i, st, 15);
    i->model_arch = keep_text(i, st, 16);
    i->model_current = sqlite3_column_int(st, 17) == 1;
    i->audio_category = keep_text(i, st, 18);
    i->audio_category_confidence = db_column_real(st, 19);
    i->audio_form = keep_text(i, st, 20);
    i->audio_form_confidence = db_column_real(st, 21);
    sqlite3_reset(st);
    return 1;
}

/* Tags and witnesses have the same columns. */
static int read_tags(struct store *s, enum sql_id what, struct inspection *i,
                     struct inspect_tag **list, size_t *n, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, what, i->sample, e);
    size_t room = 0;
    int found;

    if (!st)
        return -1;
    while ((found = db_row(s, st, what, e)) == 1) {
        *list = mem_more(*list, *n, &room, sizeof **list);
        (*list)[(*n)++] = (struct inspect_tag){
            .facet = keep_text(i, st, 0),
            .tag = keep_text(i, st, 1),
            .source = keep_text(i, st, 2),
            .confidence = db_column_real(st, 3),
            .rank = sqlite3_column_int(st, 4),
            .model = sqlite3_column_int64(st, 5),
            .words = keep_text(i, st, 6),
            .place = keep_text(i, st, 7),
        };
    }
    return found;
}

static int read_embedded(struct store *s, struct inspection *i, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_INSPECT_EMBEDDED, i->file.id, e);
    int found;

    if (!st)
        return -1;
    found = db_row(s, st, SQL_INSPECT_EMBEDDED, e);
    if (found != 1)
        return found;
    i->has_embedded = true;
    i->embedded = (struct inspect_embedded){
        .bpm = sqlite3_column_double(st, 0),
        .beats = sqlite3_column_int(st, 1),
        .meter_num = sqlite3_column_int(st, 2),
        .meter_den = sqlite3_column_int(st, 3),
        .root_note = (int)db_column_int_or(st, 4, -1),
        .fine_cents = db_column_real(st, 5),
        .loop_start = db_column_int_or(st, 6, -1),
        .loop_end = db_column_int_or(st, 7, -1),
        .loops = sqlite3_column_int(st, 8),
        .cues = sqlite3_column_int(st, 9),
        .one_shot = sqlite3_column_int(st, 10) == 1,
        .is_loop = sqlite3_column_int(st, 11) == 1,
        .title = keep_text(i, st, 12),
        .artist = keep_text(i, st, 13),
        .album = keep_text(i, st, 14),
        .genre = keep_text(i, st, 15),
        .comment = keep_text(i, st, 16),
        .software = keep_text(i, st, 17),
        .date = keep_text(i, st, 18),
        .originator = keep_text(i, st, 19),
    };
    sqlite3_reset(st);
    return 0;
}

static int read_facts(struct store *s, struct inspection *i, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_INSPECT_FACTS, i->sample, e);
    const int found = st ? db_row(s, st, SQL_INSPECT_FACTS, e) : -1;

    if (found != 1)
        return -1;
    i->n_facts = (size_t)sqlite3_column_count(st);
    i->fact = mem_new(i->n_facts, sizeof *i->fact);
    for (int k = 0; k < (int)i->n_facts; k++) {
        const char *name = sqlite3_column_name(st, k);
        const int type = sqlite3_column_type(st, k);

        i->fact[k] = (struct inspect_fact){
            .name = keep(i, name, strlen(name)),
            .text = type == SQLITE_TEXT ? keep_text(i, st, k) : NULL,
            .number = type == SQLITE_TEXT ? (double)NAN : db_column_real(st, k),
            .whole = type == SQLITE_INTEGER};
    }
    sqlite3_reset(st);
    return measured_of(s, i->sample, &i->facets, e) < 0 ? -1 : 0;
}

static int read_features(struct store *s, struct inspection *i, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_INSPECT_FEATURES, i->sample, e);
    int found;

    if (!st)
        return -1;
    while ((found = db_row(s, st, SQL_INSPECT_FEATURES, e)) == 1) {
        const size_t n = (size_t)sqlite3_column_bytes(st, 2);

        i->feature = mem_grow(i->feature, i->features + 1, sizeof *i->feature);
        i->feature[i->features++] = (struct inspect_feature){
            .kind = keep_text(i, st, 0),
            .version = sqlite3_column_int(st, 1),
            .data = keep(i, sqlite3_column_blob(st, 2), n),
            .len = n,
        };
    }
    return found;
}

static int read_others(struct store *s, struct inspection *i, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_INSPECT_OTHERS, e);
    size_t room = 0;
    int found;

    if (!st)
        return -1;
    db_int(st, ":sample", i->sample);
    db_int(st, ":file", i->file.id);
    while ((found = db_row(s, st, SQL_INSPECT_OTHERS, e)) == 1) {
        int64_t same;

        i->other = mem_more(i->other, i->others, &room, sizeof *i->other);
        if (read_file(s, sqlite3_column_int64(st, 0), i, &i->other[i->others], &same,
                      e) != 1) {
            sqlite3_reset(st);
            return -1;
        }
        i->others++;
    }
    return found;
}

/* What is said of i->sample, once that is known. */
static int read_rest(struct store *s, struct inspection *i, struct err *e)
{
    i->note = -1;
    i->duration_s = i->peak_db = i->brightness_hz = i->bpm = (double)NAN;
    i->form_confidence = i->category_confidence = (double)NAN;
    i->audio_form_confidence = i->audio_category_confidence = (double)NAN;
    i->facets = facets_none();
    if (i->file.id && read_embedded(s, i, e) != 0)
        return -1;
    if (i->sample == 0)
        return 1;
    if (read_sample(s, i, e) != 1 ||
        read_tags(s, SQL_INSPECT_TAGS, i, &i->tag, &i->tags, e) != 0 ||
        read_tags(s, SQL_INSPECT_WITNESSES, i, &i->witness, &i->witnesses, e) != 0 ||
        read_facts(s, i, e) != 0 || read_features(s, i, e) != 0 ||
        read_others(s, i, e) != 0)
        return -1;
    return 1;
}

/* What to look for; both ways end in the same inspection. */
struct wanted {
    const char *path; /* NULL: the sample instead */
    struct inspection found;
};

static int look_at_path(struct store *s, void *arg, struct err *e)
{
    struct wanted *w = arg;
    int64_t id = 0;
    int found = identity_of_file(s, w->path, &id, e);

    if (found == 1)
        found = read_file(s, id, &w->found, &w->found.file, &w->found.sample, e);
    return found == 1 ? read_rest(s, &w->found, e) : found;
}

static int look_at_sample(struct store *s, void *arg, struct err *e)
{
    struct wanted *w = arg;
    sqlite3_stmt *st = db_query_id(s, SQL_INSPECT_SAMPLE, w->found.sample, e);
    int64_t file = 0, same;
    int found = st ? db_row(s, st, SQL_INSPECT_SAMPLE, e) : -1;

    if (found != 1)
        return found;
    st = db_query(s, SQL_INSPECT_BEST_FILE, e);
    if (!st)
        return -1;
    db_int(st, ":sample", w->found.sample);
    found = db_value(s, st, SQL_INSPECT_BEST_FILE, &file, e);
    if (found == 1)
        found = read_file(s, file, &w->found, &w->found.file, &same, e);
    return found < 0 ? -1 : read_rest(s, &w->found, e);
}

static int look(struct store *s, int (*at)(struct store *s, void *arg, struct err *e),
                struct wanted *w, struct inspection *out, struct err *e)
{
    const int found = db_picture(s, at, w, e);

    if (found == 1)
        *out = w->found;
    else
        inspect_clear(&w->found);
    return found;
}

int inspect_path(struct store *s, const char *path, struct inspection *out, struct err *e)
{
    struct wanted w = {.path = path};

    return look(s, look_at_path, &w, out, e);
}

int inspect_sample(struct store *s, int64_t sample, struct inspection *out, struct err *e)
{
    struct wanted w = {.found.sample = sample};

    return look(s, look_at_sample, &w, out, e);
}
