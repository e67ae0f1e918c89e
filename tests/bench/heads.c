/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * heads OUT: the built-in model with other heads, as retraining makes one: the same
 * trunk, and weights of the categories that have moved a little.
 */
#include <stdio.h>

#include "nn/model.h"
#include "util/rng.h"

static int change(const char *out, struct err *e)
{
    struct model *m = NULL;
    struct model_tensor *t;
    const uint8_t *data;
    struct rng r;
    size_t n;
    int rc;

    if (!model_embedded(&data, &n))
        return err_set(e, ERR_USAGE, "built without a model");
    if (model_parse(&m, data, n, e) != 0)
        return -1;
    t = model_find(m, "category.weight");
    rng_init(&r, 1);
    for (size_t i = 0; i < t->count; i++)
        t->data[i] *= 1.0f + 0.2f * (float)rng_normal(&r);
    model_seal(m);
    rc = model_save(m, out, e);
    model_free(m);
    return rc;
}

int main(int argc, char **argv)
{
    struct err e = {0};

    if (argc != 2)
        err_set(&e, ERR_USAGE, "usage: heads OUT");
    if (argc == 2 && change(argv[1], &e) == 0)
        return 0;
    fprintf(stderr, "heads: %s\n", e.text);
    return 1;
}
