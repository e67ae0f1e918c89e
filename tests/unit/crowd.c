/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pool of rogue workers, files for it, and what became of them. */
#include "crowd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "near.h"

struct seen seen;

int note(void *arg, uint64_t ticket, const struct sound *s, struct err *e)
{
    struct seen *to = arg;

    (void)e;
    cr_assert(ticket < MANY);
    to->of[ticket].times++;
    to->of[ticket].status = s->status;
    memcpy(to->of[ticket].error, s->error, sizeof s->error);
    if (s->status == SOUND_OK)
        cr_expect(s->rate_hz == 44100 || s->rate_hz == 0 /* classify */);
    to->answers++;
    return 0;
}

struct pool_options options(int jobs)
{
    return (struct pool_options){
        .program = getenv("ROGUE"), .jobs = jobs, .timeout_ms = PATIENT_MS, .nodes = 3};
}

struct pool *open_pool(const struct pool_options *o)
{
    struct pool *p = NULL;
    struct err e = {0};

    cr_assert(o->program, "ROGUE names the test worker");
    cr_assert(pool_open(&p, o, &e) == 0, "%s", e.text);
    return p;
}

int file_of(const char *bytes)
{
    const int fd = memfd_create("test", MFD_CLOEXEC);

    cr_assert(fd >= 0);
    cr_assert(write(fd, bytes, strlen(bytes)) == (ssize_t)strlen(bytes));
    return fd;
}

void wait_once(struct pool *p, int wait_ms)
{
    struct err e = {0};

    cr_assert(pool_wait(p, wait_ms, note, &seen, &e) == 0, "%s", e.text);
}

void give(struct pool *p, uint64_t ticket, int fd)
{
    struct err e = {0};

    while (pool_room(p) == 0)
        wait_once(p, -1);
    cr_assert(pool_analyse(p, ticket, fd, &e) == 0, "%s", e.text);
}

void drain(struct pool *p)
{
    while (pool_pending(p) > 0)
        wait_once(p, -1);
}

void expect(uint64_t ticket, const char *error)
{
    cr_expect(seen.of[ticket].times == 1, "ticket %d answered %d times", (int)ticket,
              seen.of[ticket].times);
    cr_expect_str_eq(seen.of[ticket].error, error, "ticket %d: \"%s\", want \"%s\"",
                     (int)ticket, seen.of[ticket].error, error);
    cr_expect(seen.of[ticket].status == (*error ? SOUND_FAILED : SOUND_OK));
}

void run_one(const char *word, const struct pool_options *o)
{
    struct pool *p = open_pool(o);

    memset(&seen, 0, sizeof seen);
    give(p, 0, file_of(word));
    drain(p);
    pool_close(p);
}

void counter_make(struct counter *c)
{
    FILE *f;

    strcpy(c->dir, "/tmp/pool-XXXXXX");
    cr_assert(mkdtemp(c->dir));
    sprintf(c->program, "%s/start", c->dir);
    sprintf(c->log, "%s/log", c->dir);
    f = fopen(c->program, "w");
    fprintf(f, "#!/bin/sh\necho started >> %s\nexec '%s' \"$@\"\n", c->log,
            getenv("ROGUE"));
    fclose(f);
    cr_assert(chmod(c->program, 0700) == 0);
}

int counter_end(const struct counter *c)
{
    FILE *f = fopen(c->log, "r");
    int lines = 0, byte;

    while (f && (byte = getc(f)) != EOF)
        lines += byte == '\n';
    if (f)
        fclose(f);
    unlink(c->log);
    unlink(c->program);
    rmdir(c->dir);
    return lines;
}
