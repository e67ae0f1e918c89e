/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All about one sample. */
#include "serve/sample.h"

#include <inttypes.h>
#include <stdio.h>

#include "answer/json.h"
#include "answer/row.h"
#include "answer/sample.h"
#include "serve/desk.h"
#include "serve/problem.h"
#include "store/feedback.h"
#include "store/nearby.h"
#include "util/hex.h"

int sample_unknown(const struct call *c, struct reply *r)
{
    char detail[64];

    snprintf(detail, sizeof detail, "no sample has the number %" PRId64, c->id);
    return problem_reply(r, 404, detail);
}

int sample_get(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    struct inspection i = {0};
    const int found = inspect_sample(d->store, c->id, &i, e);

    if (found == 1)
        json_write(&r->body, sample_json(&i));
    inspect_clear(&i);
    return found == 0 ? sample_unknown(c, r) : found < 0 ? -1 : 0;
}

static int add_word(void *arg, int64_t id, const struct correction *w, struct err *e)
{
    (void)id;
    (void)e;
    json_array_append_new(
        arg,
        json_pack("{s:o, s:o, s:i, s:o, s:o, s:o, s:I}", "facet", json_text(w->facet),
                  "tag", json_text(w->tag), "verdict", w->verdict, "actor",
                  json_text(w->actor), "model", json_text_or_null(w->model), "shown",
                  json_text_or_null(w->shown), "at", (json_int_t)(w->at_ms / 1000)));
    return 0;
}

/* Rows of the nearest at most `limit` into the array. */
static int add_neighbours(json_t *rows, struct store *s, int64_t sample, size_t limit,
                          bool peaks, struct err *e)
{
    struct nearby list = {.n = 0};
    int rc = nearby_get(s, sample, &list, e) < 0 ? -1 : 0;

    for (size_t i = 0; i < list.n && i < limit && rc == 0; i++) {
        const size_t before = json_array_size(rows);

        rc = row_sample(rows, s, list.one[i].id,
                        (double)list.one[i].far / (double)NEARBY_UNIT, e);
        if (rc == 0 && peaks && json_array_size(rows) > before)
            rc = row_peaks(json_array_get(rows, before), s, list.one[i].id, e);
    }
    return rc;
}

static int explain(struct desk *d, const struct inspection *i, struct reply *r,
                   struct err *e)
{
    json_t *o = sample_why(i), *said = json_array(), *rows = json_array();
    uint8_t hash[CORRECTION_HASH];
    int rc = 0;

    if (hex_read(hash, sizeof hash, i->hash) == 0)
        rc = feedback_history(d->store, hash, add_word, said, e);
    if (rc == 0)
        rc = add_neighbours(rows, d->store, i->sample, NEARBY_MOST, false, e);
    json_object_set_new(o, "feedback", said);
    json_object_set_new(o, "neighbours", rows);
    if (rc == 0)
        json_write(&r->body, o);
    else
        json_decref(o);
    return rc;
}

int sample_get_why(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    struct inspection i = {0};
    const int found = inspect_sample(d->store, c->id, &i, e);
    int rc = found < 0 ? -1 : 0;

    if (found == 1)
        rc = explain(d, &i, r, e);
    inspect_clear(&i);
    return found == 0 ? sample_unknown(c, r) : rc;
}

static int ignore(void *arg, const struct nearby_sound *x, struct err *e)
{
    (void)arg;
    (void)x;
    (void)e;
    return 0;
}

int sample_get_neighbours(struct desk *d, const struct call *c, struct reply *r,
                          struct err *e)
{
    json_t *rows;
    int64_t limit;
    bool peaks;
    int found;

    if (call_number(c, "limit", 1, NEARBY_MOST, NEARBY_MOST, &limit, e) != 0 ||
        call_flag(c, "peaks", &peaks, e) != 0)
        return -1;
    found = nearby_sound(d->store, c->id, ignore, NULL, e);
    if (found != 1)
        return found == 0 ? sample_unknown(c, r) : -1;
    rows = json_array();
    if (add_neighbours(rows, d->store, c->id, (size_t)limit, peaks, e) != 0) {
        json_decref(rows);
        return -1;
    }
    json_write(&r->body, json_pack("{s:o}", "neighbours", rows));
    return 0;
}
