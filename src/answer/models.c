/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The models of a library, and the built-in one. */
#include "answer/models.h"

#include <math.h>
#include <string.h>

#include "answer/json.h"

struct listing {
    const struct model_facts *built_in;
    bool met; /* the built-in one has come by */
    int (*each)(void *arg, const struct model_row *m, struct err *e);
    void *arg;
};

double models_accuracy(const char *metrics)
{
    json_t *j = json_loads(metrics, 0, NULL);
    json_t *dev = json_object_get(json_object_get(j, "dev"), "all");
    json_t *value =
        json_object_get(dev ? dev : json_object_get(j, "validation"), "accuracy");
    const double accuracy =
        json_is_number(value) ? json_number_value(value) : (double)NAN;

    json_decref(j);
    return accuracy;
}

bool models_is_built_in(const struct model_row *m, const struct model_facts *built_in)
{
    return built_in->key && strcmp(built_in->key, m->key) == 0;
}

static int list_one(void *arg, const struct model_row *m, struct err *e)
{
    struct listing *l = arg;

    l->met |= models_is_built_in(m, l->built_in);
    return l->each(l->arg, m, e);
}

int models_each(struct store *s, const struct model_facts *built_in,
                int (*each)(void *arg, const struct model_row *m, struct err *e),
                void *arg, struct err *e)
{
    struct listing l = {.built_in = built_in, .each = each, .arg = arg};
    const int rc = model_each(s, list_one, &l, e);

    if (rc != 0 || l.met || !built_in->key)
        return rc;
    return each(arg,
                &(struct model_row){.key = built_in->key,
                                    .arch = built_in->arch,
                                    .metrics = built_in->metrics,
                                    .made_by = "base",
                                    .feature_version = built_in->feature_version,
                                    .leaves = (int64_t)built_in->leaves},
                e);
}

json_t *models_json(const struct model_row *m, const struct model_facts *built_in,
                    bool full)
{
    json_t *o = json_pack(
        "{s:o, s:s, s:s, s:i, s:s, s:o, s:I, s:o, s:o, s:b, s:o, s:I, s:I, s:b, s:o}",
        "id", json_count_or_null(m->id), "key", m->key, "arch", m->arch,
        "feature_version", (int)m->feature_version, "made_by", m->made_by, "parent_id",
        json_count_or_null(m->parent), "corrections", (json_int_t)m->corrections,
        "added_at", json_count_or_null(m->added_at), "used_at",
        json_count_or_null(m->used_at), "current", m->current, "leaves",
        json_count_or_null(m->leaves), "samples", (json_int_t)m->samples, "bytes",
        (json_int_t)m->bytes, "built_in", models_is_built_in(m, built_in), "accuracy",
        json_real_or_null(models_accuracy(m->metrics)));

    if (full)
        json_object_set_new(o, "metrics", json_loads(m->metrics, 0, NULL));
    return o;
}
