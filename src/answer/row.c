/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that was found, for a program: as find --json and the HTTP interface have it. */
#include "answer/row.h"

#include "answer/json.h"
#include "store/features.h"
#include "store/tags.h"
#include "util/base64.h"
#include "util/blob.h"

json_t *row_value(const struct value *v)
{
    switch (v->kind) {
    case VALUE_INTEGER:
        return json_integer(v->integer);
    case VALUE_REAL:
        return json_real(v->real);
    case VALUE_TEXT:
        return json_text(v->text);
    case VALUE_BYTES:
    case VALUE_NONE:
    default:
        return json_null();
    }
}

json_t *row_json(struct fields *f, size_t n, struct err *e)
{
    json_t *o = json_object();

    for (size_t i = 0; i < n; i++) {
        struct value v;

        if (fields_value(f, i, &v, e) != 0) {
            json_decref(o);
            return NULL;
        }
        json_object_set_new_nocheck(o, fields_names(f)[i], row_value(&v));
    }
    return o;
}

json_t *row_found(struct fields *f, const struct search_hit *h)
{
    struct err never;
    json_t *o;

    fields_of(f, h);
    o = row_json(f, FIELDS_USUAL, &never);
    json_object_set_new(o, "key", json_text_or_null(h->key));
    json_object_set_new(o, "loudness_lufs", json_real_or_null(h->loudness_lufs));
    return o;
}

json_t *row_gone(struct fields *f, int64_t file)
{
    json_t *o = json_object();

    for (size_t i = 0; i < FIELDS_USUAL; i++)
        json_object_set_new(o, fields_names(f)[i], json_null());
    json_object_set_new(o, "key", json_null());
    json_object_set_new(o, "loudness_lufs", json_null());
    json_object_set_new(o, "id", json_integer(file));
    json_object_set_new(o, "state", json_string("gone"));
    return o;
}

/* Pairs of the least and the greatest value, as base64: see sampledb-features(5). */
static json_t *peaks_json(const struct buf *raw)
{
    enum { SCALE = 4 };
    const size_t n = raw->len > SCALE ? (raw->len - SCALE) / 2 : 0;
    const uint8_t *low = raw->data + SCALE, *high = low + n;
    struct buf pairs = {0}, text = {0};
    json_t *value;

    for (size_t i = 0; i < n; i++) {
        buf_u8(&pairs, low[i]);
        buf_u8(&pairs, high[i]);
    }
    base64_write(&text, pairs.data, pairs.len);
    value = json_stringn((const char *)text.data, text.len);
    buf_clear(&pairs);
    buf_clear(&text);
    return value;
}

int row_peaks(json_t *row, struct store *s, int64_t sample, struct err *e)
{
    struct buf raw = {0};
    const int found = sample ? feature_of(s, sample, BLOB_PEAKS, &raw, e) : 0;

    if (found >= 0)
        json_object_set_new(row, "peaks", found ? peaks_json(&raw) : json_null());
    buf_clear(&raw);
    return found < 0 ? -1 : 0;
}

static int add_row(void *arg, const struct search_hit *h, struct err *e)
{
    struct fields *f = NULL;

    if (fields_open(&f, NULL, e) != 0)
        return -1;
    json_array_append_new(arg, row_found(f, h));
    fields_close(f);
    return 0;
}

int row_sample(json_t *list, struct store *s, int64_t sample, double distance,
               struct err *e)
{
    return search_sample(s, sample, distance, add_row, list, e);
}

static int add_tag(void *arg, const struct worn *w, struct err *e)
{
    json_t *o = json_object();

    (void)e;
    json_object_set_new(o, "facet", json_text(w->facet));
    json_object_set_new(o, "tag", json_text(w->tag));
    json_object_set_new(o, "confidence", json_real_or_null(w->confidence));
    json_object_set_new(o, "source", json_text(w->source));
    json_array_append_new(arg, o);
    return 0;
}

json_t *row_tags(struct store *s, int64_t sample, struct err *e)
{
    json_t *tags = json_array();

    if (sample && tags_worn(s, sample, add_tag, tags, e) != 0) {
        json_decref(tags);
        return NULL;
    }
    return tags;
}

json_t *row_whole(struct fields *f, struct store *s, const struct search_hit *h,
                  struct err *e)
{
    json_t *tags = row_tags(s, h->sample, e);
    json_t *o = tags ? row_json(f, fields_plain(f), e) : NULL;

    if (!o) {
        json_decref(tags);
        return NULL;
    }
    json_object_set_new(o, "tags", tags);
    return o;
}
