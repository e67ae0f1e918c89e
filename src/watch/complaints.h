/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_COMPLAINTS_H
#define WATCH_COMPLAINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How many lines about files go into the log. Each file's row says what is wrong with it,
 * so of a folder of ten thousand damaged files the log has the first few and a number.
 */
enum { COMPLAINTS_MOST = 10, COMPLAINTS_MS = 60000 }; /* so many in such a time */

struct complaints { /* {0} to begin with */
    int64_t since_ms;
    size_t logged, more;
};

/* May one more be logged? Where not, it is counted. */
bool complaints_may(struct complaints *c, int64_t now_ms);

/* How many were only counted, once their time is over; 0 before that. */
size_t complaints_left(struct complaints *c, int64_t now_ms);

/* When complaints_left() has something to say; -1 = not as things are. */
int64_t complaints_due(const struct complaints *c);

#endif
