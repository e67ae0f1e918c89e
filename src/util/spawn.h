/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_SPAWN_H
#define UTIL_SPAWN_H

#include <sys/types.h>

#include "util/err.h"

/*
 * Start `program` (NULL = this executable, also when an upgrade has replaced its name) as
 * "sampledb" with these words behind it (ended by NULL): /dev/null to read from, *out to
 * say something to us, and *err likewise (NULL: it has our stderr); both non-blocking and
 * close-on-exec. It gets no other descriptor of ours, and signals as they are by default.
 *
 * It ends with us: the system sends it `with_us` once the thread that called this ends,
 * whatever that dies of.
 *
 * 0 and the pid, for waitpid(); -1 ERR_IO.
 */
int spawn(pid_t *pid, const char *program, const char *const *word, int with_us, int *out,
          int *err, struct err *e);

#endif
