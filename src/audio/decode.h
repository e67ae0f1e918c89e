/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_DECODE_H
#define AUDIO_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "audio/overview.h"
#include "util/err.h"
#include "util/facets.h"

enum {
    AUDIO_MAX_CHANNELS = 64,
    AUDIO_MIN_RATE = 1000,          /* Hz */
    AUDIO_MAX_RATE = 1000000,       /* Hz */
    AUDIO_EXCERPT_SECONDS = 12,     /* longest audio that is analysed */
    AUDIO_WHOLE_SECONDS = 60,       /* up to here every frame is decoded and hashed */
    AUDIO_COUNT_SECONDS = 4 * 3600, /* frames are counted by decoding up to here */
    AUDIO_HASH = 16,                /* bytes */
    AUDIO_TEXT = 160
};

/* What the container says (ID3, Vorbis comments, LIST/INFO). UTF-8; "" = absent. */
struct audio_text {
    char title[AUDIO_TEXT], artist[AUDIO_TEXT], album[AUDIO_TEXT], genre[AUDIO_TEXT],
        comment[AUDIO_TEXT], software[AUDIO_TEXT], date[AUDIO_TEXT];
};

/*
 * One file as mono floats, ready to measure.
 *
 * x is all of a file of up to AUDIO_EXCERPT_SECONDS; of a longer one its first
 * half-excerpt and the half-excerpt round its middle (or, if that begins before the
 * first one ends, the half-excerpt after it), joined. NaN and Inf are read as 0.
 * Mono is the mean of the channels; where they cancel (the mix is more than 30 dB
 * below the loudest channel) it is the loudest channel.
 *
 * Loudness and quality are of all that is decoded: of every frame up to
 * AUDIO_WHOLE_SECONDS, else of the half-excerpts; quality, peaks and the overview of the
 * probes too.
 */
struct audio {
    float *x;       /* (n) full scale is +-1; owned, audio_free() */
    size_t n;       /* frames in x; at least 1 */
    int64_t frames; /* of the whole file, as found by decoding or by seeking to its end;
                       at most AUDIO_COUNT_SECONDS where seeking does not work */
    int rate_hz, channels;
    char format[32]; /* "WAV PCM 16" */
    uint8_t hash[AUDIO_HASH];
    struct audio_text text;
    struct loudness loudness; /* of every channel, not of the mix */
    struct quality quality;
    struct overview overview;
};

/*
 * Decode fd (from its start, left open). Memory stays under 128 MiB for any file:
 * audio is streamed in blocks.
 *
 * hash: XXH3-128 (canonical, big-endian) over the interleaved float samples of every
 * frame, then rate, channels, frames (u32, u32, u64 little-endian); what the header
 * claims has no part in it. Beyond AUDIO_WHOLE_SECONDS only the two half-excerpts and
 * sixteen quarter-second probes, evenly spaced from the first frame to the last, are
 * hashed, in order of position (a probe that touches an excerpt is left out).
 * Samples are hashed as they lie in memory: as little-endian floats on all that we
 * build for.
 *
 * 0, or -1 with *e set and *out untouched:
 * ERR_FORMAT       not audio, damaged, or no frames at all
 * ERR_UNSUPPORTED  a container or subtype outside the allow-list
 * ERR_LIMIT        channels or rate out of range
 */
int audio_read(struct audio *out, int fd, struct err *e);
void audio_free(struct audio *a);

#endif
