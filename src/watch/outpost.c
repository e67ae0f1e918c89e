/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stand where a folder that is out of reach would come back. */
#include "watch/outpost.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/mem.h"
#include "watch/events.h"
#include "watch/scan.h"

void outpost_leave(struct daemon *d, struct root *r)
{
    const node at = r->outpost;

    r->outpost = 0;
    for (size_t i = 0; i < d->roots; i++)
        if (d->root[i].outpost == at)
            return;
    if (at)
        scan_drop(d, at);
}

static void stand_at(struct daemon *d, struct root *r, const char *path, int fd)
{
    const int wd = fd < 0 || scan_is_remote(fd) ? -1 : events_add(fd);
    const node known = tree_of_watch(d->tree, wd);

    if (known && tree_folder(d->tree, known) == OUTPOST_FOLDER)
        r->outpost = known;
    else if (wd >= 0 && !known)
        r->outpost = tree_root(d->tree, OUTPOST_FOLDER, path, wd);
}

void outpost_take(struct daemon *d, struct root *r)
{
    char *path = mem_text(r->path, strlen(r->path)), *slash;
    int fd;

    while ((fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0 &&
           (slash = strrchr(path, '/')) && path[1])
        slash[slash == path] = '\0';
    if (!r->outpost || strcmp(tree_name(d->tree, r->outpost), path) != 0) {
        outpost_leave(d, r);
        stand_at(d, r, path, fd);
    }
    if (fd >= 0)
        close(fd);
    free(path);
}

static bool is_dir(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

void outpost_seen(struct daemon *d, node gone)
{
    for (size_t i = 0; i < d->roots && gone; i++)
        if (d->root[i].outpost == gone)
            d->root[i].outpost = 0;
    if (gone)
        tree_remove(d->tree, gone, NULL, NULL);
    for (size_t i = 0; i < d->roots; i++) {
        struct root *r = &d->root[i];

        if (r->how != COVERAGE_OFFLINE || r->dirty)
            continue;
        if (!is_dir(r->path)) /* perhaps a part of the way to it is back */
            outpost_take(d, r);
        r->dirty = is_dir(r->path);
    }
}
