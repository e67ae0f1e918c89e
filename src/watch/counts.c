/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts of a run as JSON, and back. */
#include "watch/counts.h"

#include <stddef.h>
#include <stdint.h>

#define COUNT(name)                                                                      \
    {                                                                                    \
#name, offsetof(struct index_counts, name)                                       \
    }

static const struct {
    const char *called;
    size_t at;
} field[] = {COUNT(dirs),       COUNT(seen),    COUNT(added),       COUNT(changed),
             COUNT(moved),      COUNT(missing), COUNT(returned),    COUNT(stale),
             COUNT(unreadable), COUNT(offline), COUNT(todo),        COUNT(done),
             COUNT(ok),         COUNT(failed),  COUNT(unsupported), COUNT(retagged),
             COUNT(renamed),    COUNT(likened), COUNT(mapped)};

enum { COUNTS = sizeof field / sizeof *field };
_Static_assert(sizeof(struct index_counts) == COUNTS * sizeof(int64_t),
               "a count is missing");

json_t *counts_json(const struct index_counts *n)
{
    json_t *out = json_object();

    for (size_t i = 0; i < COUNTS; i++) {
        const int64_t *count = (const void *)((const char *)n + field[i].at);

        json_object_set_new(out, field[i].called, json_integer(*count));
    }
    return out;
}

void counts_read(struct index_counts *n, const json_t *counts)
{
    for (size_t i = 0; i < COUNTS; i++) {
        const json_t *value = json_object_get(counts, field[i].called);
        int64_t *count = (void *)((char *)n + field[i].at);

        if (json_is_integer(value))
            *count = json_integer_value(value);
    }
}
