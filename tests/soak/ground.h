/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SOAK_GROUND_H
#define SOAK_GROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/rng.h"

/*
 * The trees that file operations are done to, and what of them is under way. Places are
 * drawn from the disk itself, in the order of names: the same seed meets the same disk,
 * and does the same.
 */
enum { ROOM = 4096, LONGEST = 2000, WRITERS = 4, SHUT = 6 };

struct writer { /* a file that comes in pieces */
    int fd;     /* -1 between two pieces where each is opened anew */
    bool anew;
    char path[ROOM];
    unsigned char bytes[600];
    size_t done, n;
};

struct ground {
    struct rng rng;
    const char *const *root; /* (roots) */
    size_t roots;
    const char *shed; /* beside the roots: nobody watches it */
    long made;        /* sounds so far: each has another content */
    struct writer writer[WRITERS];
    size_t writers;
    struct { /* what lost its permissions, and will get them back */
        int fd;
        mode_t mode;
    } shut[SHUT];
    size_t shuts;
    char line[3 * ROOM]; /* what the last operation did, for the log */
};

size_t draw(struct ground *g, size_t n); /* 0 .. n - 1 */
bool chance(struct ground *g, unsigned percent);

/* Drawn: a directory of a root, a file or a directory below one. false: found none. */
bool draw_dir(struct ground *g, char *out);
bool draw_file(struct ground *g, char *out);
bool draw_below(struct ground *g, char *out); /* a directory that is no root */
bool draw_shed(struct ground *g, char *out);  /* anything that lies in the shed */

/* A new path in a drawn directory. false: nothing fits, or it is taken. */
bool draw_new_file(struct ground *g, char *out);
bool draw_new_dir(struct ground *g, char *out);
bool join(char *out, const char *dir, const char *name);

/* The next sound as a WAV file: its size. Now and then one that was there before. */
size_t next_sound(struct ground *g, unsigned char bytes[600]);

void tell(struct ground *g, const char *what, const char *from, const char *to);

#endif
