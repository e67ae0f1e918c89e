/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One connection, which is for one request. */
#include "serve/visit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/mem.h"

enum {
    UPLOAD_RATE = 16, /* bytes a ms of an upload, at the least, ... */
    UPLOAD_TIMES = 6  /* ... and the patience with the largest */
};

/* "Audio/WAV; x=y" is "audio/wav". In place. */
static void plain_type(char *type)
{
    size_t i = 0;

    for (; type[i] && !strchr("; \t", type[i]); i++)
        if (type[i] >= 'A' && type[i] <= 'Z')
            type[i] = (char)(type[i] - 'A' + 'a');
    type[i] = '\0';
}

static int fill_call(struct visit *v, struct gate_refusal *no)
{
    struct gate_head *h = &v->asks;
    struct call *c = &v->call;
    struct err e = {0};

    c->method = h->method;
    c->path = h->path;
    if (h->type)
        plain_type(h->type);
    c->type = h->type;
    c->accept = h->accept;
    c->range = h->range;
    c->if_range = h->if_range;
    c->if_none_match = h->if_none_match;
    c->last_event = h->last_event;
    if (call_query(c, h->query, &e) == 0)
        return 0;
    *no = (struct gate_refusal){.status = 400,
                                .why = "the query string has too many parameters, or "
                                       "something else than UTF-8 text"};
    return -1;
}

static int find_route(struct visit *v, const struct route *table, struct gate_refusal *no)
{
    const int status =
        route_find(table, v->asks.method, v->asks.path, &v->route, &v->call.id);

    if (status == 0)
        return 0;
    *no = (struct gate_refusal){
        .status = status,
        .why = status == 404 ? "there is nothing of that name here"
                             : "what has that name takes another method",
        .allow = v->asks.method == CALL_POST ? "GET, HEAD" : "POST"};
    return -1;
}

int visit_admit(struct visit *v, size_t n, const struct route *table,
                const struct pass_side *side, struct gate_refusal *no)
{
    return gate_read(&v->asks, v->head, n, no) == 0 && find_route(v, table, no) == 0 &&
                   pass_check(&v->asks, side, v->route, no) == 0 && fill_call(v, no) == 0
               ? 0
               : -1;
}

int64_t visit_patience(const struct visit *v, int64_t usual_ms)
{
    const int64_t more = usual_ms + v->asks.length / UPLOAD_RATE;
    const int64_t most = UPLOAD_TIMES * usual_ms;

    return !(v->route->flags & ROUTE_UPLOAD) ? usual_ms : more < most ? more : most;
}

void visit_read(struct visit *v)
{
    const int64_t left = v->reply.len - v->piece.at;
    const size_t n = left < VISIT_PIECE ? (size_t)left : VISIT_PIECE;
    ssize_t got;

    if (!v->piece.data)
        v->piece.data = mem_new(n, 1); /* the first piece is the largest */
    got = pread(v->reply.fd, v->piece.data, n, (off_t)(v->reply.from + v->piece.at));
    v->piece.len = got > 0 ? (size_t)got : 0;
}

struct visit *visit_new(int fd, int64_t now_ms)
{
    struct visit *v = mem_new(1, sizeof *v);

    v->fd = fd;
    v->came_ms = now_ms;
    v->call.upload = -1;
    v->reply.fd = -1;
    return v;
}

void visit_free(struct visit *v)
{
    if (v->call.upload >= 0)
        close(v->call.upload);
    reply_clear(&v->reply);
    buf_clear(&v->body);
    free(v->piece.data);
    free(v->head);
    free(v);
}
