/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows that were not found at their place, until it is known whether they moved. */
#include "index/gone.h"

#include <stdlib.h>

#include "util/mem.h"

void ids_add(struct ids *l, int64_t id)
{
    l->id = mem_more(l->id, l->n, &l->room, sizeof *l->id);
    l->id[l->n++] = id;
}

static int order(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

void ids_sort(struct ids *l)
{
    size_t kept = 0;

    if (l->n)
        qsort(l->id, l->n, sizeof *l->id, order);
    for (size_t i = 0; i < l->n; i++)
        if (kept == 0 || l->id[kept - 1] != l->id[i])
            l->id[kept++] = l->id[i];
    l->n = kept;
}

bool ids_have(const struct ids *sorted, int64_t id)
{
    return sorted->n && bsearch(&id, sorted->id, sorted->n, sizeof id, order);
}

void gone_clear(struct gone *g)
{
    free(g->file.id);
    free(g->dir.id);
    free(g->moved.id);
    *g = (struct gone){0};
}
