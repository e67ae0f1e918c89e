/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What holds of all that users said of a sound, and its rows made to say so. */
#include "store/standing.h"

#include <stdlib.h>
#include <string.h>

#include "store/changes.h"
#include "store/db.h"
#include "store/feedback.h"
#include "store/labels.h"
#include "store/measured.h"
#include "store/named.h"
#include "store/spoken.h"
#include "store/stated.h"
#include "store/tags.h"
#include "util/mem.h"
#include "util/naming.h"
#include "util/sound.h"

static void append(struct standing *w, const char *facet, const char *tag, int verdict)
{
    w->v = mem_more(w->v, w->n, &w->room, sizeof *w->v);
    w->v[w->n++] = (struct stand){.facet = mem_text(facet, strlen(facet)),
                                  .tag = mem_text(tag, strlen(tag)),
                                  .verdict = verdict};
}

static int keep(void *arg, int64_t id, const struct correction *c, struct err *e)
{
    (void)id;
    (void)e;
    append(arg, c->facet, c->tag, c->verdict);
    return 0;
}

/* Is `tag` the same as `of`, or in the categories below it? */
static bool is_within(const struct stand *tag, const struct stand *of)
{
    if (strcmp(tag->facet, of->facet) != 0)
        return false;
    return strcmp(of->facet, "category") == 0 ? naming_within(tag->tag, of->tag)
                                              : strcmp(tag->tag, of->tag) == 0;
}

/* Word i against those that came later, which are judged already. */
static bool is_upheld(const struct standing *w, size_t i)
{
    const struct stand *a = &w->v[i];

    for (size_t k = i + 1; k < w->n; k++) {
        const struct stand *b = &w->v[k];
        const bool replaced = b->holds && b->verdict == CONFIRMED &&
                              strcmp(a->facet, b->facet) == 0 &&
                              facet_is_exclusive(a->facet);

        if (a->verdict == CONFIRMED &&
            (replaced || (b->verdict == REJECTED && is_within(a, b))))
            return false;
        if (a->verdict == REJECTED && b->verdict == CONFIRMED && is_within(b, a))
            return false;
    }
    return a->verdict != WITHDRAWN;
}

/* From the last word to the first. */
static void judge(struct standing *w)
{
    for (size_t i = w->n; i-- > 0;)
        w->v[i].holds = is_upheld(w, i);
}

int standing_of(struct store *s, const uint8_t hash[CORRECTION_HASH],
                struct standing *out, struct err *e)
{
    int rc;

    *out = (struct standing){.n = 0};
    rc = feedback_last(s, hash, keep, out, e);
    judge(out);
    if (rc != 0)
        standing_clear(out);
    return rc;
}

void standing_clear(struct standing *w)
{
    for (size_t i = 0; i < w->n; i++) {
        free(w->v[i].facet);
        free(w->v[i].tag);
    }
    free(w->v);
    *w = (struct standing){.n = 0};
}

const struct stand *standing_find(const struct standing *w, const char *facet,
                                  const char *tag)
{
    for (size_t i = 0; i < w->n; i++)
        if (strcmp(w->v[i].facet, facet) == 0 && strcmp(w->v[i].tag, tag) == 0)
            return &w->v[i];
    return NULL;
}

bool standing_says(const struct standing *w, const char *facet, const char *tag,
                   int verdict)
{
    const struct stand *last = standing_find(w, facet, tag);

    if (verdict == WITHDRAWN)
        return !last || last->verdict == WITHDRAWN;
    return last && last->verdict == verdict && last->holds;
}

void standing_add(struct standing *w, const char *facet, const char *tag, int verdict)
{
    const struct stand *last = standing_find(w, facet, tag);

    if (standing_says(w, facet, tag, verdict))
        return;
    if (last) {
        const size_t at = (size_t)(last - w->v);
        const struct stand moved = *last;

        memmove(&w->v[at], &w->v[at + 1], (w->n - at - 1) * sizeof *w->v);
        w->v[w->n - 1] = moved;
        w->v[w->n - 1].verdict = verdict;
    } else {
        append(w, facet, tag, verdict);
    }
    judge(w);
}

