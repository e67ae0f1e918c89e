/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an event means: places to look at, directories to watch, renames. */
#include "watch/follow.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "index/names.h"
#include "util/clock.h"
#include "util/journal.h"
#include "util/mem.h"
#include "watch/events.h"
#include "watch/outpost.h"
#include "watch/roots.h"
#include "watch/scan.h"

enum { MOST_AT_ONCE = 65536 };

static void touch(struct daemon *d, node n, const char *name, enum look_how how)
{
    const int64_t folder = tree_folder(d->tree, n);

    if (folder <= 0)
        return;
    tree_path(d->tree, n, name, &d->path);
    settle_touch(d->settle, folder, (const char *)d->path.data, how, clock_ms(), -1);
}

static void touch_found(struct daemon *d, node parent, const char *name)
{
    touch(d, parent, name, LOOK_TREE);
}

/* A directory that is new, or one whose rights have changed. What lies below it counts: a
 * LOOK_NAME would be lost in a LOOK_DIR of what holds it. */
static void on_dir(struct daemon *d, struct root *r, node n, const char *name)
{
    const node known = tree_find(d->tree, n, name);

    if (known && tree_watch(d->tree, known) >= 0) {
        scan_missed(d, r, known, touch_found);
        touch(d, n, name, LOOK_TREE);
        return;
    }
    scan_new(d, r, n, name);
    touch(d, n, name, LOOK_TREE);
}

static void on_name(struct daemon *d, struct root *r, node n, const struct event *e)
{
    if (e->dir && !name_skips_dir(e->name))
        on_dir(d, r, n, e->name);
    else if (!e->dir && name_is_audio(e->name))
        touch(d, n, e->name, LOOK_NAME);
    else if (!e->dir && !tree_parent(d->tree, n) && strcmp(e->name, FOLDER_MARKER) == 0)
        r->dirty = true;
}

/* Its watches go on telling; where it is, the pair of this event says. */
static void on_dir_gone(struct daemon *d, node n, const struct event *e)
{
    const node at = tree_find(d->tree, n, e->name);
    struct gone_dir *g;
    char limbo[16];

    if (!at)
        return;
    d->gone = mem_more(d->gone, d->gones, &d->gone_room, sizeof *d->gone);
    g = &d->gone[d->gones++];
    tree_path(d->tree, n, e->name, &d->path);
    *g = (struct gone_dir){.cookie = e->cookie,
                           .at = at,
                           .folder = tree_folder(d->tree, n),
                           .since_ms = clock_ms(),
                           .path = mem_text(d->path.data, d->path.len - 1)};
    g->unsure = d->busy || settle_near(d->settle, g->folder, g->path);
    snprintf(limbo, sizeof limbo, "%" PRIu32, e->cookie);
    tree_move(d->tree, at, d->limbo, limbo);
}

static void on_gone(struct daemon *d, node n, const struct event *e)
{
    if (e->dir && name_skips_dir(e->name))
        return;
    if (e->dir)
        on_dir_gone(d, n, e);
    if (e->dir || name_is_audio(e->name))
        touch(d, n, e->name, e->dir ? LOOK_TREE : LOOK_NAME);
}

static void drop_gone(struct daemon *d, struct gone_dir *g)
{
    struct gone_dir *last = &d->gone[--d->gones];

    free(g->path);
    *g = *last;
    last->path = NULL;
}

static void queue_rename(struct daemon *d, const struct gone_dir *g, node n,
                         const char *name)
{
    struct rename_dir *r;

    d->rename = mem_more(d->rename, d->renames, &d->rename_room, sizeof *d->rename);
    r = &d->rename[d->renames++];
    tree_path(d->tree, n, name, &d->path);
    *r = (struct rename_dir){.from_folder = g->folder,
                             .to_folder = tree_folder(d->tree, n),
                             .from = mem_text(g->path, strlen(g->path)),
                             .to = mem_text(d->path.data, d->path.len - 1)};
}

/* It came from where we saw it go: one node moves, and the library is told later. */
static void on_dir_moved(struct daemon *d, struct root *r, struct gone_dir *g, node n,
                         const char *name)
{
    const node there = tree_find(d->tree, n, name);

    queue_rename(d, g, n, name);
    if (there && tree_watch(d->tree, there) >= 0)
        scan_drop(d, g->at); /* it was found there before this event was read */
    else
        tree_move(d->tree, g->at, n, name);
    if (g->unsure) { /* what came below it may have been sought at the old place in vain
                      */
        scan_new(d, r, n, name);
        touch(d, n, name, LOOK_TREE);
    }
    drop_gone(d, g);
}

