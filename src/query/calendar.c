/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Days, months and years as days that are counted. */
#include "query/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Days before the year, and before the month in it, since 0000-03-01: with March first,
 * the leap day is the last of a year, and 153 days are five months.
 * Source: E. G. Richards, Mapping Time, 1998, chapter 25, rearranged. */
static int64_t day_of(int year, int month, int day)
{
    const int64_t y = month > 2 ? year : year - 1;
    const int64_t m = month > 2 ? month - 3 : month + 9;

    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

/* Exactly so many digits; -1 = there are others. */
static int digits(const char *text, size_t n)
{
    if (strspn(text, "0123456789") != n)
        return -1;
    return (int)strtol(text, NULL, 10);
}

bool calendar_read(const char *text, int64_t *first, int64_t *last)
{
    const size_t n = strlen(text);
    const int year = n >= 4 ? digits(text, 4) : -1;
    int month = 1, day = 1, last_month = 12;

    if (year < 1 || (n != 4 && n != 7 && n != 10) || (n > 4 && text[4] != '-') ||
        (n > 7 && text[7] != '-'))
        return false;
    if (n > 4)
        month = last_month = digits(text + 5, 2);
    if (month < 1 || month > 12)
        return false;
    if (n > 7)
        day = digits(text + 8, 2);
    *first = day_of(year, month, day);
    *last = last_month == 12 ? day_of(year + 1, 1, 1) - 1
                             : day_of(year, last_month + 1, 1) - 1;
    if (day < 1 || *first > *last)
        return false;
    if (n > 7)
        *last = *first;
    return true;
}

const char *calendar_text(char out[CALENDAR_TEXT], int64_t day)
{
    int year = (int)(day / 366) + 1969, month = 1;

    while (year < 9999 && day_of(year + 1, 1, 1) <= day)
        year++;
    while (day < day_of(year, 1, 1))
        year--;
    while (month < 12 && day_of(year, month + 1, 1) <= day)
        month++;
    snprintf(out, CALENDAR_TEXT, "%04d-%02d-%02d", year, month,
             (int)(day - day_of(year, month, 1)) + 1);
    return out;
}
