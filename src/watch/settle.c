/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Places that wait until nothing happens there any more. */
#include "watch/settle.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

struct dir_wait;
struct place_wait {
    struct place_wait *next; /* in its chain of the table */
    char *path;              /* owned */
    int64_t folder;
    int64_t first_ms, due_ms; /* first touched; quiet since long enough */
    int64_t call_ms;          /* when to look at it: half-time, or due_ms */
    struct ripeness seen;
    struct dir_wait *dir;                     /* of a LOOK_NAME */
    struct place_wait *next_name, *prev_name; /* in its list */
    size_t at;                                /* in the heap */
    uint32_t hash;
    enum look_how how;
    bool probed, retry;
};

/* The names of one directory that wait. */
struct dir_wait {
    struct dir_wait *next; /* in its chain of the table */
    struct place_wait *names;
    char *path; /* owned */
    int64_t folder;
    size_t count;
    uint32_t hash;
};

struct settle {
    int64_t quiet_ms;
    struct place_wait **heap; /* (n) soonest first */
    size_t n, room, retries;
    struct place_wait **table; /* (heads) a power of two */
    struct dir_wait **dirs;    /* (heads) */
    size_t heads;
    char **taken; /* (takens) paths of the last settle_take(); owned */
    size_t takens, taken_room;
};

enum { FIRST_HEADS = 64 };

struct settle *settle_new(int64_t quiet_ms)
{
    struct settle *s = mem_new(1, sizeof *s);

    s->quiet_ms = quiet_ms;
    s->heads = FIRST_HEADS;
    s->table = mem_new(s->heads, sizeof(struct place_wait *));
    s->dirs = mem_new(s->heads, sizeof(struct dir_wait *));
    return s;
}

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, begun with the folder. */
static uint32_t hash_of(int64_t folder, const char *path, size_t len)
{
    uint32_t h = 2166136261u ^ ((uint32_t)folder * 2654435761u);

    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)path[i]) * 16777619u;
    return h ^ (h >> 15);
}

static void put_at(struct settle *s, size_t i, struct place_wait *p)
{
    s->heap[i] = p;
    p->at = i;
}

