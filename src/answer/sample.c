/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One file or sample for a program: keys are the columns of the v1 views. */
#include "answer/sample.h"

#include <math.h>

#include "answer/json.h"
#include "answer/measures.h"

static void put(json_t *o, const char *key, json_t *value)
{
    json_object_set_new(o, key, value);
}

static json_t *id_or_null(int64_t id) { return json_count_or_null(id); }

static json_t *file_json(const struct inspect_file *f)
{
    json_t *o = json_object();

    put(o, "id", id_or_null(f->id));
    put(o, "path", json_text_or_null(f->display));
    put(o, "path_hex", f->path ? json_bytes_unless(f->path, f->display) : json_null());
    put(o, "state", json_text_or_null(f->state));
    put(o, "error", json_text_or_null(f->error));
    put(o, "format", json_text_or_null(f->format));
    put(o, "size", json_integer(f->size));
    put(o, "mtime_ns", json_integer(f->mtime_ns));
    return o;
}

static json_t *tags_json(const struct inspect_tag *t, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++) {
        json_t *o = json_object();

        put(o, "facet", json_text(t[i].facet));
        put(o, "tag", json_text(t[i].tag));
        put(o, "confidence", json_real_or_null(t[i].confidence));
        put(o, "source", json_text(t[i].source));
        if (t[i].rank)
            put(o, "rank", json_integer(t[i].rank));
        put(o, "model_id", id_or_null(t[i].model));
        if (t[i].rank) {
            put(o, "words", json_text_or_null(t[i].words));
            put(o, "place", json_text_or_null(t[i].place));
        }
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *frame_or_null(int64_t n) { return n < 0 ? json_null() : json_integer(n); }

static void put_stated_texts(json_t *o, const struct inspect_embedded *m)
{
    put(o, "title", json_text_or_null(m->title));
    put(o, "artist", json_text_or_null(m->artist));
    put(o, "album", json_text_or_null(m->album));
    put(o, "genre", json_text_or_null(m->genre));
    put(o, "comment", json_text_or_null(m->comment));
    put(o, "software", json_text_or_null(m->software));
    put(o, "date", json_text_or_null(m->date));
    put(o, "originator", json_text_or_null(m->originator));
}

static json_t *embedded_json(const struct inspect_embedded *m)
{
    json_t *o = json_object();

    put(o, "bpm", m->bpm > 0 ? json_real_or_null(m->bpm) : json_null());
    put(o, "beats", json_count_or_null(m->beats));
    put(o, "meter_num", json_count_or_null(m->meter_num));
    put(o, "meter_den", json_count_or_null(m->meter_den));
    put(o, "root_note", frame_or_null(m->root_note));
    put(o, "fine_cents", json_real_or_null(m->fine_cents));
    put(o, "loop_start", frame_or_null(m->loop_start));
    put(o, "loop_end", frame_or_null(m->loop_end));
    put(o, "loops", json_integer(m->loops));
    put(o, "cues", json_integer(m->cues));
    put(o, "one_shot", json_boolean(m->one_shot));
    put(o, "is_loop", json_boolean(m->is_loop));
    put_stated_texts(o, m);
    return o;
}

static json_t *measures_json(const struct inspection *i)
{
    struct measure m[MEASURES_MAX];
    const size_t n = measures_read(i, m);
    json_t *o = json_object();

    for (size_t k = 0; k < n; k++)
        put(o, m[k].name,
            json_pack("{s:o, s:s}", "value", json_real_or_null(m[k].value), "unit",
                      m[k].unit));
    return o;
}

static json_t *others_json(const struct inspection *i)
{
    json_t *list = json_array();

    for (size_t k = 0; k < i->others; k++)
        json_array_append_new(list, file_json(&i->other[k]));
    return list;
}

static json_t *model_json(const struct inspection *i)
{
    return i->model_key ? json_pack("{s:I, s:o, s:o, s:b}", "id", (json_int_t)i->model,
                                    "key", json_text(i->model_key), "arch",
                                    json_text(i->model_arch), "current", i->model_current)
                        : json_null();
}

/* Lists are kept as JSON. */
static json_t *fact_json(const struct inspect_fact *f)
{
    json_t *list = f->text && f->text[0] == '[' ? json_loads(f->text, 0, NULL) : NULL;

    if (list)
        return list;
    if (f->text)
        return json_text(f->text);
    return f->whole ? json_integer((json_int_t)f->number) : json_real_or_null(f->number);
}

static void put_facts(json_t *o, const struct inspection *i)
{
    put(o, "bpm", json_real_or_null(i->bpm));
    put(o, "note", frame_or_null(i->note));
    for (size_t k = 0; k < i->n_facts; k++)
        put(o, i->fact[k].name, fact_json(&i->fact[k]));
}

json_t *sample_facets(const struct inspection *i)
{
    json_t *o = json_object();

    put(o, "peak_db", json_real_or_null(i->peak_db));
    put(o, "brightness", json_real_or_null(i->brightness_hz));
    put_facts(o, i);
    return o;
}

static json_t *sound_json(const struct inspection *i)
{
    json_t *o = json_object();

    put(o, "id", json_integer(i->sample));
    put(o, "hash", json_text(i->hash));
    put(o, "duration_s", json_real_or_null(i->duration_s));
    put(o, "frames", json_integer(i->frames));
    put(o, "rate_hz", json_integer(i->rate_hz));
    put(o, "channels", json_integer(i->channels));
    put(o, "peak_db", json_real_or_null(i->peak_db));
    put(o, "brightness", json_real_or_null(i->brightness_hz));
    put(o, "form", json_text_or_null(i->form));
    put(o, "form_confidence", json_real_or_null(i->form_confidence));
    put(o, "category", json_text_or_null(i->category));
    put(o, "category_confidence", json_real_or_null(i->category_confidence));
    put(o, "audio_form", json_text_or_null(i->audio_form));
    put(o, "audio_form_confidence", json_real_or_null(i->audio_form_confidence));
    put(o, "audio_category", json_text_or_null(i->audio_category));
    put(o, "audio_category_confidence", json_real_or_null(i->audio_category_confidence));
    put_facts(o, i);
    put(o, "analysed_at", json_integer(i->analysed_at));
    put(o, "model", model_json(i));
    put(o, "tags", tags_json(i->tag, i->tags));
    put(o, "witnesses", tags_json(i->witness, i->witnesses));
    put(o, "measured", measures_json(i));
    return o;
}

json_t *sample_json(const struct inspection *i)
{
    json_t *o = json_object();

    put(o, "file", i->file.id ? file_json(&i->file) : json_null());
    put(o, "sample", i->sample ? sound_json(i) : json_null());
    put(o, "embedded", i->has_embedded ? embedded_json(&i->embedded) : json_null());
    put(o, "others", others_json(i));
    return o;
}

json_t *sample_why(const struct inspection *i)
{
    json_t *o = json_object();

    put(o, "sample_id", json_integer(i->sample));
    put(o, "published", tags_json(i->tag, i->tags));
    put(o, "witnesses", tags_json(i->witness, i->witnesses));
    put(o, "model", model_json(i));
    return o;
}
