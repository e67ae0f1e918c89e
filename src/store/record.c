/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One file with all that the public views say of it. */
#include "store/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "util/mem.h"

/* The parts of a record in the order of their fields. */
enum part { PART_FILE, PART_SAMPLE, PART_TAGS, PARTS };

static const enum sql_id part_sql[PARTS] = {SQL_RECORD_FILE, SQL_RECORD_SAMPLE,
                                            SQL_RECORD_TAGS};

struct field {
    char *name; /* owned */
    enum part part;
    int column; /* of that part's statement */
    struct value value;
    char *text; /* what value.text points to; owned */
};

struct record {
    struct store *s;
    struct field *field; /* (n) */
    size_t n, room;
    size_t sample; /* the field that says whose file it is */
};

static size_t named(const struct record *r, const char *name)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->field[i].name, name) == 0)
            return i;
    return r->n;
}

static int add_part(struct record *r, enum part part, struct err *e)
{
    sqlite3_stmt *st = db_query(r->s, part_sql[part], e);

    if (!st)
        return -1;
    for (int c = 0; c < sqlite3_column_count(st); c++) {
        const char *name = sqlite3_column_name(st, c);

        if (named(r, name) < r->n)
            continue;
        r->field = mem_more(r->field, r->n, &r->room, sizeof *r->field);
        r->field[r->n++] = (struct field){
            .name = mem_text(name, strlen(name)), .part = part, .column = c};
    }
    return 0;
}

int record_open(struct record **out, struct store *s, struct err *e)
{
    struct record *r = mem_new(1, sizeof *r);

    r->s = s;
    for (enum part p = 0; p < PARTS; p++)
        if (add_part(r, p, e) != 0) {
            record_close(r);
            return -1;
        }
    r->sample = named(r, "sample_id");
    *out = r;
    return 0;
}

static void forget(struct record *r)
{
    for (size_t i = 0; i < r->n; i++) {
        free(r->field[i].text);
        r->field[i].text = NULL;
        r->field[i].value = (struct value){.kind = VALUE_NONE};
    }
}

void record_close(struct record *r)
{
    if (!r)
        return;
    forget(r);
    for (size_t i = 0; i < r->n; i++)
        free(r->field[i].name);
    free(r->field);
    free(r);
}

size_t record_fields(const struct record *r) { return r->n; }

const char *record_name(const struct record *r, size_t field)
{
    return r->field[field].name;
}

static void take_text(struct field *f, enum value_kind kind, sqlite3_stmt *st)
{
    f->text = db_column_bytes(st, f->column);
    f->value = (struct value){.kind = kind, .text = f->text};
}

static void take(struct field *f, sqlite3_stmt *st)
{
    switch (sqlite3_column_type(st, f->column)) {
    case SQLITE_INTEGER:
        f->value = (struct value){.kind = VALUE_INTEGER,
                                  .integer = sqlite3_column_int64(st, f->column)};
        break;
    case SQLITE_FLOAT:
        f->value = (struct value){.kind = VALUE_REAL,
                                  .real = sqlite3_column_double(st, f->column)};
        if (!isfinite(f->value.real))
            f->value.kind = VALUE_NONE;
        break;
    case SQLITE_TEXT:
        take_text(f, VALUE_TEXT, st);
        break;
    case SQLITE_BLOB:
        take_text(f, VALUE_BYTES, st);
        break;
    default:
        break;
    }
}

/* 1 the part is there, 0 it is not, -1. */
static int read_part(struct record *r, enum part part, int64_t id, struct err *e)
{
    sqlite3_stmt *st = db_query_id(r->s, part_sql[part], id, e);
    int found;

    if (!st)
        return -1;
    found = db_row(r->s, st, part_sql[part], e);
    if (found != 1)
        return found;
    for (size_t i = 0; i < r->n; i++)
        if (r->field[i].part == part && r->field[i].column < sqlite3_data_count(st))
            take(&r->field[i], st);
    sqlite3_reset(st);
    return 1;
}

int record_read(struct record *r, int64_t file, struct err *e)
{
    int found;

    forget(r);
    found = read_part(r, PART_FILE, file, e);
    if (found == 1 && r->sample < r->n &&
        r->field[r->sample].value.kind == VALUE_INTEGER) {
        const int64_t sample = r->field[r->sample].value.integer;

        if (read_part(r, PART_SAMPLE, sample, e) < 0 ||
            read_part(r, PART_TAGS, sample, e) < 0)
            found = -1;
    }
    return found;
}

struct value record_value(const struct record *r, size_t field)
{
    return r->field[field].value;
}

struct value record_named(const struct record *r, const char *name)
{
    const size_t i = named(r, name);

    return i < r->n ? r->field[i].value : (struct value){.kind = VALUE_NONE};
}
