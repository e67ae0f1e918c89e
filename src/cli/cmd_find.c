/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb find: print the files that match words, or make a folder of them. */
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/asking.h"
#include "cli/cmd.h"
#include "cli/kitting.h"
#include "cli/print.h"
#include "cli/rows.h"

enum { SQL = 256, CSV, M3U, FORMAT, COPY_TO, LINK_TO };

static const struct opt options[] = {
    {'0', "null", NULL, "only paths, as raw bytes, each ended by a NUL, for xargs -0"},
    {'J', "json", NULL, "one JSON object a line"},
    {CSV, "csv", NULL, "a table for spreadsheets"},
    {M3U, "m3u", NULL, "a playlist"},
    {FORMAT, "format", "FORMAT", "rows of your own: '{path}\\t{bpm:.1f}'"},
    {COPY_TO, "copy-to", "DIR", "copy the sounds there instead of printing them"},
    {LINK_TO, "link-to", "DIR", "the same with symbolic links"},
    {'n', "limit", "N", "at most N files"},
    {SQL, "sql", NULL, "print the SQL of the search instead of running it"},
    {0},
};

/* Each but -0 alone decides what happens to the files; -0 also ends rows of --format. */
static int check_options(const struct args *a, struct err *e)
{
    const bool format = opt_given(a, FORMAT);
    const int ways = opt_given(a, 'J') + opt_given(a, CSV) + opt_given(a, M3U) + format +
                     opt_given(a, COPY_TO) + opt_given(a, LINK_TO) + opt_given(a, SQL) +
                     (opt_given(a, '0') && !format);

    if (ways > 1)
        return err_set(e, ERR_USAGE,
                       "choose one of --null, --json, --csv, --m3u, --format, --copy-to, "
                       "--link-to and --sql");
    return 0;
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

static int print_hits(struct search *q, struct store *s, const struct args *a, long limit,
                      struct err *e)
{
    const struct rows_wish wish = wish_of(a);
    struct rows *r = NULL;
    int rc = rows_open(&r, s, &wish, e);

    if (rc == 0)
        rc = search_each(q, limit, rows_add, r, e);
    if (rc == 0)
        rc = rows_end(r, e);
    if (rc == 0 && rows_count(r) == 0 && isatty(STDOUT_FILENO))
        fputs("no match\n", stderr);
    rows_close(r);
    return rc;
}

static int make_kit(struct search *q, struct session *s, const struct args *a, long limit,
                    struct err *e)
{
    const bool link = opt_given(a, LINK_TO);
    const struct kit_wish wish = {.dir = opt_text(a, link ? LINK_TO : COPY_TO),
                                  .links = link};

    return kitting(q, s, &wish, limit, e);
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct search *q = NULL;
    long limit = 0; /* all */
    int rc;

    if (check_options(a, e) != 0 || opt_number(a, 'n', 1, INT_MAX, &limit, e) != 0 ||
        asking_open(&q, s, a, e) != 0)
        return -1;
    if (opt_given(a, SQL))
        rc = puts(search_sql(q)) == EOF ? print_check(e) : 0;
    else if (opt_given(a, COPY_TO) || opt_given(a, LINK_TO))
        rc = make_kit(q, s, a, limit, e);
    else
        rc = print_hits(q, s->store, a, limit, e);
    search_close(q);
    return rc;
}

const struct cmd cmd_find = {
    .name = "find",
    .args =
        "[-0 | -J | --csv | --m3u | --format FORMAT | --copy-to DIR | --link-to DIR |\n"
        "                     --sql] [-n N] [QUERY]...",
    .summary = "print the files that match: find kick -loop dur:..2 path:vinyl",
    .options = options,
    .needs = NEEDS_READ,
    .words = true,
    .run = run,
};
