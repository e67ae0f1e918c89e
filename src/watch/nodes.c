/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories by number, by name and by watch. */
#include "watch/nodes.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

enum { FIRST_HEADS = 256 };

void nodes_init(struct nodes *t)
{
    *t = (struct nodes){.heads = FIRST_HEADS};
    t->by_name = mem_new(t->heads, sizeof *t->by_name);
    t->by_wd = mem_new(t->heads, sizeof *t->by_wd);
    t->entry = mem_more(NULL, 0, &t->room, sizeof *t->entry);
    t->entry[0] = (struct entry){.wd = -1};
    t->n = 1;
}

void nodes_clear(struct nodes *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->entry[i].name);
    free(t->entry);
    free(t->by_name);
    free(t->by_wd);
}

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, begun with the parent. */
static uint32_t hash_of(node parent, const char *name)
{
    uint32_t h = 2166136261u ^ (parent * 2654435761u);

    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 16777619u;
    return h ^ (h >> 15);
}

static node *head_of_wd(const struct nodes *t, int wd)
{
    return &t->by_wd[(uint32_t)wd & (t->heads - 1)];
}

static node *head_of_name(const struct nodes *t, uint32_t hash)
{
    return &t->by_name[hash & (t->heads - 1)];
}

static void enter_wd(struct nodes *t, node n)
{
    node *head = head_of_wd(t, t->entry[n].wd);

    t->entry[n].same_wd = *head;
    *head = n;
}

static void enter_name(struct nodes *t, node n)
{
    node *head = head_of_name(t, t->entry[n].hash);

    t->entry[n].same_name = *head;
    *head = n;
}

static void leave_wd(struct nodes *t, node n)
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

static void leave_name(struct nodes *t, node n)
{
    node *at = head_of_name(t, t->entry[n].hash);

    while (*at != n)
        at = &t->entry[*at].same_name;
    *at = t->entry[n].same_name;
}

static void grow_tables(struct nodes *t)
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

static node take_entry(struct nodes *t)
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

node nodes_add(struct nodes *t, node parent, const char *name)
{
    const node n = take_entry(t);

    t->entry[n] = (struct entry){.parent = parent,
                                 .name = mem_text(name, strlen(name)),
                                 .wd = -1,
                                 .hash = hash_of(parent, name)};
    enter_name(t, n);
    grow_tables(t);
    return n;
}

void nodes_rename(struct nodes *t, node n, node parent, const char *name)
{
    char *owned = mem_text(name, strlen(name));

    leave_name(t, n);
    free(t->entry[n].name);
    t->entry[n].name = owned;
    t->entry[n].parent = parent;
    t->entry[n].hash = hash_of(parent, name);
    enter_name(t, n);
}

void nodes_drop(struct nodes *t, node n)
{
    leave_wd(t, n);
    leave_name(t, n);
    free(t->entry[n].name);
    t->entry[n] = (struct entry){.wd = -1, .next = t->unused};
    t->unused = n;
    t->live--;
}

void nodes_watch(struct nodes *t, node n, int wd)
{
    node other;

    if (t->entry[n].wd == wd)
        return;
    leave_wd(t, n);
    if (wd < 0)
        return;
    other = nodes_of_watch(t, wd);
    if (other)
        leave_wd(t, other);
    t->entry[n].wd = wd;
    enter_wd(t, n);
}

node nodes_find(const struct nodes *t, node parent, const char *name)
{
    const uint32_t h = hash_of(parent, name);
    node n = *head_of_name(t, h);

    while (n && (t->entry[n].hash != h || t->entry[n].parent != parent ||
                 strcmp(t->entry[n].name, name) != 0))
        n = t->entry[n].same_name;
    return n;
}

node nodes_of_watch(const struct nodes *t, int wd)
{
    node n = wd < 0 ? 0 : *head_of_wd(t, wd);

    while (n && t->entry[n].wd != wd)
        n = t->entry[n].same_wd;
    return n;
}
