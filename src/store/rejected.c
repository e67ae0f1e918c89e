/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What users have ruled out, against what a model would publish. */
#include "store/rejected.h"

#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "util/mem.h"
#include "util/naming.h"

static void take(struct rejected *r, size_t *room, const char *facet, const char *name)
{
    const int form = strcmp(facet, "form") == 0 ? sound_form_of(name) : -1;

    if (form >= 0)
        r->form[form] = true;
    if (strcmp(facet, "category") != 0)
        return;
    r->category = mem_more(r->category, r->n, room, sizeof *r->category);
    r->category[r->n++] = mem_text(name, strlen(name));
}

int rejected_of(struct store *s, int64_t sample, struct rejected *out, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_REJECTED_OF, sample, e);
    size_t room = 0;
    int found;

    *out = (struct rejected){.n = 0};
    if (!st)
        return -1;
    while ((found = db_row(s, st, SQL_REJECTED_OF, e)) == 1)
        take(out, &room, (const char *)sqlite3_column_text(st, 0),
             (const char *)sqlite3_column_text(st, 1));
    return found;
}

void rejected_clear(struct rejected *r)
{
    for (size_t i = 0; i < r->n; i++)
        free(r->category[i]);
    free(r->category);
    *r = (struct rejected){.n = 0};
}

bool rejected_covers(const struct rejected *r, const char *category)
{
    for (size_t i = 0; i < r->n; i++)
        if (naming_within(category, r->category[i]))
            return true;
    return false;
}

void rejected_strike(const struct rejected *r, const struct model_ref *model, float *p)
{
    for (size_t i = 0; i < model->branches.leaves; i++)
        if (rejected_covers(r, model->tag[i]))
            p[i] = 0.0f;
}

int rejected_has(struct store *s, int64_t sample, int64_t tag, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_REJECTED_HAS, e);
    int64_t has = 0;

    if (!st)
        return -1;
    db_int(st, ":sample", sample);
    db_int(st, ":tag", tag);
    return db_value(s, st, SQL_REJECTED_HAS, &has, e) < 0 ? -1 : has != 0;
}
