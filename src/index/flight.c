/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that wait for the answer of a worker, each or several for one. */
#include "index/flight.h"

#include <stdlib.h>

#include "index/report.h"
#include "util/mem.h"

void task_clear(struct task *t)
{
    free(t->dir_path);
    free(t->name);
    free(t->error);
    *t = (struct task){0};
}

static void add(struct flight *f, struct task *t, uint64_t ticket)
{
    f->task = mem_more(f->task, f->n, &f->room, sizeof *f->task);
    f->task[f->n] = *t;
    f->task[f->n++].ticket = ticket;
    *t = (struct task){0};
}

void flight_begin(struct flight *f, struct task *t) { add(f, t, (uint64_t)t->id); }

bool flight_join(struct flight *f, struct task *t)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->task[i].device == t->device &&
            stamp_same(&f->task[i].stamp, &t->stamp, true)) {
            add(f, t, f->task[i].ticket);
            return true;
        }
    return false;
}

bool flight_end(struct flight *f, uint64_t ticket, struct task *out)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->task[i].ticket == ticket) {
            *out = f->task[i];
            f->task[i] = f->task[--f->n];
            return true;
        }
    return false;
}

void flight_clear(struct flight *f)
{
    while (f->n)
        task_clear(&f->task[--f->n]);
    free(f->task);
    *f = (struct flight){0};
}
