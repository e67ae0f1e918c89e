/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The body of POST /v1/feedback as opinions of samples. */
#include "serve/sayings.h"

#include <stdlib.h>

#include "serve/body.h"
#include "store/correction.h"
#include "util/mem.h"

static const char usual_actor[] = "web";

static int add(struct sayings *out, const json_t *id, struct err *e)
{
    if (!json_is_integer(id) || json_integer_value(id) <= 0)
        return err_set(e, ERR_USAGE, "feedback %zu: the number of a sample is wanted",
                       out->words);
    if (out->n == SAYINGS_MOST)
        return err_set(e, ERR_USAGE, "more than %d opinions at once", SAYINGS_MOST);
    out->v[out->n++] = (struct saying){json_integer_value(id), out->words - 1};
    return 0;
}

static int read_samples(struct sayings *out, const json_t *item, struct err *e)
{
    const json_t *one = json_object_get(item, "sample_id"),
                 *many = json_object_get(item, "sample_ids");
    int rc = 0;

    if (!one == !many)
        return err_set(e, ERR_USAGE,
                       "feedback %zu: either 'sample_id' or 'sample_ids' is wanted",
                       out->words);
    if (one)
        return add(out, one, e);
    if (!json_is_array(many) || json_array_size(many) == 0)
        return err_set(e, ERR_USAGE, "feedback %zu: 'sample_ids' is a list of numbers",
                       out->words);
    for (size_t i = 0; i < json_array_size(many) && rc == 0; i++)
        rc = add(out, json_array_get(many, i), e);
    return rc;
}

static int read_item(struct sayings *out, json_t *item, struct err *e)
{
    static const char *const known[] = {"sample_id", "sample_ids", "tag", "verdict",
                                        NULL};
    const json_t *tag = json_object_get(item, "tag"),
                 *verdict = json_object_get(item, "verdict");
    struct saying_word *w = &out->word[out->words++];
    json_int_t v;

    if (!json_is_object(item))
        return err_set(e, ERR_USAGE, "feedback %zu: is no object", out->words);
    if (body_only(item, known, e) != 0)
        return err_in(e, "feedback %zu", out->words);
    if (!json_is_string(tag) || json_string_length(tag) == 0)
        return err_set(e, ERR_USAGE, "feedback %zu: 'tag' is wanted, such as kick",
                       out->words);
    v = json_integer_value(verdict);
    if (!json_is_integer(verdict) || v < REJECTED || v > CONFIRMED)
        return err_set(e, ERR_USAGE, "feedback %zu: 'verdict' is 1, -1 or 0", out->words);
    *w = (struct saying_word){json_string_value(tag), (int)v};
    return read_samples(out, item, e);
}

static int read_actor(struct sayings *out, struct err *e)
{
    const json_t *actor = json_object_get(out->body, "actor");

    out->actor = actor ? json_string_value(actor) : usual_actor;
    return out->actor && correction_is_text(out->actor, CORRECTION_TEXT)
               ? 0
               : err_set(e, ERR_USAGE,
                         "'actor' is 1 to %d bytes of text without control characters",
                         CORRECTION_TEXT);
}

int sayings_read(struct sayings *out, json_t *body, struct err *e)
{
    static const char *const known[] = {"actor", "feedback", "new", NULL};
    const json_t *list = json_object_get(body, "feedback");
    int rc = 0;

    *out = (struct sayings){.body = body};
    if (body_only(body, known, e) != 0 || read_actor(out, e) != 0 ||
        body_bool(body, "new", false, &out->fresh, e) != 0)
        return -1;
    if (!json_is_array(list) || json_array_size(list) == 0)
        return err_set(e, ERR_USAGE, "'feedback' is wanted: a list of opinions");
    if (json_array_size(list) > SAYINGS_MOST)
        return err_set(e, ERR_USAGE, "more than %d opinions at once", SAYINGS_MOST);
    out->word = mem_new(json_array_size(list), sizeof *out->word);
    out->v = mem_new(SAYINGS_MOST, sizeof *out->v);
    for (size_t i = 0; i < json_array_size(list) && rc == 0; i++)
        rc = read_item(out, json_array_get(list, i), e);
    return rc;
}

void sayings_clear(struct sayings *s)
{
    json_decref(s->body);
    free(s->word);
    free(s->v);
    *s = (struct sayings){.n = 0};
}
