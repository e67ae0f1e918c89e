/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_FOLDING_H
#define INDEX_FOLDING_H

#include <limits.h>
#include <stdbool.h>

/*
 * Directories that find a file by another spelling of its name: FAT, exFAT, NTFS, HFS+,
 * and ext4 or f2fs where casefold is on. There a name that somebody used need not be the
 * one that the file has; only a listing tells.
 */

/* dir: any descriptor of it, O_PATH too. */
bool folding_dir(int dir);

/* What lies there under any spelling of the name: the name gets the file's own. Where
 * nothing does, it stays. */
void folding_spell(int dir, char name[NAME_MAX + 1]);

/* Is each part of the path below root spelt as it is there? true where nothing folds. */
bool folding_is_spelt(int root, const char *path);

#endif
