/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which model is in use, by HTTP. */
#include "serve/models.h"

#include <jansson.h>
#include <string.h>

#include "answer/json.h"
#include "answer/models.h"
#include "serve/body.h"
#include "serve/desk.h"
#include "serve/problem.h"
#include "serve/retrain.h"
#include "serve/server.h"

struct wanted {
    int64_t id;
    char key[33]; /* "" = not met yet */
};

static int look(void *arg, const struct model_row *m, struct err *e)
{
    struct wanted *w = arg;

    (void)e;
    if (m->id == w->id && strlen(m->key) < sizeof w->key)
        memcpy(w->key, m->key, strlen(m->key) + 1);
    return 0;
}

static int read_body(const struct call *c, int64_t *id, struct err *e)
{
    static const char *const known[] = {"id", NULL};
    json_t *body = body_object(c, false, e);
    const json_t *v = json_object_get(body, "id");
    int rc = body ? body_only(body, known, e) : -1;

    if (rc == 0 && (!json_is_integer(v) || json_integer_value(v) < 1))
        rc = err_set(e, ERR_USAGE, "'id' is wanted: the number of a model");
    if (rc == 0)
        *id = json_integer_value(v);
    json_decref(body);
    return rc;
}

int models_use(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    struct wanted w = {.id = -1};
    bool already = false;

    if (read_body(c, &w.id, e) != 0 ||
        models_each(d->store, d->server->options->model, look, &w, e) != 0)
        return -1;
    if (!*w.key)
        return problem_reply(r, 404, "the library has no model of that number");
    if (tutor_use(d->server->tutor, w.key, &already, e) != 0)
        return e->kind == ERR_BUSY || e->kind == ERR_USAGE
                   ? problem_reply(r, e->kind == ERR_BUSY ? 503 : 409, e->text)
                   : -1;
    json_write(&r->body, json_pack("{s:s, s:b}", "model", w.key, "already", already));
    return 0;
}
