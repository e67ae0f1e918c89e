/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the walk and the analysis share: naming a file, and knowing it again. */
#include "index/report.h"

#include <string.h>

static void add(struct buf *path, const char *part)
{
    if (!*part)
        return;
    if (path->len && path->data[path->len - 1] != '/')
        buf_u8(path, '/');
    buf_bytes(path, part, strlen(part));
}

void path_join(struct buf *out, const char *dir, const char *name)
{
    add(out, dir);
    add(out, name);
    buf_u8(out, 0);
}

/* root/dir/name, for the caller to free. */
static struct buf full_path(const char *root, const char *dir, const char *name)
{
    struct buf path = {0};

    add(&path, root);
    path_join(&path, dir, name);
    return path;
}

void report(const struct index_options *o, const char *root, const char *dir,
            const char *name, const char *text)
{
    struct buf path;

    if (!o->complain)
        return;
    path = full_path(root, dir, name);
    o->complain(o->arg, (const char *)path.data, text);
    buf_clear(&path);
}

void report_begin(const struct index_options *o, const char *root, const char *dir,
                  const char *name)
{
    struct buf path;

    if (!o->begin)
        return;
    path = full_path(root, dir, name);
    o->begin(o->arg, (const char *)path.data);
    buf_clear(&path);
}

struct file_stamp stamp_of(const struct stat *st)
{
    return (struct file_stamp){.size = st->st_size,
                               .mtime_ns = (int64_t)st->st_mtim.tv_sec * 1000000000 +
                                           st->st_mtim.tv_nsec,
                               .inode = st->st_ino};
}

bool stamp_same(const struct file_stamp *a, const struct file_stamp *b, bool with_inode)
{
    return a->size == b->size && a->mtime_ns == b->mtime_ns &&
           (a->inode == b->inode || !with_inode);
}
