/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Places that wait until nothing happens there any more. */
#include "watch/settle.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "watch/spots.h"

struct settle {
    int64_t quiet_ms;
    struct spots spots;
    size_t retries;
    char **taken; /* (takens) paths of the last settle_take(); owned */
    size_t takens, taken_room;
};

struct settle *settle_new(int64_t quiet_ms)
{
    struct settle *s = mem_new(1, sizeof *s);

    s->quiet_ms = quiet_ms;
    spots_init(&s->spots);
    return s;
}

static size_t parent_len(const char *path, size_t len)
{
    while (len && path[--len] != '/')
        ;
    return len;
}

/* Take it out; the path becomes the caller's. */
static char *drop(struct settle *s, struct spot *p)
{
    s->retries -= p->retry;
    return spots_drop(&s->spots, p);
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
    free(s->taken);
    spots_clear(&s->spots);
    free(s);
}

static void wait_anew(struct settle *s, struct spot *p, int64_t now_ms)
{
    int64_t due = now_ms + s->quiet_ms;

    s->retries -= p->retry;
    p->retry = p->probed = false;
    if (p->how == LOOK_NAME) {
        spots_wait(&s->spots, p, due, now_ms + s->quiet_ms / 2);
        return;
    }
    if (due > p->first_ms + SETTLE_LONGEST * s->quiet_ms)
        due = p->first_ms + SETTLE_LONGEST * s->quiet_ms;
    spots_wait(&s->spots, p, due, due);
}

static void wait_to_retry(struct settle *s, struct spot *p, int64_t due_ms)
{
    s->retries += !p->retry;
    p->retry = true;
    spots_wait(&s->spots, p, due_ms, due_ms);
}

/* What holds that path already: itself, its directory, or all below one above it. */
static struct spot *find_holder(const struct settle *s, int64_t folder, const char *path)
{
    const size_t above = spot_dir_len(path);
    struct spot *p;

    for (size_t len = above; *path; len = parent_len(path, len)) {
        p = spots_find(&s->spots, folder, path, len);
        if (p && !p->retry && p->how >= (len == above ? LOOK_DIR : LOOK_TREE))
            return p;
        if (!len)
            break;
    }
    return spots_find(&s->spots, folder, path, strlen(path));
}

static struct spot *widen(struct settle *s, int64_t folder, const char *path, size_t len,
                          enum look_how how, int64_t now_ms)
{
    struct spot *p = spots_find(&s->spots, folder, path, len);

    if (!p)
        p = spots_add(&s->spots, folder, path, len, now_ms);
    if (how > p->how)
        spots_widen(&s->spots, p, how);
    return p;
}

static size_t count_of(const struct settle *s, int64_t folder)
{
    size_t count = 0;

    for (size_t i = 0; i < s->spots.n; i++)
        count += s->spots.heap[i]->folder == folder;
    return count;
}

/* Too many: the directory for its names, or the folder for everything. */
static struct spot *gather(struct settle *s, struct spot *p, int64_t now_ms)
{
    const int64_t folder = p->folder;
    struct spot_dir *d = p->dir;

    if (d && d->count > SETTLE_NAMES) {
        struct spot *whole =
            widen(s, folder, p->path, spot_dir_len(p->path), LOOK_DIR, now_ms);

        /* The last name takes its record along. */
        for (size_t left = d->count; left; left--)
            free(drop(s, d->names));
        p = whole;
        wait_anew(s, p, now_ms);
    }
    if (s->spots.n % 64 == 0 && s->spots.n > SETTLE_PLACES &&
        count_of(s, folder) > SETTLE_PLACES) {
        settle_forget(s, folder);
        p = widen(s, folder, "", 0, LOOK_TREE, now_ms);
    }
    return p;
}

void settle_touch(struct settle *s, int64_t folder, const char *path, enum look_how how,
                  int64_t now_ms, int64_t after_ms)
{
    struct spot *p = find_holder(s, folder, path);
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

int64_t settle_due(const struct settle *s)
{
    return s->spots.n ? s->spots.heap[0]->call_ms : -1;
}
size_t settle_count(const struct settle *s) { return s->spots.n; }
size_t settle_retries(const struct settle *s) { return s->retries; }

/* Is it as it was? Where not, it waits again. */
static bool is_ripe(struct settle *s, struct spot *p, int64_t now_ms, settle_probe *probe,
                    void *arg)
{
    struct ripeness is;
    bool same;

    is = p->how == LOOK_NAME && probe ? probe(arg, p->folder, p->path) : p->seen;
    same = !p->probed || (is.size == p->seen.size && is.mtime_ns == p->seen.mtime_ns);
    p->probed = true;
    p->seen = is;
    if (same && p->due_ms <= now_ms)
        return true;
    spots_wait(&s->spots, p, same ? p->due_ms : now_ms + s->quiet_ms,
               same ? p->due_ms : now_ms + s->quiet_ms);
    return false;
}

static void take_one(struct settle *s, struct spot *p, struct look *out)
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
    while (s->spots.n && n < most && s->spots.heap[0]->call_ms <= now_ms) {
        struct spot *p = s->spots.heap[0];

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
    for (size_t i = 0; i < s->spots.n; i++) {
        const struct spot *p = s->spots.heap[i];

        if (p->folder == folder &&
            (is_at_or_below(p->path, path) || is_at_or_below(path, p->path)))
            return true;
    }
    return false;
}

void settle_forget(struct settle *s, int64_t folder)
{
    struct spot **all = mem_new(s->spots.n + 1, sizeof(struct spot *));
    size_t n = 0;

    for (size_t i = 0; i < s->spots.n; i++)
        if (s->spots.heap[i]->folder == folder)
            all[n++] = s->spots.heap[i];
    while (n)
        free(drop(s, all[--n]));
    free(all);
}
