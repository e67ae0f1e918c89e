/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bring rows in step with the disk: of a whole folder, of listed files, of places. */
#include "index/crawl.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/beneath.h"
#include "index/names.h"
#include "index/place.h"
#include "index/report.h"
#include "index/volume.h"
#include "store/folders.h"
#include "util/mem.h"

static int crawl_below(struct walk *w, const char *sub, struct err *e)
{
    struct stand at = {.fd = -1};
    const int fd = beneath_open(w->root->fd, sub, O_PATH | O_DIRECTORY);
    int rc;

    if (fd < 0)
        return err_sys(e, "%s/%s", w->root->path, sub);
    close(fd);
    rc = place_look(w, &at, &(struct look){sub, LOOK_TREE}, e);
    stand_clear(&at);
    return rc;
}

/* The folder as a whole was seen: from a root with this identity. */
static int note_crawled(struct store *s, const struct volume *r, struct err *e)
{
    if (store_begin(s, e) != 0)
        return -1;
    if (folder_crawled(s, r->folder, r->device, r->inode, r->fs, e) == 0)
        return store_commit(s, e);
    store_rollback(s);
    return -1;
}

int crawl(struct store *s, const struct scope *where, const struct index_options *o,
          bool *online, struct index_counts *n, struct err *e)
{
    struct volume root;
    struct walk w = {.s = s, .o = o, .n = n, .root = &root};
    int rc = volume_open(&root, s, where->folder, true, o, n, e);

    *online = rc == 1;
    if (rc == 1) {
        walk_begin(&w);
        rc = walk_end(&w, crawl_below(&w, where->sub, e), e);
        if (rc == 0 && !*where->sub)
            rc = note_crawled(s, &root, e);
    }
    volume_close(&root);
    return rc;
}

static int list_files(struct walk *w, const char *const *path, size_t paths,
                      struct err *e)
{
    struct stand at = {.fd = -1};
    int rc = 0;

    for (size_t i = 0; i < paths && rc >= 0; i++) {
        rc = place_file(w, &at, path[i], e);
        if (rc == 1) {
            w->n->missing++;
            report(w->o, w->root->path, "", path[i], "is not there");
        }
        if (rc >= 0 && walk_tick(w, e) != 0)
            rc = -1;
    }
    stand_clear(&at);
    return rc < 0 ? -1 : 0;
}

int crawl_list(struct store *s, int64_t folder, const char *const *path, size_t paths,
               const struct index_options *o, struct index_counts *n, struct err *e)
{
    struct volume root;
    struct walk w = {.s = s, .o = o, .n = n, .root = &root};
    int rc = volume_open(&root, s, folder, true, o, n, e);

    if (rc == 1) {
        walk_begin(&w);
        rc = walk_end(&w, list_files(&w, path, paths, e), e);
    } else if (rc == 0) {
        rc = err_set(e, ERR_IO, "%s: is out of reach", root.path ? root.path : "folder");
    }
    volume_close(&root);
    return rc;
}

/* No walk enters a hidden directory, so nobody looks into one. */
static bool is_hidden(const char *path)
{
    bool hidden = false;

    while (*path && !hidden) {
        const size_t n = strcspn(path, "/");
        char *part = mem_text(path, n);

        hidden = name_skips_dir(part);
        free(part);
        path += n + (path[n] == '/');
    }
    return hidden;
}

static int look_at_all(struct walk *w, const struct look *look, size_t looks,
                       struct err *e)
{
    struct stand at = {.fd = -1};
    int rc = 0;

    for (size_t i = 0; i < looks && rc == 0; i++) {
        if (!is_hidden(look[i].path))
            rc = place_look(w, &at, &look[i], e);
        if (rc == 0)
            rc = walk_tick(w, e);
    }
    stand_clear(&at);
    return rc;
}

int crawl_places(struct store *s, int64_t folder, const struct look *look, size_t looks,
                 const struct index_options *o, bool *online, struct index_counts *n,
                 struct err *e)
{
    struct volume root;
    struct walk w = {.s = s, .o = o, .n = n, .root = &root};
    int rc = volume_open(&root, s, folder, false, o, n, e);

    *online = rc == 1;
    if (rc == 1) {
        walk_begin(&w);
        rc = walk_end(&w, look_at_all(&w, look, looks, e), e);
    }
    volume_close(&root);
    return rc;
}
