/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_TEAM_H
#define UTIL_TEAM_H

#include <stddef.h>

#include "util/err.h"

/*
 * Several processes that go through numbered pieces of work together: this one, and
 * copies of it. A copy sees all memory as it was at team_new() and changes its own;
 * only what mem_share() gave is common to all. It ends with this process, whatever
 * that dies of.
 *
 * Processes, since the pieces call the BLAS, and Debian's libopenblas0-serial (0.3.21)
 * may not be called by two threads at once: it is built with USE_THREAD=0 and without
 * USE_LOCKING=1 (openblas_get_config() would name it), so blas_memory_alloc() looks for
 * a free buffer and takes it without a lock, and two products pack their operands into
 * the same one. Measured: of 2 x 10^5 sgemm() calls by two threads 153 had wrong results,
 * by one thread none. Source: OpenBLAS, Makefile.rule on USE_LOCKING; issues 1755, 2126.
 */
struct team;

typedef void team_work(void *arg, size_t piece);

size_t team_cores(void); /* that this process may use */

/* work(arg, piece) must leave what it finds in shared memory. Never NULL. Where the
 * system lends fewer processes, the team is smaller. */
struct team *team_new(size_t members, team_work *work, void *arg);

/*
 * All pieces, in no order and by whoever comes first, until the last is done.
 * 0, or -1 ERR_IO: a process has died, and with it the piece it had.
 */
int team_do(struct team *t, size_t pieces, struct err *e);
void team_free(struct team *t);

#endif
