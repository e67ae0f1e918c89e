/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One name on disk against its row: unchanged, changed, back, new, or moved here. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/beneath.h"
#include "index/folding.h"
#include "index/report.h"
#include "index/walk.h"

static struct file_entry *row_of(const struct level *l, const char *name)
{
    size_t low = 0, high = l->rows.n;

    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        const int order = strcmp(name, l->rows.entry[mid].name);

        if (order == 0)
            return &l->rows.entry[mid];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

/* Is the twin's row still true: the same inode at its old place? */
static bool still_there(const struct file_twin *t, uint64_t device,
                        const struct file_stamp *now)
{
    const int root = open(t->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    const int fd = root < 0 ? -1 : beneath_open(root, t->path, O_PATH);
    struct stat st = {0};
    const bool same = fd >= 0 && fstat(fd, &st) == 0 && st.st_ino == now->inode &&
                      st.st_dev == device && folding_is_spelt(root, t->path);

    if (fd >= 0)
        close(fd);
    if (root >= 0)
        close(root);
    return same;
}

/* Who writes to a file is heard of under the name that was used. */
int match_other_links(struct walk *w, const struct stat *st, struct err *e)
{
    const struct file_stamp now = stamp_of(st);
    struct file_twin other = {0};
    int64_t after = 0;
    int found = 0, rc = 0;

    if (st->st_nlink < 2 || !w->root->stable_inodes)
        return 0;
    while (rc == 0 &&
           (found = file_other_link(w->s, st->st_dev, &now, after, &other, e)) == 1) {
        after = other.id;
        if (still_there(&other, st->st_dev, &now)) {
            w->n->changed++;
            rc = batch_write(&w->batch, e) == 0 ? file_changed(w->s, other.id, &now, e)
                                                : -1;
        }
        file_twin_clear(&other);
    }
    return found < 0 ? -1 : rc;
}

/* A name that has a row. */
static int meet(struct walk *w, const struct file_entry *row, const struct stat *st,
                struct err *e)
{
    const struct file_stamp stamp = stamp_of(st), *now = &stamp;

    if (!stamp_same(&row->stamp, now, w->root->stable_inodes)) {
        w->n->changed++;
        if (batch_write(&w->batch, e) != 0 || file_changed(w->s, row->id, now, e) != 0)
            return -1;
        return match_other_links(w, st, e);
    }
    if (row->state == FILE_UNAVAILABLE) {
        w->n->returned++;
        return batch_write(&w->batch, e) == 0 ? file_returned(w->s, row->id, e) : -1;
    }
    if (row->state != FILE_PENDING && !row->current) {
        w->n->stale++;
        return batch_write(&w->batch, e) == 0 ? file_stale(w->s, row->id, e) : -1;
    }
    return 0;
}

/* The row has another name now: a file that has its old one is another file. */
static void mark_moved(struct level *l, int64_t id)
{
    for (size_t i = 0; i < l->rows.n; i++)
        if (l->rows.entry[i].id == id) {
            l->seen[i] = true;
            l->rows.entry[i].id = 0;
        }
}

/* A name without a row: a file that moved here, another link to one, or a new one. */
static int greet(struct walk *w, struct level *l, const char *name, const struct stat *st,
                 struct err *e)
{
    const struct file_stamp stamp = stamp_of(st), *now = &stamp;
    struct file_twin twin = {0};
    int found = 0, rc;

    if (batch_write(&w->batch, e) != 0)
        return -1;
    if (w->root->stable_inodes)
        found = file_twin(w->s, l->device, now, &twin, e);
    if (found < 0)
        return -1;
    if (found == 0) {
        w->n->added++;
        if (file_add(w->s, l->dir, name, now, e) != 0)
            return -1;
        return match_other_links(w, st, e);
    }
    if (still_there(&twin, l->device, now)) {
        w->n->added++;
        rc = file_link(w->s, twin.id, l->dir, name, e);
    } else {
        w->n->moved++;
        mark_moved(l, twin.id);
        ids_add(&w->gone.moved, twin.id);
        rc = file_move(w->s, twin.id, l->dir, name, e);
    }
    file_twin_clear(&twin);
    return rc;
}

int match_file(struct walk *w, struct level *l, int fd, const char *name, struct err *e)
{
    struct file_entry *row = row_of(l, name);
    struct stat st;

    if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
        return 1; /* vanished, or no longer a file: its row stays unseen */
    w->n->seen++;
    if (!row || row->id == 0)
        return greet(w, l, name, &st, e);
    l->seen[row - l->rows.entry] = true;
    return meet(w, row, &st, e);
}
