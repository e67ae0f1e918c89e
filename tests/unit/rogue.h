/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROGUE_H
#define ROGUE_H

#include "util/buf.h"
#include "util/sound.h"

/* A worker gone bad, and what it has in hand. */
struct rogue {
    int fd;           /* of the file in hand */
    unsigned answers; /* so far */
    struct sound sound;
    struct buf out, mel, descriptor, peaks, embedding;
    char text[100];
};

/*
 * Do what the file in hand says, reading from wherever its descriptor stands: who
 * hands it out has to rewind it. NULL = all is well, else the text of a failure.
 */
const char *obey(struct rogue *r);

#endif
