/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index/: a new model's labels come from what is stored, never from audio. */
#include "yard.h"

#include <stdio.h>

enum { FILES = 600 }; /* three transactions of labels */

static void plant(const struct yard *y)
{
    char name[40], text[40];

    for (int i = 0; i < FILES; i++) {
        sprintf(name, "%03d.wav", i);
        sprintf(text, "ok %d", i);
        yard_write(y, name, text);
    }
}

/* No file is left, only what the library keeps of them. */
static void empty_the_yard(const struct yard *y)
{
    char name[40];

    for (int i = 0; i < FILES; i++) {
        sprintf(name, "%03d.wav", i);
        yard_remove(y, name);
    }
}

static void stop_after_labels(struct yard *y, const struct index_counts *n)
{
    if (n->retagged >= y->limit)
        y->stop = 1;
}

Test(index, another_model_gives_labels_from_what_is_stored_in_as_many_runs_as_it_takes)
{
    static const char *const tag[] = {"x", "y", "z"};
    struct yard y;
    int64_t labelled = 0;
    int rc = -1, runs = 0;

    yard_open(&y);
    plant(&y);
    cr_assert(yard_index(&y) == 0);
    empty_the_yard(&y);
    y.model.key = "ffeeddccbbaa99887766554433221100";
    y.model.tag = tag;
    y.on_progress = stop_after_labels;
    for (; rc != 0 && runs < 50; runs++) {
        y.limit = 50;
        y.stop = 0;
        rc = yard_index(&y);
        cr_assert(rc == 0 || y.err.kind == ERR_STOPPED, "%s", y.err.text);
        cr_expect(y.n.offline == 1 && y.n.done == 0, "no audio is looked for");
        labelled += y.n.retagged;
        cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_sample WHERE category = 'z'") ==
                  labelled);
        cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_tag WHERE facet = 'category' AND "
                               "tag = 'c'") == FILES - labelled);
    }
    cr_expect(runs > 2 && labelled == FILES, "%d runs, %d samples", runs, (int)labelled);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_change WHERE what = 'tags'") ==
              FILES);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_witness w JOIN v1_model m ON "
                           "m.id = w.model_id WHERE NOT m.current") == 0);
    y.o.program = "/nonexistent"; /* once it is done, no worker is wanted */
    cr_expect(yard_index(&y) == 0, "%s", y.err.text);
    yard_close(&y);
}

Test(index, a_model_that_somebody_put_in_by_hand_is_replaced)
{
    struct yard y;

    yard_open(&y);
    plant(&y);
    cr_assert(yard_index(&y) == 0);
    yard_sql(&y,
             "UPDATE model SET current = 0;"
             "INSERT INTO model (key, arch, feature_version, metrics, current) VALUES "
             "(printf('%032d', 7), 'other', 1, '{}', 1);"
             "UPDATE sample SET category = 'drums.kick', model_id = "
             "  (SELECT id FROM model WHERE current) WHERE id % 2 = 0");
    cr_assert(yard_index(&y) == 0, "%s", y.err.text);
    cr_expect(y.n.retagged == FILES / 2 && y.n.done == 0);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_sample WHERE category = 'c'") ==
              FILES);
    cr_expect(yard_sql(&y, "SELECT arch = 'linear' FROM v1_model WHERE current") == 1);
    yard_close(&y);
}
