/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The built-in model as the library wants to know it. */
#include "cli/base.h"

#include "learn/namelist.h"

void base_facts(struct model_facts *out, const struct model *m, const char **tag)
{
    for (size_t i = 0; i < m->nodes; i++)
        tag[i] = m->node[i].tag;
    *out = (struct model_facts){.key = m->id,
                                .arch = m->arch,
                                .feature_version = m->feature_version,
                                .trunk = m->trunk,
                                .metrics = m->metrics,
                                .nodes = m->nodes,
                                .tag = tag,
                                .leaves = m->leaves,
                                .leaf_threshold = m->leaf_threshold,
                                .parent_threshold = m->parent_threshold,
                                .form_threshold = m->form_threshold};
}

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
    base_facts(&b->facts, b->model, b->tag);
    return 0;
}

void base_close(struct base *b)
{
    model_free(b->model);
    lexicon_free(b->names);
}
