/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What has changed in a library since somebody last looked. */
#include "serve/lookout.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "answer/json.h"
#include "serve/changes.h"
#include "store/models.h"

struct lookout lookout_of(struct server *server)
{
    return (struct lookout){.desk = {.server = server}, .model = -1};
}

void lookout_close(struct lookout *l)
{
    store_close(l->desk.store);
    l->desk.store = NULL;
    l->model = -1;
}

struct current {
    int64_t id;
    json_t *said; /* owned; NULL = none is in use */
};

static int note_model(void *arg, const struct model_row *m, struct err *e)
{
    struct current *c = arg;

    (void)e;
    if (m->id == c->id)
        c->said = json_pack("{s:I, s:s}", "id", (json_int_t)m->id, "key", m->key);
    return 0;
}

static int look_at_model(struct lookout *l, struct buf *out, struct err *e)
{
    struct current c = {.id = 0};

    if (model_in_use(l->desk.store, &c.id, e) < 0)
        return -1;
    if (l->model >= 0 && l->model != c.id) {
        if (model_each(l->desk.store, note_model, &c, e) != 0)
            return -1;
        if (c.said)
            json_write(out, c.said);
    }
    l->model = c.id;
    return 0;
}

int lookout_look(struct lookout *l, struct buf *model, struct err *e)
{
    const struct store *before = l->desk.store;
    int64_t version = 0;

    if (desk_library(&l->desk, e) != 0 || change_version(l->desk.store, &version, e) != 0)
        return -1;
    if (l->desk.store == before && version == l->version)
        return 0;
    l->version = version;
    return look_at_model(l, model, e) == 0 ? 1 : -1;
}

struct reading {
    struct buf *out;
    int64_t *seq;
    int n;
};

static int note(void *arg, const struct change *c, struct err *e)
{
    struct reading *r = arg;
    char head[64];

    (void)e;
    snprintf(head, sizeof head, "id: %" PRId64 "\nevent: change\ndata: ", c->seq);
    buf_bytes(r->out, head, strlen(head));
    json_write(r->out, changes_json(c));
    buf_bytes(r->out, "\n\n", 2);
    *r->seq = c->seq;
    r->n++;
    return 0;
}

int lookout_read(struct lookout *l, int64_t *seq, struct buf *out, struct err *e)
{
    struct reading r = {.out = out, .seq = seq};
    int64_t last = 0;

    if (change_last(l->desk.store, &last, e) != 0)
        return -1;
    if (*seq < 0 || *seq > last)
        *seq = last;
    if (*seq < last && change_each(l->desk.store, *seq, LOOKOUT_PAGE, note, &r, e) != 0)
        return -1;
    return r.n;
}
