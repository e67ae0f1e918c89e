/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The head of a request: one strict grammar, and nothing that two could read in two ways.
 */
#include "serve/gate.h"

#include <string.h>
#include <strings.h>

static int refuse(struct gate_refusal *no, int status, const char *why)
{
    *no = (struct gate_refusal){.status = status, .why = why};
    return -1;
}

/* What may stand in a head at all: text, tabs, and ends of lines that are whole. */
static int check_bytes(const char *in, size_t n, struct gate_refusal *no)
{
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)in[i];

        if (c == '\n' && (i == 0 || in[i - 1] != '\r'))
            return refuse(no, 400, "a line ends without a carriage return");
        if (i > 0 && in[i - 1] == '\r' && c != '\n')
            return refuse(no, 400, "a carriage return stands alone");
        if ((c < ' ' && c != '\t' && c != '\r' && c != '\n') || c == 0x7f)
            return refuse(no, 400, "the head has a control character");
    }
    return 0;
}

int gate_end(const char *in, size_t n, size_t *end, struct gate_refusal *no)
{
    const char *line = memmem(in, n, "\r\n", 2);
    const char *last = memmem(in, n, "\r\n\r\n", 4);
    const size_t whole = last ? (size_t)(last - in) + 4 : n;

    if (check_bytes(in, whole, no) != 0)
        return -1;
    if (line ? line - in > GATE_TARGET + 16 : n > GATE_TARGET + 16)
        return refuse(no, 414, "path and query are too long");
    if (whole > GATE_HEAD || (!last && n >= GATE_HEAD))
        return refuse(no, 431, "the head of the request is too large");
    *end = whole;
    return last != NULL;
}

