/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map, as the page draws it. */
#include "serve/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/json.h"
#include "serve/desk.h"
#include "store/points.h"
#include "util/mem.h"

enum { SLOTS = 1024, MOST_KINDS = SLOTS / 2 }; /* more of them are "unsure" */

/* Categories by name; number 0 is that there is none. */
struct kinds {
    struct kind {
        char *tag; /* owned */
        int64_t samples;
    } kind[MOST_KINDS];
    size_t n;
    uint16_t slot[SLOTS]; /* numbers by a hash of the name */
};

/* One answer, or both numbers that it is known by. */
struct picture {
    struct points_stamp stamp;
    struct kinds kinds;
    struct buf *out; /* NULL: only the kinds are asked for */
};

static void picture_free(struct picture *p)
{
    for (size_t i = 0; i < p->kinds.n; i++)
        free(p->kinds.kind[i].tag);
    free(p);
}

/* Where the name is, or belongs. Source of the hash: FNV-1a, G. Fowler, L. Noll, K. Vo.
 */
static uint16_t *slot_of(struct kinds *k, const char *tag)
{
    uint32_t hash = 2166136261U;

    for (const char *c = tag; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619U;
    hash %= SLOTS;
    while (k->slot[hash] && strcmp(k->kind[k->slot[hash]].tag, tag) != 0)
        hash = (hash + 1) % SLOTS;
    return &k->slot[hash];
}

static int add_kind(void *arg, const char *tag, struct err *e)
{
    struct kinds *k = arg;

    (void)e;
    if (k->n == MOST_KINDS)
        return 0;
    *slot_of(k, tag) = (uint16_t)k->n;
    k->kind[k->n++].tag = mem_text(tag, strlen(tag));
    return 0;
}

static int add_point(void *arg, const struct point_drawn *d, struct err *e)
{
    struct picture *p = arg;
    const uint16_t kind = d->category ? *slot_of(&p->kinds, d->category) : 0;

    (void)e;
    p->kinds.kind[kind].samples++;
    if (!p->out)
        return 0;
    buf_u32(p->out, (uint32_t)d->at.sample);
    buf_u16(p->out, (uint16_t)d->at.x);
    buf_u16(p->out, (uint16_t)d->at.y);
    buf_u16(p->out, kind);
    buf_u16(p->out, d->loop ? MAP_LOOP : 0);
    return 0;
}

static void add_head(struct picture *p)
{
    const float side = (float)((POINTS_SIDE - 1) / p->stamp.scale);

    buf_bytes(p->out, "SDBM", 4);
    buf_u32(p->out, MAP_VERSION);
    buf_u32(p->out, 0); /* put_count() */
    buf_u32(p->out, 0);
    buf_f32(p->out, 0.0f);
    buf_f32(p->out, 0.0f);
    buf_f32(p->out, side);
    buf_f32(p->out, side);
}

static void put_count(struct buf *out)
{
    const size_t n = (out->len - MAP_HEAD) / MAP_POINT;

    for (int i = 0; i < 4; i++)
        out->data[MAP_COUNT + i] = (uint8_t)(n >> 8 * i);
}

static int draw(struct store *s, void *arg, struct err *e)
{
    struct picture *p = arg;

    if (points_stamp(s, &p->stamp, e) != 0)
        return -1;
    p->kinds.n = 1; /* unsure */
    if (p->out)
        add_head(p);
    if (points_kinds(s, add_kind, &p->kinds, e) != 0 ||
        points_drawn(s, add_point, p, e) != 0)
        return -1;
    if (p->out)
        put_count(p->out);
    return 0;
}

static void put_etag(struct reply *r, const struct points_stamp *s)
{
    snprintf(r->etag, sizeof r->etag, "\"%llx-%llx\"", (unsigned long long)s->version,
             (unsigned long long)s->changes);
}

/* The picture, unless the other side has it: 1 and *out, to be freed; 0; -1. */
static int look(struct desk *d, const struct call *c, struct reply *r, struct buf *body,
                struct picture **out, struct err *e)
{
    struct points_stamp now;
    struct picture *p;

    r->caching = "no-cache"; /* to be asked for again, with its ETag */
    if (points_stamp(d->store, &now, e) != 0)
        return -1;
    put_etag(r, &now);
    if (call_has(c, r->etag))
        return 0;
    p = mem_new(1, sizeof *p);
    p->out = body;
    if (points_picture(d->store, draw, p, e) != 0) {
        picture_free(p);
        return -1;
    }
    put_etag(r, &p->stamp);
    *out = p;
    return 1;
}

int map_get(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    struct picture *p = NULL;
    const int rc = look(d, c, r, &r->body, &p, e);

    r->type = "application/octet-stream";
    if (rc == 1)
        picture_free(p);
    return rc < 0 ? -1 : 0;
}

int map_get_categories(struct desk *d, const struct call *c, struct reply *r,
                       struct err *e)
{
    json_t *rows = json_array();
    struct picture *p = NULL;
    const int rc = look(d, c, r, NULL, &p, e);

    for (size_t i = 0; rc == 1 && i < p->kinds.n; i++)
        if (p->kinds.kind[i].samples > 0)
            json_array_append_new(
                rows, json_pack("{s:I, s:o, s:I}", "index", (json_int_t)i, "tag",
                                json_text_or_null(p->kinds.kind[i].tag), "samples",
                                (json_int_t)p->kinds.kind[i].samples));
    if (rc == 1) {
        json_write(&r->body, json_pack("{s:o}", "categories", rows));
        picture_free(p);
    } else {
        json_decref(rows);
    }
    return rc < 0 ? -1 : 0;
}
