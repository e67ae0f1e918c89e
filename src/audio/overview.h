/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_OVERVIEW_H
#define AUDIO_OVERVIEW_H

#include <stddef.h>
#include <stdint.h>

/*
 * How far a sound reaches up and down from its beginning to its end, in columns of equal
 * length: what a waveform is drawn from. Of all channels, the one that reaches farthest.
 */
enum {
    OVERVIEW_COLUMNS = 128,  /* at most: what is shorter than 32 frames each has fewer */
    OVERVIEW_BUCKETS = 2048, /* that are kept while it is decoded */
    OVERVIEW_SPAN = 32       /* frames of a bucket to begin with */
};

struct overview {
    float peak;                                           /* what 127 stands for */
    size_t columns;                                       /* at least 1 */
    int8_t low[OVERVIEW_COLUMNS], high[OVERVIEW_COLUMNS]; /* -127 to 127 */
};

/*
 * It is made while the sound is decoded, block by block, in memory that does not grow:
 * when the buckets do not reach far enough, two each become one.
 */
struct overview_meter {
    size_t channels, span, buckets;                      /* so many are in use */
    float low[OVERVIEW_BUCKETS], high[OVERVIEW_BUCKETS]; /* low > high: nothing heard */
};

void overview_init(struct overview_meter *m, size_t channels);

/* in (frames, channels), finite, from frame `at` of the sound on. */
void overview_add(struct overview_meter *m, const float *in, size_t frames, int64_t at);

/* Of a sound of so many frames, of which some have been heard. Columns of which none has
 * lie on a line between those before and behind. */
void overview_tell(const struct overview_meter *m, int64_t frames, struct overview *out);

#endif
