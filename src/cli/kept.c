/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The models of a library by what a person calls them. */
#include "cli/kept.h"

#include <stdio.h>
#include <string.h>

enum { DIGITS_LEAST = 4 };

struct search {
    const struct base *base;
    const char *begins; /* of its key; NULL: */
    int64_t id;         /* 0: the current one */
    struct kept *out;
    int found;
};

static bool wanted(const struct search *q, const struct model_row *m)
{
    if (q->begins)
        return strncmp(m->key, q->begins, strlen(q->begins)) == 0;
    return q->id ? m->id == q->id : m->current;
}

static int look(void *arg, const struct model_row *m, struct err *e)
{
    struct search *q = arg;

    (void)e;
    if (!wanted(q, m))
        return 0;
    q->found++;
    *q->out = (struct kept){.id = m->id,
                            .current = m->current,
                            .weights = m->bytes > 0,
                            .retrained = strcmp(m->made_by, "retrain") == 0,
                            .imported = strcmp(m->made_by, "import") == 0,
                            .parent = m->parent};
    q->out->built_in = q->base->model && strcmp(q->base->model->id, m->key) == 0;
    snprintf(q->out->key, sizeof q->out->key, "%s", m->key);
    return 0;
}

int kept_of(struct store *s, const struct base *b, int64_t id, struct kept *out,
            struct err *e)
{
    struct search q = {.base = b, .out = out, .id = id};

    if (model_each(s, look, &q, e) != 0)
        return -1;
    return q.found ? 0 : err_set(e, ERR_STORE, "the library has lost a model");
}

int kept_current(struct store *s, const struct base *b, struct kept *out, struct err *e)
{
    struct search q = {.base = b, .out = out};

    return model_each(s, look, &q, e) == 0 ? q.found : -1;
}

int kept_find(struct store *s, const struct base *b, const char *name, struct kept *out,
              struct err *e)
{
    const bool base = strcmp(name, "base") == 0, current = strcmp(name, "current") == 0;
    struct search q = {.base = b, .out = out, .begins = current ? NULL : name};

    if (base && !b->model)
        return err_set(e, ERR_USAGE, "this sampledb was built without a model");
    if (base)
        q.begins = b->model->id;
    else if (!current && strlen(name) < DIGITS_LEAST)
        return err_set(e, ERR_USAGE, "'%s': want base, current or %d digits of a key",
                       name, DIGITS_LEAST);
    if (model_each(s, look, &q, e) != 0)
        return -1;
    if (q.found == 0)
        return err_set(e, ERR_USAGE,
                       "the library has no model '%s'; see: sampledb model "
                       "list",
                       name);
    return q.found == 1 ? 0
                        : err_set(e, ERR_USAGE, "several models begin with '%s'", name);
}

int kept_origin(struct store *s, const struct base *b, int64_t *id, struct err *e)
{
    struct kept k = {.id = 0};
    int rc = kept_current(s, b, &k, e) < 0 ? -1 : 0;

    while (rc == 0 && k.retrained && k.parent && k.parent < k.id)
        rc = kept_of(s, b, k.parent, &k, e);
    *id = k.id;
    return rc == 0 ? k.imported : -1;
}

static int look_for_unused(void *arg, const struct model_row *m, struct err *e)
{
    struct search *q = arg;

    (void)e;
    q->found |= strcmp(m->key, q->base->model->id) == 0 && m->used_at == 0;
    return 0;
}

int kept_base_waits(struct store *s, const struct base *b, struct err *e)
{
    struct search q = {.base = b};

    return b->model && model_each(s, look_for_unused, &q, e) != 0 ? -1 : q.found;
}

int kept_usable(const struct kept *k, struct err *e)
{
    return k->weights || k->built_in
               ? 0
               : err_set(e, ERR_USAGE,
                         "the weights of %.12s are not in the library; import them again",
                         k->key);
}

int kept_load(struct store *s, const struct base *b, const struct kept *k,
              struct model **out, struct err *e)
{
    struct buf weights = {0};
    int rc = kept_usable(k, e);

    if (rc == 0 && k->built_in) {
        *out = model_copy(b->model);
        return 0;
    }
    if (rc == 0 && model_weights(s, k->id, &weights, e) < 0)
        rc = -1;
    if (rc == 0 && model_parse(out, weights.data, weights.len, e) != 0)
        rc = err_in(e, "model %.12s of the library", k->key);
    buf_clear(&weights);
    return rc;
}
