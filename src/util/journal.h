/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_JOURNAL_H
#define UTIL_JOURNAL_H

/*
 * Lines for whoever keeps the daemon's log: to stderr, before each its level as <N> where
 * the journal reads (sd-daemon(3)). A line is a sentence and, after it, key=value pairs.
 */
enum journal_level { JOURNAL_ERROR = 3, JOURNAL_WARNING = 4, JOURNAL_INFO = 6 };

void journal(enum journal_level level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void journal_path(enum journal_level level, const char *path, const char *fmt, ...)
    __attribute__((format(printf, 3, 4))); /* path=... escaped, in front of the rest */

#endif
