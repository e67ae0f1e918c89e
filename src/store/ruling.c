/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a sample is to be called: by ear, by its names, and by what users have ruled out.
 */
#include "store/ruling.h"

#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "store/rejected.h"
#include "util/blend.h"
#include "util/blob.h"

enum { MOST_FILES = 16 };

/* The names of a sample's files. */
struct names {
    struct naming_file file[MOST_FILES];
    char *owned[2 * MOST_FILES];
    bool at_hand[MOST_FILES];
    size_t n;
};

static void names_clear(struct names *n)
{
    for (size_t i = 0; i < 2 * n->n; i++)
        free(n->owned[i]);
}

static int read_names(struct store *s, int64_t sample, struct names *out, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_NAMED_FILES, sample, e);
    int found;

    out->n = 0;
    if (!st)
        return -1;
    db_int(st, ":limit", MOST_FILES);
    while ((found = db_row(s, st, SQL_NAMED_FILES, e)) == 1) {
        char **text = &out->owned[2 * out->n];

        text[0] = db_column_bytes(st, 0);
        text[1] = db_column_bytes(st, 1);
        out->file[out->n] = (struct naming_file){text[0], text[1]};
        out->at_hand[out->n++] = sqlite3_column_int(st, 2) == 1;
    }
    return found;
}

/* What the files at hand are called says; where none is at hand, what the others are. */
static void hear_names(struct naming *out, const struct lexicon *x, const struct names *n)
{
    struct naming_file here[MOST_FILES];
    size_t k = 0;

    for (size_t i = 0; i < n->n; i++)
        if (n->at_hand[i])
            here[k++] = n->file[i];
    naming_of(out, x, k ? here : n->file, k ? k : n->n);
}

/* The model's node of a category, or of the nearest one above that the model has. */
static int node_of(const struct model_ref *model, const char *category)
{
    int best = -1;

    for (size_t i = 0; i < model->nodes; i++)
        if (naming_within(category, model->tag[i]) &&
            (best < 0 || strlen(model->tag[i]) > strlen(model->tag[best])))
            best = (int)i;
    return best;
}

/* The row of a category that the model has, or 0. */
static int64_t tag_of(const struct model_ref *model, const char *category)
{
    const int node = *category ? node_of(model, category) : -1;

    return node >= 0 && strcmp(model->tag[node], category) == 0 ? model->tag_id[node] : 0;
}

static struct name_says weighed(const struct lexicon *x, const struct saying *said,
                                int node)
{
    if (node < 0)
        return (struct name_says){.node = -1};
    return (struct name_says){
        .node = node, .p = said->p, .trust = x->trust, .weight = x->weight};
}

/* Put into l what the ear and a name say together, of what no user has ruled out. */
static void judge_category(struct labels *l, const struct verdict *v,
                           const struct model_ref *model, const struct saying *said,
                           const struct rejected *no)
{
    const int node = *said->what ? node_of(model, said->what) : -1;
    const struct name_says name = weighed(model->names, said, node);
    float p[SOUND_MAX_NODES];
    struct guess got;

    if ((node < 0 && no->n == 0) || blend(&model->branches, v->top, &name, p) != 0)
        return;
    rejected_strike(no, model, p);
    got = publish(&model->branches, p);
    l->category = (struct label){.source = node < 0 ? "model" : "model+name"};
    if (got.node >= 0) {
        l->category.name = model->tag[got.node];
        l->category.tag = model->tag_id[got.node];
        l->category.p = (double)got.p;
    }
}

/* The form by ear: 1 with p changed where the signal has a say, else 0, or -1. */
static int hear_signal(struct store *s, int64_t sample, float p[FORM_COUNT],
                       struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_MEASURED_LOOP, sample, e);
    int64_t thousandths;
    int found;

    if (!st)
        return -1;
    found = db_value(s, st, SQL_MEASURED_LOOP, &thousandths, e);
    if (found == 1)
        blend_signal(p, (float)thousandths / 1000, p);
    return found;
}

