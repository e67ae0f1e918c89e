/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_CLOCK_H
#define UTIL_CLOCK_H

#include <stdint.h>

/* Milliseconds, nanoseconds since some moment in the past: only differences mean
 * anything. */
int64_t clock_ms(void);
int64_t clock_ns(void);

#endif
