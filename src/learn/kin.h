/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_KIN_H
#define LEARN_KIN_H

#include <stddef.h>

/*
 * How much a folder holds one kind of sound, from 0 to 1, by what a model says of them:
 * the mean chance that two of them are alike, relative to that of one and itself. A
 * folder of kicks is near 1; below 0.25, as with a kit or a single sound, it is 0. No name
 * is looked at. p (n, leaves)  folder (n) any numbers  kin (n) out, of each sound's folder.
 */
void kin_measure(size_t n, size_t leaves, const float *p, const size_t *folder,
                 float *kin);

/* How alike two sounds of one folder must be for that to count, as times of
 * school_reach(): ten times as far as the ear alone goes. By `make bench-learning`. */
#define KIN_REACH 10.0f

#endif