static struct label form_label(const float p[FORM_COUNT], const struct model_ref *model,
                               const char *source)
{
    const int best = p[FORM_LOOP] > p[FORM_ONESHOT];
    struct label l = {.source = source};

    if (p[best] >= model->form_threshold) {
        l.name = sound_form_name(best);
        l.p = (double)p[best];
        l.tag = model->form_tag[best];
    }
    return l;
}

static int judge_form(struct store *s, int64_t sample, struct labels *l,
                      const struct verdict *v, const struct model_ref *model,
                      const struct saying *said, struct err *e)
{
    const struct name_says name =
        weighed(model->names, said, *said->what ? sound_form_of(said->what) : -1);
    float p[FORM_COUNT];
    int heard;

    if (v->top[0].node < 0)
        return 0;
    memcpy(p, v->form_p, sizeof p);
    heard = hear_signal(s, sample, p, e);
    if (heard == 1)
        l->form = l->heard_form = form_label(p, model, "model");
    if (heard >= 0 && name.node >= 0) {
        blend_form(p, &name, p);
        l->form = form_label(p, model, "model+name");
    }
    return heard < 0 ? -1 : 0;
}

static int judge(struct store *s, int64_t sample, bool first, const struct verdict *v,
                 const struct model_ref *model, const struct naming *said,
                 struct labels *l, struct err *e)
{
    struct rejected no = {.n = 0};
    int rc = first ? 0 : rejected_of(s, sample, &no, e);

    if (rc == 0 && l->model == model->id && model->branches.leaves > 0) {
        judge_category(l, v, model, &said->category, &no);
        rc = judge_form(s, sample, l, v, model, &said->form, e);
    }
    if (l->category.name && rejected_covers(&no, l->category.name))
        l->category.name = NULL;
    if (l->form.name && no.form[sound_form_of(l->form.name)])
        l->form.name = NULL;
    rejected_clear(&no);
    return rc;
}

/* What the names of a sample say; nothing where they are not heard. */
static int listen(struct store *s, int64_t sample, const struct lexicon *x,
                  struct naming *out, struct err *e)
{
    struct names n;
    int rc;

    if (!x)
        return 0;
    rc = read_names(s, sample, &n, e);
    if (rc == 0)
        hear_names(out, x, &n);
    names_clear(&n);
    return rc;
}

int ruling_of(struct ruling *out, struct store *s, int64_t sample, bool first,
              const struct verdict *v, const struct model_ref *model, struct labels *l,
              struct err *e)
{
    struct ruling r = {.said = {{.what = ""}, {.what = ""}}};

    if (listen(s, sample, model->names, &r.said, e) != 0 ||
        judge(s, sample, first, v, model, &r.said, l, e) != 0)
        return -1;
    r.category_tag = tag_of(model, r.said.category.what);
    *out = r;
    return 0;
}

int ruling_each(struct store *s, const struct model_ref *model, int64_t after, int limit,
                int (*each)(void *arg, const struct ruling_sample *x, struct err *e),
                void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_RULING_SAMPLES, e);
    int found, rc = 0;

    if (!st)
        return -1;
    db_int(st, ":after", after);
    db_int(st, ":limit", limit);
    db_int(st, ":mel", BLOB_MEL_VERSION);
    db_int(st, ":embedding", BLOB_EMBEDDING_VERSION);
    if (model->embeds)
        db_blob(st, ":trunk", model->trunk, SOUND_TRUNK);
    while (rc == 0 && (found = db_row(s, st, SQL_RULING_SAMPLES, e)) != 0)
        rc = found < 0 ? -1
                       : each(arg,
                              &(struct ruling_sample){
                                  .id = sqlite3_column_int64(st, 0),
                                  .category = (const char *)sqlite3_column_text(st, 1),
                                  .form = (const char *)sqlite3_column_text(st, 2),
                                  .category_stands = sqlite3_column_int(st, 3) == 1,
                                  .form_stands = sqlite3_column_int(st, 4) == 1,
                                  .blob = sqlite3_column_blob(st, 5),
                                  .n = (size_t)sqlite3_column_bytes(st, 5)},
                              e);
    sqlite3_reset(st);
    return rc;
}

int ruling_count(struct store *s, int64_t *n, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_RULING_COUNT, e);

    return st && db_value(s, st, SQL_RULING_COUNT, n, e) == 1 ? 0 : -1;
}
