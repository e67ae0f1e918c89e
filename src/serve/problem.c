/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What went wrong, as RFC 9457 has it. */
#include "serve/problem.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

const char *problem_title(int status)
{
    static const struct {
        int status;
        const char *title;
    } known[] = {{400, "Bad Request"},
                 {401, "Unauthorized"},
                 {403, "Forbidden"},
                 {404, "Not Found"},
                 {405, "Method Not Allowed"},
                 {408, "Request Timeout"},
                 {409, "Conflict"},
                 {410, "Gone"},
                 {411, "Length Required"},
                 {413, "Content Too Large"},
                 {414, "URI Too Long"},
                 {415, "Unsupported Media Type"},
                 {416, "Range Not Satisfiable"},
                 {417, "Expectation Failed"},
                 {421, "Misdirected Request"},
                 {422, "Unprocessable Content"},
                 {431, "Request Header Fields Too Large"},
                 {503, "Service Unavailable"},
                 {505, "HTTP Version Not Supported"}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].status == status)
            return known[i].title;
    return "Internal Server Error";
}

int problem_reply(struct reply *r, int status, const char *detail)
{
    json_t *said = json_pack("{s:s, s:s, s:i, s:s}", "type", "about:blank", "title",
                             problem_title(status), "status", status, "detail", detail);
    char *text = said ? json_dumps(said, JSON_COMPACT) : NULL;
    const int retry_s = r->retry_s;

    reply_clear(r);
    r->status = status;
    r->type = "application/problem+json";
    r->retry_s = retry_s;
    if (text)
        buf_bytes(&r->body, text, strlen(text));
    free(text);
    json_decref(said);
    return 0;
}

static int status_of(enum err_kind kind)
{
    switch (kind) {
    case ERR_USAGE:
        return 400;
    case ERR_LIMIT:
        return 413;
    case ERR_UNSUPPORTED:
        return 415;
    case ERR_FORMAT:
        return 422;
    case ERR_BUSY:
    case ERR_STOPPED:
        return 503;
    case ERR_NONE:
    case ERR_IO:
    case ERR_STORE:
        break;
    }
    return 500;
}

void problem_of(struct reply *r, const struct err *e)
{
    const int status = status_of(e->kind);

    if (status == 503 && r->retry_s == 0)
        r->retry_s = 1;
    problem_reply(r, status,
                  e->kind == ERR_STORE ? "the library cannot be read just now"
                  : e->kind == ERR_BUSY && strchr(e->text, '/')
                      ? "the library is in use by another program"
                  : status == 500 ? "a file cannot be read or written just now"
                                  : e->text);
}