/* The next line of what is left, NUL-terminated. Each ends with CR LF. */
static char *next_line(char **rest)
{
    char *line = *rest, *end = strchr(line, '\r');

    *end = '\0';
    *rest = end + 2;
    return line;
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Paths are ours alone: plain letters, so that nothing in one needs to be decoded. */
static bool path_is_plain(const char *path)
{
    if (path[0] != '/')
        return false;
    for (size_t i = 0; path[i]; i++) {
        if (!is_name(path[i]) && !strchr("/_.-", path[i]))
            return false;
        if ((path[i] == '/' && path[i + 1] == '/') ||
            ((path[i] == '/' || path[i] == '.') && path[i + 1] == '.'))
            return false;
    }
    return true;
}

/* As RFC 3986, 3.4 has it, with every '%' whole. */
static bool query_is_plain(const char *query)
{
    for (size_t i = 0; query[i]; i++) {
        if (query[i] == '%' &&
            (!strchr("0123456789abcdefABCDEF", query[i + 1]) || !query[i + 1] ||
             !query[i + 2] || !strchr("0123456789abcdefABCDEF", query[i + 2])))
            return false;
        if (!is_name(query[i]) && !strchr("%/_.-&=?~!$'()*+,;:@", query[i]))
            return false;
    }
    return true;
}

static int read_method(struct gate_head *out, const char *word, struct gate_refusal *no)
{
    if (strcmp(word, "GET") == 0)
        out->method = CALL_GET;
    else if (strcmp(word, "HEAD") == 0)
        out->method = CALL_HEAD;
    else if (strcmp(word, "POST") == 0)
        out->method = CALL_POST;
    else
        return refuse(no, 405, "the methods are GET, HEAD and POST");
    return 0;
}

/* "GET /path?query HTTP/1.1" */
static int read_request(struct gate_head *out, char *line, struct gate_refusal *no)
{
    char *target = strchr(line, ' '), *version;

    if (!target)
        return refuse(no, 400, "that is no HTTP request");
    *target++ = '\0';
    version = strchr(target, ' ');
    if (!version)
        return refuse(no, 400, "that is no HTTP request");
    *version++ = '\0';
    if (strcmp(version, "HTTP/1.1") != 0)
        return refuse(no, 505, "only HTTP/1.1 is spoken here");
    if (read_method(out, line, no) != 0)
        return -1;
    out->path = target;
    out->query = strchr(target, '?');
    if (out->query)
        *out->query++ = '\0';
    if (!path_is_plain(out->path))
        return refuse(no, 400, "the path has something in it that no path here has");
    if (out->query && !query_is_plain(out->query))
        return refuse(no, 400, "the query string is not encoded as it should be");
    return 0;
}

static int read_length(struct gate_head *out, const char *v, struct gate_refusal *no)
{
    if (out->sized)
        return refuse(no, 400, "Content-Length stands there twice");
    if (!*v || strspn(v, "0123456789") != strlen(v))
        return refuse(no, 400, "Content-Length is no number");
    if (strlen(v) > 15)
        return refuse(no, 413, "the body is too large");
    out->sized = true;
    for (; *v; v++)
        out->length = 10 * out->length + (*v - '0');
    return 0;
}

/* A field that says something once, or not at all. */
static int read_once(char **to, char *value, struct gate_refusal *no)
{
    for (const char *c = value; *c; c++)
        if ((unsigned char)*c >= 0x80)
            return refuse(no, 400, "a field is not ASCII");
    if (*to)
        return refuse(no, 400, "a field that can stand in a head once is there twice");
    *to = value;
    return 0;
}

static int read_field(struct gate_head *out, const char *name, char *value,
                      struct gate_refusal *no)
{
    const struct {
        const char *name;
        char **to;
    } once[] = {{"Host", &out->host},
                {"Origin", &out->origin},
                {"Sec-Fetch-Site", &out->site},
                {"Authorization", &out->authorization},
                {"Content-Type", &out->type},
                {"Range", &out->range},
                {"If-Range", &out->if_range},
                {"If-None-Match", &out->if_none_match},
                {"Last-Event-ID", &out->last_event}};

    for (size_t i = 0; i < sizeof once / sizeof *once; i++)
        if (strcasecmp(name, once[i].name) == 0)
            return read_once(once[i].to, value, no);
    if (strcasecmp(name, "Content-Length") == 0)
        return read_length(out, value, no);
    if (strcasecmp(name, "Transfer-Encoding") == 0)
        return refuse(no, 411, "a body needs a Content-Length, and no Transfer-Encoding");
    if (strcasecmp(name, "Expect") == 0 && strcasecmp(value, "100-continue") != 0)
        return refuse(no, 417, "nothing but 100-continue can be expected");
    if (strcasecmp(name, "Expect") == 0)
        out->expects = true;
    if (strcasecmp(name, "Accept") == 0 && !out->accept)
        return read_once(&out->accept, value, no);
    return 0;
}

/* "Name: value", blanks around the value taken off. */
static int read_line(struct gate_head *out, char *line, struct gate_refusal *no)
{
    char *colon = strchr(line, ':'), *value, *end;

    if (line[0] == ' ' || line[0] == '\t')
        return refuse(no, 400, "a field is folded into a second line");
    if (!colon || colon == line)
        return refuse(no, 400, "a line of the head is no field");
    for (const char *c = line; c < colon; c++)
        if (!is_name(*c) && !strchr("!#$%&'*+-.^_`|~", *c))
            return refuse(no, 400, "the name of a field has something else in it");
    *colon = '\0';
    value = colon + 1 + strspn(colon + 1, " \t");
    end = value + strlen(value);
    while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
        *--end = '\0';
    return read_field(out, line, value, no);
}

int gate_read(struct gate_head *out, char *head, size_t n, struct gate_refusal *no)
{
    struct gate_head own = {0};
    char *rest = head;
    size_t end, fields = 0;

    *no = (struct gate_refusal){0};
    if (gate_end(head, n, &end, no) != 1 || end != n)
        return no->status ? -1 : refuse(no, 400, "that is no HTTP request");
    head[n] = '\0';
    if (read_request(&own, next_line(&rest), no) != 0)
        return -1;
    while (*rest != '\r') {
        if (++fields > GATE_FIELDS)
            return refuse(no, 431, "the head has too many fields");
        if (read_line(&own, next_line(&rest), no) != 0)
            return -1;
    }
    if (!own.host)
        return refuse(no, 400, "the request names no Host");
    if (own.method != CALL_POST && own.length > 0)
        return refuse(no, 400, "only a POST has a body");
    *out = own;
    return 0;
}
