/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What clients of the control socket ask for: how it goes, and to index folders. */
#include "watch/asked.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "util/clock.h"
#include "util/mem.h"
#include "util/utf8.h"
#include "watch/events.h"
#include "watch/follow.h"
#include "watch/roots.h"

bool asked_quiet(const struct daemon *d)
{
    for (size_t i = 0; i < d->roots; i++)
        if (d->root[i].dirty || !d->root[i].crawled)
            return false;
    return settle_count(d->settle) == settle_retries(d->settle) && !d->renames &&
           !d->gones && !d->reset && !d->reload && !d->backlog && !d->request && !d->busy;
}

/* The seconds that have passed since the last call count nothing. */
static void pass_seconds(struct daemon *d, int64_t second)
{
    for (int64_t i = 0; d->second < second && i <= RATE_SECONDS; i++)
        d->rate[++d->second % (RATE_SECONDS + 1)] = 0;
    d->second = second;
}

void asked_rate(struct daemon *d, int64_t files, int64_t now_ms)
{
    pass_seconds(d, now_ms / 1000);
    d->rate[d->second % (RATE_SECONDS + 1)] += files;
}

/* Files a second, of the last ten whole seconds. */
static double rate(struct daemon *d)
{
    int64_t sum = 0;

    pass_seconds(d, clock_ms() / 1000);
    for (int64_t i = 1; i <= RATE_SECONDS; i++)
        sum += d->rate[(d->second + i) % (RATE_SECONDS + 1)];
    return (double)sum / RATE_SECONDS;
}

static json_t *wrapped(const char *bytes)
{
    char *text = utf8_wrap(bytes, strlen(bytes));
    json_t *j = json_string(text);

    free(text);
    return j;
}

static json_t *folders_json(const struct daemon *d)
{
    json_t *all = json_array();

    for (size_t i = 0; i < d->roots; i++) {
        const struct root *r = &d->root[i];

        json_array_append_new(
            all, json_pack("{s:o, s:s, s:s?, s:I}", "path", wrapped(r->path), "coverage",
                           folder_coverage_name(r->how), "why", *r->why ? r->why : NULL,
                           "directories",
                           (json_int_t)(r->remote ? 0 : tree_count(d->tree, r->folder))));
    }
    return all;
}

static json_t *counters_json(const struct daemon *d)
{
    return json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "events",
        (json_int_t)d->counted.events, "overflows", (json_int_t)d->counted.overflows,
        "crawls", (json_int_t)d->counted.crawls, "looks", (json_int_t)d->counted.looks,
        "renames", (json_int_t)d->counted.renames, "retries",
        (json_int_t)d->counted.retries, "unripe", (json_int_t)d->counted.unripe,
        "waiting_to_retry", (json_int_t)settle_retries(d->settle), "memory",
        (json_int_t)mem_used(), "memory_of_library", (json_int_t)indexer_memory(),
        "watches_forgotten", (json_int_t)events_waste());
}

static void count_pending(struct daemon *d)
{
    struct err e;
    int64_t n;

    /* In the middle of a call the library is not asked again. */
    if (d->calling || indexer_pending(d->x, &n, &e) != 0)
        return;
    d->pending = n;
    d->done = 0;
}

/* Events come first: who wrote a file and asks then must not hear of quiet. */
static json_t *status(void *arg)
{
    struct daemon *d = arg;
    const int64_t now = clock_ms();
    int64_t paused = d->paused_for_ms;

    follow_events(d);
    count_pending(d);
    if (d->paused_ms)
        paused += now - d->paused_ms;
    return json_pack(
        "{s:s, s:s?, s:I, s:I, s:I, s:o, s:b, s:I, s:I, s:f, s:o, s:I, "
        "s:f, s:I, s:s?, s:o, s:o}",
        "state", daemon_state_name(d->state), "why", *d->why ? d->why : NULL, "since",
        (json_int_t)d->since, "pid", (json_int_t)getpid(), "started_at",
        (json_int_t)d->started_at, "library", wrapped(d->o->library ? d->o->library : ""),
        "quiet", asked_quiet(d) && d->pending == 0, "queue",
        (json_int_t)(d->pending > d->done ? d->pending - d->done : 0), "settling",
        (json_int_t)settle_count(d->settle), "rate", rate(d), "file",
        d->file.len ? wrapped((const char *)d->file.data) : json_null(), "pauses",
        (json_int_t)d->counted.pauses, "paused_s", (double)paused / 1000, "settle_ms",
        (json_int_t)d->o->settle_ms, "serves", companion_url(&d->companion), "folders",
        folders_json(d), "counters", counters_json(d));
}

