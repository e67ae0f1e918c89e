/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_BENEATH_H
#define INDEX_BENEATH_H

/*
 * Open `path` (relative, any length, even beyond PATH_MAX) below the directory
 * `root`, one component at a time and following no symbolic link. "" opens root
 * again. A descriptor, or -1 with errno.
 */
int beneath_open(int root, const char *path, int flags);

#endif
