/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_TWINGROUPS_H
#define NEAR_TWINGROUPS_H

#include <stddef.h>
#include <stdint.h>

/* Two sounds that are the same, by place; distance as twin_match() has it. */
struct twin_edge {
    uint32_t a, b;
    float distance;
};

/*
 * Groups in which every sound is the same as one of them, the centre: that A is like B
 * and B like C is not enough. Centres are those that are like most others, then those
 * that are nearest to theirs, then the first ones.
 *
 * group (n): the place of each sound's centre, its own where it is alone. distance (n):
 * from the centre; 0 of the centre itself.
 */
void twin_groups(const struct twin_edge *edge, size_t edges, size_t n, uint32_t *group,
                 float *distance);

#endif
