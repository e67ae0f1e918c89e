/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Model versions: which is current, and what its numbered answers are called. */
#include "store/models.h"

#include <stdio.h>
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

static const char *const maker[] = {"base", "retrain", "import"};

static int find(struct store *s, const char *key, int64_t *id, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_MODEL_FIND, e);

    if (!st)
        return -1;
    db_text(st, ":key", key);
    return db_value(s, st, SQL_MODEL_FIND, id, e);
}

static int insert(struct store *s, const struct model_facts *m,
                  const struct model_origin *o, int64_t *id, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_MODEL_INSERT, e);

    if (!st)
        return -1;
    db_text(st, ":key", m->key);
    db_text(st, ":arch", m->arch);
    db_int(st, ":feature_version", m->feature_version);
    db_text(st, ":metrics", m->metrics);
    if (db_value(s, st, SQL_MODEL_INSERT, id, e) < 0)
        return -1;
    st = db_query_id(s, SQL_MODEL_ORIGIN, *id, e);
    if (!st)
        return -1;
    db_text(st, ":made_by", maker[o->made_by]);
    if (o->parent)
        db_int(st, ":parent", o->parent);
    db_int(st, ":corrections", o->corrections);
    return db_done(s, st, SQL_MODEL_ORIGIN, e);
}

static int describe(struct store *s, int64_t id, const struct model_facts *m,
                    struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_MODEL_DESCRIBE, id, e);

    if (!st)
        return -1;
    if (m->trunk)
        db_blob(st, ":trunk", m->trunk, SOUND_TRUNK);
    if (m->leaves)
        db_int(st, ":leaves", (int64_t)m->leaves);
    db_real(st, ":leaf_threshold", (double)m->leaf_threshold);
    db_real(st, ":parent_threshold", (double)m->parent_threshold);
    db_real(st, ":form_threshold", (double)m->form_threshold);
    return db_done(s, st, SQL_MODEL_DESCRIBE, e);
}

static int put_weights(struct store *s, int64_t id, const void *data, size_t len,
                       struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_MODEL_DATA_PUT, id, e);

    if (!st)
        return -1;
    db_blob(st, ":data", data, len);
    return db_done(s, st, SQL_MODEL_DATA_PUT, e);
}

/* The row of node number i of model, and its tag. */
static int enter_node(struct store *s, int64_t model, size_t i, const char *name,
                      struct err *e)
{
    sqlite3_stmt *st;
    int64_t tag;

    if (tag_enter(s, "category", name, &tag, e) != 0)
        return -1;
    st = db_query(s, SQL_MODEL_NODE_PUT, e);
    if (!st)
        return -1;
    db_int(st, ":model", model);
    db_int(st, ":node", (int64_t)i);
    db_int(st, ":tag", tag);
    return db_done(s, st, SQL_MODEL_NODE_PUT, e);
}

int model_add(struct store *s, const struct model_facts *m, const struct model_origin *o,
              int64_t *id, struct err *e)
{
    const int found = find(s, m->key, id, e);
    int rc = found < 0 ? -1 : 0;
    int64_t tag;

    if (found == 0)
        rc = insert(s, m, o, id, e);
    if (rc == 0)
        rc = describe(s, *id, m, e);
    for (size_t i = 0; i < m->nodes && rc == 0; i++)
        rc = enter_node(s, *id, i, m->tag[i], e);
    for (int form = 0; form < FORM_COUNT && rc == 0; form++)
        rc = tag_enter(s, "form", sound_form_name(form), &tag, e);
    return rc == 0 && o->data ? put_weights(s, *id, o->data, o->len, e) : rc;
}

int model_in_use(struct store *s, int64_t *id, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_MODEL_IN_USE, e);

    return st ? db_value(s, st, SQL_MODEL_IN_USE, id, e) : -1;
}

int model_before(struct store *s, int64_t *id, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_MODEL_BEFORE, e);

    return st ? db_value(s, st, SQL_MODEL_BEFORE, id, e) : -1;
}

