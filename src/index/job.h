/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_JOB_H
#define INDEX_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "worker/wire.h"

/* One request to a worker, kept until it is answered: a retry needs all of it again. */
struct job {
    struct job *next; /* in a list of jobs that wait */
    uint64_t ticket;
    enum wire_op op;
    int fd;             /* owned; -1 = none */
    struct buf message; /* the request; owned */
    bool failed_once;
};

/* Owns fd, copies bytes (n). Never NULL. */
struct job *job_new(enum wire_op op, uint64_t ticket, int fd, const void *bytes,
                    size_t n);
void job_free(struct job *j);

/* Send it on sock: false if the socket is full or broken. */
bool job_send(const struct job *j, int sock);

/* A list is a pointer to its first job; NULL is the empty one. */
void job_put_first(struct job **list, struct job *j);
void job_put_last(struct job **list, struct job *j);

#endif