/* What the sample wears, as one text. To free(). */
static int worn(struct store *s, int64_t sample, char **out, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_STANDING_TAGS, sample, e);
    const int found = st ? db_row(s, st, SQL_STANDING_TAGS, e) : -1;

    if (found != 1)
        return -1;
    *out = db_column_bytes(st, 0);
    sqlite3_reset(st);
    return 0;
}

static int run_on(struct store *s, enum sql_id what, int64_t sample, int64_t tag,
                  const char *facet, struct err *e)
{
    sqlite3_stmt *st = db_query(s, what, e);

    if (!st)
        return -1;
    db_int(st, ":sample", sample);
    if (tag)
        db_int(st, ":tag", tag);
    if (facet)
        db_text(st, ":facet", facet);
    return db_done(s, st, what, e);
}

static int wear(struct store *s, int64_t sample, const struct stand *w, int64_t tag,
                struct err *e)
{
    const struct claim c = {
        .sample = sample, .source = "user", .tag = tag, .confidence = 1, .rank = 1};

    if (facet_is_exclusive(w->facet) &&
        run_on(s, SQL_STANDING_CLEAR_FACET, sample, 0, w->facet, e) != 0)
        return -1;
    return run_on(s, SQL_STANDING_TAG, sample, tag, NULL, e) == 0 ? claim_note(s, &c, e)
                                                                  : -1;
}

static int rule_out(struct store *s, int64_t sample, int64_t tag, struct err *e)
{
    return run_on(s, SQL_STANDING_REJECT, sample, tag, NULL, e) == 0
               ? run_on(s, SQL_STANDING_UNWEAR, sample, tag, NULL, e)
               : -1;
}

/* The user's own rows, from nothing. */
static int put_rows(struct store *s, int64_t sample, const struct standing *w,
                    struct err *e)
{
    int rc = 0;

    if (db_run_id(s, SQL_STANDING_CLEAR_TAGS, sample, e) != 0 ||
        db_run_id(s, SQL_STANDING_CLEAR_WITNESS, sample, e) != 0 ||
        db_run_id(s, SQL_STANDING_CLEAR_REJECTED, sample, e) != 0)
        return -1;
    for (size_t i = 0; i < w->n && rc == 0; i++) {
        int64_t tag = 0;

        if (!w->v[i].holds)
            continue;
        rc = tag_enter(s, w->v[i].facet, w->v[i].tag, &tag, e);
        if (rc == 0)
            rc = w->v[i].verdict == CONFIRMED ? wear(s, sample, &w->v[i], tag, e)
                                              : rule_out(s, sample, tag, e);
    }
    return rc;
}

/* A tempo, note or key that a user has stated goes into the sample's own row. */
static int put_numbers(struct store *s, int64_t sample, const struct standing *w,
                       struct err *e)
{
    for (size_t i = 0; i < w->n; i++) {
        const struct stand *a = &w->v[i];
        const bool note = strcmp(a->facet, "note") == 0;
        sqlite3_stmt *st;

        if (!a->holds || a->verdict != CONFIRMED ||
            (!note && strcmp(a->facet, "bpm") != 0 && strcmp(a->facet, "key") != 0))
            continue;
        st = db_query_id(s, SQL_STANDING_NUMBER, sample, e);
        if (!st)
            return -1;
        db_text(st, ":facet", a->facet);
        if (note)
            db_int(st, ":value", sound_note_of(a->tag));
        else
            db_text(st, ":value", a->tag);
        if (db_done(s, st, SQL_STANDING_NUMBER, e) != 0)
            return -1;
    }
    return 0;
}

/* The user's rows first; then all others, which heed them; then the summary. *told: the
 * change feed has it. */
