/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb similar: print the samples that sound like others. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/asking.h"
#include "cli/cmd.h"
#include "cli/rows.h"
#include "cli/stop.h"
#include "store/search.h"

enum { WEIGHTS = 256, CSV, M3U, FORMAT, USUAL = 20 };

static const struct opt options[] = {
    {'n', "limit", "N", "at most N samples (default: 20)"},
    {WEIGHTS, "weights", "LIST", "what counts: timbre=1,pitch=0,length=0 by default"},
    {'a', "all", NULL, "also samples whose files are not at hand"},
    {'0', "null", NULL, "only paths, as raw bytes, each ended by a NUL, for xargs -0"},
    {'J', "json", NULL, "one JSON object a line"},
    {CSV, "csv", NULL, "a table for spreadsheets"},
    {M3U, "m3u", NULL, "a playlist"},
    {FORMAT, "format", "FORMAT", "rows of your own: '{distance:.2f} {path}'"},
    {0},
};

/* What is printed, until there is enough of it. */
struct listing {
    struct rows *rows;
    bool all;
};

static int show(void *arg, const struct search_hit *h, struct err *e)
{
    const struct listing *l = arg;

    return l->all || strcmp(h->state, "ok") == 0 ? rows_add(l->rows, h, e) : 0;
}

/* Many may not be at hand: then more are looked for. */
static int list(struct store *s, const struct alike *a, struct listing *l, size_t limit,
                struct err *e)
{
    size_t shown = 0;
    int rc = 0;

    for (size_t k = limit; rc == 0; k *= 2) {
        struct nearest found;

        alike_find(a, k, &found);
        for (size_t i = shown;
             i < found.n && rc == 0 && rows_count(l->rows) < (int64_t)limit; i++)
            rc = search_sample(s, found.one[i].id, found.one[i].far, show, l, e);
        shown = found.n;
        nearest_clear(&found);
        if (shown < k || rows_count(l->rows) >= (int64_t)limit)
            break;
    }
    return rc == 0 ? rows_end(l->rows, e) : rc;
}

static int check_options(const struct args *a, struct err *e)
{
    const bool format = opt_given(a, FORMAT);

    if (opt_given(a, 'J') + opt_given(a, CSV) + opt_given(a, M3U) + format +
            (opt_given(a, '0') && !format) >
        1)
        return err_set(e, ERR_USAGE,
                       "choose one of --null, --json, --csv, --m3u and --format");
    return a->argc > 0 ? 0 : err_set(e, ERR_USAGE, "like which file?");
}

static struct rows_wish wish_of(const struct args *a)
{
    return (struct rows_wish){.kind = opt_given(a, FORMAT) ? ROWS_FORMAT
                                      : opt_given(a, '0')  ? ROWS_NULL
                                      : opt_given(a, 'J')  ? ROWS_JSON
                                      : opt_given(a, CSV)  ? ROWS_CSV
                                      : opt_given(a, M3U)  ? ROWS_M3U
                                                           : ROWS_TEXT,
                              .to = stdout,
                              .format = opt_text(a, FORMAT),
                              .nul = opt_given(a, '0')};
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct alike_weights weights = ALIKE_USUAL;
    const struct rows_wish wish = wish_of(a);
    struct listing l = {.all = opt_given(a, 'a')};
    struct alike *alike = NULL;
    long limit = USUAL;
    int rc = check_options(a, e);

    if (rc == 0)
        rc = opt_number(a, 'n', 1, INT_MAX, &limit, e);
    if (rc == 0 && opt_given(a, WEIGHTS))
        rc = alike_weigh(&weights, opt_text(a, WEIGHTS), e);
    stop_catch();
    if (rc == 0)
        rc = alike_open(&alike, s->store, (const char *const *)a->argv, (size_t)a->argc,
                        &weights, &asking_beside, e);
    if (rc == 0)
        rc = rows_open(&l.rows, s->store, &wish, e);
    if (rc == 0)
        rc = list(s->store, alike, &l, (size_t)limit, e);
    if (rc == 0 && rows_count(l.rows) == 0 && isatty(STDOUT_FILENO))
        fputs("no match\n", stderr);
    rows_close(l.rows);
    alike_close(alike);
    return rc;
}

const struct cmd cmd_similar = {
    .name = "similar",
    .args = "[-0 | -J | --csv | --m3u | --format FORMAT] [-a] [-n N] [--weights LIST]\n"
            "                        FILE | SAMPLE...",
    .summary = "print the samples that sound like a file, or like several",
    .options = options,
    .needs = NEEDS_READ,
    .run = run,
};
