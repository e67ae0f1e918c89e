/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The watched directories: watch to path and back. */
#include "watch/tree.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "watch/nodes.h"

struct tree_root {
    int64_t folder;
    node at;
    size_t count;
};

struct tree {
    struct nodes all;
    struct tree_root *root; /* (roots) */
    size_t roots;
};

struct tree *tree_new(void)
{
    struct tree *t = mem_new(1, sizeof *t);

    nodes_init(&t->all);
    return t;
}

void tree_free(struct tree *t)
{
    if (!t)
        return;
    nodes_clear(&t->all);
    free(t->root);
    free(t);
}

static struct entry *entry_of(const struct tree *t, node n) { return &t->all.entry[n]; }

/* Among the children of its parent; parent 0: among nobody's. */
static void hang(struct tree *t, node n, node parent)
{
    struct entry *x = entry_of(t, n);

    x->parent = parent;
    x->prev = 0;
    x->next = parent ? entry_of(t, parent)->child : 0;
    if (x->next)
        entry_of(t, x->next)->prev = n;
    if (parent)
        entry_of(t, parent)->child = n;
}

static void unhang(struct tree *t, node n)
{
    const struct entry *x = entry_of(t, n);

    if (x->prev)
        entry_of(t, x->prev)->next = x->next;
    else if (x->parent)
        entry_of(t, x->parent)->child = x->next;
    if (x->next)
        entry_of(t, x->next)->prev = x->prev;
}

static struct tree_root *root_of(const struct tree *t, node n)
{
    while (entry_of(t, n)->parent)
        n = entry_of(t, n)->parent;
    for (size_t i = 0; i < t->roots; i++)
        if (t->root[i].at == n)
            return &t->root[i];
    return NULL;
}

/* Modulo its range: less is more, too. */
static void count_more(struct tree *t, node n, size_t more)
{
    struct tree_root *r = root_of(t, n);

    if (r)
        r->count += more;
}

node tree_root(struct tree *t, int64_t folder, const char *path, int wd)
{
    for (size_t i = 0; i < t->roots; i++)
        if (t->root[i].folder == folder &&
            strcmp(entry_of(t, t->root[i].at)->name, path) == 0) {
            nodes_watch(&t->all, t->root[i].at, wd);
            return t->root[i].at;
        }
    t->root = mem_grow(t->root, t->roots + 1, sizeof *t->root);
    t->root[t->roots] = (struct tree_root){
        .folder = folder, .at = nodes_add(&t->all, 0, path), .count = 1};
    nodes_watch(&t->all, t->root[t->roots].at, wd);
    return t->root[t->roots++].at;
}

node tree_child(struct tree *t, node parent, const char *name, int wd)
{
    node n = tree_find(t, parent, name);

    if (!n) {
        n = nodes_add(&t->all, parent, name);
        hang(t, n, parent);
        count_more(t, n, 1);
    }
    nodes_watch(&t->all, n, wd);
    return n;
}

node tree_find(const struct tree *t, node parent, const char *name)
{
    return nodes_find(&t->all, parent, name);
}

node tree_of_watch(const struct tree *t, int wd) { return nodes_of_watch(&t->all, wd); }

node tree_at(const struct tree *t, int64_t folder, const char *path, size_t len)
{
    node n = 0;

    for (size_t i = 0; i < t->roots && !n; i++)
        if (t->root[i].folder == folder)
            n = t->root[i].at;
    while (n && len) {
        const char *slash = memchr(path, '/', len);
        const size_t part = slash ? (size_t)(slash - path) : len;
        char *name = mem_text(path, part);

        n = tree_find(t, n, name);
        free(name);
        len -= part + (slash != NULL);
        path += part + (slash != NULL);
    }
    return n;
}

int tree_watch(const struct tree *t, node n) { return entry_of(t, n)->wd; }
node tree_parent(const struct tree *t, node n) { return entry_of(t, n)->parent; }
const char *tree_name(const struct tree *t, node n) { return entry_of(t, n)->name; }

int64_t tree_folder(const struct tree *t, node n)
{
    const struct tree_root *r = root_of(t, n);

    return r ? r->folder : 0;
}

/* The next one in the order of a walk below top; 0 = that was all. */
static node walk_on(const struct tree *t, node top, node n)
{
    if (entry_of(t, n)->child)
        return entry_of(t, n)->child;
    while (n != top && !entry_of(t, n)->next)
        n = entry_of(t, n)->parent;
    return n == top ? 0 : entry_of(t, n)->next;
}

static size_t count_below(const struct tree *t, node top)
{
    size_t count = 0;

    for (node n = top; n; n = walk_on(t, top, n))
        count++;
    return count;
}

void tree_move(struct tree *t, node n, node parent, const char *name)
{
    const struct tree_root *from = root_of(t, n), *to = root_of(t, parent);
    const node there = tree_find(t, parent, name);

    if (there == n)
        return;
    if (there)
        tree_remove(t, there, NULL, NULL);
    if (from != to) {
        const size_t count = count_below(t, n);

        count_more(t, n, -count);
        count_more(t, parent, count);
    }
    unhang(t, n);
    nodes_rename(&t->all, n, parent, name);
    hang(t, n, parent);
}

static void forget_root(struct tree *t, node n)
{
    for (size_t i = 0; i < t->roots; i++)
        if (t->root[i].at == n) {
            t->root[i] = t->root[--t->roots];
            return;
        }
}

void tree_remove(struct tree *t, node n, void (*each)(void *arg, int wd), void *arg)
{
    const node parent = entry_of(t, n)->parent;
    node at = n;

    if (parent)
        count_more(t, n, -count_below(t, n));
    else
        forget_root(t, n);
    unhang(t, n);
    entry_of(t, n)->parent = 0;
    /* Leaves first: down to one, take it away, go on with its parent. */
    while (at) {
        node up;

        while (entry_of(t, at)->child)
            at = entry_of(t, at)->child;
        if (each && entry_of(t, at)->wd >= 0)
            each(arg, entry_of(t, at)->wd);
        up = entry_of(t, at)->parent;
        if (at != n)
            unhang(t, at);
        nodes_drop(&t->all, at);
        at = at == n ? 0 : up;
    }
}

/* The names from below the root down to n. */
static void add_path(const struct tree *t, node n, struct buf *out)
{
    const struct entry *x = entry_of(t, n);
    size_t len = 0, at;

    for (node i = n; entry_of(t, i)->parent; i = entry_of(t, i)->parent)
        len += strlen(entry_of(t, i)->name) + 1;
    if (!len)
        return;
    buf_reserve(out, len);
    at = out->len + len;
    out->len = at;
    for (; x->parent; x = entry_of(t, x->parent)) {
        const size_t l = strlen(x->name);

        at -= l + 1;
        memcpy(out->data + at, x->name, l);
        out->data[at + l] = '/';
    }
    out->len--; /* the slash behind the last one */
}

static void add_name(const char *name, struct buf *out)
{
    if (*name && out->len && out->data[out->len - 1] != '/')
        buf_u8(out, '/');
    buf_bytes(out, name, strlen(name) + 1);
}

void tree_path(const struct tree *t, node n, const char *name, struct buf *out)
{
    buf_reset(out);
    add_path(t, n, out);
    add_name(name, out);
}

size_t tree_count(const struct tree *t, int64_t folder)
{
    size_t count = 0;

    for (size_t i = 0; i < t->roots; i++)
        if (folder ? t->root[i].folder == folder : t->root[i].folder > 0)
            count += t->root[i].count;
    return count;
}
