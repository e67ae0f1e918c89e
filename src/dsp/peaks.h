/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_PEAKS_H
#define DSP_PEAKS_H

#include <stddef.h>

/*
 * The partials of a sound over time: peaks of the spectra of long windows.
 *
 * Band:    31.8 to 1523 Hz (half a tone each way of notes C1 to F#6), of the sound at a
 *          rate of 5 to 10 kHz (slow.h), its highest sample scaled to 1.
 * Windows: Hann, 372 ms, one every 186 ms, that lie in the sound; if it is shorter, one
 *          round its middle.
 * Peaks:   bins higher than both beside them and twice the mean of those within four half
 *          tones, at most 100 dB below a sine of amplitude 2. The note is at the top of
 *          the parabola through the logarithms of three bins (J. Smith and X. Serra,
 *          PARSHL, ICMC 1987).
 */
struct peak {
    unsigned window;
    float note;   /* as MIDI counts, and a fraction; A4 = 440 Hz is 69 */
    float height; /* an amplitude: half of the sine's, if it is alone */
};

/* Valid until the plan's next run. */
struct peaks_found {
    const struct peak *peak; /* (peaks) by window, then by note */
    size_t peaks;
    const float *power; /* (windows) of the band */
    size_t windows;     /* at least 1 */
    /* 0 to 1: share of all that power in peaks from 82 Hz (E2) up, over 10 times the mean
     */
    float clarity;
};

/* A plan holds what is made for a rate, for a few rates, and its scratch. */
struct peaks;
struct peaks *peaks_new(void); /* never NULL */
void peaks_free(struct peaks *c);

/* x (n) mono at rate_hz, n >= 1; what is not finite is silence. */
void peaks_find(struct peaks *c, const float *x, size_t n, int rate_hz,
                struct peaks_found *out);

#endif
