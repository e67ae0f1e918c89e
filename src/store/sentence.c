/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fragments of SQL and the values that belong to them. */
#include "store/sentence.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

void sentence_clear(struct sentence *x)
{
    for (size_t i = 0; i < x->values; i++)
        free(x->value[i].text);
    free(x->value);
    buf_clear(&x->sql);
    *x = (struct sentence){.values = 0};
}

void sentence_glue(struct sentence *x, const char *words)
{
    buf_bytes(&x->sql, words, strlen(words));
}

void sentence_add(struct sentence *x, enum sql_id fragment)
{
    sentence_glue(x, sql_text[fragment]);
}

static struct sentence_value *add_value(struct sentence *x)
{
    x->value = mem_more(x->value, x->values, &x->room, sizeof *x->value);
    x->value[x->values] = (struct sentence_value){.text = NULL};
    return &x->value[x->values++];
}

void sentence_text(struct sentence *x, const char *text)
{
    add_value(x)->text = mem_text(text, strlen(text));
}

void sentence_int(struct sentence *x, int64_t v)
{
    struct sentence_value *to = add_value(x);

    to->whole = true;
    to->i = v;
}

void sentence_real(struct sentence *x, double v) { add_value(x)->r = v; }

static void bind(sqlite3_stmt *st, int at, const struct sentence_value *v)
{
    if (v->text)
        sqlite3_bind_text(st, at, v->text, -1, SQLITE_TRANSIENT);
    else if (v->whole)
        sqlite3_bind_int64(st, at, v->i);
    else
        sqlite3_bind_double(st, at, v->r);
}

sqlite3_stmt *sentence_prepare(struct sentence *x, struct store *s, struct err *e)
{
    sqlite3_stmt *st = NULL;

    if (x->values > SENTENCE_VALUES) {
        err_set(e, ERR_LIMIT, "its words mean more than %d tags", SENTENCE_VALUES);
        return NULL;
    }
    buf_u8(&x->sql, 0);
    if (sqlite3_prepare_v2(s->db, (const char *)x->sql.data, -1, &st, NULL) !=
        SQLITE_OK) {
        err_set(e, ERR_STORE, "%s (search)", sqlite3_errmsg(s->db));
        return NULL;
    }
    for (size_t i = 0; i < x->values; i++)
        bind(st, (int)i + 1, &x->value[i]);
    return st;
}
