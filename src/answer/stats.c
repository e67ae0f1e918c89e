/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library in numbers, for a program. */
#include "answer/stats.h"

#include "answer/json.h"

enum { STATES = FILE_UNAVAILABLE + 1 };

static json_t *groups_json(const struct stats_groups *all)
{
    json_t *list = json_array();

    for (size_t i = 0; i < all->n; i++) {
        const struct stats_group *g = &all->group[i];

        json_array_append_new(list, json_pack("{s:o, s:I, s:o}", "name",
                                              *g->name ? json_text(g->name) : json_null(),
                                              "n", (json_int_t)g->n, "confidence",
                                              json_real_or_null(g->confidence)));
    }
    return list;
}

static json_t *states_json(const struct stats *st)
{
    json_t *o = json_object();

    for (int i = 0; i < STATES; i++)
        json_object_set_new(o, file_state_name(i), json_integer(st->by_state[i]));
    return o;
}

static json_t *model_json(const struct model_quality *m)
{
    const struct share s = quality_share(m);
    double low, high;

    share_bounds(&s, &low, &high);
    return json_pack(
        "{s:o, s:b, s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:I, s:I}", "model",
        json_text(m->key), "current", m->current, "judged", (json_int_t)s.n, "confirmed",
        (json_int_t)m->confirmed, "rejected", (json_int_t)m->rejected, "replaced",
        (json_int_t)m->replaced, "share", share_right(&s), "share_low", low, "share_high",
        high, "first_at", (json_int_t)m->first_at, "last_at", (json_int_t)m->last_at);
}

static json_t *quality_json(const struct qualities *q)
{
    json_t *list = json_array();

    for (size_t i = 0; i < q->n; i++)
        json_array_append_new(list, model_json(&q->model[i]));
    return list;
}

static json_t *hint_json(const struct qualities *q)
{
    return q->drifts  ? json_string("drifts")
           : q->worse ? json_string("worse")
                      : json_null();
}

json_t *stats_json(const struct stats *st, const struct qualities *q)
{
    json_t *o = json_object();

    json_object_set_new(o, "files", json_integer(st->files));
    json_object_set_new(o, "files_by_state", states_json(st));
    json_object_set_new(o, "duplicates", json_integer(st->duplicates));
    json_object_set_new(o, "samples", json_integer(st->samples));
    json_object_set_new(o, "unused", json_integer(st->unused));
    json_object_set_new(o, "duration_s", json_real(st->duration_s));
    json_object_set_new(o, "unsure", json_integer(st->unsure));
    json_object_set_new(o, "unsure_share", json_real(st->unsure_share));
    json_object_set_new(o, "folders", json_integer(st->folders));
    json_object_set_new(o, "offline", json_integer(st->offline));
    json_object_set_new(o, "bytes", json_integer(st->bytes));
    json_object_set_new(o, "feature_bytes", json_integer(st->feature_bytes));
    json_object_set_new(o, "model",
                        st->model_key ? json_pack("{s:o, s:o, s:I}", "key",
                                                  json_text(st->model_key), "arch",
                                                  json_text(st->model_arch), "samples",
                                                  (json_int_t)st->model_samples)
                                      : json_null());
    json_object_set_new(o, "category", groups_json(&st->category));
    json_object_set_new(o, "form", groups_json(&st->form));
    json_object_set_new(o, "format", groups_json(&st->format));
    json_object_set_new(o, "quality", quality_json(q));
    json_object_set_new(o, "hint", hint_json(q));
    return o;
}
