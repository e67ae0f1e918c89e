/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_POOL_H
#define INDEX_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"
#include "util/sound.h"

/*
 * Worker processes: start them, hand out descriptors, collect answers, end the
 * slow, replace the dead. One thread, driven by pool_wait().
 *
 * Every job gets exactly one answer. A worker that dies, hangs or answers
 * nonsense costs only the job it was on: that one is tried again alone in a
 * fresh process, and if that fails too it is answered as SOUND_FAILED with a
 * text that says how. Jobs queued behind it move to other workers.
 */
struct pool_options {
    const char *program; /* executable to start as `program worker`; NULL = ourselves */
    int jobs;            /* processes; 0 = one per core that we may use */
    int timeout_ms;      /* per file, wall clock; 0 = 30,000 */
    bool no_sandbox;     /* debugging only */
    bool polite;         /* they take only time and disk that nobody else wants */
    size_t nodes;      /* categories of the model, to check answers; 0 = features only */
    const void *model; /* (model_len) a model file, copied; NULL = the one built in */
    size_t model_len;
};

/* An answer. blobs in sound are borrowed until the callback returns. */
typedef int pool_answer(void *arg, uint64_t ticket, const struct sound *sound,
                        struct err *e);

struct pool;
int pool_open(struct pool **out, const struct pool_options *o, struct err *e);
void pool_close(struct pool *p); /* kills and reaps; unanswered jobs are forgotten */

size_t pool_room(const struct pool *p);    /* jobs it takes now without waiting */
size_t pool_pending(const struct pool *p); /* given, not yet answered */

/* Hand over a job: pool owns fd from now on. room must be > 0. */
int pool_analyse(struct pool *p, uint64_t ticket, int fd, struct err *e);
/* blob (n): of mel or of embedding. */
int pool_classify(struct pool *p, uint64_t ticket, const void *blob, size_t n,
                  struct err *e);

/*
 * Wait until something happens, at most wait_ms, and call `answer` for each
 * answer that came. Returns early on a signal. 0, or -1: no worker can be
 * started any more, or the callback failed.
 */
int pool_wait(struct pool *p, int wait_ms, pool_answer *answer, void *arg, struct err *e);

#endif
