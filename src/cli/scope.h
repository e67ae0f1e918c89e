/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_SCOPE_H
#define CLI_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/cmd.h"
#include "store/search.h"

/*
 * Which files of the library a command is about: those that words find and that lie in
 * one of the folders, if any are given. An argument is a folder where it begins with a
 * slash or a dot, or ends with a slash; else a word.
 */
struct scope {
    struct search *search; /* for the words; NULL where every argument is a folder */
    char **folder;         /* (folders) absolute; owned */
    size_t folders;
};

/* 0 and *out, or -1 as asking_open(); scope_clear() in any case, before the library is
 * closed. */
int scope_of(struct scope *out, struct session *s, const struct args *a, struct err *e);
void scope_clear(struct scope *c);

/* Every argument is a folder, however it is written. */
int scope_of_folders(struct scope *out, const struct args *a, struct err *e);

/* Does it lie in one of the folders, if any are given? path: absolute. */
bool scope_holds(const struct scope *c, const char *path);

/* search_each() for these, of scope_of(). */
int scope_each(const struct scope *c,
               int (*each)(void *arg, const struct search_hit *h, struct err *e),
               void *arg, struct err *e);

#endif
