/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Model versions: which is current, and what its numbered answers are called. */
#include "store/models.h"

#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "store/tags.h"
#include "util/mem.h"
#include "util/naming.h"

void model_ref_clear(struct model_ref *m)
{
    for (size_t i = 0; i < m->nodes; i++)
        free(m->tag[i]);
    free(m->tag);
    free(m->tag_id);
    *m = (struct model_ref){0};
}

/* The row of m; *current says whether it is the one in use. 1, 0 none, -1. */
static int look_up(struct store *s, const struct model_facts *m, int64_t *id,
                   bool *current, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_MODEL_FIND, e);
    int found;

    if (!st)
        return -1;
    db_text(st, ":key", m->key);
    found = db_row(s, st, SQL_MODEL_FIND, e);
    if (found == 1) {
        *id = sqlite3_column_int64(st, 0);
        *current = sqlite3_column_int(st, 1);
        sqlite3_reset(st);
    }
    return found;
}

/* The same, made if new. */
static int enter(struct store *s, const struct model_facts *m, int64_t *id, bool *current,
                 struct err *e)
{
    const int found = look_up(s, m, id, current, e);
    sqlite3_stmt *st;

    if (found != 0)
        return found < 0 ? -1 : 0;
    st = db_query(s, SQL_MODEL_INSERT, e);
    if (!st)
        return -1;
    *current = false;
    db_text(st, ":key", m->key);
    db_text(st, ":arch", m->arch);
    db_int(st, ":feature_version", m->feature_version);
    db_text(st, ":metrics", m->metrics);
    return db_value(s, st, SQL_MODEL_INSERT, id, e) < 0 ? -1 : 0;
}

/* The tag of node number i of a model that has been entered. */
static int find_node(struct store *s, int64_t model, size_t i, int64_t *tag,
                     struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_MODEL_NODE_GET, e);

    if (!st)
        return -1;
    db_int(st, ":model", model);
    db_int(st, ":node", (int64_t)i);
    return db_value(s, st, SQL_MODEL_NODE_GET, tag, e);
}

/* The row of node number i of model, and its tag. */
static int enter_node(struct store *s, int64_t model, size_t i, const char *name,
                      int64_t *tag, struct err *e)
{
    sqlite3_stmt *st;

    if (tag_enter(s, "category", name, tag, e) != 0)
        return -1;
    st = db_query(s, SQL_MODEL_NODE_PUT, e);
    if (!st)
        return -1;
    db_int(st, ":model", model);
    db_int(st, ":node", (int64_t)i);
    db_int(st, ":tag", *tag);
    return db_done(s, st, SQL_MODEL_NODE_PUT, e);
}

/* The longest other tag that holds tag i; -1 = none. */
static int parent_of(const struct model_facts *m, size_t i)
{
    int best = -1;

    for (size_t k = 0; k < m->nodes; k++)
        if (strcmp(m->tag[k], m->tag[i]) != 0 && naming_within(m->tag[i], m->tag[k]) &&
            (best < 0 || strlen(m->tag[k]) > strlen(m->tag[best])))
            best = (int)k;
    return best;
}

static void set_branches(struct model_ref *ref, const struct model_facts *m)
{
    struct branches *b = &ref->branches;

    ref->form_threshold = m->form_threshold;
    if (m->nodes > SOUND_MAX_NODES)
        return;
    *b = (struct branches){.leaves = m->leaves,
                           .nodes = m->nodes,
                           .leaf_threshold = m->leaf_threshold,
                           .parent_threshold = m->parent_threshold};
    for (size_t i = 0; i < m->nodes; i++)
        b->parent[i] = parent_of(m, i);
}

/* m without its rows. */
static struct model_ref start_ref(const struct model_facts *m)
{
    struct model_ref ref = {.nodes = m->nodes};

    set_branches(&ref, m);
    ref.tag_id = mem_new(m->nodes, sizeof *ref.tag_id);
    ref.tag = mem_new(m->nodes, sizeof *ref.tag);
    for (size_t i = 0; i < m->nodes; i++)
        ref.tag[i] = mem_text(m->tag[i], strlen(m->tag[i]));
    return ref;
}

int model_use(struct store *s, const struct model_facts *m, struct model_ref *out,
              struct err *e)
{
    struct model_ref ref = start_ref(m);
    bool current = false;
    int rc = enter(s, m, &ref.id, &current, e);

    for (size_t i = 0; i < m->nodes && rc == 0; i++)
        rc = enter_node(s, ref.id, i, m->tag[i], &ref.tag_id[i], e);
    if (rc == 0 && !current)
        rc = db_run_id(s, SQL_MODEL_RETIRE, ref.id, e);
    if (rc == 0 && !current)
        rc = db_run_id(s, SQL_MODEL_MAKE_CURRENT, ref.id, e);
    if (rc != 0)
        model_ref_clear(&ref);
    else
        *out = ref;
    return rc;
}

int model_known(struct store *s, const struct model_facts *m, struct model_ref *out,
                struct err *e)
{
    struct model_ref ref = start_ref(m);
    bool current = false;
    int found = look_up(s, m, &ref.id, &current, e);

    *out = (struct model_ref){0};
    if (found == 1 && !current)
        found = 0;
    for (size_t i = 0; i < m->nodes && found == 1; i++)
        found = find_node(s, ref.id, i, &ref.tag_id[i], e);
    if (found == 1)
        *out = ref;
    else
        model_ref_clear(&ref);
    return found;
}
