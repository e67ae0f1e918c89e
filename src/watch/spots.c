/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Places that wait: a heap by time, and tables by path and by directory. */
#include "watch/spots.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

enum { FIRST_HEADS = 64 };

void spots_init(struct spots *s)
{
    *s = (struct spots){.heads = FIRST_HEADS};
    s->table = mem_new(s->heads, sizeof(struct spot *));
    s->dirs = mem_new(s->heads, sizeof(struct spot_dir *));
}

void spots_clear(struct spots *s)
{
    while (s->n)
        free(spots_drop(s, s->heap[s->n - 1]));
    free(s->heap);
    free(s->table);
    free(s->dirs);
    *s = (struct spots){0};
}

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, begun with the folder. */
static uint32_t hash_of(int64_t folder, const char *path, size_t len)
{
    uint32_t h = 2166136261u ^ ((uint32_t)folder * 2654435761u);

    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)path[i]) * 16777619u;
    return h ^ (h >> 15);
}

static void put_at(struct spots *s, size_t i, struct spot *p)
{
    s->heap[i] = p;
    p->at = i;
}

static void sift(struct spots *s, size_t i)
{
    struct spot *p = s->heap[i];

    while (i && s->heap[(i - 1) / 2]->call_ms > p->call_ms) {
        put_at(s, i, s->heap[(i - 1) / 2]);
        i = (i - 1) / 2;
    }
    for (size_t c; (c = 2 * i + 1) < s->n; i = c) {
        if (c + 1 < s->n && s->heap[c + 1]->call_ms < s->heap[c]->call_ms)
            c++;
        if (s->heap[c]->call_ms >= p->call_ms)
            break;
        put_at(s, i, s->heap[c]);
    }
    put_at(s, i, p);
}

static void enter(struct spots *s, struct spot *p)
{
    struct spot **head = &s->table[p->hash & (s->heads - 1)];

    p->next = *head;
    *head = p;
}

static void enter_dir(struct spots *s, struct spot_dir *d)
{
    struct spot_dir **head = &s->dirs[d->hash & (s->heads - 1)];

    d->next = *head;
    *head = d;
}

/* There are never more directories than places: one size does for both tables. */
static void grow_tables(struct spots *s)
{
    struct spot_dir **old = s->dirs;
    const size_t heads = s->heads;

    if (s->n < heads)
        return;
    s->heads *= 2;
    free(s->table);
    s->table = mem_new(s->heads, sizeof(struct spot *));
    s->dirs = mem_new(s->heads, sizeof(struct spot_dir *));
    for (size_t i = 0; i < s->n; i++)
        enter(s, s->heap[i]);
    for (size_t i = 0; i < heads; i++)
        for (struct spot_dir *d = old[i], *next; d; d = next) {
            next = d->next;
            enter_dir(s, d);
        }
    free(old);
}

struct spot *spots_find(const struct spots *s, int64_t folder, const char *path,
                        size_t len)
{
    const uint32_t h = hash_of(folder, path, len);
    struct spot *p = s->table[h & (s->heads - 1)];

    while (p && (p->hash != h || p->folder != folder ||
                 strncmp(p->path, path, len) != 0 || p->path[len]))
        p = p->next;
    return p;
}

static struct spot_dir *find_dir(const struct spots *s, int64_t folder, const char *path,
                                 size_t len)
{
    const uint32_t h = hash_of(folder, path, len);
    struct spot_dir *d = s->dirs[h & (s->heads - 1)];

    while (d && (d->hash != h || d->folder != folder ||
                 strncmp(d->path, path, len) != 0 || d->path[len]))
        d = d->next;
    return d;
}

size_t spot_dir_len(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? (size_t)(slash - path) : 0;
}

static void join_dir(struct spots *s, struct spot *p)
{
    const size_t len = spot_dir_len(p->path);
    struct spot_dir *d = find_dir(s, p->folder, p->path, len);

    if (!d) {
        d = mem_new(1, sizeof *d);
        d->folder = p->folder;
        d->path = mem_text(p->path, len);
        d->hash = hash_of(p->folder, p->path, len);
        enter_dir(s, d);
    }
    d->count++;
    p->dir = d;
    p->next_name = d->names;
    if (d->names)
        d->names->prev_name = p;
    d->names = p;
}

static void leave_dir(struct spots *s, struct spot *p)
{
    struct spot_dir *d = p->dir, **head;

    if (!d)
        return;
    if (p->prev_name)
        p->prev_name->next_name = p->next_name;
    else
        d->names = p->next_name;
    if (p->next_name)
        p->next_name->prev_name = p->prev_name;
    p->dir = NULL;
    p->next_name = p->prev_name = NULL;
    if (--d->count)
        return;
    head = &s->dirs[d->hash & (s->heads - 1)];
    while (*head != d)
        head = &(*head)->next;
    *head = d->next;
    free(d->path);
    free(d);
}

struct spot *spots_add(struct spots *s, int64_t folder, const char *path, size_t len,
                       int64_t now_ms)
{
    struct spot *p = mem_new(1, sizeof *p);

    p->path = mem_text(path, len);
    p->folder = folder;
    p->how = LOOK_NAME;
    p->first_ms = now_ms;
    p->hash = hash_of(folder, path, len);
    s->heap = mem_more(s->heap, s->n, &s->room, sizeof(struct spot *));
    grow_tables(s);
    put_at(s, s->n++, p);
    enter(s, p);
    join_dir(s, p);
    return p;
}

char *spots_drop(struct spots *s, struct spot *p)
{
    struct spot **head = &s->table[p->hash & (s->heads - 1)];
    char *path = p->path;
    const size_t at = p->at;

    while (*head != p)
        head = &(*head)->next;
    *head = p->next;
    leave_dir(s, p);
    if (at != --s->n) {
        put_at(s, at, s->heap[s->n]);
        sift(s, at);
    }
    free(p);
    return path;
}

void spots_wait(struct spots *s, struct spot *p, int64_t due_ms, int64_t call_ms)
{
    p->due_ms = due_ms;
    p->call_ms = call_ms;
    sift(s, p->at);
}

void spots_widen(struct spots *s, struct spot *p, enum look_how how)
{
    leave_dir(s, p);
    p->how = how;
}
