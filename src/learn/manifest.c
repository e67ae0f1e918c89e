/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read a list of labelled sound files, and say clearly what is wrong with it. */
#include "learn/manifest.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/csv.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/sound.h"

enum column {
    PATH,
    LABEL,
    SPLIT,
    FORM,
    SOURCE,
    GROUP,
    DOMAIN,
    ORIGIN,
    COLUMNS,
    REQUIRED = FORM
};

static const char *const column_name[COLUMNS] = {
    [PATH] = "path",     [LABEL] = "label", [SPLIT] = "split",   [FORM] = "form",
    [SOURCE] = "source", [GROUP] = "group", [DOMAIN] = "domain", [ORIGIN] = "origin",
};

/* What the parsing works on. */
struct reader {
    struct manifest *m;
    const struct taxonomy *taxonomy;
    size_t room; /* rows there is memory for */
};

static char *copy(const char *s) { return mem_text(s, strlen(s)); }

char *manifest_beside(const char *file, const char *path)
{
    const char *slash = strrchr(file, '/');
    const size_t dir = slash && path[0] != '/' ? (size_t)(slash - file) + 1 : 0;
    const size_t size = dir + strlen(path) + 1;
    char *out = mem_new(size, 1);

    snprintf(out, size, "%.*s%s", (int)dir, file, path);
    return out;
}

static int add_row(struct reader *r, const char *const text[COLUMNS], size_t place,
                   struct err *e)
{
    struct manifest *m = r->m;
    const int label = taxonomy_find(r->taxonomy, text[LABEL]);
    int form = sound_form_of(text[FORM]);

    for (int c = 0; c < REQUIRED; c++)
        if (!*text[c])
            return err_set(e, ERR_FORMAT, "%zu: empty %s", place, column_name[c]);
    if (label < 0)
        return err_set(e, ERR_FORMAT, "%zu: unknown label '%.60s'", place, text[LABEL]);
    if (form < 0 && *text[FORM])
        return err_set(e, ERR_FORMAT, "%zu: form '%.40s' is neither oneshot nor loop",
                       place, text[FORM]);
    if (m->rows == MANIFEST_MAX_ROWS)
        return err_set(e, ERR_LIMIT, "%zu: more than %d rows", place, MANIFEST_MAX_ROWS);
    if (!*text[FORM])
        form = r->taxonomy->leaf[label].form;
    m->row = mem_more(m->row, m->rows, &r->room, sizeof *m->row);
    m->row[m->rows++] =
        (struct manifest_row){.path = manifest_beside(m->file, text[PATH]),
                              .split = copy(text[SPLIT]),
                              .source = copy(text[SOURCE]),
                              .group = copy(*text[GROUP] ? text[GROUP] : text[PATH]),
                              .domain = copy(text[DOMAIN]),
                              .origin = copy(text[ORIGIN]),
                              .place = place,
                              .label = label,
                              .form = form,
                              .has_form = *text[FORM] != '\0'};
    m->has_source |= *text[SOURCE] != '\0';
    m->has_domain |= *text[DOMAIN] != '\0';
    return 0;
}

static int find_columns(const struct csv *c, size_t at[COLUMNS], struct err *e)
{
    for (int k = 0; k < COLUMNS; k++) {
        at[k] = CSV_MAX_FIELDS;
        for (size_t i = 0; i < c->fields; i++)
            if (strcmp(csv_field(c, i), column_name[k]) == 0)
                at[k] = i;
        if (k < REQUIRED && at[k] == CSV_MAX_FIELDS)
            return err_set(e, ERR_FORMAT, "1: no column '%s'", column_name[k]);
    }
    return 0;
}

static int read_csv(struct reader *r, const char *text, size_t n, struct err *e)
{
    struct csv c;
    size_t at[COLUMNS] = {0}, width;
    int rc;

    csv_init(&c, text, n);
    rc = csv_next(&c, e);
    width = c.fields;
    if (rc == 0)
        rc = err_set(e, ERR_FORMAT, "1: no header row");
    if (rc > 0 && find_columns(&c, at, e) != 0)
        rc = -1;
    while (rc > 0 && (rc = csv_next(&c, e)) > 0) {
        const char *field[COLUMNS];

        for (int k = 0; k < COLUMNS; k++)
            field[k] = csv_field(&c, at[k]);
        if (c.fields != width)
            rc = err_set(e, ERR_FORMAT, "%zu: %zu fields, the header has %zu", c.row_line,
                         c.fields, width);
        else if (add_row(r, field, c.row_line, e) != 0)
            rc = -1;
    }
    csv_clear(&c);
    return rc;
}

static int read_object(struct reader *r, const json_t *object, size_t place,
                       struct err *e)
{
    const char *field[COLUMNS];

    if (!json_is_object(object))
        return err_set(e, ERR_FORMAT, "%zu: not an object", place);
    for (int k = 0; k < COLUMNS; k++) {
        const json_t *v = json_object_get(object, column_name[k]);

        field[k] = json_is_string(v) ? json_string_value(v) : "";
        if (k < REQUIRED && !json_is_string(v))
            return err_set(e, ERR_FORMAT, "%zu: no text '%s'", place, column_name[k]);
    }
    return add_row(r, field, place, e);
}