int model_swap(struct store *s, int64_t id, bool back, struct err *e)
{
    int64_t current = 0;
    sqlite3_stmt *st;

    if (model_in_use(s, &current, e) < 0)
        return -1;
    if (current == id)
        return 0;
    if (!back && db_run_id(s, SQL_MODEL_AFTER, id, e) != 0)
        return -1;
    st = db_query(s, SQL_MODEL_RETIRE, e);
    if (!st || db_done(s, st, SQL_MODEL_RETIRE, e) != 0)
        return -1;
    return db_run_id(s, SQL_MODEL_MAKE_CURRENT, id, e);
}

/* The longest other tag that holds tag i; -1 = none. */
static int parent_of(const struct model_ref *m, size_t i)
{
    int best = -1;

    for (size_t k = 0; k < m->nodes; k++)
        if (strcmp(m->tag[k], m->tag[i]) != 0 && naming_within(m->tag[i], m->tag[k]) &&
            (best < 0 || strlen(m->tag[k]) > strlen(m->tag[best])))
            best = (int)k;
    return best;
}

static int read_model(struct store *s, int64_t id, struct model_ref *ref, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_MODEL_OF, id, e);
    const int found = st ? db_row(s, st, SQL_MODEL_OF, e) : -1;

    if (found != 1)
        return found < 0 ? -1 : err_set(e, ERR_STORE, "the library has no such model");
    ref->id = id;
    snprintf(ref->key, sizeof ref->key, "%s", (const char *)sqlite3_column_text(st, 0));
    ref->embeds = sqlite3_column_bytes(st, 1) == SOUND_TRUNK;
    if (ref->embeds)
        memcpy(ref->trunk, sqlite3_column_blob(st, 1), SOUND_TRUNK);
    ref->branches.leaves = (size_t)sqlite3_column_int64(st, 2);
    ref->branches.leaf_threshold = (float)sqlite3_column_double(st, 3);
    ref->branches.parent_threshold = (float)sqlite3_column_double(st, 4);
    ref->form_threshold = (float)sqlite3_column_double(st, 5);
    for (int form = 0; form < FORM_COUNT; form++)
        ref->form_tag[form] = sqlite3_column_int64(st, 6 + form);
    sqlite3_reset(st);
    return 0;
}

static int read_nodes(struct store *s, struct model_ref *ref, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_MODEL_NODES, ref->id, e);
    int found;

    if (!st)
        return -1;
    ref->tag_id = mem_new(SOUND_MAX_NODES, sizeof *ref->tag_id);
    ref->tag = mem_new(SOUND_MAX_NODES, sizeof *ref->tag);
    while ((found = db_row(s, st, SQL_MODEL_NODES, e)) == 1) {
        if (ref->nodes == SOUND_MAX_NODES ||
            sqlite3_column_int64(st, 0) != (int64_t)ref->nodes) {
            sqlite3_reset(st);
            return err_set(e, ERR_STORE, "model %s has lost its categories", ref->key);
        }
        ref->tag_id[ref->nodes] = sqlite3_column_int64(st, 1);
        ref->tag[ref->nodes++] = db_column_bytes(st, 2);
    }
    return found;
}

static void link_nodes(struct model_ref *ref)
{
    ref->branches.nodes = ref->nodes;
    for (size_t i = 0; i < ref->nodes; i++)
        ref->branches.parent[i] = parent_of(ref, i);
}

int model_refer(struct store *s, int64_t id, struct model_ref *out, struct err *e)
{
    struct model_ref ref = {0};
    int rc = read_model(s, id, &ref, e);

    if (rc == 0)
        rc = read_nodes(s, &ref, e);
    if (rc == 0 && ref.branches.leaves > ref.nodes)
        rc = err_set(e, ERR_STORE, "model %s has lost its categories", ref.key);
    if (rc != 0) {
        model_ref_clear(&ref);
        return -1;
    }
    link_nodes(&ref);
    *out = ref;
    return 0;
}

