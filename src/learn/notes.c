/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which note the files of a manifest are. */
#include "learn/notes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/csv.h"
#include "util/mem.h"

static int by_path(const void *a, const void *b)
{
    const struct note *x = a, *y = b;

    return strcmp(x->path, y->path);
}

static size_t column(const struct csv *c, const char *name)
{
    for (size_t i = 0; i < c->fields; i++)
        if (strcmp(csv_field(c, i), name) == 0)
            return i;
    return CSV_MAX_FIELDS;
}

static int add(struct notes *out, const char *file, const char *path, const char *note,
               struct err *e)
{
    char *end;
    const float midi = *note ? strtof(note, &end) : -1.0f;

    if (!*path)
        return err_set(e, ERR_FORMAT, "no path");
    if (*note && (*end || !(midi >= 0.0f && midi <= 127.0f)))
        return err_set(e, ERR_FORMAT, "midi_note is '%.40s', not a number from 0 to 127",
                       note);
    out->note = mem_grow(out->note, out->n + 1, sizeof *out->note);
    out->note[out->n++] = (struct note){manifest_beside(file, path), midi};
    return 0;
}

static int read_all(struct notes *out, const char *file, struct csv *c, struct err *e)
{
    int rc = csv_next(c, e);
    size_t path, note;

    if (rc == 0)
        return err_set(e, ERR_FORMAT, "1: no header row");
    path = column(c, "path");
    note = column(c, "midi_note");
    if (rc > 0 && (path == CSV_MAX_FIELDS || note == CSV_MAX_FIELDS))
        return err_set(e, ERR_FORMAT, "1: no column '%s'",
                       path == CSV_MAX_FIELDS ? "path" : "midi_note");
    while (rc > 0 && (rc = csv_next(c, e)) > 0)
        if (add(out, file, csv_field(c, path), csv_field(c, note), e) != 0)
            return err_in(e, "%zu", c->row_line);
    return rc;
}

/* Sorted, and no file twice. */
static int sort(struct notes *out, struct err *e)
{
    qsort(out->note, out->n, sizeof *out->note, by_path);
    for (size_t i = 1; i < out->n; i++)
        if (by_path(&out->note[i - 1], &out->note[i]) == 0)
            return err_set(e, ERR_FORMAT, "1: '%.200s' stands there twice",
                           out->note[i].path);
    return 0;
}

int notes_parse(struct notes *out, const char *file, const char *text, size_t n,
                struct err *e)
{
    struct csv c;
    int rc;

    *out = (struct notes){0};
    csv_init(&c, text, n);
    if (n && memchr(text, 0, n))
        rc = err_set(e, ERR_FORMAT, "1: not text");
    else
        rc = read_all(out, file, &c, e);
    if (rc == 0)
        rc = sort(out, e);
    csv_clear(&c);
    if (rc == 0)
        return 0;
    notes_clear(out);
    return csv_in(e, file);
}

int notes_load(struct notes *out, const char *file, struct err *e)
{
    struct buf b = {0};
    int rc = csv_load(&b, file, NOTES_MAX_BYTES, e);

    if (rc == 0)
        rc = notes_parse(out, file, (const char *)b.data, b.len, e);
    buf_clear(&b);
    return rc;
}

void notes_clear(struct notes *n)
{
    for (size_t i = 0; i < n->n; i++)
        free(n->note[i].path);
    free(n->note);
    *n = (struct notes){0};
}

struct pitch_row *notes_rows(const struct notes *notes, const struct dataset *d,
                             size_t *n)
{
    struct pitch_row *row = mem_new(d->rows, sizeof *row);
    int *source = mem_new(d->rows, sizeof *source);

    *n = 0;
    dataset_sources(d, source);
    for (size_t i = 0; i < d->rows; i++) {
        const struct dataset_row *from = &d->row[i];
        const struct note key = {.path = from->from->path};
        const struct note *found =
            notes->n ? bsearch(&key, notes->note, notes->n, sizeof key, by_path) : NULL;

        if (found)
            row[(*n)++] = (struct pitch_row){.patch = &from->patch,
                                             .midi = found->midi,
                                             .weight = from->weight,
                                             .source = source[i],
                                             .asked = i < d->rows - d->added};
    }
    free(source);
    return row;
}
