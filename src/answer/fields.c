/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of a file by name: from the search that found it, else from the library. */
#include "answer/fields.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/hex.h"
#include "util/mem.h"

struct fields {
    struct record *record; /* NULL: there are only the usual ones */
    const char **name;     /* (count) of the record, or of the table here */
    size_t *column;        /* (count) of the record; unused for usual ones */
    size_t count, plain;   /* usual ones first */
    const struct search_hit *hit;
    struct value usual[FIELDS_USUAL]; /* of hit */
    bool read;                        /* the record is that of hit */
    char *hex;                        /* what path_hex points to; owned */
};

static struct value none(void) { return (struct value){.kind = VALUE_NONE}; }

static struct value integer(int64_t n)
{
    return (struct value){.kind = VALUE_INTEGER, .integer = n};
}

static struct value count(int64_t n) { return n ? integer(n) : none(); }

static struct value real(double x)
{
    return isfinite(x) ? (struct value){.kind = VALUE_REAL, .real = x} : none();
}

static struct value text(const char *t)
{
    return t ? (struct value){.kind = VALUE_TEXT, .text = t} : none();
}

/* The bytes in hexadecimal where the text that stands for them is another. */
static struct value path_hex(struct fields *f)
{
    const size_t n = strlen(f->hit->path);

    if (strcmp(f->hit->path, f->hit->display) == 0)
        return none();
    if (!f->hex) {
        f->hex = mem_new(2 * n + 1, 1);
        hex_write(f->hex, (const uint8_t *)f->hit->path, n);
    }
    return text(f->hex);
}

static const char *const usual_name[FIELDS_USUAL] = {"id",
                                                     "sample_id",
                                                     "path",
                                                     "path_hex",
                                                     "name",
                                                     "size",
                                                     "mtime_ns",
                                                     "state",
                                                     "error",
                                                     "format",
                                                     "duration_s",
                                                     "rate_hz",
                                                     "channels",
                                                     "form",
                                                     "form_confidence",
                                                     "category",
                                                     "category_confidence",
                                                     "bpm",
                                                     "note",
                                                     "peak_db",
                                                     "brightness",
                                                     "confidence",
                                                     "distance"};

/* In the order of usual_name. */
static void read_usual(struct fields *f)
{
    const struct search_hit *h = f->hit;
    const struct value value[FIELDS_USUAL] = {
        integer(h->file),
        count(h->sample),
        text(h->display),
        path_hex(f),
        text(h->name),
        integer(h->size),
        integer(h->mtime_ns),
        text(h->state),
        text(h->error),
        text(h->format),
        real(h->duration_s),
        count(h->rate_hz),
        count(h->channels),
        text(h->form),
        real(h->form_confidence),
        text(h->category),
        real(h->category_confidence),
        real(h->bpm),
        h->note < 0 ? none() : integer(h->note),
        real(h->peak_db),
        real(h->brightness_hz),
        real(h->confidence),
        real(h->distance),
    };

    memcpy(f->usual, value, sizeof value);
}

static bool is_usual(const char *name)
{
    for (size_t i = 0; i < FIELDS_USUAL; i++)
        if (strcmp(usual_name[i], name) == 0)
            return true;
    return false;
}

static void add(struct fields *f, const char *name, size_t column)
{
    f->name[f->count] = name;
    f->column[f->count++] = column;
}

/* The other fields, of the library's views. */
static int add_others(struct fields *f, struct store *s, struct err *e)
{
    static const char bytes[] = "path_bytes";
    struct record *r = NULL;

    if (record_open(&r, s, e) != 0)
        return -1;
    f->record = r;
    f->name = mem_grow(f->name, f->count + record_fields(r), sizeof *f->name);
    f->column = mem_grow(f->column, f->count + record_fields(r), sizeof *f->column);
    for (size_t i = 0; i < record_fields(r); i++)
        if (!is_usual(record_name(r, i)) && strcmp(record_name(r, i), bytes) != 0)
            add(f, record_name(r, i), i);
    f->plain = f->count;
    for (size_t i = 0; i < record_fields(r); i++)
        if (strcmp(record_name(r, i), bytes) == 0)
            add(f, bytes, i);
    return 0;
}

int fields_open(struct fields **out, struct store *s, struct err *e)
{
    struct fields *f = mem_new(1, sizeof *f);

    f->name = mem_new(FIELDS_USUAL, sizeof *f->name);
    f->column = mem_new(FIELDS_USUAL, sizeof *f->column);
    for (; f->count < FIELDS_USUAL; f->count++)
        f->name[f->count] = usual_name[f->count];
    f->plain = f->count;
    if (s && add_others(f, s, e) != 0) {
        fields_close(f);
        return -1;
    }
    *out = f;
    return 0;
}

void fields_close(struct fields *f)
{
    if (!f)
        return;
    record_close(f->record);
    free(f->name);
    free(f->column);
    free(f->hex);
    free(f);
}

size_t fields_count(const struct fields *f) { return f->count; }

size_t fields_plain(const struct fields *f) { return f->plain; }

const char *const *fields_names(const struct fields *f) { return f->name; }

void fields_of(struct fields *f, const struct search_hit *h)
{
    f->hit = h;
    f->read = false;
    free(f->hex);
    f->hex = NULL;
    read_usual(f);
}

int fields_value(struct fields *f, size_t field, struct value *out, struct err *e)
{
    if (field < FIELDS_USUAL) {
        *out = f->usual[field];
        return 0;
    }
    if (!f->read && record_read(f->record, f->hit->file, e) < 0)
        return -1;
    f->read = true;
    *out = record_value(f->record, f->column[field]);
    return 0;
}
