/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_NEARBY_H
#define STORE_NEARBY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"
#include "util/sound.h"

/*
 * Which samples sound alike: embeddings to look through, and for each sample the list of
 * its nearest others (v1_neighbour), which the indexer keeps. Those that write are called
 * in a transaction.
 */
enum { NEARBY_MOST = 16, NEARBY_UNIT = 1000 /* a distance of 1 */ };

/* One that can be looked for. Borrowed for the call. */
struct nearby_sound {
    int64_t sample;
    const void *blob; /* (n) its embedding; n 0 = none */
    size_t n;
    int note;        /* MIDI; -1 = not known */
    double duration; /* s */
};
typedef int nearby_each(void *arg, const struct nearby_sound *x, struct err *e);

/* All that have an embedding, by id; note and duration only with `more`. One statement,
 * streamed; each() must not write. */
int nearby_sounds(struct store *s, bool more, nearby_each *each, void *arg,
                  struct err *e);
/* One of them: 1 and each() was called, 0 there is no such sample, -1. */
int nearby_sound(struct store *s, int64_t sample, nearby_each *each, void *arg,
                 struct err *e);

/* A list, nearest first; ties by id. */
struct nearby {
    size_t n;
    struct nearby_one {
        int64_t id;
        uint32_t far; /* thousandths, 0 to 2000 */
    } one[NEARBY_MOST];
};

/* Give it another: true if it has changed; not if it is there already or too far. */
bool nearby_meet(struct nearby *list, int64_t id, uint32_t far);
/* The farthest that could still change a full list; INFINITY where there is room. */
double nearby_worst(const struct nearby *list);

int nearby_get(struct store *s, int64_t sample, struct nearby *out,
               struct err *e); /* 1, 0, -1 */
int nearby_put(struct store *s, int64_t sample, const struct nearby *list, struct err *e);

/* Lists belong to the trunk that made the embeddings: 1, 0, -1. */
int nearby_is_of(struct store *s, const uint8_t trunk[SOUND_TRUNK], struct err *e);
int nearby_now_of(struct store *s, const uint8_t trunk[SOUND_TRUNK], struct err *e);

/* Drop some lists: how many, 0 = there are none left; -1. */
int nearby_drop_some(struct store *s, int limit, struct err *e);
/* Some of all embeddings after id *after wait from now on: 1, 0 = that were all, -1. */
int nearby_queue_some(struct store *s, int64_t *after, int limit, struct err *e);

/* Those that wait for their list: how many; and which, in the order of ids. */
int nearby_waiting(struct store *s, int64_t *n, struct err *e);
int nearby_each_waiting(struct store *s, int64_t after, int limit, nearby_each *each,
                        void *arg, struct err *e);
/* Of these, those of which other lists may speak wrongly. */
int nearby_each_anew(struct store *s, int (*each)(void *arg, int64_t id, struct err *e),
                     void *arg, struct err *e);
int nearby_settled(struct store *s, int64_t sample, struct err *e); /* none does */
int nearby_done(struct store *s, int64_t sample, struct err *e);    /* waits no more */
/* The list goes, and the sample waits for another. */
int nearby_again(struct store *s, int64_t sample, struct err *e);

/* At most so many lists after an id: each() must not write. */
int nearby_lists(struct store *s, int64_t after, int limit,
                 int (*each)(void *arg, int64_t sample, const struct nearby *list,
                             struct err *e),
                 void *arg, struct err *e);

/* At most so many embeddings after an id, and up to `last`. worst: of the list as
 * nearby_worst(), -1 = it has none. each() must not write. */
int nearby_pass(struct store *s, int64_t after, int64_t last, int limit,
                int (*each)(void *arg, const struct nearby_sound *x, double worst,
                            struct err *e),
                void *arg, struct err *e);

/* About how many samples there are, and the greatest id that has a list: quick. */
int nearby_size(struct store *s, int64_t *n, struct err *e);
int nearby_last(struct store *s, int64_t *id, struct err *e);

#endif
