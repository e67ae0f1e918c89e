/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of very many prints may be copies of each other. */
#include "near/twinpairs.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "util/mem.h"

enum { CELLS = TWIN_KEYS - 1, LAST = TWIN_KEYS - 1 };

/* A print in its cell. */
struct spot {
    uint32_t cell; /* 10 bits a key */
    uint32_t at;
    float last;
};

struct sweep {
    const struct twin_print *print;
    const struct spot *spot; /* (n) sorted */
    size_t n;
    int (*each)(void *arg, size_t i, size_t j);
    void *arg;
};

static uint32_t cell_of(const struct twin_print *p, const int *move)
{
    uint32_t cell = 0;

    for (size_t k = 0; k < CELLS; k++) {
        const long c = lrintf(floorf(p->key[k] / twin_reach[k])) + 512 + move[k];

        cell = cell << 10 | (uint32_t)(c < 0 ? 0 : c > 1023 ? 1023 : c);
    }
    return cell;
}

static int compare(const void *x, const void *y)
{
    const struct spot *a = x, *b = y;

    if (a->cell != b->cell)
        return a->cell < b->cell ? -1 : 1;
    if (a->last < b->last || a->last > b->last)
        return a->last < b->last ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* The first spot of that cell whose last key is at least that. */
static size_t first_of(const struct sweep *w, uint32_t cell, float last)
{
    size_t low = 0, high = w->n;

    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        const struct spot *s = &w->spot[mid];

        if (s->cell < cell || (s->cell == cell && s->last < last))
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool keys_near(const struct twin_print *a, const struct twin_print *b)
{
    for (size_t k = 0; k < TWIN_KEYS; k++)
        if (fabsf(a->key[k] - b->key[k]) > twin_reach[k])
            return false;
    return true;
}

static int consider(const struct sweep *w, size_t i, size_t j)
{
    const struct twin_print *a = &w->print[i], *b = &w->print[j];

    if (!keys_near(a, b) || twin_print_differ(a, b) > TWIN_DETAIL_LIMIT)
        return 0;
    return w->each(w->arg, i, j);
}

/* All of one cell that are near a spot; `from`: the first of them that may count. */
static int in_cell(const struct sweep *w, const struct spot *s, uint32_t cell,
                   size_t from)
{
    int rc = 0;

    for (size_t i = from; rc == 0 && i < w->n && w->spot[i].cell == cell &&
                          w->spot[i].last <= s->last + twin_reach[LAST];
         i++)
        rc = consider(w, s->at, w->spot[i].at);
    return rc;
}

/* Of 27 cells that touch, its own from here on, and those of greater number. */
static int around(const struct sweep *w, size_t at)
{
    const struct spot *s = &w->spot[at];
    int rc = in_cell(w, s, s->cell, at + 1);

    for (int m = 14; rc == 0 && m < 27; m++) {
        const int move[CELLS] = {m / 9 - 1, m / 3 % 3 - 1, m % 3 - 1};
        const uint32_t cell = cell_of(&w->print[s->at], move);

        if (cell > s->cell)
            rc = in_cell(w, s, cell, first_of(w, cell, s->last - twin_reach[LAST]));
    }
    return rc;
}

int twin_pairs(const struct twin_print *print, size_t n,
               int (*each)(void *arg, size_t i, size_t j), void *arg)
{
    struct spot *spot = mem_new(n ? n : 1, sizeof *spot);
    const struct sweep w = {print, spot, n, each, arg};
    int rc = 0;

    for (size_t i = 0; i < n; i++)
        spot[i] = (struct spot){.cell = cell_of(&print[i], (const int[CELLS]){0}),
                                .at = (uint32_t)i,
                                .last = print[i].key[LAST]};
    qsort(spot, n, sizeof *spot, compare);
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = around(&w, i);
    free(spot);
    return rc;
}
