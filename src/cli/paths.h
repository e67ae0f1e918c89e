/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_PATHS_H
#define CLI_PATHS_H

#include "util/err.h"

/*
 * What a person types, as the library has it: absolute, without symbolic links,
 * "." and "..". Nothing needs to be there any more: a part that is gone is
 * taken as written. To free(); NULL with *e set only where the working
 * directory is gone.
 */
char *path_of_folder(const char *typed, struct err *e);

/* The same for a file: a last part that is a symbolic link is kept. */
char *path_of_file(const char *typed, struct err *e);

#endif
