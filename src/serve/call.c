/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a handler is asked, and what it answers. */
#include "serve/call.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "serve/herald.h"
#include "util/hex.h"
#include "util/utf8.h"

/* Of a digit that may be a capital: 0 to 15, or -1. */
static int digit(char c)
{
    return hex_digit(c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c);
}

/* In place. 0, or -1: not UTF-8, or with control characters. */
static int decode(char *text)
{
    const char *in = text;
    size_t n = 0;

    for (; *in; in++, n++) {
        if (*in == '%' && digit(in[1]) >= 0 && digit(in[2]) >= 0) {
            text[n] = (char)(16 * digit(in[1]) + digit(in[2]));
            in += 2;
        } else {
            text[n] = *in == '+' ? ' ' : *in;
        }
    }
    text[n] = '\0';
    for (size_t i = 0, k; i < n; i += k)
        if ((k = utf8_shown(text + i, n - i)) == 0)
            return -1;
    return 0;
}

int call_query(struct call *c, char *query, struct err *e)
{
    char *next;

    for (; query; query = next) {
        char *value;

        next = strchr(query, '&');
        if (next)
            *next++ = '\0';
        if (!*query)
            continue;
        if (c->params == CALL_PARAMS)
            return err_set(e, ERR_USAGE, "the query string has more than %d parameters",
                           CALL_PARAMS);
        value = strchr(query, '=');
        if (value)
            *value++ = '\0';
        if (decode(query) != 0 || (value && decode(value) != 0))
            return err_set(e, ERR_USAGE, "the query string is not UTF-8 text");
        c->param[c->params++] = (struct call_param){query, value ? value : ""};
    }
    return 0;
}

const char *call_param(const struct call *c, const char *name)
{
    for (size_t i = c->params; i-- > 0;)
        if (strcmp(c->param[i].name, name) == 0)
            return c->param[i].value;
    return NULL;
}

int call_number(const struct call *c, const char *name, int64_t least, int64_t most,
                int64_t usual, int64_t *out, struct err *e)
{
    const char *text = call_param(c, name);
    long long v;
    char *end;

    if (!text) {
        *out = usual;
        return 0;
    }
    errno = 0;
    v = strtoll(text, &end, 10);
    if (end == text || *end || errno != 0 || *text == ' ' || *text == '+' || v < least ||
        v > most)
        return err_set(e, ERR_USAGE, "%s is a whole number from %lld to %lld", name,
                       (long long)least, (long long)most);
    *out = v;
    return 0;
}

int call_flag(const struct call *c, const char *name, bool *out, struct err *e)
{
    int64_t v;

    if (call_number(c, name, 0, 1, 0, &v, e) != 0)
        return -1;
    *out = v == 1;
    return 0;
}

bool call_has(const struct call *c, const char *etag)
{
    const char *list = c->if_none_match;
    const size_t n = strlen(etag);

    if (!list || strcmp(list, "*") == 0)
        return list;
    for (const char *at = strstr(list, etag); at; at = strstr(at + n, etag))
        if (at[n] == '\0' || strchr(", \t", at[n]))
            return true;
    return false;
}

void reply_clear(struct reply *r)
{
    buf_clear(&r->body);
    if (r->fd >= 0)
        close(r->fd);
    if (r->stream)
        stream_free(r->stream);
    *r = (struct reply){.fd = -1};
}
