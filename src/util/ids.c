/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of rows. */
#include "util/ids.h"

#include <stdlib.h>

#include "util/mem.h"

void ids_clear(struct ids *s)
{
    free(s->id);
    *s = (struct ids){0};
}

void ids_add(struct ids *s, int64_t id)
{
    s->id = mem_more(s->id, s->n, &s->room, sizeof *s->id);
    s->id[s->n++] = id;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

void ids_sort(struct ids *s)
{
    size_t kept = 0;

    if (s->n > 0)
        qsort(s->id, s->n, sizeof *s->id, by_number);
    for (size_t i = 0; i < s->n; i++)
        if (kept == 0 || s->id[kept - 1] != s->id[i])
            s->id[kept++] = s->id[i];
    s->n = kept;
}

size_t ids_find(const struct ids *sorted, int64_t id)
{
    const int64_t *at =
        sorted->n > 0 ? bsearch(&id, sorted->id, sorted->n, sizeof id, by_number) : NULL;

    return at ? (size_t)(at - sorted->id) : sorted->n;
}

bool ids_have(const struct ids *sorted, int64_t id)
{
    return ids_find(sorted, id) < sorted->n;
}
