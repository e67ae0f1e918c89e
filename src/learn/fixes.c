/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Correct the labels of a manifest by a list of known errors. */
#include "learn/fixes.h"

#include <stdlib.h>
#include <string.h>

#include "util/csv.h"
#include "util/buf.h"
#include "util/mem.h"

enum column { PATH, OLD, NEW, WHY, COLUMNS };

static const char *const column_name[COLUMNS] = {"path", "old", "new", "why"};

enum { UNTOUCHED = -1, DROPPED = -2 };

/* What the reading works on; nothing in m changes before all is read. */
struct fixing {
    const struct manifest *m;
    const struct taxonomy *t;
    const struct manifest_row **sorted; /* (rows) by path; owned */
    int *label; /* (rows) the new one, UNTOUCHED or DROPPED; owned */
};

static int by_path(const void *a, const void *b)
{
    const struct manifest_row *const *x = a, *const *y = b;

    return strcmp((*x)->path, (*y)->path);
}

static void fixing_init(struct fixing *f, const struct manifest *m,
                        const struct taxonomy *t)
{
    *f = (struct fixing){.m = m,
                         .t = t,
                         .sorted = mem_new(m->rows, sizeof *f->sorted),
                         .label = mem_new(m->rows, sizeof *f->label)};
    for (size_t i = 0; i < m->rows; i++) {
        f->sorted[i] = &m->row[i];
        f->label[i] = UNTOUCHED;
    }
    qsort(f->sorted, m->rows, sizeof *f->sorted, by_path);
}

static void fixing_clear(struct fixing *f)
{
    free(f->sorted);
    free(f->label);
}

/* The manifest's row of that path, or NULL. */
static const struct manifest_row *row_of(const struct fixing *f, const char *path)
{
    char *full = manifest_beside(f->m->file, path);
    const struct manifest_row key = {.path = full}, *k = &key;
    const struct manifest_row **found =
        bsearch(&k, f->sorted, f->m->rows, sizeof *f->sorted, by_path);

    free(full);
    return found ? *found : NULL;
}

static int label_of(const struct fixing *f, const char *name, int *out, struct err *e)
{
    *out = taxonomy_find(f->t, name);
    return *out >= 0 ? 0 : err_set(e, ERR_FORMAT, "unknown label '%.60s'", name);
}

static int add_fix(struct fixing *f, const char *const text[COLUMNS], struct err *e)
{
    const struct manifest_row *row = row_of(f, text[PATH]);
    int old, label = DROPPED;

    if (!row)
        return err_set(e, ERR_FORMAT, "%s does not list '%.200s'", f->m->file,
                       text[PATH]);
    if (f->label[row - f->m->row] != UNTOUCHED)
        return err_set(e, ERR_FORMAT, "'%.200s' is corrected already, further up",
                       text[PATH]);
    if (label_of(f, text[OLD], &old, e) != 0 ||
        (strcmp(text[NEW], "drop") != 0 && label_of(f, text[NEW], &label, e) != 0))
        return -1;
    if (row->label != old)
        return err_set(e, ERR_FORMAT, "'%.200s' is labelled '%s' at %s:%zu, not '%s'",
                       text[PATH], f->t->leaf[row->label].label, f->m->file, row->place,
                       text[OLD]);
    if (label == old)
        return err_set(e, ERR_FORMAT, "'%s' is what '%.200s' is labelled already",
                       text[NEW], text[PATH]);
    f->label[row - f->m->row] = label;
    return 0;
}

static int find_columns(const struct csv *c, size_t at[COLUMNS], struct err *e)
{
    for (int k = 0; k < COLUMNS; k++) {
        at[k] = CSV_MAX_FIELDS;
        for (size_t i = 0; i < c->fields; i++)
            if (strcmp(csv_field(c, i), column_name[k]) == 0)
                at[k] = i;
        if (at[k] == CSV_MAX_FIELDS)
            return err_set(e, ERR_FORMAT, "1: no column '%s'", column_name[k]);
    }
    return 0;
}

static int read_fix(struct fixing *f, const struct csv *c, const size_t at[COLUMNS],
                    size_t width, struct err *e)
{
    const char *text[COLUMNS];
    int rc;

    for (int k = 0; k < COLUMNS; k++)
        text[k] = csv_field(c, at[k]);
    if (c->fields != width)
        rc = err_set(e, ERR_FORMAT, "%zu fields, the header has %zu", c->fields, width);
    else
        rc = add_fix(f, text, e);
    return rc == 0 ? 0 : err_in(e, "%zu", c->row_line);
}

static int read_all(struct fixing *f, struct csv *c, struct err *e)
{
    size_t at[COLUMNS] = {0}, width;
    int rc = csv_next(c, e);

    if (rc == 0)
        return err_set(e, ERR_FORMAT, "1: no header row");
    width = c->fields;
    if (rc > 0 && find_columns(c, at, e) != 0)
        rc = -1;
    while (rc > 0 && (rc = csv_next(c, e)) > 0)
        if (read_fix(f, c, at, width, e) != 0)
            rc = -1;
    return rc;
}

static void apply(struct manifest *m, const struct fixing *f)
{
    for (size_t i = 0; i < m->rows; i++) {
        struct manifest_row *row = &m->row[i];

        row->dropped = f->label[i] == DROPPED;
        row->fixed = f->label[i] >= 0;
        if (row->fixed)
            row->label = f->label[i];
        if (row->fixed && !row->has_form)
            row->form = f->t->leaf[row->label].form;
    }
}

int fixes_parse(struct manifest *m, const char *file, const char *text, size_t n,
                const struct taxonomy *t, struct err *e)
{
    struct fixing f;
    struct csv c;
    int rc;

    csv_init(&c, text, n);
    fixing_init(&f, m, t);
    if (n && memchr(text, 0, n))
        rc = err_set(e, ERR_FORMAT, "1: not text");
    else
        rc = read_all(&f, &c, e);
    if (rc == 0)
        apply(m, &f);
    fixing_clear(&f);
    csv_clear(&c);
    return rc == 0 ? 0 : csv_in(e, file);
}

int fixes_load(struct manifest *m, const char *file, const struct taxonomy *t,
               struct err *e)
{
    struct buf b = {0};
    int rc = csv_load(&b, file, FIXES_MAX_BYTES, e);

    if (rc == 0)
        rc = fixes_parse(m, file, (const char *)b.data, b.len, t, e);
    buf_clear(&b);
    return rc;
}
