/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a training run or a measurement was made of, as JSON. */
#include "learn/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/utf8.h"

/* Seven digits tell any float of the options from its neighbours, and read well. */
static json_t *number(double x)
{
    char text[32];

    snprintf(text, sizeof text, "%.7g", x);
    return isfinite(x) ? json_real(strtod(text, NULL)) : json_null();
}

json_t *record_model(const struct model *m)
{
    return json_pack("{s:s, s:s, s:I, s:o, s:o, s:o, s:o, s:o}", "id", m->id, "arch",
                     m->arch, "labels", (json_int_t)m->leaves, "temperature",
                     number((double)m->temperature), "form_temperature",
                     number((double)m->form_temperature), "leaf_threshold",
                     number((double)m->leaf_threshold), "parent_threshold",
                     number((double)m->parent_threshold), "form_threshold",
                     number((double)m->form_threshold));
}

json_t *record_ids(const struct model *const *model, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_string(model[i]->id));
    return list;
}

json_t *record_options(const struct fit_options *o)
{
    const struct train_options *t = &o->train;
    json_t *out = json_pack("{s:s, s:I, s:I, s:I, s:I, s:o}", "arch", o->arch, "seed",
                            (json_int_t)t->seed, "epochs", (json_int_t)t->epochs,
                            "patience", (json_int_t)t->patience, "batch",
                            (json_int_t)t->batch, "validation", number(o->validation));

    json_object_set_new(out, "rate", number((double)t->rate));
    json_object_set_new(out, "decay", number((double)t->decay));
    json_object_set_new(out, "smoothing", number((double)t->smoothing));
    json_object_set_new(out, "form_weight", number((double)t->form_weight));
    json_object_set_new(out, "balance", number(t->balance));
    json_object_set_new(out, "drawn", json_boolean(t->drawn));
    json_object_set_new(out, "spread", number(t->spread));
    json_object_set_new(out, "augment", number(t->augment));
    json_object_set_new(out, "deformed", json_boolean(t->deformed));
    json_object_set_new(out, "mixup", number(t->mixup));
    json_object_set_new(out, "average", number((double)t->average));
    json_object_set_new(out, "lesson", number(o->teachers ? (double)t->lesson : 0.0));
    json_object_set_new(out, "teachers", record_ids(o->teacher, o->teachers));
    json_object_set_new(out, "refit", record_ids(o->refit, o->refits));
    json_object_set_new(out, "fold",
                        o->fold.parts ? json_pack("[I, I]", (json_int_t)o->fold.part,
                                                  (json_int_t)o->fold.parts)
                                      : json_null());
    return out;
}

json_t *record_epochs(const struct train_epoch *epoch, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(
            list, json_pack("{s:I, s:o, s:o, s:o, s:b}", "epoch",
                            (json_int_t)epoch[i].epoch, "loss", number(epoch[i].loss),
                            "accuracy", number(epoch[i].accuracy), "macro_f1",
                            number(epoch[i].macro_f1), "best", epoch[i].best));
    return list;
}

json_t *record_splits(const struct manifest *m)
{
    json_t *out = json_object();

    for (size_t i = 0; i < m->rows; i++) {
        const char *split = m->row[i].split;
        char name[64];
        json_int_t n;

        utf8_display(name, sizeof name, split, strlen(split));
        n = json_integer_value(json_object_get(out, name));
        if (!m->row[i].dropped)
            json_object_set_new(out, name, json_integer(n + 1));
    }
    return out;
}
