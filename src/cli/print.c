/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows for people, scripts and xargs. */
#include "cli/print.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "answer/json.h"
#include "util/mem.h"
#include "util/sound.h"
#include "util/utf8.h"

/* Valid UTF-8 without control characters. To free(). */
static char *clean(const char *text)
{
    const size_t n = strlen(text), room = 3 * n + 1;
    char *out = mem_new(room, 1);

    utf8_display(out, room, text, n);
    return out;
}

void print_clean(FILE *to, const char *text)
{
    char *safe = clean(text);

    fputs(safe, to);
    free(safe);
}

const char *print_count(char out[32], long long n)
{
    char digits[24];
    const int len = snprintf(digits, sizeof digits, "%lld", n);
    char *to = out;

    for (int i = 0; i < len; i++) {
        if (i > 0 && digits[i - 1] != '-' && (len - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return out;
}

/* Steps of one thousand, as disks are sold. */
const char *print_bytes(char out[32], long long n)
{
    static const char *const unit[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    double v = (double)n / 1000;
    int i = 0;

    if (n < 1000) {
        snprintf(out, 32, "%lld B", n);
        return out;
    }
    for (; v >= 999.95 && i < 5; i++)
        v /= 1000;
    snprintf(out, 32, "%.1f %s", v, unit[i]);
    return out;
}

const char *print_seconds(char out[32], double s)
{
    const long long whole = s < 1e15 ? llround(s) : 0;

    if (!isfinite(s) || s < 0 || s >= 1e15)
        snprintf(out, 32, "-");
    else if (s < 9.995)
        snprintf(out, 32, "%.2f s", s);
    else if (whole < 60)
        snprintf(out, 32, "%.1f s", s);
    else if (whole < 3600)
        snprintf(out, 32, "%lld min %02lld s", whole / 60, whole % 60);
    else
        snprintf(out, 32, "%lld h %02lld min", whole / 3600, whole % 3600 / 60);
    return out;
}

const char *print_time(char out[32], int64_t unix_s)
{
    const time_t t = unix_s;
    struct tm tm;

    if (!localtime_r(&t, &tm) || strftime(out, 32, "%Y-%m-%d %H:%M", &tm) == 0)
        snprintf(out, 32, "-");
    return out;
}

const char *print_note(char out[32], int midi)
{
    if (midi < 0 || midi > 127)
        snprintf(out, 32, "-");
    else
        sound_note_name(out, midi);
    return out;
}

bool print_colours(void)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

    return isatty(STDOUT_FILENO) && !(no && *no) && term && strcmp(term, "dumb") != 0;
}

void print_colour(bool on, enum colour c)
{
    static const char *const code[] = {"0", "1", "2", "32", "33", "31"};

    if (on)
        printf("\033[%sm", code[c]);
}

size_t print_columns(void)
{
    enum { USUAL = 80 };
    struct winsize w;

    if (!isatty(STDOUT_FILENO))
        return 0;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : USUAL;
}

bool print_utf8(void)
{
    const locale_t here = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    const bool yes = here && strcmp(nl_langinfo_l(CODESET, here), "UTF-8") == 0;

    if (here)
        freelocale(here);
    return yes;
}

void print_json_to(FILE *to, json_t *value)
{
    struct buf line = {0};

    json_write(&line, value);
    buf_u8(&line, '\n');
    fwrite(line.data, 1, line.len, to);
    buf_clear(&line);
}

void print_json(json_t *value) { print_json_to(stdout, value); }

int print_check(struct err *e)
{
    if (!ferror(stdout))
        return 0;
    return print_unwanted() ? err_set(e, ERR_STOPPED, "nobody reads the output")
                            : err_sys(e, "cannot write the output");
}

bool print_unwanted(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};

    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR);
}