/* A path that begins elsewhere would be one below the daemon's own folder. */
static int folders_are_places(const json_t *folders, struct err *e)
{
    for (size_t i = 0; i < json_array_size(folders); i++) {
        const char *path = json_string_value(json_array_get(folders, i));

        if (path[0] != '/')
            return err_set(e, ERR_USAGE, "%s: is no absolute path", path);
    }
    return 0;
}

static int begin_index(void *arg, int client, const json_t *request, struct err *e)
{
    struct daemon *d = arg;
    const json_t *folders = json_object_get(request, "folders");
    struct request *r, **end = &d->request;

    if (folders_are_places(folders, e) != 0)
        return -1;
    r = mem_new(1, sizeof *r);
    r->client = client;
    r->force = json_is_true(json_object_get(request, "force"));
    r->path = mem_new(json_array_size(folders) + 1, sizeof *r->path);
    for (size_t i = 0; i < json_array_size(folders); i++)
        r->path[r->paths++] = utf8_unwrap(json_string_value(json_array_get(folders, i)));
    while (*end)
        end = &(*end)->next;
    *end = r;
    return 0;
}

/* Another model may be in use, too, which is found out where there is work. */
static void reload(void *arg)
{
    struct daemon *d = arg;

    d->reload = d->backlog = true;
}

struct control_calls asked_calls(struct daemon *d)
{
    return (struct control_calls){
        .arg = d, .status = status, .index = begin_index, .reload = reload};
}

static void drop_first(struct daemon *d)
{
    struct request *r = d->request;

    d->request = r->next;
    for (size_t i = 0; i < r->paths; i++)
        free(r->path[i]);
    free(r->path);
    free(r->folder);
    free(r);
}

void asked_clear(struct daemon *d)
{
    const struct err e = {.kind = ERR_STOPPED, .text = "the daemon was stopped"};

    while (d->request) {
        control_done(d->control, d->request->client, NULL, &e);
        drop_first(d);
    }
}

static void add_folder(struct request *r, int64_t folder)
{
    for (size_t i = 0; i < r->folders; i++)
        if (r->folder[i] == folder)
            return;
    r->folder = mem_grow(r->folder, r->folders + 1, sizeof *r->folder);
    r->folder[r->folders++] = folder;
}

/* All are added before any is looked up: one may swallow another. */
static int enter_folders(struct daemon *d, struct request *r, struct err *e)
{
    int64_t folder;

    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < r->paths; i++) {
            if (indexer_add(d->x, r->path[i], &folder, e) != 0)
                return -1;
            if (round)
                add_folder(r, folder);
        }
    if (roots_load(d, e) != 0)
        return -1;
    for (size_t i = 0; i < d->roots && !r->paths; i++)
        add_folder(r, d->root[i].folder);
    r->entered = true;
    return 0;
}

/* The next step of it: folders, then for each its crawl and its work. */
static int step(struct daemon *d, struct request *r, struct err *e)
{
    struct root *root;
    int rc;

    if (!r->entered)
        return enter_folders(d, r, e) == 0 ? 1 : -1;
    if (r->at == r->folders)
        return 0;
    root = roots_find(d, r->folder[r->at]);
    if (root && !r->crawled) {
        if (roots_crawl(d, root, &r->n, e) != 0 ||
            (r->force && indexer_force(d->x, root->folder, e) != 0))
            return -1;
        r->crawled = true;
        return 1;
    }
    rc = root ? indexer_work(d->x, root->folder, "", &r->n, e) : 0;
    if (rc != 0)
        return rc;
    r->at++;
    r->crawled = false;
    return 1;
}

int asked_index(struct daemon *d, struct err *e)
{
    struct request *r = d->request;
    int rc;

    d->told = r;
    rc = step(d, r, e);
    d->told = NULL;
    if (rc == 1 || (rc < 0 && e->kind != ERR_IO && e->kind != ERR_USAGE))
        return rc;
    control_done(d->control, r->client, &r->n, rc < 0 ? e : NULL);
    d->backlog = true;
    drop_first(d);
    return 0;
}
