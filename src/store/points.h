/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_POINTS_H
#define STORE_POINTS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"
#include "util/sound.h"

/*
 * Where samples lie on the map (v1_map): a square, in which what sounds alike is near.
 * The indexer keeps it. Those that write are called in a transaction.
 */
enum { POINTS_SIDE = 65536 }; /* of the square: coordinates are 0 to one less */

struct point {
    int64_t sample;
    int x, y;
};

/* A coordinate at so many units from the edge, of `scale` steps each: in the square. */
int point_step(float at, double scale);

typedef int point_each(void *arg, const struct point *p, struct err *e);

/* What is known of the map as a whole. */
struct points_state {
    int64_t version; /* grows with every change */
    int64_t laid;    /* points of the last layout of all */
    int64_t grown;   /* that came since */
    int64_t waiting; /* samples that have neighbours and no place */
    double scale;    /* steps of a coordinate for a unit of the layout */
};

/* 1: it was laid out by embeddings of this trunk; 0; -1. */
int points_state(struct store *s, const uint8_t trunk[SOUND_TRUNK],
                 struct points_state *out, struct err *e);

int points_wait(struct store *s, int64_t sample, struct err *e); /* unless it has one */
int points_done(struct store *s, int64_t sample, struct err *e); /* waits no more */
/* At most so many of those that wait, by id. */
int points_waiting(struct store *s, int limit,
                   int (*each)(void *arg, int64_t sample, struct err *e), void *arg,
                   struct err *e);

int points_get(struct store *s, int64_t sample, struct point *out,
               struct err *e); /* 1, 0, -1 */
/* At most so many after an id: each() must not write. */
int points_after(struct store *s, int64_t after, int limit, point_each *each, void *arg,
                 struct err *e);
int points_last(struct store *s, int64_t *id, struct err *e); /* the greatest; 0 */

/* It has a place now, and waits no more; nothing where the sample is gone. */
int points_put(struct store *s, const struct point *p, struct err *e);
/* After some: so many of them are new. */
int points_moved(struct store *s, int64_t grown, struct err *e);
/* After all: so many, by embeddings of this trunk. */
int points_laid(struct store *s, int64_t laid, double scale,
                const uint8_t trunk[SOUND_TRUNK], struct err *e);

/* What a picture of the map depends on: it is the same as long as both numbers are. */
struct points_stamp {
    int64_t version, changes; /* of the map; of the library (v1_change.seq) */
    double scale;
};
int points_stamp(struct store *s, struct points_stamp *out, struct err *e);

/* What a picture has of each. Borrowed for the call. */
struct point_drawn {
    struct point at;
    const char *category; /* NULL = unsure */
    bool loop;
};
int points_drawn(struct store *s,
                 int (*each)(void *arg, const struct point_drawn *p, struct err *e),
                 void *arg, struct err *e);
/* Every category that has a name; new ones come last. */
int points_kinds(struct store *s, int (*each)(void *arg, const char *tag, struct err *e),
                 void *arg, struct err *e);

/* read() over one unchanging picture of the library: what it returns, or -1. */
int points_picture(struct store *s,
                   int (*read)(struct store *s, void *arg, struct err *e), void *arg,
                   struct err *e);

#endif
