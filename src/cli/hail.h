/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_HAIL_H
#define CLI_HAIL_H

#include <jansson.h>

#include "util/err.h"

/* Commands that speak to the daemon of a library. */

/* The folder for sockets of ours: $XDG_RUNTIME_DIR, else /run/user/UID: the first that is
 * there and ours. To free(); NULL = none is. */
char *hail_runtime(void);

/* Where its socket is: in $XDG_RUNTIME_DIR, else in /run/user/UID, else beside the
 * library: the first that is there and ours. To free(); NULL with *e set. */
char *hail_socket(const char *library, struct err *e);

/* As ask(): 1 and *done; 0: no daemon is there; -1. */
int hail(const char *library, const json_t *request,
         void (*progress)(void *arg, const json_t *progress), void *arg, json_t **done,
         struct err *e);

/* Tell a daemon, if there is one, that the folders of its library changed, or the model
 * in use: 1; 0: there is none; -1. */
int hail_reload(const char *library, struct err *e);

#endif
