/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_CLOCK_H
#define UTIL_CLOCK_H

#include <stdint.h>

/* Milliseconds, nanoseconds since some moment in the past: only differences mean
 * anything. */
int64_t clock_ms(void);
int64_t clock_ns(void);

/*
 * When to wake up for what wants to be done wait_ms after a moment, at the latest. Who
 * can wait for a minute or more is served when one ends, so that all who wait so wake the
 * machine once; and later than from_ms in any case.
 */
int64_t clock_due(int64_t from_ms, int64_t wait_ms);

#endif
