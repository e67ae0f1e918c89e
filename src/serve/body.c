/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bodies that are JSON. */
#include "serve/body.h"

#include <string.h>

/* How deep brackets lie in each other outside of strings; whether they match is for the
 * parser to say. */
static int depth_of(const char *text, size_t n)
{
    int depth = 0, most = 0;
    bool quoted = false;

    for (size_t i = 0; i < n; i++) {
        const char c = text[i];

        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']'))
            depth--;
        if (depth > most)
            most = depth;
    }
    return most;
}

json_t *body_parse(const void *data, size_t n, struct err *e)
{
    json_error_t why;
    json_t *object;

    if (n > CALL_BODY) {
        err_set(e, ERR_LIMIT, "a body of JSON has %d bytes at most", CALL_BODY);
        return NULL;
    }
    if (depth_of(data, n) > BODY_DEPTH) {
        err_set(e, ERR_USAGE, "the body goes deeper than %d levels", BODY_DEPTH);
        return NULL;
    }
    object = json_loadb(data, n, JSON_REJECT_DUPLICATES, &why);
    if (json_is_object(object))
        return object;
    if (object)
        err_set(e, ERR_USAGE, "the body is no JSON object");
    else
        err_set(e, ERR_USAGE, "the body is no JSON: %s, at byte %d", why.text,
                why.position);
    json_decref(object);
    return NULL;
}

json_t *body_object(const struct call *c, bool optional, struct err *e)
{
    if (optional && c->body_len == 0)
        return json_object();
    if (!c->type || strcmp(c->type, "application/json") != 0) {
        err_set(e, ERR_UNSUPPORTED, "the body must be application/json");
        return NULL;
    }
    return body_parse(c->body ? c->body : (const uint8_t *)"", c->body_len, e);
}

int body_only(json_t *object, const char *const *member, struct err *e)
{
    void *at = json_object_iter(object);

    for (; at; at = json_object_iter_next(object, at)) {
        size_t i = 0;

        while (member[i] && strcmp(member[i], json_object_iter_key(at)) != 0)
            i++;
        if (!member[i])
            return err_set(e, ERR_USAGE, "unknown member '%.60s'",
                           json_object_iter_key(at));
    }
    return 0;
}

int body_bool(const json_t *object, const char *member, bool usual, bool *out,
              struct err *e)
{
    const json_t *v = json_object_get(object, member);

    if (v && !json_is_boolean(v))
        return err_set(e, ERR_USAGE, "'%s' is true or false", member);
    *out = v ? json_is_true(v) : usual;
    return 0;
}
