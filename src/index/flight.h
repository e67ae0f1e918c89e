/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_FLIGHT_H
#define INDEX_FLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/files.h"

/* A row of the queue, on its way. */
struct task {
    int64_t id, dir;
    char *dir_path, *name; /* owned */
    char *error;           /* why the same bytes failed before; owned; NULL = never did */
    struct file_stamp stamp;
    uint64_t device;
    int64_t touched_s; /* Unix time of the last change, as the system has seen it */
    uint64_t ticket;   /* of the answer that it waits for */
};
void task_clear(struct task *t);

/* Tasks that wait for an answer. Several names for one file wait for the same one: its
 * bytes are read once. */
struct flight {
    struct task *task; /* (n) owned */
    size_t n, room;
};

/* t (taken) was handed over by its id as the ticket. */
void flight_begin(struct flight *f, struct task *t);

/* Is an answer under way to the same bytes? Then t (taken) waits for that: true. */
bool flight_join(struct flight *f, struct task *t);

/* One that waited for this answer leaves; task_clear(). false: there is none any more. */
bool flight_end(struct flight *f, uint64_t ticket, struct task *out);

void flight_clear(struct flight *f);

#endif
