/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CROWD_H
#define CROWD_H

#include <stdint.h>

#include "index/pool.h"
#include "util/sanitized.h"

/* A pool of rogue workers (rogue.h), files for it, and what became of them. */
enum {
    MANY = 2500,        /* tickets at most */
    SLOW_MS = 200,      /* after which a hang is called one */
    PATIENT_MS = 20000, /* which only a bug takes, however busy the machine is */
};

#define SIGSYS_TEXT "decoder was stopped by the sandbox (SIGSYS)"

/* What came back, by ticket. */
struct seen {
    struct {
        int times, status;
        char error[160];
    } of[MANY];
    size_t answers;
};

extern struct seen seen;
int note(void *arg, uint64_t ticket, const struct sound *s, struct err *e); /* into arg */

struct pool_options options(int jobs); /* with PATIENT_MS */
struct pool *open_pool(const struct pool_options *o);

/* A file that even may be written to, standing at its end. */
int file_of(const char *bytes);

void wait_once(struct pool *p, int wait_ms);
void give(struct pool *p, uint64_t ticket, int fd); /* waits for room */
void drain(struct pool *p);                         /* waits for all answers */

/* Ticket was answered once, with this text ("" = well). */
void expect(uint64_t ticket, const char *error);

/* One file that says `word`; what the answer says is in seen.of[0]. */
void run_one(const char *word, const struct pool_options *o);

/* A program that starts the rogue and leaves a line in a log each time. */
struct counter {
    char dir[32], program[64], log[64];
};

void counter_make(struct counter *c);
int counter_end(const struct counter *c); /* removes it; how many were started */

#endif
