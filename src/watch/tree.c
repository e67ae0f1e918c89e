/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The watched directories: watch to path and back. */
#include "watch/tree.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

/* 48 bytes and the name; two hash heads of 4 bytes for each. */
struct entry {
    char *name;                     /* of a root its absolute path; owned; NULL = free */
    node parent, child, next, prev; /* the children of one are a list */
    node same_name, same_wd;        /* chains of the two tables */
    int wd;                         /* -1 = not watched */
    uint32_t hash;                  /* of parent and name */
};

struct tree_root {
    int64_t folder;
    node at;
    size_t count;
};

struct tree {
    struct entry *entry;   /* (room) 0 is none */
    size_t n, room;        /* entries ever used */
    node unused;           /* a list, by next */
    node *by_name, *by_wd; /* (heads) heads is a power of two */
    size_t heads, live;
    struct tree_root *root; /* (roots) */
    size_t roots;
};

enum { FIRST_HEADS = 256 };

struct tree *tree_new(void)
{
    struct tree *t = mem_new(1, sizeof *t);

    t->heads = FIRST_HEADS;
    t->by_name = mem_new(t->heads, sizeof *t->by_name);
    t->by_wd = mem_new(t->heads, sizeof *t->by_wd);
    t->entry = mem_more(NULL, 0, &t->room, sizeof *t->entry);
    t->entry[0] = (struct entry){.wd = -1};
    t->n = 1;
    return t;
}

void tree_free(struct tree *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->n; i++)
        free(t->entry[i].name);
    free(t->entry);
    free(t->by_name);
    free(t->by_wd);
    free(t->root);
    free(t);
}

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, begun with the parent. */
static uint32_t hash_of(node parent, const char *name)
{
    uint32_t h = 2166136261u ^ (parent * 2654435761u);

    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 16777619u;
    return h ^ (h >> 15);
}

static node *head_of_wd(const struct tree *t, int wd)
{
    return &t->by_wd[(uint32_t)wd & (t->heads - 1)];
}

static node *head_of_name(const struct tree *t, uint32_t hash)
{
    return &t->by_name[hash & (t->heads - 1)];
}

static void enter_wd(struct tree *t, node n)
{
    node *head = head_of_wd(t, t->entry[n].wd);

    t->entry[n].same_wd = *head;
    *head = n;
}

static void enter_name(struct tree *t, node n)
{
    node *head = head_of_name(t, t->entry[n].hash);

    t->entry[n].same_name = *head;
    *head = n;
}

static void leave_wd(struct tree *t, node n)
{
    node *at;

    if (t->entry[n].wd < 0)
        return;
    at = head_of_wd(t, t->entry[n].wd);
    while (*at != n)
        at = &t->entry[*at].same_wd;
    *at = t->entry[n].same_wd;
    t->entry[n].wd = -1;
}

static void leave_name(struct tree *t, node n)
{
    node *at = head_of_name(t, t->entry[n].hash);

    while (*at != n)
        at = &t->entry[*at].same_name;
    *at = t->entry[n].same_name;
}

static void grow_tables(struct tree *t)
{
    if (t->live < t->heads)
        return;
    t->heads *= 2;
    free(t->by_name);
    free(t->by_wd);
    t->by_name = mem_new(t->heads, sizeof *t->by_name);
    t->by_wd = mem_new(t->heads, sizeof *t->by_wd);
    for (node i = 1; i < t->n; i++) {
        if (!t->entry[i].name)
            continue;
        enter_name(t, i);
        if (t->entry[i].wd >= 0)
            enter_wd(t, i);
    }
}

static node take_entry(struct tree *t)
{
    node n = t->unused;

    t->live++;
    if (n) {
        t->unused = t->entry[n].next;
        return n;
    }
    t->entry = mem_more(t->entry, t->n, &t->room, sizeof *t->entry);
    return (node)t->n++;
}

/* Among the children of its parent; parent 0: among nobody's. */
static void hang(struct tree *t, node n, node parent)
{
    struct entry *x = &t->entry[n];

    x->parent = parent;
    x->prev = 0;
    x->next = parent ? t->entry[parent].child : 0;
    if (x->next)
        t->entry[x->next].prev = n;
    if (parent)
        t->entry[parent].child = n;
}

static void unhang(struct tree *t, node n)
{
    const struct entry *x = &t->entry[n];

    if (x->prev)
        t->entry[x->prev].next = x->next;
    else if (x->parent)
        t->entry[x->parent].child = x->next;
    if (x->next)
        t->entry[x->next].prev = x->prev;
}

/* A wd is one node's: who is told of it last has it. */
static void set_wd(struct tree *t, node n, int wd)
{
    node other;

    if (t->entry[n].wd == wd)
        return;
    leave_wd(t, n);
    if (wd < 0)
        return;
    other = tree_of_watch(t, wd);
    if (other)
        leave_wd(t, other);
    t->entry[n].wd = wd;
    enter_wd(t, n);
}

