/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long things take, whatever is done to the time of day. */
#include "util/clock.h"

#include <time.h>

enum { MINUTE_MS = 60000 };

int64_t clock_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t clock_ms(void) { return clock_ns() / 1000000; }

int64_t clock_due(int64_t from_ms, int64_t wait_ms)
{
    const int64_t due = from_ms + wait_ms;

    return wait_ms < MINUTE_MS ? due : due - due % MINUTE_MS;
}
