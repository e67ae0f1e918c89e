/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What waits in the library, through workers that are started when there is something. */
#include "index/work.h"

#include "index/analysis.h"
#include "store/samples.h"

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
    const struct pool_options po = {.program = x->o.program,
                                    .jobs = x->o.jobs,
                                    .timeout_ms = x->o.timeout_ms,
                                    .no_sandbox = x->o.no_sandbox,
                                    .polite = x->o.polite,
                                    .nodes = x->model.nodes};

    return x->pool ? 0 : pool_open(&x->pool, &po, e);
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
    int64_t samples = 0;
    int rc = 0;

    if (x->model.id && samples_count_to_classify(x->s, x->model.id, &samples, e) != 0)
        return -1;
    if (samples && (rc = need_pool(x, e)) == 0)
        rc = analyse_labels(a, x->pool, e);
    /* Last, since what was analysed has asked its own names. */
    return rc == 0 ? analyse_names(a, e) : rc;
}

int work_on(struct indexer *x, const struct targets *t, bool labels,
            struct index_counts *n, struct err *e)
{
    const struct analysis a = {.s = x->s, .o = &x->o, .model = &x->model, .n = n};
    int rc = analyse_files(x, &a, t, e);

    if (rc == 0 && labels)
        rc = label_anew(x, &a, e);
    if (rc < 0) /* answers that are still under way would come at a loss */
        indexer_rest(x);
    return rc;
}
