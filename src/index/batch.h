/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_BATCH_H
#define INDEX_BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

/*
 * One transaction for many answers: opened by the first write, closed after enough
 * of them or a fifth of a second, so that nobody who wants to write waits long.
 */
struct batch {
    struct store *s;
    bool open;
    int writes; /* in the open transaction */
    int64_t began_ms;
};

/* A write follows. */
int batch_write(struct batch *b, struct err *e);

/* Between writes, often: commit if it is time. */
int batch_breathe(struct batch *b, struct err *e);

/* At the end of a run that came to rc: what was stored before a failure is kept, unless
 * it is the store that failed. Returns rc, or -1 where it cannot be kept. */
int batch_end(struct batch *b, int rc, struct err *e);

#endif
