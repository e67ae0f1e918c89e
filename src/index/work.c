/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What waits in the library, through workers that are started when there is something. */
#include "index/work.h"

#include "index/analysis.h"
#include "index/chart.h"
#include "index/liken.h"
#include "store/samples.h"
#include "util/buf.h"

int work_count(struct indexer *x, const struct targets *t, int64_t *files, struct err *e)
{
    *files = 0;
    for (size_t i = 0; i < t->n; i++) {
        int64_t n = 0;

        if (t->v[i].online && files_count_pending(x->s, &t->v[i].scope, &n, e) != 0)
            return -1;
        *files += n;
    }
    return 0;
}

static int need_pool(struct indexer *x, struct err *e)
{
    struct buf weights = {0};
    int rc = 0;

    if (x->pool)
        return 0;
    if (x->model.id && model_weights(x->s, x->model.id, &weights, e) < 0)
        rc = -1;
    if (rc == 0)
        rc = pool_open(&x->pool,
                       &(struct pool_options){.program = x->o.program,
                                              .jobs = x->o.jobs,
                                              .timeout_ms = x->o.timeout_ms,
                                              .no_sandbox = x->o.no_sandbox,
                                              .polite = x->o.polite,
                                              .nodes = x->model.nodes,
                                              .model = weights.data,
                                              .model_len = weights.len},
                       e);
    buf_clear(&weights);
    return rc;
}

static int analyse_files(struct indexer *x, const struct analysis *a,
                         const struct targets *t, struct err *e)
{
    int64_t files;
    int rc = work_count(x, t, &files, e);

    a->n->todo += files;
    if (rc == 0 && files)
        rc = need_pool(x, e);
    for (size_t i = 0; i < t->n && rc == 0 && files; i++)
        if (t->v[i].online)
            rc = analyse_pending(a, x->pool, &t->v[i].scope, e);
    return rc;
}

static int label_anew(struct indexer *x, const struct analysis *a, struct err *e)
{
    int rc = x->model.id ? samples_outdated(x->s, &x->model, e) : 0;

    if (rc == 1 && (rc = need_pool(x, e)) == 0)
        rc = analyse_labels(a, x->pool, e);
    /* Last, since what was analysed has asked its own names. */
    return rc == 0 ? analyse_names(a, e) : rc;
}

/* Somebody else may have put another model in use. */
static int follow_model(struct indexer *x, struct err *e)
{
    struct model_ref now = {0};
    int64_t id = 0;

    if (!x->model.id)
        return 0;
    if (model_in_use(x->s, &id, e) < 0)
        return -1;
    if (id == x->model.id || !id)
        return 0;
    if (model_refer(x->s, id, &now, e) != 0)
        return -1;
    now.names = x->model.names;
    model_ref_clear(&x->model);
    x->model = now;
    indexer_rest(x);
    return 0;
}

int work_on(struct indexer *x, const struct targets *t, bool labels,
            struct index_counts *n, struct err *e)
{
    const struct analysis a = {.s = x->s, .o = &x->o, .model = &x->model, .n = n};
    int rc = follow_model(x, e);

    if (rc == 0)
        rc = analyse_files(x, &a, t, e);
    if (rc == 0 && labels && (rc = follow_model(x, e)) == 0)
        rc = label_anew(x, &a, e);
    if (rc == 0 && labels) /* once nothing else is to do, and for all of it together */
        rc = liken(&a, e);
    if (rc == 0 && labels)
        rc = chart(&a, &x->survey, e);
    if (rc < 0) /* answers that are still under way would come at a loss */
        indexer_rest(x);
    return rc;
}
