/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef QUERY_CALENDAR_H
#define QUERY_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

/* Days of the Gregorian calendar, counted from 1970-01-01, which is 0. */
enum {
    CALENDAR_FIRST = -719162, /* 0001-01-01 */
    CALENDAR_LAST = 2932896,  /* 9999-12-31 */
    CALENDAR_TEXT = 24
};

/* "2026-02-28", "2026-02" or "2026": the first and the last day of it. */
bool calendar_read(const char *text, int64_t *first, int64_t *last);

/* "2026-02-28"; returns out. */
const char *calendar_text(char out[CALENDAR_TEXT], int64_t day);

#endif
