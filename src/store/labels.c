/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of a sample as rows: all of it as evidence, the sure part as tags. */
#include "store/labels.h"

#include <math.h>

#include "store/db.h"
#include "store/tags.h"

static int put_claim(struct store *s, enum sql_id what, const struct claim *c,
                     struct err *e)
{
    sqlite3_stmt *st = db_query(s, what, e);

    if (!st)
        return -1;
    db_int(st, ":sample", c->sample);
    db_int(st, ":tag", c->tag);
    db_text(st, ":source", c->source);
    if (c->confidence >= 0)
        db_real(st, ":confidence", c->confidence);
    if (c->model)
        db_int(st, ":model", c->model);
    if (what == SQL_WITNESS_PUT) {
        db_int(st, ":rank", c->rank);
        db_text(st, ":words", c->words);
        db_text(st, ":place", c->place);
    }
    return db_done(s, st, what, e);
}

int claim_note(struct store *s, const struct claim *c, struct err *e)
{
    return put_claim(s, SQL_WITNESS_PUT, c, e);
}

int claim_believe(struct store *s, const struct claim *c, struct err *e)
{
    return put_claim(s, c->first ? SQL_SAMPLE_TAG_FIRST : SQL_SAMPLE_TAG_PUT, c, e);
}

/* Kept to a millionth: what is read back of it must say the same as what was heard. */
enum { WHOLE = 1000000 };

static int64_t millionths(double p) { return llround(p * WHOLE); }

float labels_part(int64_t millionths) { return (float)((double)millionths / WHOLE); }

struct verdict labels_rounded(const struct verdict *v)
{
    const int64_t loop = millionths((double)v->form_p[FORM_LOOP]);
    struct verdict r = *v;

    for (int i = 0; i < SOUND_TOP; i++)
        r.top[i].p = labels_part(millionths((double)v->top[i].p));
    r.category.p = labels_part(millionths((double)v->category.p));
    r.form_p[FORM_LOOP] = labels_part(loop);
    r.form_p[FORM_ONESHOT] = labels_part(WHOLE - loop);
    return r;
}

int labels_note(struct store *s, int64_t sample, const struct verdict *v,
                const struct model_ref *model, struct err *e)
{
    static const char *const tag[] = {":tag1", ":tag2", ":tag3", ":tag4", ":tag5"};
    static const char *const p[] = {":p1", ":p2", ":p3", ":p4", ":p5"};
    sqlite3_stmt *st = db_query(s, SQL_HEARD_PUT, e);

    _Static_assert(sizeof tag / sizeof *tag == SOUND_TOP, "a column for each leaf");
    if (!st)
        return -1;
    db_int(st, ":sample", sample);
    db_int(st, ":model", model->id);
    for (int i = 0; i < SOUND_TOP && v->top[i].node >= 0; i++) {
        db_int(st, tag[i], model->tag_id[v->top[i].node]);
        db_int(st, p[i], millionths((double)v->top[i].p));
    }
    db_int(st, ":loop", millionths((double)v->form_p[FORM_LOOP]));
    return db_done(s, st, SQL_HEARD_PUT, e);
}

struct labels labels_heard(const struct verdict *v, const struct model_ref *model)
{
    struct labels l = {.model = model->id};

    if (v->category.node >= 0)
        l.category = (struct label){model->tag[v->category.node], (double)v->category.p,
                                    "model", model->tag_id[v->category.node]};
    if (v->form >= 0)
        l.form = (struct label){sound_form_name(v->form), (double)v->form_p[v->form],
                                "model", model->form_tag[v->form]};
    l.heard_category = l.category;
    l.heard_form = l.form;
    return l;
}

static int believe(struct store *s, int64_t sample, bool first, const char *facet,
                   const struct label *l, int64_t model, struct err *e)
{
    struct claim c = {.sample = sample,
                      .source = l->source,
                      .tag = l->tag,
                      .model = model,
                      .confidence = l->p,
                      .first = first};

    if (!l->name)
        return 0;
    if (c.tag == 0 && tag_enter(s, facet, l->name, &c.tag, e) != 0)
        return -1;
    return claim_believe(s, &c, e);
}

static void bind_label(sqlite3_stmt *st, const char *name, const char *confidence,
                       const struct label *l)
{
    if (!l->name)
        return;
    db_text(st, name, l->name);
    db_real(st, confidence, l->p);
}

/* The same in the sample's own row, where apps filter and sort. */
static int put_summary(struct store *s, int64_t sample, bool first,
                       const struct labels *l, struct err *e)
{
    const enum sql_id what = first ? SQL_SAMPLE_LABELS_FIRST : SQL_SAMPLE_LABELS;
    sqlite3_stmt *st = db_query_id(s, what, sample, e);

    if (!st)
        return -1;
    if (l->model)
        db_int(st, ":model", l->model);
    bind_label(st, ":form", ":form_confidence", &l->form);
    bind_label(st, ":category", ":category_confidence", &l->category);
    return db_done(s, st, what, e);
}

/* And what it would be by ear alone, beside the evidence. */
static int put_heard(struct store *s, int64_t sample, const struct labels *l,
                     struct err *e)
{
    const struct label *category = &l->heard_category, *form = &l->heard_form;
    sqlite3_stmt *st = db_query_id(s, SQL_HEARD_ALONE, sample, e);

    if (!st)
        return -1;
    if (category->name) {
        db_text(st, ":category", category->name);
        db_int(st, ":category_p", millionths(category->p));
    }
    if (form->name) {
        db_int(st, ":is_loop", sound_form_of(form->name) == FORM_LOOP);
        db_int(st, ":form_p", millionths(form->p));
    }
    return db_done(s, st, SQL_HEARD_ALONE, e);
}

/* So that what is read back of it is the same to the last bit. */
static struct label rounded(struct label l)
{
    l.p = (double)millionths(l.p) / WHOLE;
    return l;
}

int labels_publish(struct store *s, int64_t sample, bool first, const struct labels *say,
                   struct err *e)
{
    const struct labels kept = {.category = rounded(say->category),
                                .form = rounded(say->form),
                                .heard_category = rounded(say->heard_category),
                                .heard_form = rounded(say->heard_form),
                                .model = say->model};
    const struct labels *l = &kept;

    if (!first && db_run_id(s, SQL_TAGS_CLEAR_MODEL, sample, e) != 0)
        return -1;
    if (believe(s, sample, first, "category", &l->category, l->model, e) != 0 ||
        believe(s, sample, first, "form", &l->form, l->model, e) != 0)
        return -1;
    return put_summary(s, sample, first, l, e) == 0 ? put_heard(s, sample, l, e) : -1;
}
