/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do random file operations, the same for the same seed.
 *   ops SEED COUNT QUIET_MS SHED ROOT...   each done operation on stdout, one a line;
 *   pauses around QUIET_MS come between them (0 = none). SHED is a folder that nobody
 *   watches. All must be there, on one file system. In the end every file is whole and
 *   readable.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "deeds.h"

/* How often, against the others. Trees neither vanish nor grow without end. */
static const struct {
    bool (*deed)(struct ground *g);
    unsigned weight;
} op[] = {
    {deed_create, 22},   {deed_begin, 8},      {deed_piece, 20},  {deed_replace, 8},
    {deed_overwrite, 6}, {deed_truncate, 3},   {deed_delete, 14}, {deed_recreate, 4},
    {deed_rename, 8},    {deed_move, 10},      {deed_swap, 2},    {deed_case, 3},
    {deed_link, 5},      {deed_odd, 3},        {deed_broken, 3},  {deed_shut, 5},
    {deed_out, 4},       {deed_in, 6},         {deed_mkdir, 6},   {deed_deep, 3},
    {deed_move_dir, 4},  {deed_rename_dir, 4}, {deed_rm, 5}};
enum { OPS = sizeof op / sizeof *op };

static bool do_one(struct ground *g)
{
    size_t all = 0, at;

    for (size_t i = 0; i < OPS; i++)
        all += op[i].weight;
    at = draw(g, all);
    for (size_t i = 0; i < OPS; i++) {
        if (at < op[i].weight)
            return op[i].deed(g);
        at -= op[i].weight;
    }
    return false;
}

static void sleep_ms(double ms)
{
    const struct timespec t = {.tv_sec = (time_t)(ms / 1000),
                               .tv_nsec = (long)(ms * 1e6) % 1000000000};

    nanosleep(&t, NULL);
}

/* Bursts mostly, then now and then less or more than the time a file has to be quiet. */
static void pause_some(struct ground *g, double quiet_ms)
{
    const size_t d = draw(g, 100);
    const double part = rng_unit(&g->rng);

    if (d < 2)
        sleep_ms(quiet_ms * (0.5 + part));
    else if (d < 12)
        sleep_ms(quiet_ms * part / 4);
}

int main(int argc, char **argv)
{
    static struct ground g;
    long done = 0, tried = 0, count;
    double quiet_ms;

    if (argc < 6) {
        fprintf(stderr, "ops SEED COUNT QUIET_MS SHED ROOT...\n");
        return 2;
    }
    umask(022);
    rng_init(&g.rng, strtoull(argv[1], NULL, 10));
    count = strtol(argv[2], NULL, 10);
    quiet_ms = strtod(argv[3], NULL);
    g.shed = argv[4];
    g.root = (const char *const *)argv + 5;
    g.roots = (size_t)argc - 5;
    for (; done < count && tried < 50 * count; tried++) {
        g.line[0] = '\0';
        if (do_one(&g)) {
            printf("%ld %s\n", ++done, g.line);
            fflush(stdout);
            pause_some(&g, quiet_ms);
        }
    }
    finish_writers(&g);
    open_shut(&g);
    return done == count ? 0 : 1;
}
