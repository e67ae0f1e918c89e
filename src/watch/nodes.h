/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_NODES_H
#define WATCH_NODES_H

#include <stddef.h>
#include <stdint.h>

#include "watch/tree.h"

/* Directories by number, by name and by watch: what watch/tree is made of. Nobody else
 * looks in here. */

/* 48 bytes and the name; two hash heads of 4 bytes for each. */
struct entry {
    char *name;                     /* of a root its absolute path; owned; NULL = free */
    node parent, child, next, prev; /* the children of one are a list: tree.c */
    node same_name, same_wd;        /* chains of the two tables */
    int wd;                         /* -1 = not watched */
    uint32_t hash;                  /* of parent and name */
};

struct nodes {
    struct entry *entry;   /* (room) 0 is none */
    size_t n, room;        /* entries ever used */
    node unused;           /* a list, by next */
    node *by_name, *by_wd; /* (heads) heads is a power of two */
    size_t heads, live;
};

void nodes_init(struct nodes *t);
void nodes_clear(struct nodes *t);

node nodes_add(struct nodes *t, node parent, const char *name); /* among no children */
void nodes_rename(struct nodes *t, node n, node parent, const char *name);
void nodes_drop(struct nodes *t, node n);
/* A wd is one node's: who is told of it last has it. -1 = none. */
void nodes_watch(struct nodes *t, node n, int wd);

node nodes_find(const struct nodes *t, node parent, const char *name);
node nodes_of_watch(const struct nodes *t, int wd);

#endif