void model_imagine(const struct model_facts *m, struct model_ref *out)
{
    struct model_ref ref = {.embeds = m->trunk != NULL,
                            .nodes = m->nodes,
                            .tag_id = mem_new(m->nodes, sizeof *ref.tag_id),
                            .tag = mem_new(m->nodes, sizeof *ref.tag),
                            .form_threshold = m->form_threshold};

    snprintf(ref.key, sizeof ref.key, "%s", m->key);
    if (m->trunk)
        memcpy(ref.trunk, m->trunk, SOUND_TRUNK);
    for (size_t i = 0; i < m->nodes; i++)
        ref.tag[i] = mem_text(m->tag[i], strlen(m->tag[i]));
    ref.branches.leaves = m->leaves;
    ref.branches.leaf_threshold = m->leaf_threshold;
    ref.branches.parent_threshold = m->parent_threshold;
    link_nodes(&ref);
    *out = ref;
}

int model_use(struct store *s, const struct model_facts *m, struct model_ref *out,
              struct err *e)
{
    const struct model_origin built_in = {.made_by = MODEL_BASE};
    int64_t id;

    if (model_add(s, m, &built_in, &id, e) != 0 || model_swap(s, id, false, e) != 0)
        return -1;
    return model_refer(s, id, out, e);
}

/* The model in use, if it is the user's and made for these features: 1, 0, -1. */
static int standing(struct store *s, unsigned feature_version, int64_t *id, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_MODEL_STANDING, e);

    if (!st)
        return -1;
    db_int(st, ":feature_version", feature_version);
    return db_value(s, st, SQL_MODEL_STANDING, id, e);
}

int model_choose(struct store *s, const struct model_facts *base, struct model_ref *out,
                 struct err *e)
{
    const struct model_origin built_in = {.made_by = MODEL_BASE};
    int64_t id, own;
    int stands;

    if (model_add(s, base, &built_in, &own, e) != 0)
        return -1;
    stands = standing(s, base->feature_version, &id, e);
    if (stands < 0)
        return -1;
    if (stands == 0 && model_swap(s, id = own, false, e) != 0)
        return -1;
    return model_refer(s, id, out, e);
}

int model_weights(struct store *s, int64_t id, struct buf *out, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_MODEL_DATA, id, e);
    const int found = st ? db_row(s, st, SQL_MODEL_DATA, e) : -1;

    if (found == 1) {
        buf_bytes(out, sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0));
        sqlite3_reset(st);
    }
    return found;
}

int model_forget_weights(struct store *s, int64_t id, struct err *e)
{
    return db_run_id(s, SQL_MODEL_DATA_DROP, id, e);
}

int model_each(struct store *s,
               int (*each)(void *arg, const struct model_row *m, struct err *e),
               void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_MODEL_EACH, e);
    int found, rc = 0;

    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(s, st, SQL_MODEL_EACH, e)) != 0)
        rc = found < 0 ? -1
                       : each(arg,
                              &(struct model_row){
                                  .id = sqlite3_column_int64(st, 0),
                                  .key = (const char *)sqlite3_column_text(st, 1),
                                  .arch = (const char *)sqlite3_column_text(st, 2),
                                  .feature_version = (unsigned)sqlite3_column_int(st, 3),
                                  .metrics = (const char *)sqlite3_column_text(st, 4),
                                  .added_at = sqlite3_column_int64(st, 5),
                                  .used_at = sqlite3_column_int64(st, 6),
                                  .made_by = (const char *)sqlite3_column_text(st, 7),
                                  .parent = sqlite3_column_int64(st, 8),
                                  .corrections = sqlite3_column_int64(st, 9),
                                  .current = sqlite3_column_int(st, 10) == 1,
                                  .leaves = sqlite3_column_int64(st, 11),
                                  .samples = sqlite3_column_int64(st, 12),
                                  .bytes = sqlite3_column_int64(st, 13)},
                              e);
    sqlite3_reset(st);
    return rc;
}

int model_known(struct store *s, struct model_ref *out, struct err *e)
{
    int64_t id = 0;
    const int found = model_in_use(s, &id, e);

    *out = (struct model_ref){0};
    if (found != 1)
        return found;
    return model_refer(s, id, out, e) == 0 ? 1 : -1;
}
