/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ANSWER_MEASURES_H
#define ANSWER_MEASURES_H

#include <stddef.h>

#include "store/inspect.h"

/* The named numbers of a sample, out of its descriptor BLOB. */
struct measure {
    const char *name, *unit; /* "centroid", "Hz"; unit "" where it has none */
    double value;
};

enum { MEASURES_MAX = 64 };

/* How many there are; 0 for a sample without, or with a BLOB of another version. */
size_t measures_read(const struct inspection *i, struct measure out[MEASURES_MAX]);

/* The same of a descriptor BLOB of n bytes. */
size_t measures_of(const void *blob, size_t n, struct measure out[MEASURES_MAX]);

#endif
