/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The upper part of a net, and what it is fed. */
#include "nn/upper.h"

#include <string.h>

#include "nn/arch.h"

size_t upper_floats(const struct net *n)
{
    struct upper_piece piece[UPPER_PIECES];
    size_t sum = 0;

    if (!n->arch->upper)
        return 0;
    for (size_t i = n->arch->upper->cut(n, piece); i-- > 0;)
        sum += piece[i].rows * piece[i].floats;
    return sum;
}

bool upper_owns(const struct net *n, const struct net_part *p)
{
    return p->dw && n->arch->upper && n->arch->upper->owns(p->name);
}

/* Where a row of a piece lies, of sound i of N. */
static float *row_of(const struct upper_piece *p, size_t r, size_t N, size_t i)
{
    return p->at + (r * N + i) * p->floats;
}

/* From pieces, where all sounds of a row lie together, to sounds, where all rows do. */
static void take(const struct net *n, size_t N, float *cut)
{
    struct upper_piece piece[UPPER_PIECES];
    const size_t pieces = n->arch->upper->cut(n, piece);

    for (size_t i = 0; i < N; i++)
        for (const struct upper_piece *p = piece; p < piece + pieces; p++)
            for (size_t r = 0; r < p->rows; r++, cut += p->floats)
                memcpy(cut, row_of(p, r, N, i), p->floats * sizeof *cut);
}

static void give(const struct net *n, size_t N, const float *cut)
{
    struct upper_piece piece[UPPER_PIECES];
    const size_t pieces = n->arch->upper->cut(n, piece);

    for (size_t i = 0; i < N; i++)
        for (const struct upper_piece *p = piece; p < piece + pieces; p++)
            for (size_t r = 0; r < p->rows; r++, cut += p->floats)
                memcpy(row_of(p, r, N, i), cut, p->floats * sizeof *cut);
}

void upper_read(struct net *n, size_t N, const float *x, float *known, float *cut)
{
    net_embed(n, N, x, known);
    take(n, N, cut);
}

void upper_forward(struct net *n, size_t N, const float *cut, float *known)
{
    n->arch->upper->room(n, N);
    give(n, N, cut);
    n->arch->upper->forward(n, N, known);
}

void upper_backward(struct net *n, size_t N, const float *dknown)
{
    n->arch->upper->backward(n, N, dknown);
}
