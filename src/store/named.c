/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What names say of samples: noted always, weighed against what was heard. */
#include "store/named.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/changes.h"
#include "store/db.h"
#include "store/labels.h"
#include "store/ruling.h"
#include "store/settings.h"
#include "store/tags.h"
#include "util/mem.h"
#include "util/naming.h"

static const char set_wish[] = "names", set_applied[] = "names_applied";

static int mark_all(struct store *s, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_NAMED_MARK_ALL, e);

    return st ? db_done(s, st, SQL_NAMED_MARK_ALL, e) : -1;
}

int named_choose(struct store *s, const struct lexicon *x, enum named_wish wish,
                 const struct lexicon **out, struct err *e)
{
    const char *applied;
    int off, known;

    if (wish != NAMED_AS_BEFORE &&
        setting_put(s, set_wish, wish == NAMED_ON ? "on" : "off", e) != 0)
        return -1;
    off = setting_is(s, set_wish, "off", e);
    if (off < 0)
        return -1;
    *out = off ? NULL : x;
    applied = *out ? x->id : "";
    known = setting_is(s, set_applied, applied, e);
    if (known != 0)
        return known < 0 ? -1 : 0;
    return mark_all(s, e) == 0 ? setting_put(s, set_applied, applied, e) : -1;
}

int named_chosen(struct store *s, const struct lexicon *x, const struct lexicon **out,
                 struct err *e)
{
    const int off = setting_is(s, set_wish, "off", e);

    *out = off == 0 ? x : NULL;
    return off < 0 ? -1 : 0;
}

int named_judges(struct store *s, bool heard, const struct lexicon *x,
                 struct model_ref *out, struct err *e)
{
    model_ref_clear(out);
    if (heard && model_known(s, out, e) < 0)
        return -1;
    return named_chosen(s, x, &out->names, e);
}

int named_mark(struct store *s, int64_t sample, struct err *e)
{
    return db_run_id(s, SQL_NAMED_MARK, sample, e);
}

/* tag: the row of what is said, where it is known; 0. */
static int note(struct store *s, int64_t sample, const char *facet, int64_t tag,
                const struct saying *said, struct err *e)
{
    struct claim c = {.sample = sample,
                      .source = "name",
                      .tag = tag,
                      .confidence = (double)said->p,
                      .rank = 1,
                      .words = said->words,
                      .place = said->place == PLACE_FILE ? "file" : "folder"};

    if (!*said->what)
        return 0;
    if (tag == 0 && tag_enter(s, facet, said->what, &c.tag, e) != 0)
        return -1;
    return claim_note(s, &c, e);
}

/* Ask the names of a sample, and let them speak to what was heard. */
static int ask_names(struct store *s, int64_t sample, bool first, const struct verdict *v,
                     const struct model_ref *model, struct labels *l, struct err *e)
{
    struct ruling r;

    if (!first && db_run_id(s, SQL_NAMED_CLEAR, sample, e) != 0)
        return -1;
    if (ruling_of(&r, s, sample, first, v, model, l, e) != 0 ||
        note(s, sample, "category", r.category_tag, &r.said.category, e) != 0)
        return -1;
    return note(s, sample, "form", 0, &r.said.form, e);
}

int named_publish(struct store *s, int64_t sample, bool first, const struct verdict *v,
                  const struct model_ref *model, struct err *e)
{
    struct labels l = labels_heard(v, model);

    if (ask_names(s, sample, first, v, model, &l, e) != 0)
        return -1;
    return labels_publish(s, sample, first, &l, e);
}

enum { HEARD, PUBLISHED = 2, TEXTS = 4 };

/* What the sample's row says. Texts are owned. */
struct stored {
    char *text[TEXTS]; /* category and form as heard, then as published; or NULL */
    double p[TEXTS];
    int64_t model;
};

static void stored_clear(struct stored *r)
{
    for (int i = 0; i < TEXTS; i++)
        free(r->text[i]);
}

static char *text_or_null(sqlite3_stmt *st, int col)
{
    return sqlite3_column_type(st, col) == SQLITE_NULL ? NULL : db_column_bytes(st, col);
}