static node add_entry(struct tree *t, node parent, const char *name)
{
    const node n = take_entry(t);

    t->entry[n] = (struct entry){.name = mem_text(name, strlen(name)), .wd = -1};
    t->entry[n].hash = hash_of(parent, name);
    hang(t, n, parent);
    enter_name(t, n);
    grow_tables(t);
    return n;
}

static struct tree_root *root_of(const struct tree *t, node n)
{
    while (t->entry[n].parent)
        n = t->entry[n].parent;
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
            strcmp(t->entry[t->root[i].at].name, path) == 0) {
            set_wd(t, t->root[i].at, wd);
            return t->root[i].at;
        }
    t->root = mem_grow(t->root, t->roots + 1, sizeof *t->root);
    t->root[t->roots] =
        (struct tree_root){.folder = folder, .at = add_entry(t, 0, path), .count = 1};
    set_wd(t, t->root[t->roots].at, wd);
    return t->root[t->roots++].at;
}

node tree_child(struct tree *t, node parent, const char *name, int wd)
{
    node n = tree_find(t, parent, name);

    if (!n) {
        n = add_entry(t, parent, name);
        count_more(t, n, 1);
    }
    set_wd(t, n, wd);
    return n;
}

node tree_find(const struct tree *t, node parent, const char *name)
{
    const uint32_t h = hash_of(parent, name);
    node n = *head_of_name(t, h);

    while (n && (t->entry[n].hash != h || t->entry[n].parent != parent ||
                 strcmp(t->entry[n].name, name) != 0))
        n = t->entry[n].same_name;
    return n;
}

node tree_of_watch(const struct tree *t, int wd)
{
    node n = wd < 0 ? 0 : *head_of_wd(t, wd);

    while (n && t->entry[n].wd != wd)
        n = t->entry[n].same_wd;
    return n;
}

int tree_watch(const struct tree *t, node n) { return t->entry[n].wd; }
node tree_parent(const struct tree *t, node n) { return t->entry[n].parent; }
const char *tree_name(const struct tree *t, node n) { return t->entry[n].name; }

int64_t tree_folder(const struct tree *t, node n)
{
    const struct tree_root *r = root_of(t, n);

    return r ? r->folder : 0;
}

/* The next one in the order of a walk below top; 0 = that was all. */
static node walk_on(const struct tree *t, node top, node n)
{
    if (t->entry[n].child)
        return t->entry[n].child;
    while (n != top && !t->entry[n].next)
        n = t->entry[n].parent;
    return n == top ? 0 : t->entry[n].next;
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
    char *owned;

    if (there == n)
        return;
    if (there)
        tree_remove(t, there, NULL, NULL);
    if (from != to) {
        const size_t count = count_below(t, n);

        count_more(t, n, -count);
        count_more(t, parent, count);
    }
    owned = mem_text(name, strlen(name));
    leave_name(t, n);
    unhang(t, n);
    free(t->entry[n].name);
    t->entry[n].name = owned;
    t->entry[n].hash = hash_of(parent, name);
    hang(t, n, parent);
    enter_name(t, n);
}

static void drop_entry(struct tree *t, node n)
{
    leave_wd(t, n);
    leave_name(t, n);
    free(t->entry[n].name);
    t->entry[n] = (struct entry){.wd = -1, .next = t->unused};
    t->unused = n;
    t->live--;
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
    const node parent = t->entry[n].parent;
    node at = n;

    if (parent)
        count_more(t, n, -count_below(t, n));
    else
        forget_root(t, n);
    unhang(t, n);
    t->entry[n].parent = 0;
    /* Leaves first: down to one, take it away, go on with its parent. */
    while (at) {
        node up;

        while (t->entry[at].child)
            at = t->entry[at].child;
        if (each && t->entry[at].wd >= 0)
            each(arg, t->entry[at].wd);
        up = t->entry[at].parent;
        if (at != n)
            unhang(t, at);
        drop_entry(t, at);
        at = at == n ? 0 : up;
    }
}

/* The names from below the root down to n. */
static void add_path(const struct tree *t, node n, struct buf *out)
{
    const struct entry *x = &t->entry[n];
    size_t len = 0, at;

    for (node i = n; t->entry[i].parent; i = t->entry[i].parent)
        len += strlen(t->entry[i].name) + 1;
    if (!len)
        return;
    buf_reserve(out, len);
    at = out->len + len;
    out->len = at;
    for (; x->parent; x = &t->entry[x->parent]) {
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

void tree_full_path(const struct tree *t, node n, const char *name, struct buf *out)
{
    node root = n;

    while (t->entry[root].parent)
        root = t->entry[root].parent;
    buf_reset(out);
    buf_bytes(out, t->entry[root].name, strlen(t->entry[root].name));
    if (root != n) {
        if (out->data[out->len - 1] != '/')
            buf_u8(out, '/');
        add_path(t, n, out);
    }
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
