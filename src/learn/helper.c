/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a finished model must be to help with another one. */
#include "learn/helper.h"

#include <stdbool.h>
#include <string.h>

int helper_labels(const struct model *helper, const struct model *m, struct err *e)
{
    bool alike = helper->leaves == m->leaves;

    for (size_t c = 0; alike && c < m->leaves; c++)
        alike = strcmp(helper->node[c].label, m->node[c].label) == 0;
    return alike ? 0
                 : err_set(e, ERR_USAGE, "model %s knows other labels than the manifest",
                           helper->id);
}

int helper_twin(const struct model *helper, const struct model *m, struct err *e)
{
    if (strcmp(helper->arch, m->arch) != 0)
        return err_set(e, ERR_USAGE, "model %s is a %s: it cannot be refitted as %s",
                       helper->id, helper->arch, m->arch);
    return helper_labels(helper, m, e);
}

struct net *helper_net(const struct model *helper, struct err *e)
{
    struct net *net = net_new(helper->arch, helper->leaves);

    if (net_load(net, helper, e) == 0)
        return net;
    net_free(net);
    return NULL;
}

struct net *helper_teacher(const struct model *helper, const struct model *m,
                           const struct net *n, struct err *e)
{
    struct net *net = helper_labels(helper, m, e) == 0 ? helper_net(helper, e) : NULL;

    if (!net || net->inputs == n->inputs)
        return net;
    err_set(e, ERR_USAGE, "teacher %s: architecture %s cannot teach %s", helper->id,
            helper->arch, m->arch);
    net_free(net);
    return NULL;
}
