/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_REVIEW_CARD_H
#define CLI_REVIEW_CARD_H

#include "cli/review_pick.h"
#include "nn/patch.h"
#include "store/inspect.h"

/* All that a review needs to know of the sample that it asks about. */
struct card {
    struct picked is;
    struct inspection known; /* owned */
    const char *path;    /* of a file that is there: absolute, raw bytes; NULL = none */
    const char *display; /* the same as UTF-8 */
    uint8_t hash[SOUND_HASH];
    float level[PATCH_COLS]; /* review_wave.h */
    size_t levels;           /* 0 = not known */
};

enum card_state {
    CARD_READY,
    CARD_GONE,    /* none of its files is there any more; display is of one of them */
    CARD_ANSWERED /* somebody has said meanwhile what it is */
};

/*
 * folder: whose file is preferred, and has to be there; NULL = any. 0 and *state, or -1;
 * card_clear() in any case.
 */
int card_open(struct card *c, struct store *s, const struct picked *is,
              const char *folder, enum card_state *state, struct err *e);
void card_clear(struct card *c);

/* "0.47 s, 2 channels, 44100 Hz, FLAC PCM 16" and "drums.kick 0.62 by the model, oneshot
 * 0.98" out of room bytes; both return out. */
const char *card_facts(const struct card *c, char *out, size_t room);
const char *card_now(const struct card *c, char *out, size_t room);

/* What is wrong about it where anything is: the category it wears, else the likeliest. */
const char *card_doubted(const struct card *c, const struct model *m);

#endif
