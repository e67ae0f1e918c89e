/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows for people, scripts and xargs. */
#include "cli/print.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

void print_json(json_t *value)
{
    json_dumpf(value, stdout, JSON_REAL_PRECISION(9));
    putchar('\n');
    json_decref(value);
}

json_t *json_text(const char *text)
{
    json_t *value = json_string(text);
    char *safe;

    if (value)
        return value;
    safe = clean(text);
    value = json_string(safe);
    free(safe);
    return value;
}

json_t *json_text_or_null(const char *text)
{
    return text ? json_text(text) : json_null();
}

json_t *json_real_or_null(double v) { return isfinite(v) ? json_real(v) : json_null(); }

json_t *json_count_or_null(int64_t n) { return n ? json_integer(n) : json_null(); }

json_t *json_bytes_unless(const char *bytes, const char *text)
{
    const size_t n = strlen(bytes);
    json_t *value;
    char *hex;

    if (strcmp(bytes, text) == 0)
        return json_null();
    hex = mem_new(2 * n + 1, 1);
    for (size_t i = 0; i < n; i++)
        snprintf(hex + 2 * i, 3, "%02x", (unsigned char)bytes[i]);
    value = json_string(hex);
    free(hex);
    return value;
}

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
