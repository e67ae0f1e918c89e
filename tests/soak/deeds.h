/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SOAK_DEEDS_H
#define SOAK_DEEDS_H

#include "ground.h"

/* File operations. Each is drawn from g; false: nothing was fit for it, try another. */
bool deed_create(struct ground *g);
bool deed_begin(struct ground *g); /* a file that comes in pieces */
bool deed_piece(struct ground *g); /* the next one */
bool deed_replace(struct ground *g);
bool deed_overwrite(struct ground *g);
bool deed_truncate(struct ground *g);
bool deed_delete(struct ground *g);
bool deed_recreate(struct ground *g); /* deleted, and at once another of that name */
bool deed_rename(struct ground *g);   /* within its directory */
bool deed_move(struct ground *g);     /* to another directory, or another root */
bool deed_swap(struct ground *g);     /* two files change places */
bool deed_case(struct ground *g);
bool deed_link(struct ground *g);
bool deed_odd(struct ground *g);    /* symlink, FIFO */
bool deed_broken(struct ground *g); /* named like audio, but is none */
bool deed_shut(struct ground *g);   /* takes permissions, or gives them back */

bool deed_out(struct ground *g); /* a file or directory leaves the roots */
bool deed_in(struct ground *g);  /* and comes again */
bool deed_mkdir(struct ground *g);
bool deed_deep(struct ground *g); /* mkdir -p with files at once */
bool deed_move_dir(struct ground *g);
bool deed_rename_dir(struct ground *g);
bool deed_rm(struct ground *g); /* rm -r */

void finish_writers(struct ground *g);
void open_shut(struct ground *g);
bool write_new(const char *path, const void *bytes, size_t n);

#endif
