/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A model's verdict as rows: all of it as evidence, the sure part as tags. */
#include "store/labels.h"

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
    if (what == SQL_WITNESS_PUT)
        db_int(st, ":rank", c->rank);
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

static int put_category(struct store *s, struct claim c, const struct verdict *v,
                        const struct model_ref *model, struct err *e)
{
    for (int i = 0; i < SOUND_TOP && v->top[i].node >= 0; i++) {
        c.tag = model->tag_id[v->top[i].node];
        c.confidence = (double)v->top[i].p;
        c.rank = i + 1;
        if (claim_note(s, &c, e) != 0)
            return -1;
    }
    if (v->category.node < 0)
        return 0;
    c.tag = model->tag_id[v->category.node];
    c.confidence = (double)v->category.p;
    return claim_believe(s, &c, e);
}

static int put_form(struct store *s, struct claim c, const struct verdict *v,
                    struct err *e)
{
    const int best = v->form_p[FORM_LOOP] > v->form_p[FORM_ONESHOT];

    for (int form = 0; form < FORM_COUNT; form++) {
        c.confidence = (double)v->form_p[form];
        c.rank = form == best ? 1 : 2;
        if (tag_enter(s, "form", sound_form_name(form), &c.tag, e) != 0 ||
            claim_note(s, &c, e) != 0)
            return -1;
        if (form == v->form && claim_believe(s, &c, e) != 0)
            return -1;
    }
    return 0;
}

/* The same in the sample's own row, where apps filter and sort. */
static int put_summary(struct store *s, int64_t sample, bool first,
                       const struct verdict *v, const struct model_ref *model,
                       struct err *e)
{
    const enum sql_id what = first ? SQL_SAMPLE_LABELS_FIRST : SQL_SAMPLE_LABELS;
    sqlite3_stmt *st = db_query_id(s, what, sample, e);

    if (!st)
        return -1;
    db_int(st, ":model", model->id);
    if (v->form >= 0) {
        db_text(st, ":form", sound_form_name(v->form));
        db_real(st, ":form_confidence", (double)v->form_p[v->form]);
    }
    if (v->category.node >= 0) {
        db_text(st, ":category", model->tag[v->category.node]);
        db_real(st, ":category_confidence", (double)v->category.p);
    }
    return db_done(s, st, what, e);
}

static int clear(struct store *s, int64_t sample, struct err *e)
{
    if (db_run_id(s, SQL_TAGS_CLEAR_MODEL, sample, e) != 0)
        return -1;
    return db_run_id(s, SQL_WITNESS_CLEAR_MODEL, sample, e);
}

int labels_put(struct store *s, int64_t sample, bool first, const struct verdict *v,
               const struct model_ref *model, struct err *e)
{
    const struct claim c = {
        .sample = sample, .source = "model", .model = model->id, .first = first};

    if (!v->has_model || model->id == 0)
        return 0;
    if ((!first && clear(s, sample, e) != 0) || put_category(s, c, v, model, e) != 0 ||
        put_form(s, c, v, e) != 0)
        return -1;
    return put_summary(s, sample, first, v, model, e);
}
