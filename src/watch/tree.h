/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_TREE_H
#define WATCH_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

/*
 * The watched directories: from a watch to a path and back, also after a rename above it.
 * A node is a directory; its path is put together from the names up to its root, so that
 * a rename costs one node however much lies below. Node 0 is none.
 */
typedef uint32_t node;
struct tree;

struct tree *tree_new(void);
void tree_free(struct tree *t);

/* folder < 0: a root of what belongs nowhere for now. */
node tree_root(struct tree *t, int64_t folder, const char *path, int wd);
/* New or known; wd -1 = not watched. A wd that another node has is taken from it. */
node tree_child(struct tree *t, node parent, const char *name, int wd);
node tree_find(const struct tree *t, node parent, const char *name);
node tree_of_watch(const struct tree *t, int wd);
/* By the first len bytes of a path below the folder's root; 0 = not known. */
node tree_at(const struct tree *t, int64_t folder, const char *path, size_t len);
int tree_watch(const struct tree *t, node n);
int64_t tree_folder(const struct tree *t, node n);
node tree_parent(const struct tree *t, node n);      /* 0: it is a root */
const char *tree_name(const struct tree *t, node n); /* of a root its path */

/* To another parent or name; a node that is there already is removed first. */
void tree_move(struct tree *t, node n, node parent, const char *name);

/* With all below it; each(wd), NULL = nobody, for every watch that went. */
void tree_remove(struct tree *t, node n, void (*each)(void *arg, int wd), void *arg);

/* Path below the folder's root ("" = the root), with final NUL. */
void tree_path(const struct tree *t, node n, const char *name, struct buf *out);
size_t tree_count(const struct tree *t, int64_t folder); /* directories; 0 = all */

#endif
