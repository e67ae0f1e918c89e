/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who may ask for what: hosts, origins, tokens, and sizes of bodies. */
#include "serve/pass.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "serve/token.h"

static int refuse(struct gate_refusal *no, int status, const char *why)
{
    *no = (struct gate_refusal){.status = status, .why = why};
    return -1;
}

static bool is_host(const char *text, const char *name, int port)
{
    const bool six = strchr(name, ':') != NULL;
    char ours[80];

    snprintf(ours, sizeof ours, "%s%s%s:%d", six ? "[" : "", name, six ? "]" : "", port);
    if (strcasecmp(text, ours) == 0)
        return true;
    /* What a browser leaves away. */
    if (port != 80)
        return false;
    snprintf(ours, sizeof ours, "%s%s%s", six ? "[" : "", name, six ? "]" : "");
    return strcasecmp(text, ours) == 0;
}

static bool host_is_ours(const char *text, const struct pass_side *side)
{
    return is_host(text, "127.0.0.1", side->port) ||
           is_host(text, "localhost", side->port) || is_host(text, "::1", side->port) ||
           (side->own && is_host(text, side->own, side->port));
}

static bool origin_is_ours(const char *text, const struct pass_side *side)
{
    static const char scheme[] = "http://";

    return strncmp(text, scheme, sizeof scheme - 1) == 0 &&
           host_is_ours(text + sizeof scheme - 1, side);
}

static bool shows_token(const struct gate_head *h, const struct pass_side *side)
{
    static const char scheme[] = "Bearer ";

    return h->authorization &&
           strncasecmp(h->authorization, scheme, sizeof scheme - 1) == 0 &&
           token_same(h->authorization + sizeof scheme - 1, side->token);
}

/* What only the Unix socket is spared. */
static int check_side(const struct gate_head *h, const struct pass_side *side,
                      const struct route *r, struct gate_refusal *no)
{
    const bool writes = h->method == CALL_POST;

    if (!host_is_ours(h->host, side))
        return refuse(no, 421, "the Host of the request is not this server");
    if (h->origin && (writes || !(r->flags & ROUTE_PAGE)) &&
        !origin_is_ours(h->origin, side))
        return refuse(no, 403, "the request comes from a page of others");
    if (h->site && strcasecmp(h->site, "cross-site") == 0 && !(r->flags & ROUTE_PAGE))
        return refuse(no, 403, "the request comes from a page of others");
    if ((writes || (side->far && !(r->flags & ROUTE_PAGE))) && !shows_token(h, side))
        return refuse(no, 401, "the token of this server is missing or wrong");
    return 0;
}

static bool is_json(const char *type)
{
    static const char json[] = "application/json";

    return type && strncasecmp(type, json, sizeof json - 1) == 0 &&
           strchr(" \t;", type[sizeof json - 1]);
}

static int check_body(const struct gate_head *h, const struct route *r,
                      struct gate_refusal *no)
{
    if (h->method != CALL_POST)
        return 0;
    if ((r->flags & (ROUTE_JSON | ROUTE_UPLOAD)) && !h->sized)
        return refuse(no, 411, "the request has no body with a Content-Length");
    if (h->length > (r->flags & ROUTE_UPLOAD ? CALL_UPLOAD : CALL_BODY))
        return refuse(no, 413, "the body is too large");
    if ((r->flags & ROUTE_JSON) && !is_json(h->type))
        return refuse(no, 415, "the body must be application/json");
    return 0;
}

int pass_check(const struct gate_head *h, const struct pass_side *side,
               const struct route *r, struct gate_refusal *no)
{
    if (!side->local && check_side(h, side, r, no) != 0)
        return -1;
    return check_body(h, r, no);
}