static int put_all(struct store *s, int64_t sample, const uint8_t *hash,
                   const struct model_ref *model, bool *told, struct err *e)
{
    struct standing w;
    int rc = standing_of(s, hash, &w, e);

    if (rc == 0)
        rc = put_rows(s, sample, &w, e);
    if (rc == 0)
        rc = stated_refresh(s, sample, e);
    if (rc == 0)
        rc = measured_refresh(s, sample, e);
    if (rc == 0)
        rc = named_refresh(s, sample, model, told, e);
    if (rc == 0 && model->id == 0) /* names were not asked: they are by the next index */
        rc = named_mark(s, sample, e);
    if (rc == 0)
        rc = db_run_id(s, SQL_STANDING_SUMMARY, sample, e);
    if (rc == 0)
        rc = put_numbers(s, sample, &w, e);
    standing_clear(&w);
    return rc;
}

int standing_apply(struct store *s, int64_t sample, const uint8_t hash[CORRECTION_HASH],
                   const struct model_ref *model, bool *changed, struct err *e)
{
    char *before = NULL, *after = NULL;
    bool told = false;
    int rc = worn(s, sample, &before, e);

    *changed = false;
    if (rc == 0)
        rc = put_all(s, sample, hash, model, &told, e);
    if (rc == 0)
        rc = worn(s, sample, &after, e);
    if (rc == 0)
        *changed = strcmp(before, after) != 0;
    free(before);
    free(after);
    if (rc == 0 && *changed && !told)
        rc = change_record(s, sample, "tags", e);
    return rc;
}

static size_t count_holding(const struct standing *w)
{
    size_t n = 0;

    for (size_t i = 0; i < w->n; i++)
        n += w->v[i].holds;
    return n;
}

/* Rows that say what holds; one that does not counts for more than there can be. */
static int count_rows(struct store *s, int64_t sample, const struct standing *w,
                      size_t *n, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_STANDING_OF_SAMPLE, sample, e);
    int found;

    if (!st)
        return -1;
    for (*n = 0; (found = db_row(s, st, SQL_STANDING_OF_SAMPLE, e)) == 1;) {
        const struct stand *a = standing_find(w, (const char *)sqlite3_column_text(st, 0),
                                              (const char *)sqlite3_column_text(st, 1));

        *n += a && a->holds && a->verdict == sqlite3_column_int(st, 2) ? 1 : w->n + 1;
    }
    return found;
}

int standing_holds(struct store *s, int64_t sample, const uint8_t hash[CORRECTION_HASH],
                   struct err *e)
{
    struct standing w;
    size_t rows = 0;
    int rc = standing_of(s, hash, &w, e);

    if (rc == 0)
        rc = count_rows(s, sample, &w, &rows, e);
    if (rc == 0)
        rc = rows == count_holding(&w);
    standing_clear(&w);
    return rc;
}

int standing_meet(struct store *s, int64_t sample, const uint8_t hash[CORRECTION_HASH],
                  const struct model_ref *model, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FEEDBACK_KNOWN, e);
    int64_t known = 0;
    bool told;

    if (!st)
        return -1;
    db_blob(st, ":hash", hash, CORRECTION_HASH);
    if (db_value(s, st, SQL_FEEDBACK_KNOWN, &known, e) < 0)
        return -1;
    return known ? put_all(s, sample, hash, model, &told, e) : 0;
}

int standing_each(struct store *s,
                  int (*each)(void *arg, int64_t sample, const char *facet,
                              const char *tag, int verdict, struct err *e),
                  void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_STANDING_EACH, e);
    int found, rc = 0;

    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(s, st, SQL_STANDING_EACH, e)) != 0) {
        if (found < 0)
            return -1;
        rc = each(arg, sqlite3_column_int64(st, 0),
                  (const char *)sqlite3_column_text(st, 1),
                  (const char *)sqlite3_column_text(st, 2), sqlite3_column_int(st, 3), e);
    }
    sqlite3_reset(st);
    return rc;
}
