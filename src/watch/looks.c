/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Places that are quiet are looked at, and what came there is analysed at once. */
#include "watch/looks.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "index/report.h"
#include "util/clock.h"
#include "util/mem.h"
#include "watch/duty.h"
#include "watch/roots.h"

enum { LOOKS = 1024 }; /* places in one look */

static struct ripeness probe(void *arg, int64_t folder, const char *path)
{
    struct daemon *d = arg;
    const struct root *r = roots_find(d, folder);
    struct ripeness is = {-1, -1};
    struct stat st;

    if (!r)
        return is;
    buf_reset(&d->path);
    path_join(&d->path, r->path, path);
    if (lstat((const char *)d->path.data, &st) == 0 && S_ISREG(st.st_mode))
        is = (struct ripeness){st.st_size, st.st_mtim.tv_sec * INT64_C(1000000000) +
                                               st.st_mtim.tv_nsec};
    return is;
}

/* The directory that holds all of the places: its length in the first path. */
static size_t common_dir(const struct look *look, size_t n)
{
    const char *first = look[0].path;
    size_t len = strlen(first);

    for (size_t i = 1; i < n; i++) {
        size_t same = 0;

        while (same < len && look[i].path[same] == first[same])
            same++;
        len = same;
    }
    while (len && (first[len] != '/'))
        len--;
    return len;
}

static int analyse_fresh(struct daemon *d, int64_t folder, const struct look *look,
                         size_t looks, struct err *e)
{
    char *sub = mem_text(look[0].path, common_dir(look, looks));
    const int rc = duty_work(d, folder, sub, e);

    free(sub);
    return rc;
}

static bool found_anything(const struct index_counts *n)
{
    return n->added || n->changed || n->moved || n->missing || n->returned || n->stale;
}

static void touch_again(struct daemon *d, int64_t folder, const struct look *look,
                        size_t looks)
{
    for (size_t i = 0; i < looks; i++)
        settle_touch(d->settle, folder, look[i].path, look[i].how, clock_ms(), -1);
}

int looks_take(struct daemon *d, struct err *e)
{
    static const struct index_counts none;
    struct index_counts n = none;
    struct look look[LOOKS];
    int64_t folder;
    bool online = true;
    const size_t looks =
        settle_take(d->settle, clock_ms(), &folder, look, LOOKS, probe, d);
    struct root *r = looks ? roots_find(d, folder) : NULL;
    int rc;

    if (!r)
        return 0;
    d->counted.looks++;
    d->busy = true;
    rc = indexer_look(d->x, folder, look, looks, &online, &n, e);
    d->busy = false;
    if (rc != 0) {
        touch_again(d, folder, look, looks);
        return -1;
    }
    if (!online)
        r->dirty = true;
    if (!online || !found_anything(&n))
        return 1;
    d->backlog = true;
    if (citizen_says(&d->citizen, clock_ms()))
        return 1;
    return analyse_fresh(d, folder, look, looks, e) < 0 ? -1 : 1;
}
