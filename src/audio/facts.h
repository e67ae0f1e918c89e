/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_FACTS_H
#define AUDIO_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/sound.h"

/*
 * What chunk bodies have said so far: the bodies come in any order, and some
 * statements outrank others, so they are weighed at the end.
 */
enum facts_source { NOTE_SMPL, NOTE_ACID, NOTE_INST, NOTE_SOURCES }; /* best first */

enum { FACTS_MARKS = 256, FACTS_LOOPS = 1024, FACTS_BEATS = 100000 };

struct facts {
    struct embedded *out;
    int note[NOTE_SOURCES]; /* MIDI, -1 = not stated */
    float cents[NOTE_SOURCES];
    char description[160], written[32]; /* bext: stand in for ICMT and ICRD */
    bool has_loop;                      /* AIFF INST names two markers: */
    int loop_marks[2];
    struct {
        int id;
        int64_t frame;
    } mark[FACTS_MARKS]; /* AIFF MARK */
    size_t marks;
    uint64_t data_bytes; /* ds64: the size of a data chunk that does not fit 32 bits */
};

void facts_init(struct facts *f, struct embedded *out); /* sets *out to all absent */
void facts_finish(struct facts *f);

/* A kind of chunk that is read. read() takes n bytes of it, which may be too few. */
struct body {
    char id[5];
    void (*read)(struct facts *f, const uint8_t *p, size_t n);
};

/* The reader of a chunk by its four letters, or NULL. */
const struct body *riff_body(const char *id);
const struct body *aiff_body(const char *id);

/*
 * Some writers leave out the byte that pads an odd chunk. head[0..n) (9 are enough)
 * is what follows the chunk, `left` what is left of the file there. True only if what
 * stands there looks more like a chunk than what stands one byte on.
 */
bool facts_unpadded(const uint8_t *head, size_t n, int64_t left, bool is_aiff);

/* Size of the chunk whose four letters stand at head; 8 bytes are there. */
uint32_t facts_size(const uint8_t *head, bool is_aiff);

/* Note text if none is noted yet; made clean and cut to fit. */
void facts_text(char *out, size_t room, const void *p, size_t n);

#endif
