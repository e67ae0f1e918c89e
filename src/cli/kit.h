/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_KIT_H
#define CLI_KIT_H

#include <stdbool.h>

#include "util/err.h"

/*
 * A folder of copies of sounds, or of symbolic links to them. The sounds are opened for
 * reading only. A copy is written under a hidden name, synced, and then given its own
 * (cli/kit_name.h), which never takes the place of a file that is there: names differ in
 * more than capitals, and one that is taken gets a number. A copy or link that is there
 * already, to the byte, is not made again.
 */
struct kit;

/* The folder is made if its parent is there. 0, or -1 ERR_IO. */
int kit_open(struct kit **out, const char *dir, bool links, struct err *e);
void kit_close(struct kit *k); /* NULL is fine */

enum kit_end {
    KIT_MADE,
    KIT_THERE,  /* it is there already */
    KIT_ITSELF, /* the same, and it is no copy, but the sound's own file */
    KIT_NOT,    /* *e: not this sound; others may do */
    KIT_NO_MORE /* *e: the folder takes nothing any more */
};

/* Writes what the copy shall be: by default the bytes as they are. */
typedef enum kit_end kit_writer(void *arg, int from, int to, struct err *e);

/*
 * path: absolute. write (NULL: the bytes as they are) is not used for links. *name is
 * what it is called in the folder, borrowed until kit_close(), unless it ends KIT_NOT or
 * KIT_NO_MORE.
 */
enum kit_end kit_put(struct kit *k, const char *path, kit_writer *write, void *arg,
                     const char **name, struct err *e);

#endif