static int read_row(struct store *s, int64_t sample, struct stored *out, struct err *e)
{
    static const int column[TEXTS] = {0, 2, 5, 7};
    sqlite3_stmt *st = db_query_id(s, SQL_NAMED_HEARD, sample, e);
    const int found = st ? db_row(s, st, SQL_NAMED_HEARD, e) : -1;

    if (found != 1)
        return found;
    for (int i = 0; i < TEXTS; i++) {
        out->text[i] = text_or_null(st, column[i]);
        out->p[i] = sqlite3_column_double(st, column[i] + 1);
    }
    out->model = sqlite3_column_int64(st, 4);
    sqlite3_reset(st);
    return 1;
}

static int node_of_tag(const struct model_ref *model, int64_t tag)
{
    for (size_t i = 0; i < model->nodes; i++)
        if (model->tag_id[i] == tag)
            return (int)i;
    return -1;
}

/* The evidence of a model, as the verdict that it came from. */
static int read_evidence(struct store *s, int64_t sample, const struct model_ref *model,
                         struct verdict *v, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_NAMED_EVIDENCE, sample, e);
    const int found = st ? db_row(s, st, SQL_NAMED_EVIDENCE, e) : -1;
    int n = 0;

    if (found != 1)
        return found;
    for (int i = 0; i < SOUND_TOP; i++) {
        const int node = node_of_tag(model, sqlite3_column_int64(st, i));

        if (node >= 0)
            v->top[n++] = (struct guess){
                node, labels_part(sqlite3_column_int64(st, SOUND_TOP + i))};
    }
    if (sqlite3_column_type(st, 2 * SOUND_TOP) != SQLITE_NULL) {
        const int64_t loop = sqlite3_column_int64(st, 2 * SOUND_TOP);

        v->form_p[FORM_LOOP] = labels_part(loop);
        v->form_p[FORM_ONESHOT] = labels_part(1000000 - loop);
    }
    sqlite3_reset(st);
    return 0;
}

static struct label label_of(const char *name, double p)
{
    return (struct label){name, p, "model", 0};
}

/* Has what is published changed? */
static bool differs(const struct stored *a, const struct stored *b)
{
    for (int i = PUBLISHED; i < TEXTS; i++)
        if (!a->text[i] != !b->text[i] ||
            (a->text[i] &&
             (strcmp(a->text[i], b->text[i]) != 0 || fabs(a->p[i] - b->p[i]) > 0.0)))
            return true;
    return false;
}

static int refresh(struct store *s, int64_t sample, const struct stored *r,
                   const struct model_ref *model, struct err *e)
{
    struct verdict v = {.has_model = true, .category = {.node = -1}, .form = -1};
    struct labels l = {.category = label_of(r->text[HEARD], r->p[HEARD]),
                       .form = label_of(r->text[HEARD + 1], r->p[HEARD + 1]),
                       .model = r->model};

    for (int i = 0; i < SOUND_TOP; i++)
        v.top[i].node = -1;
    l.heard_category = l.category;
    l.heard_form = l.form;
    if (read_evidence(s, sample, model, &v, e) != 0 ||
        ask_names(s, sample, false, &v, model, &l, e) != 0)
        return -1;
    return labels_publish(s, sample, false, &l, e);
}

int named_refresh(struct store *s, int64_t sample, const struct model_ref *model,
                  bool *changed, struct err *e)
{
    struct stored before = {.model = 0}, after = {.model = 0};
    int rc = read_row(s, sample, &before, e);

    *changed = false;
    if (rc == 1)
        rc = refresh(s, sample, &before, model, e);
    if (rc == 0 && read_row(s, sample, &after, e) < 0)
        rc = -1;
    if (rc == 0)
        *changed = differs(&before, &after);
    stored_clear(&before);
    stored_clear(&after);
    if (rc == 0 && *changed)
        rc = change_record(s, sample, "tags", e);
    return rc;
}

int named_marked(struct store *s, int64_t after, int limit,
                 int (*each)(void *arg, int64_t sample, struct err *e), void *arg,
                 struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_NAMED_MARKED, e);
    int found, rc = 0;

    if (!st)
        return -1;
    db_int(st, ":after", after);
    db_int(st, ":limit", limit);
    while (rc == 0 && (found = db_row(s, st, SQL_NAMED_MARKED, e)) != 0)
        rc = found < 0 ? -1 : each(arg, sqlite3_column_int64(st, 0), e);
    sqlite3_reset(st);
    return rc;
}

int named_count(struct store *s, int64_t *n, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_NAMED_COUNT, e);

    return st && db_value(s, st, SQL_NAMED_COUNT, n, e) == 1 ? 0 : -1;
}