static void on_came(struct daemon *d, struct root *r, node n, const struct event *e)
{
    struct gone_dir *g = NULL;

    for (size_t i = 0; i < d->gones && !g && e->dir; i++)
        if (d->gone[i].cookie == e->cookie)
            g = &d->gone[i];
    if (g && name_skips_dir(e->name)) {
        scan_drop(d, g->at);
        drop_gone(d, g);
    } else if (g) {
        on_dir_moved(d, r, g, n, e->name);
    } else {
        on_name(d, r, n, e);
    }
}

/* Gone with its directory, or unmounted. */
static void on_forgotten(struct daemon *d, struct root *r, node n)
{
    const node parent = tree_parent(d->tree, n);

    if (!parent) {
        if (r)
            r->dirty = true;
        tree_root(d->tree, tree_folder(d->tree, n), tree_name(d->tree, n), -1);
        return;
    }
    touch(d, n, "", LOOK_TREE);
    for (size_t i = 0; i < d->gones; i++)
        if (d->gone[i].at == n) {
            drop_gone(d, &d->gone[i]);
            break;
        }
    tree_remove(d->tree, n, NULL, NULL);
}

static void on_overflow(struct daemon *d)
{
    d->counted.overflows++;
    journal(JOURNAL_WARNING,
            "events were lost: all folders are looked at overflows=%" PRId64,
            d->counted.overflows);
    roots_lost(d);
}

static void on_event(struct daemon *d, const struct event *e)
{
    const node n = tree_of_watch(d->tree, e->wd);
    struct root *r;
    int64_t folder;

    d->counted.events++;
    if (e->kind == EVENT_OVERFLOW) {
        on_overflow(d);
        return;
    }
    if (!n) { /* of a directory that is ours no more */
        if (e->kind != EVENT_FORGOTTEN)
            events_remove(e->wd);
        return;
    }
    folder = tree_folder(d->tree, n);
    r = roots_find(d, folder);
    if (folder == OUTPOST_FOLDER) {
        outpost_seen(d, e->kind == EVENT_FORGOTTEN ? n : 0);
        return;
    }
    if (e->kind == EVENT_FORGOTTEN) {
        on_forgotten(d, r, n);
        return;
    }
    if (!r) /* in limbo: where it comes to, it is looked at */
        return;
    if (e->kind == EVENT_NAME)
        on_name(d, r, n, e);
    else if (e->kind == EVENT_GONE)
        on_gone(d, n, e);
    else if (e->kind == EVENT_CAME)
        on_came(d, r, n, e);
    else if (!tree_parent(d->tree, n))
        r->dirty = true;
}

void follow_events(struct daemon *d)
{
    struct event e;

    for (int i = 0; i < MOST_AT_ONCE && events_next(&e); i++)
        on_event(d, &e);
    roots_waste(d);
}

void follow_expire(struct daemon *d, int64_t now_ms)
{
    for (size_t i = d->gones; i-- > 0;)
        if (d->gone[i].since_ms + d->o->settle_ms <= now_ms) {
            scan_drop(d, d->gone[i].at);
            drop_gone(d, &d->gone[i]);
        }
}

int64_t follow_due(const struct daemon *d)
{
    int64_t due = -1;

    for (size_t i = 0; i < d->gones; i++)
        if (due < 0 || d->gone[i].since_ms + d->o->settle_ms < due)
            due = d->gone[i].since_ms + d->o->settle_ms;
    return due;
}

static void drop_first_rename(struct daemon *d)
{
    free(d->rename[0].from);
    free(d->rename[0].to);
    memmove(d->rename, d->rename + 1, --d->renames * sizeof *d->rename);
}

int follow_renames(struct daemon *d, struct err *e)
{
    bool sure = true;

    while (d->renames) {
        const struct rename_dir *r = &d->rename[0];
        const int rc =
            indexer_move_dir(d->x, r->from_folder, r->from, r->to_folder, r->to, e);

        if (rc < 0)
            return -1;
        /* Those behind it may have begun where it did not come to. */
        sure = sure && rc == 1;
        if (!sure) {
            settle_touch(d->settle, r->from_folder, r->from, LOOK_TREE, clock_ms(), -1);
            settle_touch(d->settle, r->to_folder, r->to, LOOK_TREE, clock_ms(), -1);
        }
        d->counted.renames += rc;
        d->backlog = true;
        drop_first_rename(d);
    }
    return 0;
}

void follow_clear(struct daemon *d)
{
    while (d->gones)
        drop_gone(d, &d->gone[0]);
    while (d->renames)
        drop_first_rename(d);
}
