/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A model that learns the name of one more category. */
#include "learn/grow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/neighbours.h"
#include "nn/settled.h"
#include "util/mem.h"

int grow_node(const struct model *m, const char *tag)
{
    for (size_t i = 0; i < m->nodes; i++)
        if (strcmp(m->node[i].tag, tag) == 0)
            return (int)i;
    return -1;
}

int grow_above(const struct model *m, const char *tag)
{
    char part[MODEL_NAME];
    char *dot = part;

    if (strlen(tag) >= sizeof part)
        return -1;
    memcpy(part, tag, strlen(tag) + 1);
    while (dot) {
        const int node = grow_node(m, part);

        if (node >= 0)
            return node;
        dot = strrchr(part, '.');
        if (dot)
            *dot = '\0';
    }
    return -1;
}

static int check(const struct model *m, const char *tag, struct err *e)
{
    const size_t n = strlen(tag);
    const char *dot = strrchr(tag, '.');
    int above;

    if (n == 0 || n >= MODEL_NAME || !dot || dot == tag || dot[1] == '\0' ||
        strspn(tag, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != n)
        return err_set(e, ERR_USAGE, "'%.70s' cannot name a category", tag);
    if (m->nodes == SOUND_MAX_NODES)
        return err_set(e, ERR_LIMIT, "%s: a model has at most %d categories", tag,
                       SOUND_MAX_NODES);
    above = grow_above(m, tag);
    if (above >= 0 && strcmp(m->node[above].tag, tag) == 0)
        return err_set(e, ERR_USAGE, "there is a category %s", tag);
    if (above < (int)m->leaves || strlen(m->node[above].tag) != (size_t)(dot - tag))
        return err_set(e, ERR_USAGE, "%s: no category %.*s holds others", tag,
                       (int)(dot - tag), tag);
    return 0;
}

/* One more row, of the least number that there is, or of zeros. */
static void widen(struct model *m, const char *name, bool least)
{
    const struct model_tensor old = *model_find(m, name);
    size_t shape[MODEL_MAX_DIMS];
    float *was = mem_new(old.count, sizeof *was);
    struct model_tensor *t;

    memcpy(was, old.data, old.count * sizeof *was);
    memcpy(shape, old.shape, sizeof shape);
    shape[0]++;
    t = model_put(m, name, false, old.dims, shape);
    memcpy(t->data, was, old.count * sizeof *was);
    for (size_t i = 0; least && i < old.count; i++)
        if (was[i] < t->data[old.count])
            t->data[old.count] = was[i];
    free(was);
}

/* "conga", or all of the tag where another leaf is called that. */
static void call(struct model *m, struct model_node *node)
{
    const char *last = strrchr(node->tag, '.') + 1;
    bool taken = false;

    for (size_t i = 0; i < m->leaves; i++)
        taken |= strcmp(m->node[i].label, last) == 0;
    memset(node->label, 0, sizeof node->label);
    snprintf(node->label, sizeof node->label, "%s", taken ? node->tag : last);
}

int grow(struct model *m, const char *tag, struct err *e)
{
    struct model_node fresh = {.parent = -1};
    struct model_node *at = &m->node[m->leaves];

    if (check(m, tag, e) != 0)
        return -1;
    memcpy(fresh.tag, tag, strlen(tag) + 1);
    call(m, &fresh);
    widen(m, "category.weight", false);
    widen(m, "category.bias", true);
    neighbours_put(m, &(struct neighbours){.n = 0});
    settled_put(m, &(struct settled){.n = 0});
    memmove(at + 1, at, (m->nodes - m->leaves) * sizeof *at);
    *at = fresh;
    m->leaves++;
    m->nodes++;
    return model_link(m, e);
}
