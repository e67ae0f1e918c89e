/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Try a model on labelled files, with the known label errors corrected and without. */
#include "cli/trial.h"

#include <stdio.h>

#include "cli/score.h"
#include "learn/fixes.h"
#include "learn/taxonomy.h"
#include "util/fpu.h"

static int measure(struct evaluation *out, const struct manifest *from,
                   const struct trial *t, const struct model *m, struct features *f,
                   struct err *e)
{
    struct dataset d;

    if (features_dataset(f, &d, from, t->split, e) != 0)
        return -1;
    evaluate(out, m, from, &d);
    dataset_clear(&d);
    return 0;
}

/* Measure by the corrected labels too: m has them then. */
static int correct(struct trial *t, struct manifest *from, const struct taxonomy *names,
                   struct err *e)
{
    const size_t before = manifest_count(from, t->split);

    if (fixes_load(from, t->fixes, names, e) != 0)
        return -1;
    t->dropped = before - manifest_count(from, t->split);
    t->changed = manifest_fixed(from, t->split);
    return 0;
}

int trial_run(struct trial *t, const struct model *m, struct features *f, struct err *e)
{
    struct taxonomy names;
    struct manifest from = {0};
    int rc = taxonomy_init(&names, m, e);

    fpu_flush_denormals();
    if (rc == 0)
        rc = manifest_load(&from, t->manifest, &names, e);
    if (rc == 0 && t->fixes)
        rc = measure(&t->was, &from, t, m, f, e);
    if (rc == 0 && t->fixes)
        rc = correct(t, &from, &names, e);
    if (rc == 0)
        rc = measure(&t->is, &from, t, m, f, e);
    manifest_clear(&from);
    if (rc != 0)
        trial_clear(t);
    return rc;
}

void trial_clear(struct trial *t)
{
    evaluation_clear(&t->is);
    evaluation_clear(&t->was);
}

json_t *trial_json(const struct trial *t, const struct model *m)
{
    json_t *out = evaluation_json(m, &t->is, true);

    if (!t->fixes)
        return out;
    json_object_set_new(out, "fixes",
                        json_pack("{s:I, s:I}", "changed", (json_int_t)t->changed,
                                  "dropped", (json_int_t)t->dropped));
    json_object_set_new(out, "without_fixes", evaluation_json(m, &t->was, false));
    return out;
}

void trial_print(const struct trial *t, const struct model *m)
{
    score_evaluation(m, t->split, &t->is);
    if (!t->fixes)
        return;
    printf("\nwithout the corrections: %zu labels changed back, %zu files more\n",
           t->changed, t->dropped);
    score_parts(&t->was);
}
