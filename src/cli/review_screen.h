/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_REVIEW_SCREEN_H
#define CLI_REVIEW_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/sound.h"

/*
 * What a person sees of one sound. Texts are borrowed and may come from anywhere: what
 * could steer a terminal is replaced, and what is too wide is cut.
 */
enum { SCREEN_MATCHES = 6 };

struct screen {
    size_t columns, rows; /* of the terminal */
    bool ansi, colour, utf8;
    const char *place; /* "3 of 20, 12 more sound like it" */
    const char *name, *folder, *facts;
    const float *level; /* (levels) 0 to 1; of a sound without: 0 */
    size_t levels;
    const char *now; /* what it is called now */
    struct screen_guess {
        const char *tag;
        float p;
    } guess[SOUND_TOP]; /* (guesses) */
    size_t guesses;
    const char *reject;                /* what `n` would say that it is not */
    const char *note;                  /* what has just happened; NULL */
    bool bad;                          /* and was no good news */
    const char *typed;                 /* a tag in the making; NULL = none */
    const char *match[SCREEN_MATCHES]; /* (matches) what it may become */
    size_t matches, more;              /* more: that are not shown */
    bool help;
};

/* The whole screen. Pure. */
void screen_draw(struct buf *out, const struct screen *s);

#endif
