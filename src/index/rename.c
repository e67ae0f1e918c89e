/* SPDX-License-Identifier: GPL-2.0-or-later */
/* New labels for names that have changed: from what was heard before, never from audio.
 */
#include "index/analysis.h"

#include "index/batch.h"
#include "store/named.h"

enum { FETCH = 256 };

struct rename {
    const struct analysis *a;
    struct batch batch;
    int64_t id[FETCH];
    size_t n;
};

static int keep_id(void *arg, int64_t sample, struct err *e)
{
    struct rename *r = arg;

    (void)e;
    r->id[r->n++] = sample;
    return 0;
}

static int refresh(struct rename *r, int64_t sample, struct err *e)
{
    bool changed;

    if (batch_write(&r->batch, e) != 0 ||
        named_refresh(r->a->s, sample, r->a->model, &changed, e) != 0)
        return -1;
    r->a->n->renamed += changed;
    return 0;
}

static int run(struct rename *r, struct err *e)
{
    for (int64_t last = 0;; last = r->id[r->n - 1]) {
        r->n = 0;
        if (named_marked(r->a->s, last, FETCH, keep_id, r, e) != 0)
            return -1;
        if (r->n == 0)
            return 0;
        for (size_t i = 0; i < r->n; i++)
            if (refresh(r, r->id[i], e) != 0)
                return -1;
        if (analysis_breathe(r->a, e) != 0 || batch_breathe(&r->batch, e) != 0)
            return -1;
        if (analysis_pauses(r->a))
            return 1;
    }
}

int analyse_names(const struct analysis *a, struct err *e)
{
    struct rename r = {.a = a, .batch = {.s = a->s}};

    return batch_end(&r.batch, run(&r, e), e);
}
