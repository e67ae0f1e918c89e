/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_GONE_H
#define INDEX_GONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ids {
    int64_t *id; /* (n) owned */
    size_t n, room;
};
void ids_add(struct ids *l, int64_t id);
void ids_sort(struct ids *l); /* each once */
bool ids_have(const struct ids *sorted, int64_t id);

/*
 * Rows whose place on disk was found empty. They are marked once all else was looked at:
 * by then a file that only has another name now has taken its row along.
 */
struct gone {
    struct ids file, dir;
    struct ids moved; /* files that were found elsewhere */
};
void gone_clear(struct gone *g);

#endif