static void sift(struct settle *s, size_t i)
{
    struct place_wait *p = s->heap[i];

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

static void enter(struct settle *s, struct place_wait *p)
{
    struct place_wait **head = &s->table[p->hash & (s->heads - 1)];

    p->next = *head;
    *head = p;
}

static void enter_dir(struct settle *s, struct dir_wait *d)
{
    struct dir_wait **head = &s->dirs[d->hash & (s->heads - 1)];

    d->next = *head;
    *head = d;
}

/* There are never more directories than places: one size does for both tables. */
static void grow_tables(struct settle *s)
{
    struct dir_wait **old = s->dirs;
    const size_t heads = s->heads;

    if (s->n < heads)
        return;
    s->heads *= 2;
    free(s->table);
    s->table = mem_new(s->heads, sizeof(struct place_wait *));
    s->dirs = mem_new(s->heads, sizeof(struct dir_wait *));
    for (size_t i = 0; i < s->n; i++)
        enter(s, s->heap[i]);
    for (size_t i = 0; i < heads; i++)
        for (struct dir_wait *d = old[i], *next; d; d = next) {
            next = d->next;
            enter_dir(s, d);
        }
    free(old);
}

static struct place_wait *find(const struct settle *s, int64_t folder, const char *path,
                               size_t len)
{
    const uint32_t h = hash_of(folder, path, len);
    struct place_wait *p = s->table[h & (s->heads - 1)];

    while (p && (p->hash != h || p->folder != folder ||
                 strncmp(p->path, path, len) != 0 || p->path[len]))
        p = p->next;
    return p;
}

static struct dir_wait *find_dir(const struct settle *s, int64_t folder, const char *path,
                                 size_t len)
{
    const uint32_t h = hash_of(folder, path, len);
    struct dir_wait *d = s->dirs[h & (s->heads - 1)];

    while (d && (d->hash != h || d->folder != folder ||
                 strncmp(d->path, path, len) != 0 || d->path[len]))
        d = d->next;
    return d;
}

static size_t dir_len(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? (size_t)(slash - path) : 0;
}

static size_t parent_len(const char *path, size_t len)
{
    while (len && path[--len] != '/')
        ;
    return len;
}

static void join_dir(struct settle *s, struct place_wait *p)
{
    const size_t len = dir_len(p->path);
    struct dir_wait *d = find_dir(s, p->folder, p->path, len);

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

static void leave_dir(struct settle *s, struct place_wait *p)
{
    struct dir_wait *d = p->dir, **head;

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

static struct place_wait *add(struct settle *s, int64_t folder, const char *path,
                              size_t len, int64_t now_ms)
{
    struct place_wait *p = mem_new(1, sizeof *p);

    p->path = mem_text(path, len);
    p->folder = folder;
    p->how = LOOK_NAME;
    p->first_ms = now_ms;
    p->hash = hash_of(folder, path, len);
    s->heap = mem_more(s->heap, s->n, &s->room, sizeof(struct place_wait *));
    grow_tables(s);
    put_at(s, s->n++, p);
    enter(s, p);
    join_dir(s, p);
    return p;
}

/* Take it out; the path becomes the caller's. */
static char *drop(struct settle *s, struct place_wait *p)
{
    struct place_wait **head = &s->table[p->hash & (s->heads - 1)];
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
    s->retries -= p->retry;
    free(p);
    return path;
}

static void free_taken(struct settle *s)
{
    while (s->takens)
        free(s->taken[--s->takens]);
}

void settle_free(struct settle *s)
{
    if (!s)
        return;
    free_taken(s);
    while (s->n)
        free(drop(s, s->heap[s->n - 1]));
    free(s->taken);
    free(s->heap);
    free(s->table);
    free(s->dirs);
    free(s);
}

static void wait_for(struct settle *s, struct place_wait *p, int64_t due_ms,
                     int64_t call_ms)
{
    p->due_ms = due_ms;
    p->call_ms = call_ms;
    sift(s, p->at);
}

static void wait_anew(struct settle *s, struct place_wait *p, int64_t now_ms)
{
    int64_t due = now_ms + s->quiet_ms;

    s->retries -= p->retry;
    p->retry = p->probed = false;
    if (p->how == LOOK_NAME) {
        wait_for(s, p, due, now_ms + s->quiet_ms / 2);
        return;
    }
    if (due > p->first_ms + SETTLE_LONGEST * s->quiet_ms)
        due = p->first_ms + SETTLE_LONGEST * s->quiet_ms;
    wait_for(s, p, due, due);
}

static void wait_to_retry(struct settle *s, struct place_wait *p, int64_t due_ms)
{
    s->retries += !p->retry;
    p->retry = true;
    wait_for(s, p, due_ms, due_ms);
}

/* What holds that path already: itself, its directory, or all below one above it. */
static struct place_wait *find_holder(const struct settle *s, int64_t folder,
                                      const char *path)
{
    const size_t above = dir_len(path);
    struct place_wait *p;

    for (size_t len = above; *path; len = parent_len(path, len)) {
        p = find(s, folder, path, len);
        if (p && !p->retry && p->how >= (len == above ? LOOK_DIR : LOOK_TREE))
            return p;
        if (!len)
            break;
    }
    return find(s, folder, path, strlen(path));
}

static struct place_wait *widen(struct settle *s, int64_t folder, const char *path,
                                size_t len, enum look_how how, int64_t now_ms)
{
    struct place_wait *p = find(s, folder, path, len);

    if (!p)
        p = add(s, folder, path, len, now_ms);
    if (how > p->how) {
        leave_dir(s, p);
        p->how = how;
    }
    return p;
}

static size_t count_of(const struct settle *s, int64_t folder)
{
    size_t count = 0;

    for (size_t i = 0; i < s->n; i++)
        count += s->heap[i]->folder == folder;
    return count;
}

/* Too many: the directory for its names, or the folder for everything. */
static struct place_wait *gather(struct settle *s, struct place_wait *p, int64_t now_ms)
{
    const int64_t folder = p->folder;
    struct dir_wait *d = p->dir;

    if (d && d->count > SETTLE_NAMES) {
        struct place_wait *whole =
            widen(s, folder, p->path, dir_len(p->path), LOOK_DIR, now_ms);

        /* The last name takes its record along. */
        for (size_t left = d->count; left; left--)
            free(drop(s, d->names));
        p = whole;
        wait_anew(s, p, now_ms);
    }
    if (s->n % 64 == 0 && s->n > SETTLE_PLACES && count_of(s, folder) > SETTLE_PLACES) {
        settle_forget(s, folder);
        p = widen(s, folder, "", 0, LOOK_TREE, now_ms);
    }
    return p;
}

void settle_touch(struct settle *s, int64_t folder, const char *path, enum look_how how,
                  int64_t now_ms, int64_t after_ms)
{
    struct place_wait *p = find_holder(s, folder, path);
    const bool new = !p;

    if (p && strcmp(p->path, path) != 0) {
        if (how == LOOK_TREE && p->how < LOOK_TREE)
            p = NULL; /* its directory does not hold what lies below it */
        else if (after_ms >= 0)
            return;
    }
    if (p && after_ms >= 0 && !p->retry)
        return; /* it is looked at soon enough */
    if (!p || strcmp(p->path, path) == 0)
        p = widen(s, folder, path, strlen(path), how, now_ms);
    if (new)
        p = gather(s, p, now_ms);
    if (after_ms < 0)
        wait_anew(s, p, now_ms);
    else
        wait_to_retry(s, p, now_ms + after_ms);
}

int64_t settle_due(const struct settle *s) { return s->n ? s->heap[0]->call_ms : -1; }
size_t settle_count(const struct settle *s) { return s->n; }
size_t settle_retries(const struct settle *s) { return s->retries; }

/* Is it as it was? Where not, it waits again. */
static bool is_ripe(struct settle *s, struct place_wait *p, int64_t now_ms,
                    settle_probe *probe, void *arg)
{
    struct ripeness is;
    bool same;

    is = p->how == LOOK_NAME && probe ? probe(arg, p->folder, p->path) : p->seen;
    same = !p->probed || (is.size == p->seen.size && is.mtime_ns == p->seen.mtime_ns);
    p->probed = true;
    p->seen = is;
    if (same && p->due_ms <= now_ms)
        return true;
    wait_for(s, p, same ? p->due_ms : now_ms + s->quiet_ms,
             same ? p->due_ms : now_ms + s->quiet_ms);
    return false;
}

static void take_one(struct settle *s, struct place_wait *p, struct look *out)
{
    out->how = p->how;
    s->taken = mem_more(s->taken, s->takens, &s->taken_room, sizeof(char *));
    s->taken[s->takens] = drop(s, p);
    out->path = s->taken[s->takens++];
}

size_t settle_take(struct settle *s, int64_t now_ms, int64_t *folder, struct look *out,
                   size_t most, settle_probe *probe, void *arg)
{
    size_t n = 0;

    free_taken(s);
    while (s->n && n < most && s->heap[0]->call_ms <= now_ms) {
        struct place_wait *p = s->heap[0];

        if (!is_ripe(s, p, now_ms, probe, arg))
            continue;
        if (n && p->folder != *folder)
            break; /* its turn is the next call */
        *folder = p->folder;
        take_one(s, p, &out[n++]);
    }
    return n;
}

static bool is_at_or_below(const char *path, const char *above)
{
    const size_t len = strlen(above);

    return strncmp(path, above, len) == 0 &&
           (len == 0 || path[len] == '/' || path[len] == '\0');
}

bool settle_near(const struct settle *s, int64_t folder, const char *path)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct place_wait *p = s->heap[i];

        if (p->folder == folder &&
            (is_at_or_below(p->path, path) || is_at_or_below(path, p->path)))
            return true;
    }
    return false;
}

void settle_forget(struct settle *s, int64_t folder)
{
    struct place_wait **all = mem_new(s->n + 1, sizeof(struct place_wait *));
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++)
        if (s->heap[i]->folder == folder)
            all[n++] = s->heap[i];
    while (n)
        free(drop(s, all[--n]));
    free(all);
}
