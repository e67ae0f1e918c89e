/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_KIT_NAME_H
#define CLI_KIT_NAME_H

#include "util/buf.h"

/*
 * A file name that every file system and sampler takes, as much like `name` as may be:
 * valid UTF-8; none of <>:"/\|?* and no control character (each becomes '_'); no dot,
 * dash or blank in front, no dot or blank at the end; no name that Windows keeps for a
 * device; KIT_NAME bytes at most, where the stem is cut and the end behind the last dot
 * stays. Source: Microsoft, "Naming Files, Paths, and Namespaces".
 */
enum { KIT_NAME = 240 };

/* nth: 1 is the name itself, 2 has " 2" before the last dot, and so on. With a NUL; *out
 * is reset first. */
void kit_name(struct buf *out, const char *name, unsigned nth);

#endif
