/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_BLEND_H
#define UTIL_BLEND_H

#include "util/publish.h"

/*
 * A name against the ear: p(leaf | audio, name) ~ p(leaf | audio) L(name | leaf).
 *
 * A name that says node S with precision r speaks for the s leaves of S alike, and for
 * the K - s others alike, each relative to chance:
 *
 *   t = trust r + (1 - trust) s / K      it may be about something else altogether
 *   L = (t K / s)^weight in S, ((1 - t) K / (K - s))^weight elsewhere
 *
 * trust and weight are fitted (models/README.md, "Names"). A name that says no more than
 * chance (t <= s / K), all leaves or nothing changes nothing.
 */
struct name_says {
    int node; /* -1 = nothing */
    float p;  /* its precision, 0 to 1 */
    float trust, weight;
};

/*
 * top: the best leaves by ear, most probable first; what they leave over is shared
 * equally by the others. p (leaves) adds up to 1. 0; 1: nothing was heard (no top), and
 * a name alone says nothing: p is untouched.
 */
int blend(const struct branches *b, const struct guess top[SOUND_TOP],
          const struct name_says *name, float *p);

/*
 * The net's two forms and the signal's, loop_p being the probability of a loop: their
 * odds multiplied, as of witnesses that err apart from each other. Where they agree they
 * are surer than either; neither silences the other.
 */
void blend_signal(const float form[FORM_COUNT], float loop_p, float p[FORM_COUNT]);

/* blend() of the two forms; name->node is an enum sound_form. */
void blend_form(const float form[FORM_COUNT], const struct name_says *name,
                float p[FORM_COUNT]);

#endif
