/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_JOURNAL_H
#define UTIL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Lines for whoever keeps the daemon's log: to stderr, before each its level as <N> where
 * the journal reads (sd-daemon(3)). A line is a sentence and, after it, key=value pairs.
 * Whatever is in it, it stays one line: control characters and bytes that are not UTF-8
 * become \n, \t, \r or \xNN. A line is written in one go; what does not fit into
 * JOURNAL_LINE bytes is cut.
 */
enum journal_level { JOURNAL_ERROR = 3, JOURNAL_WARNING = 4, JOURNAL_INFO = 6 };

enum { JOURNAL_LINE = 4096 };

/* Before the first line: do levels go in front (the journal reads stderr), and which is
 * the least that matters? Without this: no, and JOURNAL_INFO. */
void journal_init(bool levels, enum journal_level least);

void journal(enum journal_level level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* path="..." in front of the rest; quotes and backslashes in it are escaped, too. */
void journal_path(enum journal_level level, const char *path, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Text as it stands in a line, quoted or not, cut to room (at least 3) with the NUL.
 * Returns its length. */
size_t journal_escape(char *out, size_t room, const char *text, bool quoted);

#endif
