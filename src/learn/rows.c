/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows to learn from, and rows set aside. */
#include "learn/rows.h"

#include <stdlib.h>

#include "util/mem.h"

void rows_make(struct rows *out, const struct dataset *d, const int *leaf_of,
               const bool *aside, enum dataset_bond bond)
{
    bool *known = mem_new(d->rows, sizeof *known);
    int *source = mem_new(d->rows, sizeof *source);

    *out = (struct rows){.learn = mem_new(d->rows, sizeof *out->learn),
                         .aside = mem_new(d->rows, sizeof *out->aside)};
    dataset_sources(d, source);
    dataset_known(d, aside, bond, known);
    for (size_t i = 0; i < d->rows; i++) {
        const struct manifest_row *from = d->row[i].from;
        const struct train_row row = {&d->row[i].patch, leaf_of[from->label], from->form,
                                      source[i], d->row[i].weight};

        if (aside[i])
            out->aside[out->asides++] = row;
        else if (!known[i])
            out->learn[out->learns++] = row;
    }
    free(source);
    free(known);
}

void rows_clear(struct rows *r)
{
    free(r->learn);
    free(r->aside);
    *r = (struct rows){0};
}
