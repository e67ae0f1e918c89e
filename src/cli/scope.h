/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_SCOPE_H
#define CLI_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "store/search.h"

/*
 * Which files of the library a command is about: those that words find and that lie in
 * one of the folders, if any are given. An argument is a folder where it begins with a
 * slash or a dot, or ends with a slash; else a word.
 */
struct scope {
    const char **word; /* (words) borrowed texts; the list is owned */
    size_t words;
    char **folder; /* (folders) absolute; owned */
    size_t folders;
};

/* 0 and *out, or -1; scope_clear() in any case. */
int scope_of(struct scope *out, int argc, char **argv, struct err *e);
void scope_clear(struct scope *c);

/* The same where every argument is a folder, however it is written. */
int scope_of_folders(struct scope *out, int argc, char **argv, struct err *e);

/* Does it lie in one of the folders, if any are given? path: absolute. */
bool scope_holds(const struct scope *c, const char *path);

/* search_each() for these. */
int scope_each(const struct scope *c, struct store *s,
               int (*each)(void *arg, const struct search_hit *h, struct err *e),
               void *arg, struct err *e);

#endif
