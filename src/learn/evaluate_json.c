/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was measured, as JSON. */
#include <math.h>
#include <string.h>

#include "learn/evaluate.h"
#include "learn/points.h"
#include "util/utf8.h"

/* A share, to six places: enough to compare, the same text on every machine. */
static json_t *number(double x) { return json_real(round(x * 1e6) / 1e6); }

static json_t *number_or_null(double x) { return isfinite(x) ? number(x) : json_null(); }

static json_t *published_json(const struct metrics_published *p, size_t n)
{
    const double share = n ? (double)p->n / (double)n : 0.0;
    const double precision = p->n ? (double)p->right / (double)p->n : 0.0;

    return json_pack("{s:o, s:o}", "share", number(share), "precision",
                     number(precision));
}

static json_t *class_json(const char *label, const struct metrics_class *c)
{
    return json_pack("{s:s, s:I, s:I, s:o, s:o, s:o}", "label", label, "n",
                     (json_int_t)c->n, "answered", (json_int_t)c->answered, "precision",
                     number(c->precision), "recall", number(c->recall), "f1",
                     number(c->f1));
}

static json_t *classes_json(const struct model *m, const struct metrics *x)
{
    json_t *list = json_array();

    for (size_t c = 0; c < x->classes; c++)
        json_array_append_new(list, class_json(m->node[c].label, &x->of[c]));
    return list;
}

/* A square of counts: a row for each truth, in it one for each answer. */
static json_t *confusion_json(size_t C, const size_t *count)
{
    json_t *rows = json_array();

    for (size_t t = 0; t < C; t++) {
        json_t *row = json_array();

        for (size_t a = 0; a < C; a++)
            json_array_append_new(row, json_integer((json_int_t)count[t * C + a]));
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *roots_json(const struct model *m, const struct metrics *x)
{
    struct metrics_class of[SOUND_MAX_NODES];
    json_t *list = json_array();

    points_roots(m, x, of);
    for (size_t r = 0; r < m->nodes; r++)
        if (m->node[r].parent < 0)
            json_array_append_new(list, class_json(m->node[r].tag, &of[r]));
    return list;
}

static json_t *reliability_json(const struct metrics *x)
{
    json_t *list = json_array();

    for (int b = 0; b < METRICS_BINS; b++) {
        const struct points_bin p = points_bin(x, b);

        json_array_append_new(list, json_pack("{s:o, s:o, s:I, s:o, s:o}", "from",
                                              number(p.from), "to", number(p.to), "n",
                                              (json_int_t)p.n, "confidence",
                                              number_or_null(p.confidence), "accuracy",
                                              number_or_null(p.accuracy)));
    }
    return list;
}

static json_t *coverage_json(const struct metrics *x)
{
    enum { STEP = POINTS_COVERAGE / 50 };
    json_t *list = json_array();

    for (int k = STEP; x->n && k <= POINTS_COVERAGE; k += STEP) {
        const struct points_coverage p = points_coverage(x, k);

        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:o}", "coverage", number(p.coverage),
                                        "precision", number(p.precision), "confidence",
                                        number(p.confidence)));
    }
    return list;
}

json_t *evaluate_json(const struct model *m, const struct metrics *x, bool detailed)
{
    json_t *out = json_pack(
        "{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o, s:o}}", "n", (json_int_t)x->n,
        "accuracy", number(x->accuracy), "macro_f1", number(x->macro_f1), "root_accuracy",
        number(x->root_accuracy), "form_accuracy", number(x->form_accuracy), "ece",
        number(x->ece), "coverage", number(x->coverage), "published", "leaf",
        published_json(&x->leaf, x->n), "parent", published_json(&x->parent, x->n),
        "form", published_json(&x->form, x->forms));

    if (detailed) {
        json_object_set_new(out, "classes", classes_json(m, x));
        json_object_set_new(out, "confusion", confusion_json(x->classes, x->confusion));
        json_object_set_new(out, "first_levels", roots_json(m, x));
        json_object_set_new(out, "form_confusion",
                            confusion_json(FORM_COUNT, &x->form_confusion[0][0]));
        json_object_set_new(out, "reliability", reliability_json(x));
        json_object_set_new(out, "coverage_curve", coverage_json(x));
    }
    return out;
}

static json_t *domains_json(const struct model *m, const struct evaluation *v)
{
    json_t *out = json_object();

    for (size_t k = 0; k < v->domains; k++) {
        const char *name = v->domain[k].name;
        char shown[256]; /* a key of JSON is UTF-8, a name in a list may be anything */

        utf8_display(shown, sizeof shown, name, strlen(name));
        json_object_set_new(out, shown, evaluate_json(m, &v->domain[k].metrics, false));
    }
    return out;
}

json_t *evaluation_json(const struct model *m, const struct evaluation *v, bool detailed)
{
    json_t *out = json_object();

    for (int k = 0; k < EVALUATE_PARTS; k++)
        if (v->part[k].n)
            json_object_set_new(out, evaluate_part_name[k],
                                evaluate_json(m, &v->part[k], detailed));
    if (detailed)
        json_object_set_new(out, "domains", domains_json(m, v));
    json_object_set_new(out, "unknown", json_integer((json_int_t)v->unknown));
    return out;
}
