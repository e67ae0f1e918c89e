/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_SCAN_H
#define NEAR_SCAN_H

#include "near/nearest.h"
#include "near/space.h"

/*
 * What else makes sounds alike besides how they sound: a distance for each of three
 * things, added up by weight. All of one space in the order of its rows.
 */
struct tilt {
    double timbre, pitch, length; /* weights, >= 0 */
    float note;                   /* of what is looked for, MIDI; NAN = not known */
    float doublings;              /* log2 of its seconds */
    const float *notes, *lengths; /* (n) the same of each row; NULL where no weight */
};

/* How far a note is from another, in octaves; one that is not known is one octave off.
 * 0 where `note` itself is not known. */
double tilt_pitch(float note, float other);

/* Offer all of s to *out, at their distance from row i of `to` as a real, 1 = SPACE_UNIT.
 * t NULL: how they sound alone. */
void scan(const struct space *s, const struct space *to, size_t i, const struct tilt *t,
          struct nearest *out);

#endif
