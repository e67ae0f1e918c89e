/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines for whoever keeps the daemon's log. */
#include "util/journal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/utf8.h"

/* A process has one stderr, and the parts that write to it know nothing of each other. */
static struct {
    bool levels;
    enum journal_level least;
} to = {.least = JOURNAL_INFO};

void journal_init(bool levels, enum journal_level least)
{
    to.levels = levels;
    to.least = least;
}

/* One character at p[0..n) as it goes into a line; *used bytes of p. */
static const char *safe(char out[8], const uint8_t *p, size_t n, bool quoted,
                        size_t *used)
{
    static const char plain[] = "\n\t\r\"\\", letter[] = "ntr\"\\";
    const char *at = strchr(plain, *p);
    const size_t len = utf8_shown(p, n);

    *used = len ? len : 1;
    if (at && (quoted || at - plain < 3))
        snprintf(out, 8, "\\%c", letter[at - plain]);
    else if (len)
        snprintf(out, 8, "%.*s", (int)len, (const char *)p);
    else
        snprintf(out, 8, "\\x%02x", *p);
    return out;
}

size_t journal_escape(char *out, size_t room, const char *text, bool quoted)
{
    const uint8_t *p = (const uint8_t *)text;
    const size_t n = strlen(text), end = quoted ? 2 : 1;
    size_t at = 0, used;
    char one[8];

    if (quoted)
        out[at++] = '"';
    for (size_t i = 0; i < n; i += used) {
        const size_t len = strlen(safe(one, p + i, n - i, quoted, &used));

        if (at + len + end > room)
            break;
        memcpy(out + at, one, len);
        at += len;
    }
    if (quoted)
        out[at++] = '"';
    out[at] = '\0';
    return at;
}

__attribute__((format(printf, 3, 0))) static void
put(enum journal_level level, const char *path, const char *fmt, va_list ap)
{
    char text[JOURNAL_LINE], line[JOURNAL_LINE];
    const int saved = errno;
    size_t at = 0;
    ssize_t written;

    if (level > to.least)
        return;
    vsnprintf(text, sizeof text, fmt, ap);
    if (to.levels)
        at += (size_t)snprintf(line, sizeof line, "<%d>", (int)level);
    if (path) {
        at += (size_t)snprintf(line + at, sizeof line - at, "path=");
        at += journal_escape(line + at, sizeof line / 2, path, true);
        line[at++] = ' ';
    }
    at += journal_escape(line + at, sizeof line - at - 1, text, false);
    line[at++] = '\n';
    written = write(STDERR_FILENO, line, at);
    (void)written; /* there is nobody else to tell */
    errno = saved;
}

void journal(enum journal_level level, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    put(level, NULL, fmt, ap);
    va_end(ap);
}

void journal_path(enum journal_level level, const char *path, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    put(level, path, fmt, ap);
    va_end(ap);
}
