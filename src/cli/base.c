/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The built-in model as the library wants to know it. */
#include "cli/base.h"

#include "learn/namelist.h"

int base_open(struct base *b, struct err *e)
{
    const uint8_t *data;
    size_t n;

    *b = (struct base){.names = namelist_open(e)};
    if (!b->names)
        return -1;
    if (!model_embedded(&data, &n))
        return 0;
    if (model_parse(&b->model, data, n, e) != 0)
        return err_in(e, "built-in model");
    for (size_t i = 0; i < b->model->nodes; i++)
        b->tag[i] = b->model->node[i].tag;
    b->facts = (struct model_facts){.key = b->model->id,
                                    .arch = b->model->arch,
                                    .feature_version = b->model->feature_version,
                                    .trunk = b->model->trunk,
                                    .metrics = b->model->metrics,
                                    .nodes = b->model->nodes,
                                    .tag = b->tag,
                                    .leaves = b->model->leaves,
                                    .leaf_threshold = b->model->leaf_threshold,
                                    .parent_threshold = b->model->parent_threshold,
                                    .form_threshold = b->model->form_threshold};
    return 0;
}

void base_close(struct base *b)
{
    model_free(b->model);
    lexicon_free(b->names);
}
