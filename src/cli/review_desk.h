/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_REVIEW_DESK_H
#define CLI_REVIEW_DESK_H

#include "cli/review_answer.h"
#include "cli/review_card.h"
#include "cli/review_loop.h"
#include "cli/review_prompt.h"
#include "cli/review_tty.h"

/* A review under way: what lies in front of the person, and what was done so far. */

/* One step of the person, to go back to. */
struct step {
    struct picked at;
    struct answer said; /* n 0: skipped */
    bool moved;         /* another sound was asked about after it */
};

struct desk {
    const struct review *r;
    struct review_counts *n;
    struct tty tty;
    bool utf8, colour;
    struct step *past; /* (steps) owned */
    size_t steps, room;
    long number;    /* of the question */
    char note[480]; /* what has just happened */
    bool bad;       /* and is no good news */
    bool help, typing;
    struct prompt prompt;
    struct prompt_names names; /* owned */
    size_t names_room;
    struct card card;
};

/* Terminal and names: 0, or -1 with nothing to close. */
int desk_open(struct desk *d, const struct review *r, struct review_counts *n,
              struct err *e);
void desk_close(struct desk *d);

/* What may be typed, from the library. */
int desk_read_names(struct desk *d, struct err *e);

/* The note of this step; desk_add(): beside the one that is there. */
void desk_say(struct desk *d, bool bad, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void desk_add(struct desk *d, const char *text);

void desk_draw(const struct desk *d);

/* The sound of the card, and silence. */
void desk_play(struct desk *d);
void desk_hush(struct desk *d);

/* A step of the sound of the card. */
struct step *desk_step(struct desk *d, bool moved);

#endif
