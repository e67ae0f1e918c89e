/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Corrections as lines of JSON, written and strictly read. */
#include "learn/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "store/vocabulary.h"
#include "util/base64.h"
#include "util/hex.h"

static const char format_name[] = "sampledb-corrections";

enum { HEX = 2 * CORRECTION_HASH + 1 };

static void write_line(struct buf *out, json_t *o)
{
    char *text = json_dumps(o, JSON_COMPACT);

    if (text)
        buf_bytes(out, text, strlen(text));
    buf_u8(out, '\n');
    free(text);
    json_decref(o);
}

void exchange_write_header(struct buf *out, int64_t corrections, int64_t sounds)
{
    write_line(out, json_pack("{s:s, s:i, s:I, s:I}", "format", format_name, "version",
                              EXCHANGE_VERSION, "corrections", (json_int_t)corrections,
                              "sounds", (json_int_t)sounds));
}

void exchange_write_correction(struct buf *out, const struct correction *c)
{
    char uuid[HEX], hash[HEX];

    hex_write(uuid, c->uuid, CORRECTION_UUID);
    hex_write(hash, c->hash, CORRECTION_HASH);
    write_line(out, json_pack("{s:s, s:s, s:s, s:s, s:i, s:I, s:s, s:s*, s:s*}", "uuid",
                              uuid, "hash", hash, "facet", c->facet, "tag", c->tag,
                              "verdict", c->verdict, "at_ms", (json_int_t)c->at_ms,
                              "actor", c->actor, "model", c->model, "shown", c->shown));
}

static json_t *feature_json(const struct parcel_feature *f)
{
    struct buf text = {0};
    json_t *o;

    base64_write(&text, f->data, f->n);
    o = json_pack("{s:s, s:I, s:s#}", "kind", f->kind, "version", (json_int_t)f->version,
                  "data", text.len ? (const char *)text.data : "", (int)text.len);
    buf_clear(&text);
    return o;
}

void exchange_write_sound(struct buf *out, const struct parcel *p)
{
    json_t *features = json_array();
    char hash[HEX];

    hex_write(hash, p->hash, CORRECTION_HASH);
    for (size_t i = 0; i < p->features; i++)
        json_array_append_new(features, feature_json(&p->feature[i]));
    write_line(out, json_pack("{s:s, s:I, s:I, s:I, s:f, s:o}", "sound", hash, "frames",
                              (json_int_t)p->frames, "rate_hz", (json_int_t)p->rate_hz,
                              "channels", (json_int_t)p->channels, "duration_s",
                              p->duration_s, "features", features));
}

static int malformed(struct err *e, const json_error_t *why)
{
    return err_set(e, ERR_FORMAT, "%s", why->text);
}

static int read_header(struct exchange_line *l, struct err *e)
{
    const char *name = json_string_value(json_object_get(l->root, "format"));
    const json_t *version = json_object_get(l->root, "version");
    json_int_t corrections = -1, sounds = -1, number;
    json_error_t why;

    if (!name || strcmp(name, format_name) != 0 || !json_is_integer(version))
        return err_set(e, ERR_FORMAT, "is not what sampledb export writes");
    number = json_integer_value(version);
    if (number != EXCHANGE_VERSION)
        return err_set(e, ERR_UNSUPPORTED,
                       "is of version %lld, and this sampledb reads %d; upgrade it",
                       (long long)number, EXCHANGE_VERSION);
    if (json_unpack_ex(l->root, &why, JSON_STRICT, "{s:s, s:I, s?I, s?I}", "format",
                       &name, "version", &number, "corrections", &corrections, "sounds",
                       &sounds) != 0)
        return malformed(e, &why);
    if (corrections < -1 || sounds < -1)
        return err_set(e, ERR_FORMAT, "less than none can follow");
    l->kind = EXCHANGE_HEADER;
    l->corrections = corrections;
    l->sounds = sounds;
    return 0;
}

