/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_EARS_H
#define SERVE_EARS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/models.h"
#include "store/store.h"
#include "util/lexicon.h"
#include "util/sound.h"

/*
 * Sounds that are sent to the server are heard here: by sandboxed workers, as an index
 * has them, with the model that the library has in use. Whoever asks takes an ear, which
 * is one worker process with all it needs to tell what it has heard, and waits for it in
 * its own thread; there are as many as processors. They start when they are first asked
 * and end when nobody has asked for a while.
 */
struct ears_options {
    const struct model_facts *built_in; /* model; NULL = none. Borrowed */
    int ears;                           /* 0 = one per core that we may use */
    int idle_ms;                        /* then they end; 0 = EARS_IDLE_MS */
    int wait_ms;                        /* for one to be free; 0 = EARS_WAIT_MS */
    int timeout_ms;      /* per sound, of each of two tries; 0 = EARS_SOUND_MS */
    const char *program; /* as of index/pool.h */
    bool no_sandbox;     /* debugging only */
};
enum { EARS_IDLE_MS = 30000, EARS_WAIT_MS = 10000, EARS_SOUND_MS = 10000 };

struct ears;
struct around;
struct ears *ears_new(const struct ears_options *o); /* never NULL; starts nothing */
void ears_free(struct ears *x);                      /* nobody is asking any more */

/* What sounds like it: kept as long as somebody asks, too. */
struct around *ears_around(struct ears *x);

/* What was heard, borrowed for the call. */
struct heard {
    const struct sound *sound;
    struct store *told; /* a library in memory, in which it is */
    int64_t sample;     /* of that */
    int64_t model;      /* of the real library; 0 = built in, and not known to it */
    const char *key;    /* of the model; NULL = there is none */
    double ms;          /* that it took */
};

/*
 * Hear fd, a regular file (borrowed), with the model that s has in use. name and names:
 * of serve/draft.h. 0, or -1: ERR_FORMAT, ERR_UNSUPPORTED it cannot be decoded; ERR_BUSY
 * all ears were taken for too long; or what heard() says.
 */
int ears_hear(struct ears *x, struct store *s, int fd, const char *name,
              const struct lexicon *names,
              int (*heard)(void *arg, const struct heard *h, struct err *e), void *arg,
              struct err *e);

int ears_open(struct ears *x); /* how many have a worker */

#endif
