/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The categories a manifest may name. */
#include "learn/taxonomy.h"

#include <stdio.h>
#include <string.h>

#include "util/csv.h"
#include "learn/taxonomy_data.h"
#include "util/sound.h"

int taxonomy_find(const struct taxonomy *t, const char *name)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->leaf[i].label, name) == 0 || strcmp(t->leaf[i].tag, name) == 0)
            return (int)i;
    return -1;
}

static int add(struct taxonomy *t, const char *label, const char *tag, int form,
               struct err *e)
{
    struct taxonomy_leaf *leaf = &t->leaf[t->n];

    if (t->n == SOUND_MAX_NODES)
        return err_set(e, ERR_LIMIT, "more than %d categories", SOUND_MAX_NODES);
    if (!*label || !*tag || strlen(label) >= MODEL_NAME || strlen(tag) >= MODEL_NAME)
        return err_set(e, ERR_FORMAT, "a category without name, or with a long one");
    snprintf(leaf->label, MODEL_NAME, "%s", label);
    snprintf(leaf->tag, MODEL_NAME, "%s", tag);
    leaf->form = form;
    t->n++;
    return 0;
}

/* Columns label, category and implied_form, added to what t has. Errors name the line. */
static int read_table(struct taxonomy *t, const char *csv, size_t n, struct err *e)
{
    static const char *const wanted[] = {"label", "category", "implied_form"};
    size_t column[3] = {CSV_MAX_FIELDS, CSV_MAX_FIELDS, CSV_MAX_FIELDS};
    struct csv c;
    int rc;

    csv_init(&c, csv, n);
    rc = csv_next(&c, e);
    for (size_t w = 0; w < 3; w++)
        for (size_t i = 0; rc > 0 && i < c.fields; i++)
            if (strcmp(csv_field(&c, i), wanted[w]) == 0)
                column[w] = i;
    while (rc > 0 && (rc = csv_next(&c, e)) > 0) {
        const char *label = csv_field(&c, column[0]), *tag = csv_field(&c, column[1]);

        if (taxonomy_find(t, label) >= 0)
            continue;
        if (add(t, label, tag, sound_form_of(csv_field(&c, column[2])), e) != 0)
            rc = err_in(e, "%zu", c.row_line);
    }
    csv_clear(&c);
    return rc;
}

int taxonomy_init(struct taxonomy *t, const struct model *m, struct err *e)
{
    *t = (struct taxonomy){0};
    for (size_t i = 0; m && i < m->leaves; i++)
        if (add(t, m->node[i].label, m->node[i].tag, -1, e) != 0)
            return -1;
    if (read_table(t, (const char *)taxonomy_data, taxonomy_data_len, e) != 0)
        return err_in(e, "taxonomy.csv");
    return 0;
}

static int add_node(struct model *m, const char *label, const char *tag, size_t len,
                    struct err *e)
{
    struct model_node *node = &m->node[m->nodes];

    if (m->nodes == SOUND_MAX_NODES)
        return err_set(e, ERR_LIMIT, "more than %d categories", SOUND_MAX_NODES);
    *node = (struct model_node){.parent = -1};
    memcpy(node->tag, tag, len);
    memcpy(node->label, label, strlen(label));
    m->nodes++;
    return 0;
}

static bool has_node(const struct model *m, const char *tag, size_t len)
{
    for (size_t i = 0; i < m->nodes; i++)
        if (strlen(m->node[i].tag) == len && memcmp(m->node[i].tag, tag, len) == 0)
            return true;
    return false;
}

int taxonomy_nodes(struct model *m, const struct taxonomy *t, const size_t *uses,
                   int *leaf_of, struct err *e)
{
    m->nodes = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct taxonomy_leaf *leaf = &t->leaf[i];

        leaf_of[i] = uses[i] ? (int)m->nodes : -1;
        if (uses[i] && add_node(m, leaf->label, leaf->tag, strlen(leaf->tag), e) != 0)
            return -1;
    }
    m->leaves = m->nodes;
    for (size_t i = 0; i < m->leaves; i++) {
        const char *tag = m->node[i].tag;

        for (const char *dot = strchr(tag, '.'); dot; dot = strchr(dot + 1, '.'))
            if (!has_node(m, tag, (size_t)(dot - tag)) &&
                add_node(m, "", tag, (size_t)(dot - tag), e) != 0)
                return -1;
    }
    return model_link(m, e);
}
