/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The change feed by HTTP. */
#include "serve/changes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "answer/json.h"
#include "serve/desk.h"
#include "serve/herald.h"
#include "serve/server.h"

enum { LIMIT = 1000 };

json_t *changes_json(const struct change *c)
{
    return json_pack("{s:I, s:o, s:s, s:I}", "seq", (json_int_t)c->seq, "sample_id",
                     json_count_or_null(c->sample), "what", c->what, "at",
                     (json_int_t)c->at);
}

struct list {
    json_t *all;
    int64_t next;
};

static int note(void *arg, const struct change *c, struct err *e)
{
    struct list *l = arg;

    (void)e;
    json_array_append_new(l->all, changes_json(c));
    l->next = c->seq;
    return 0;
}

static int list(struct desk *d, int64_t since, int64_t limit, struct reply *r,
                struct err *e)
{
    struct list l = {.all = json_array(), .next = since};
    int64_t last = 0;
    int rc = change_last(d->store, &last, e);

    if (since > last) /* of another library, or of this one before it was restored */
        l.next = last;
    if (rc == 0)
        rc = change_each(d->store, since, (int)limit, note, &l, e);
    if (rc == 0)
        json_write(&r->body,
                   json_pack("{s:O, s:I}", "changes", l.all, "next", (json_int_t)l.next));
    json_decref(l.all);
    return rc;
}

/* Where a stream broke, as the browser says it; -1: it does not, or not in our words. */
static int64_t last_event(const struct call *c)
{
    const char *text = c->last_event;
    long long seq;

    if (!text || !*text || strspn(text, "0123456789") != strlen(text))
        return -1;
    errno = 0;
    seq = strtoll(text, NULL, 10);
    return errno ? -1 : seq;
}

static int begin_stream(struct desk *d, int64_t since, struct reply *r, struct err *e)
{
    if (herald_stream(d->server->herald, since, &r->stream, e) != 0)
        return -1;
    r->type = "text/event-stream";
    return 0;
}

int changes_get(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    const bool streams = c->accept && strstr(c->accept, "text/event-stream");
    int64_t since, limit;

    if (call_number(c, "since", 0, INT64_MAX, streams ? -1 : 0, &since, e) != 0 ||
        call_number(c, "limit", 1, LIMIT, LIMIT, &limit, e) != 0)
        return -1;
    if (streams)
        return begin_stream(d, last_event(c) >= 0 ? last_event(c) : since, r, e);
    return list(d, since, limit, r, e);
}
