/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ANSWER_FOLDERS_H
#define ANSWER_FOLDERS_H

#include <jansson.h>

#include "store/folders.h"

/*
 * Each folder with how many files are known below it. What rows say of a daemon is of one
 * that has gone where nobody owns the library (path: of its file), and then is set right.
 * Stops when each() does not return 0, and returns that.
 */
int folders_each(struct store *s, const char *library,
                 int (*each)(void *arg, const struct folder *f, int64_t files,
                             struct err *e),
                 void *arg, struct err *e);

json_t *folders_json(const struct folder *f, int64_t files);

#endif
