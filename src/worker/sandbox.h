/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKER_SANDBOX_H
#define WORKER_SANDBOX_H

#include "util/err.h"

enum {
    SANDBOX_MEMORY_BYTES = 256 << 20, /* private memory: RLIMIT_DATA */
    SANDBOX_OPEN_FILES = 16
};

/*
 * Give up everything but reading the descriptors that arrive on sock and
 * answering there: descriptors closed, rlimits, no new privileges, Landlock
 * where the kernel has it, seccomp. open() gives ENOENT, write() EPERM, ioctl()
 * ENOTTY (decoders try them and go on); any other call ends the process.
 * Fails closed: -1 with *e set if seccomp cannot be applied.
 */
int sandbox_enter(int sock, struct err *e);

#endif
