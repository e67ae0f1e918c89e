/* SPDX-License-Identifier: GPL-2.0-or-later */
/* New sounds meet the library. */
#include "near/meeting.h"

#include <math.h>
#include <stdlib.h>

#include "near/cells.h"
#include "util/mem.h"

enum { FINE = SPACE_UNIT / MEETING_UNIT };

/* What a cosine must be at least for so many thousandths. */
static float cosine_for(double far)
{
    return (float)space_cosine_of((far + 0.5) * FINE) - 1e-7f;
}

void meeting_open(struct meeting *m, struct space *guests, size_t k, bool cells)
{
    *m = (struct meeting){.guests = *guests};
    *guests = (struct space){.width = guests->width, .stride = guests->stride};
    if (cells)
        m->cell = cells_make(&m->guests, MEETING_CELLS, &m->middle);
    m->list = mem_new(m->guests.n, sizeof *m->list);
    m->least = mem_new(m->guests.n, sizeof *m->least);
    for (size_t i = 0; i < m->guests.n; i++) {
        nearest_init(&m->list[i], k);
        m->least[i] = -INFINITY;
    }
}

void meeting_close(struct meeting *m)
{
    for (size_t i = 0; i < m->guests.n; i++)
        nearest_clear(&m->list[i]);
    free(m->list);
    free(m->least);
    free(m->cell);
    space_clear(&m->guests);
    space_clear(&m->middle);
    *m = (struct meeting){0};
}

/* A passing sound, and who hears of it. */
struct passer {
    const struct space *of;
    size_t row;
    double worst;
    float least, doubt; /* the cosine that counts for itself; how wrong cosines may be */
    void (*tell)(void *arg, size_t row, size_t guest, uint32_t far);
    void *arg;
};

static void meet(struct meeting *m, const struct passer *p, size_t guest)
{
    const int64_t id = p->of->id[p->row];
    uint32_t far;

    if (m->guests.id[guest] == id)
        return;
    far = (space_between(&m->guests, guest, p->of, p->row) + FINE / 2) / FINE;
    nearest_offer(&m->list[guest], far, id);
    m->least[guest] = cosine_for(nearest_worst(&m->list[guest]));
    if (far <= p->worst)
        p->tell(p->arg, p->row, guest, far);
}

/* No branch on the way: most blocks hold nothing. */
static bool is_any(size_t n, const float *x, const float *least, float own, float doubt)
{
    int any = 0;

    for (size_t i = 0; i < n; i++)
        any |= (x[i] >= least[i] - doubt) | (x[i] >= own);
    return any;
}

static void meet_range(struct meeting *m, const struct passer *p, size_t from, size_t to)
{
    float cosine[SPACE_BLOCK];

    for (; from < to; from += SPACE_BLOCK) {
        const size_t n = to - from < SPACE_BLOCK ? to - from : SPACE_BLOCK;

        space_cosines(&m->guests, from, n, p->of, p->row, cosine);
        if (!is_any(n, cosine, m->least + from, p->least, p->doubt))
            continue;
        for (size_t j = 0; j < n; j++)
            if (cosine[j] >= m->least[from + j] - p->doubt || cosine[j] >= p->least)
                meet(m, p, from + j);
    }
}

/* The nearest cells only. */
static void meet_cells(struct meeting *m, const struct passer *p)
{
    float cosine[SPACE_BLOCK];
    struct nearest asked;

    space_cosines(&m->middle, 0, m->middle.n, p->of, p->row, cosine);
    nearest_init(&asked, MEETING_ASKED);
    for (size_t c = 0; c < m->middle.n; c++)
        nearest_offer(&asked, -(double)cosine[c], (int64_t)c);
    for (size_t i = 0; i < asked.n; i++) {
        const size_t c = (size_t)asked.one[i].id;

        meet_range(m, p, m->cell[c], m->cell[c + 1]);
    }
    nearest_clear(&asked);
}

void meeting_pass(struct meeting *m, const struct space *passing, const double *worst,
                  void (*tell)(void *arg, size_t row, size_t guest, uint32_t far),
                  void *arg)
{
    for (size_t i = 0; i < passing->n; i++) {
        const float doubt = space_doubt(&m->guests, passing, i);
        const struct passer p = {
            .of = passing,
            .row = i,
            .worst = worst[i],
            .least = worst[i] < 0 ? INFINITY : cosine_for(worst[i]) - doubt,
            .doubt = doubt,
            .tell = tell,
            .arg = arg,
        };

        if (m->cell)
            meet_cells(m, &p);
        else
            meet_range(m, &p, 0, m->guests.n);
    }
}