static int read_correction(struct exchange_line *l, struct err *e)
{
    struct correction *c = &l->correction;
    const char *uuid, *hash;
    json_int_t verdict, at_ms;
    json_error_t why;

    *c = (struct correction){.model = NULL};
    if (json_unpack_ex(l->root, &why, JSON_STRICT,
                       "{s:s, s:s, s:s, s:s, s:I, s:I, s:s, s?s, s?s}", "uuid", &uuid,
                       "hash", &hash, "facet", &c->facet, "tag", &c->tag, "verdict",
                       &verdict, "at_ms", &at_ms, "actor", &c->actor, "model", &c->model,
                       "shown", &c->shown) != 0)
        return malformed(e, &why);
    if (hex_read(c->uuid, CORRECTION_UUID, uuid) != 0 ||
        hex_read(c->hash, CORRECTION_HASH, hash) != 0)
        return err_set(e, ERR_FORMAT, "uuid and hash are 32 hexadecimal digits each");
    c->verdict =
        verdict >= REJECTED && verdict <= CONFIRMED ? (int)verdict : CONFIRMED + 1;
    c->at_ms = at_ms;
    l->kind = EXCHANGE_CORRECTION;
    return correction_check(c, e) == 0 ? vocabulary_check(c->facet, c->tag, e) : -1;
}

static int read_feature(json_t *o, struct parcel_feature *f, struct buf *data,
                        struct err *e)
{
    const char *text;
    json_int_t version;
    size_t n;
    json_error_t why;

    if (json_unpack_ex(o, &why, JSON_STRICT, "{s:s, s:I, s:s%}", "kind", &f->kind,
                       "version", &version, "data", &text, &n) != 0)
        return malformed(e, &why);
    if (base64_read(data, text, n) != 0)
        return err_set(e, ERR_FORMAT, "%s: is not base64", f->kind);
    f->version = version;
    f->data = data->data ? (const void *)data->data : "";
    f->n = data->len;
    return 0;
}

static int read_sound(struct exchange_line *l, struct err *e)
{
    struct parcel *p = &l->sound;
    const char *hash;
    json_int_t frames, rate, channels;
    json_t *features;
    json_error_t why;

    *p = (struct parcel){.features = 0};
    if (json_unpack_ex(l->root, &why, JSON_STRICT, "{s:s, s:I, s:I, s:I, s:F, s:o}",
                       "sound", &hash, "frames", &frames, "rate_hz", &rate, "channels",
                       &channels, "duration_s", &p->duration_s, "features",
                       &features) != 0)
        return malformed(e, &why);
    if (hex_read(p->hash, CORRECTION_HASH, hash) != 0)
        return err_set(e, ERR_FORMAT, "a sound is 32 hexadecimal digits");
    if (!json_is_array(features) || json_array_size(features) > PARCEL_FEATURES)
        return err_set(e, ERR_FORMAT, "features are a list of %d at most",
                       PARCEL_FEATURES);
    p->frames = frames;
    p->rate_hz = rate;
    p->channels = channels;
    for (; p->features < json_array_size(features); p->features++)
        if (read_feature(json_array_get(features, p->features), &p->feature[p->features],
                         &l->feature[p->features], e) != 0)
            return -1;
    l->kind = EXCHANGE_SOUND;
    return parcel_check(p, e);
}

static int read_object(struct exchange_line *l, bool header, struct err *e)
{
    if (!json_is_object(l->root))
        return err_set(e, ERR_FORMAT, "is not a JSON object");
    if (header)
        return read_header(l, e);
    if (json_object_get(l->root, "sound"))
        return read_sound(l, e);
    return read_correction(l, e);
}

int exchange_read(struct exchange_line *out, const char *text, size_t n, bool header,
                  struct err *e)
{
    struct exchange_line l = {.corrections = -1, .sounds = -1};
    json_error_t why;

    if (n > EXCHANGE_LINE)
        return err_set(e, ERR_LIMIT, "is longer than %d bytes", EXCHANGE_LINE);
    l.root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
    if (!l.root)
        return header ? err_set(e, ERR_FORMAT, "is not what sampledb export writes")
                      : malformed(e, &why);
    if (read_object(&l, header, e) != 0) {
        exchange_line_clear(&l);
        return -1;
    }
    *out = l;
    return 0;
}

void exchange_line_clear(struct exchange_line *l)
{
    json_decref(l->root); /* NULL is fine */
    for (size_t i = 0; i < PARCEL_FEATURES; i++)
        buf_clear(&l->feature[i]);
    *l = (struct exchange_line){.root = NULL};
}