static int read_json(struct reader *r, const char *text, size_t n, struct err *e)
{
    json_error_t why;
    json_t *list = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
    int rc = 0;

    if (!list)
        return err_set(e, ERR_FORMAT, "%d: %s", why.line, why.text);
    if (!json_is_array(list))
        rc = err_set(e, ERR_FORMAT, "1: not a list of objects");
    for (size_t i = 0; rc == 0 && i < json_array_size(list); i++) {
        struct err bad = {0};

        if (read_object(r, json_array_get(list, i), i + 1, &bad) != 0)
            rc = err_set(e, bad.kind, "item %s", bad.text);
    }
    json_decref(list);
    return rc;
}

static int by_path(const void *a, const void *b)
{
    const struct manifest_row *const *x = a, *const *y = b;
    const int order = strcmp((*x)->path, (*y)->path);

    return order ? order : ((*x)->place > (*y)->place) - ((*x)->place < (*y)->place);
}

static int check_duplicates(const struct manifest *m, struct err *e)
{
    const struct manifest_row **sorted = mem_new(m->rows, sizeof *sorted);
    int rc = 0;

    for (size_t i = 0; i < m->rows; i++)
        sorted[i] = &m->row[i];
    qsort(sorted, m->rows, sizeof *sorted, by_path);
    for (size_t i = 1; rc == 0 && i < m->rows; i++)
        if (strcmp(sorted[i - 1]->path, sorted[i]->path) == 0)
            rc = err_set(e, ERR_FORMAT, "%zu: %s is listed already, at %zu",
                         sorted[i]->place, sorted[i]->path, sorted[i - 1]->place);
    free(sorted);
    return rc;
}

int manifest_parse(struct manifest *out, const char *file, const char *text, size_t n,
                   const struct taxonomy *t, struct err *e)
{
    const size_t len = strlen(file);
    const bool json = len > 5 && strcmp(file + len - 5, ".json") == 0;
    struct manifest m = {.file = copy(file)};
    struct reader r = {.m = &m, .taxonomy = t};
    int rc;

    if (!json && memchr(text, 0, n))
        rc = err_set(e, ERR_FORMAT, "1: not text");
    else
        rc = json ? read_json(&r, text, n, e) : read_csv(&r, text, n, e);
    if (rc == 0)
        rc = check_duplicates(&m, e);
    if (rc == 0)
        *out = m;
    else
        manifest_clear(&m);
    return rc == 0 ? 0 : csv_in(e, file);
}

int manifest_load(struct manifest *out, const char *file, const struct taxonomy *t,
                  struct err *e)
{
    struct buf b = {0};
    int rc = csv_load(&b, file, MANIFEST_MAX_BYTES, e);

    if (rc == 0)
        rc = manifest_parse(out, file, (const char *)b.data, b.len, t, e);
    buf_clear(&b);
    return rc;
}

void manifest_clear(struct manifest *m)
{
    for (size_t i = 0; i < m->rows; i++) {
        free(m->row[i].path);
        free(m->row[i].split);
        free(m->row[i].source);
        free(m->row[i].group);
        free(m->row[i].domain);
        free(m->row[i].origin);
    }
    free(m->row);
    free(m->file);
    *m = (struct manifest){0};
}

bool manifest_row_in(const struct manifest_row *row, const char *split)
{
    return !row->dropped && (!split || strcmp(row->split, split) == 0);
}

size_t manifest_count(const struct manifest *m, const char *split)
{
    size_t n = 0;

    for (size_t i = 0; i < m->rows; i++)
        n += manifest_row_in(&m->row[i], split);
    return n;
}

size_t manifest_fixed(const struct manifest *m, const char *split)
{
    size_t n = 0;

    for (size_t i = 0; i < m->rows; i++)
        n += m->row[i].fixed && manifest_row_in(&m->row[i], split);
    return n;
}

static int by_text(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;

    return strcmp(*x, *y);
}

void manifest_splits(const struct manifest *m, char *out, size_t size)
{
    const char **name = mem_new(m->rows, sizeof *name);
    size_t n = 0, len = 0;

    for (size_t i = 0; i < m->rows; i++)
        if (!m->row[i].dropped)
            name[n++] = m->row[i].split;
    qsort(name, n, sizeof *name, by_text);
    *out = '\0';
    for (size_t i = 0; i < n; i++)
        if ((i == 0 || strcmp(name[i - 1], name[i]) != 0) &&
            len + strlen(name[i]) + 3 < size)
            len +=
                (size_t)snprintf(out + len, size - len, "%s%s", len ? ", " : "", name[i]);
    free(name);
}

void manifest_fresh(const struct manifest *m, const char *split, bool *fresh)
{
    const char **seen = mem_new(m->rows, sizeof *seen);
    size_t n = 0;

    for (size_t i = 0; i < m->rows; i++)
        if (manifest_row_in(&m->row[i], split))
            seen[n++] = m->row[i].source;
    qsort(seen, n, sizeof *seen, by_text);
    for (size_t i = 0; i < m->rows; i++)
        fresh[i] = !bsearch(&m->row[i].source, seen, n, sizeof *seen, by_text);
    free(seen);
}
