/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which part of a file is wanted: the field Range. */
#include "serve/range.h"

#include <string.h>
#include <strings.h>

/* Digits, as many as there are; more than fits is the most there can be. 0 where there is
 * none. */
static size_t number(const char *text, int64_t *out)
{
    const size_t n = strspn(text, "0123456789");
    int64_t v = 0;

    for (size_t i = 0; i < n; i++)
        v = v > (INT64_MAX - (text[i] - '0')) / 10 ? INT64_MAX : 10 * v + (text[i] - '0');
    *out = v;
    return n;
}

/* "-500": the last of it. */
static int last_of(int64_t wanted, int64_t size, int64_t *from, int64_t *len)
{
    if (wanted == 0 || size == 0)
        return -1;
    *len = wanted < size ? wanted : size;
    *from = size - *len;
    return 1;
}

int range_read(const char *text, int64_t size, int64_t *from, int64_t *len)
{
    static const char unit[] = "bytes=";
    int64_t first = 0, last = 0;
    size_t a, b;

    if (!text || strncasecmp(text, unit, sizeof unit - 1) != 0)
        return 0;
    text += sizeof unit - 1;
    a = number(text, &first);
    if (text[a] != '-')
        return 0;
    b = number(text + a + 1, &last);
    if (text[a + 1 + b] != '\0' || (a == 0 && b == 0) || (a && b && last < first))
        return 0;
    if (a == 0)
        return last_of(last, size, from, len);
    if (first >= size)
        return -1;
    *from = first;
    *len = (b && last < size - 1 ? last : size - 1) - first + 1;
    return 1;
}
