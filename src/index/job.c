/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One request to a worker, and lists of those that wait. */
#include "index/job.h"

#include <stdlib.h>
#include <unistd.h>

#include "util/mem.h"

struct job *job_new(enum wire_op op, uint64_t ticket, int fd, const void *bytes, size_t n)
{
    const struct wire_head h = {.op = op, .ticket = ticket};
    struct job *j = mem_new(1, sizeof *j);

    *j = (struct job){.op = op, .ticket = ticket, .fd = fd};
    wire_put_head(&j->message, &h);
    buf_bytes(&j->message, bytes, n);
    return j;
}

void job_free(struct job *j)
{
    if (!j)
        return;
    if (j->fd >= 0)
        close(j->fd);
    buf_clear(&j->message);
    free(j);
}

bool job_send(const struct job *j, int sock)
{
    struct err ignored;

    if (j->fd >= 0) /* the worker's descriptor shares our offset */
        lseek(j->fd, 0, SEEK_SET);
    return wire_send(sock, j->message.data, j->message.len, j->fd, &ignored) == 0;
}

void job_put_first(struct job **list, struct job *j)
{
    j->next = *list;
    *list = j;
}

void job_put_last(struct job **list, struct job *j)
{
    while (*list)
        list = &(*list)->next;
    j->next = NULL;
    *list = j;
}
