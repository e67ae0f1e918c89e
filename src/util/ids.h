/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_IDS_H
#define UTIL_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbers of rows, in the order in which they were added. {0} is none. */
struct ids {
    int64_t *id; /* (n) owned, ids_clear() */
    size_t n, room;
};

void ids_clear(struct ids *s); /* frees */
void ids_add(struct ids *s, int64_t id);

void ids_sort(struct ids *s); /* ascending, each once */

/* Only where they are in ascending order. */
bool ids_have(const struct ids *sorted, int64_t id);
size_t ids_find(const struct ids *sorted, int64_t id); /* its place; n = none */

#endif
