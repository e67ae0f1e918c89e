/* SPDX-License-Identifier: GPL-2.0-or-later */
/* POST /v1/classify: hear a sound and say what it is, and what is like it. */
#include "serve/classify.h"

#include <string.h>

#include "answer/json.h"
#include "answer/row.h"
#include "answer/sample.h"
#include "serve/around.h"
#include "serve/desk.h"
#include "serve/ears.h"
#include "serve/metrics.h"
#include "serve/server.h"
#include "store/inspect.h"
#include "store/named.h"
#include "store/spoken.h"

enum {
    NEAREST = 8, /* unless another number is asked for */
    NEAREST_MOST = 100,
    SPARE = 16, /* looked for besides: some have no file at hand */
    NAME_MOST = 1000
};

/* One request. */
struct classify {
    struct desk *desk;
    int64_t nearest;
    json_t *said;
};

static json_t *guess_json(const char *tag, double confidence)
{
    return json_pack("{s:o, s:o}", "tag", json_text_or_null(tag), "confidence",
                     json_real_or_null(confidence));
}

/* The best leaves that the model alone has heard. */
static json_t *top_json(const struct inspection *i)
{
    json_t *list = json_array();

    for (size_t k = 0; k < i->witnesses; k++) {
        const struct inspect_tag *w = &i->witness[k];

        if (strcmp(w->source, "model") == 0 && strcmp(w->facet, "category") == 0)
            json_array_append_new(list, guess_json(w->tag, w->confidence));
    }
    return list;
}

static json_t *category_json(const struct inspection *i)
{
    json_t *o = guess_json(i->category, i->category_confidence);

    json_object_set_new(o, "top", top_json(i));
    return o;
}

static json_t *form_json(const struct inspection *i, const json_t *measured)
{
    json_t *o = guess_json(i->form, i->form_confidence);

    json_object_set(o, "oneshot", json_object_get(measured, "oneshot_probability"));
    json_object_set(o, "loop", json_object_get(measured, "loop_probability"));
    return o;
}

/* As the library in memory has it. */
static int put_told(json_t *o, const struct heard *h, struct err *e)
{
    struct inspection i = {0};
    json_t *measured, *tags;

    if (inspect_sample(h->told, h->sample, &i, e) != 1)
        return -1;
    measured = sample_facets(&i);
    tags = row_tags(h->told, h->sample, e);
    json_object_set_new(o, "form", form_json(&i, measured));
    json_object_set_new(o, "category", category_json(&i));
    json_object_set_new(o, "facets", measured);
    json_object_set_new(o, "tags", tags);
    inspect_clear(&i);
    return tags ? 0 : -1;
}

static int put_known(json_t *o, struct desk *d, const struct heard *h, struct err *e)
{
    int64_t sample = 0;

    if (spoken_sample(d->store, h->sound->hash, &sample, e) < 0)
        return -1;
    json_object_set_new(o, "sample_id", json_count_or_null(sample));
    return 0;
}

static int put_rows(json_t *list, struct desk *d, const struct nearest *n, size_t most,
                    struct err *e)
{
    for (size_t i = 0; i < n->n && json_array_size(list) < most; i++)
        if (row_sample(list, d->store, n->one[i].id, n->one[i].far, e) != 0)
            return -1;
    return 0;
}

static int put_nearest(json_t *o, const struct classify *c, const struct heard *h,
                       struct err *e)
{
    const struct around_library library = {c->desk->store, c->desk->device,
                                           c->desk->inode};
    struct nearest near = {0};
    const char *why = NULL;
    json_t *list;
    int rc = 0;

    if (c->nearest > 0)
        rc =
            around_find(ears_around(c->desk->server->ears), &library,
                        &h->sound->embedding, (size_t)c->nearest + SPARE, &near, &why, e);
    list = why || rc < 0 ? json_null() : json_array();
    if (rc > 0)
        rc = put_rows(list, c->desk, &near, (size_t)c->nearest, e);
    json_object_set_new(o, "nearest", list);
    if (why)
        json_object_set_new(o, "nearest_why", json_text(why));
    nearest_clear(&near);
    return rc;
}

static json_t *model_json(const struct heard *h)
{
    return h->key ? json_pack("{s:o, s:s}", "id", json_count_or_null(h->model), "key",
                              h->key)
                  : json_null();
}

static int tell(void *arg, const struct heard *h, struct err *e)
{
    struct classify *c = arg;
    json_t *o = c->said;

    metrics_classified(c->desk->server->metrics, (int64_t)(h->ms * 1e6));
    json_object_set_new(o, "duration_s", json_real_or_null(h->sound->duration_s));
    json_object_set_new(o, "rate_hz", json_integer(h->sound->rate_hz));
    json_object_set_new(o, "channels", json_integer(h->sound->channels));
    json_object_set_new(o, "format", json_text(h->sound->format));
    if (put_known(o, c->desk, h, e) != 0 || put_told(o, h, e) != 0 ||
        put_nearest(o, c, h, e) != 0)
        return -1;
    json_object_set_new(o, "model", model_json(h));
    json_object_set_new(o, "analysis_ms", json_real(h->ms));
    return 0;
}

/* A name is no path of ours: "Kicks/vinyl kick.wav". */
static int check_name(const char *name, struct err *e)
{
    if (!name ||
        (name[0] && name[0] != '/' && strlen(name) <= NAME_MOST &&
         name[strlen(name) - 1] != '/' && !strstr(name, "//") && !strstr(name, "../")))
        return 0;
    return err_set(e, ERR_USAGE,
                   "name has to be that of a file, with '/' between it and "
                   "the folders above it");
}

int classify_post(struct desk *d, const struct call *call, struct reply *r, struct err *e)
{
    struct classify c = {.desk = d};
    const char *name = call_param(call, "name");
    const struct lexicon *names = NULL;
    int rc;

    if (call->upload < 0)
        return err_set(e, ERR_FORMAT, "no sound was sent");
    if (check_name(name, e) != 0 ||
        call_number(call, "nearest", 0, NEAREST_MOST, NEAREST, &c.nearest, e) != 0 ||
        named_chosen(d->store, d->server->options->names, &names, e) != 0)
        return -1;
    c.said = json_object();
    rc = ears_hear(d->server->ears, d->store, call->upload, name, names, tell, &c, e);
    if (rc == 0)
        json_write(&r->body, c.said);
    else
        json_decref(c.said);
    return rc;
}
