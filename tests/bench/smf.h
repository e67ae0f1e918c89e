/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_SMF_H
#define BENCH_SMF_H

#include <stdio.h>

#include "util/buf.h"

/*
 * Notes into a Standard MIDI File of one track (MIDI 1.0, The MIDI Association, RP-001),
 * in any order of time. Zero is an empty one; smf_clear().
 */
struct smf_event {
    unsigned tick, order; /* of those at one tick, the first that came is first */
    unsigned char byte[3], n;
};

struct smf {
    struct smf_event *event; /* (n) owned */
    size_t n, room;
};

enum { SMF_DRUMS = 9 }; /* the channel that General MIDI keeps for them */

void smf_note(struct smf *m, int channel, int note, int velocity, double from_s,
              double until_s);
void smf_control(struct smf *m, int channel, int controller, int value, double at_s);
void smf_program(struct smf *m, int channel, int program, double at_s);

/* The whole channel higher by so many cents, -100 to 100: registered parameter 1. */
void smf_tune(struct smf *m, int channel, double cents, double at_s);

/* The file's bytes, appended to out. Puts the events in order. */
void smf_write(struct smf *m, struct buf *out);
void smf_clear(struct smf *m);

#endif
