/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb export: what the library knows, for other programs and other libraries. */
#include <limits.h>
#include <stdio.h>

#include "cli/asking.h"
#include "cli/cmd.h"
#include "cli/corrections.h"
#include "cli/kitting.h"
#include "cli/outfile.h"
#include "cli/rows.h"
#include "store/search.h"

enum { CSV = 256, M3U, FORCE, COPY_TO, WRITE_TAGS, SIDECARS, CORRECTIONS, FEATURES };

static const struct opt options[] = {
    {'J', "json", NULL, "all that is known of each file, one JSON object a line"},
    {CSV, "csv", NULL, "the same as a table"},
    {M3U, "m3u", NULL, "a playlist"},
    {'o', "out", "FILE", "write it there instead of to the standard output"},
    {FORCE, "force", NULL, "in the place of a file that is there"},
    {COPY_TO, "copy-to", "DIR", "copy the sounds there"},
    {WRITE_TAGS, "write-tags", NULL, "and write what is known into the copies"},
    {SIDECARS, "sidecars", "DIR", "a small JSON file for each sound, there"},
    {'n', "limit", "N", "of at most N files"},
    {CORRECTIONS, "corrections", "FILE",
     "what was said, for other libraries; - is stdout"},
    {FEATURES, "features", NULL, "with what a library needs to learn from it"},
    {0},
};

/* What is to be written: one of these. */
enum what { NOTHING, ROWS, KIT, SAID };

static int what_of(const struct args *a, enum what *what, struct err *e)
{
    const int rows = opt_given(a, 'J') + opt_given(a, CSV) + opt_given(a, M3U);
    const bool kit = opt_given(a, COPY_TO) || opt_given(a, SIDECARS);
    const bool said = opt_given(a, CORRECTIONS);

    if (rows + kit + said != 1)
        return err_set(
            e, ERR_USAGE,
            "%s --json, --csv, --m3u, --copy-to or --sidecars, or --corrections",
            (rows + kit + said) > 0 ? "choose one of" : "say what to write:");
    *what = rows ? ROWS : kit ? KIT : SAID;
    return 0;
}

/* An option that says nothing about what is written is a mistake. */
static int check_options(const struct args *a, enum what what, struct err *e)
{
    const struct {
        int letter;
        bool fits;
        const char *with;
    } rule[] = {
        {'o', what == ROWS, "--out is for --json, --csv and --m3u"},
        {FORCE, what == ROWS || what == SAID, "--force is for files, not for folders"},
        {WRITE_TAGS, opt_given(a, COPY_TO),
         "--write-tags writes into copies: --copy-to DIR"},
        {FEATURES, what == SAID, "--features goes with --corrections"},
        {'n', what != SAID, "--corrections takes no --limit"},
    };

    for (size_t i = 0; i < sizeof rule / sizeof *rule; i++)
        if (opt_given(a, rule[i].letter) && !rule[i].fits)
            return err_set(e, ERR_USAGE, "%s", rule[i].with);
    if (what == SAID && a->argc)
        return err_set(e, ERR_USAGE, "--corrections takes no arguments, but got '%s'",
                       a->argv[0]);
    if (what == SAID && !*opt_text(a, CORRECTIONS))
        return err_set(e, ERR_USAGE, "say where to: --corrections FILE");
    return 0;
}

static int write_rows(struct search *q, struct session *s, const struct args *a,
                      long limit, struct err *e)
{
    struct rows_wish wish = {.kind = opt_given(a, 'J')   ? ROWS_JSON
                                     : opt_given(a, CSV) ? ROWS_CSV
                                                         : ROWS_M3U,
                             .whole = true};
    struct rows *r = NULL;
    struct outfile o;
    int rc = outfile_open(&o, opt_text(a, 'o'), opt_given(a, FORCE), e);

    if (rc != 0)
        return -1;
    wish.to = o.to;
    rc = rows_open(&r, s->store, &wish, e);
    if (rc == 0)
        rc = search_each(q, limit, rows_add, r, e);
    if (rc == 0)
        rc = rows_end(r, e);
    rows_close(r);
    return outfile_close(&o, rc, e);
}

static int make_kit(struct search *q, struct session *s, const struct args *a, long limit,
                    struct err *e)
{
    const struct kit_wish wish = {.dir = opt_text(a, COPY_TO),
                                  .tags = opt_given(a, WRITE_TAGS),
                                  .sidecars = opt_text(a, SIDECARS)};

    return kitting(q, s, &wish, limit, e);
}

static int run_query(struct session *s, const struct args *a, enum what what,
                     struct err *e)
{
    struct search *q = NULL;
    long limit = 0; /* all */
    int rc;

    if (opt_number(a, 'n', 1, INT_MAX, &limit, e) != 0 ||
        store_open(&s->store, s->library, STORE_READ, e) != 0 ||
        asking_open(&q, s, a, e) != 0)
        return -1;
    rc = what == KIT ? make_kit(q, s, a, limit, e) : write_rows(q, s, a, limit, e);
    search_close(q);
    return rc;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    enum what what = NOTHING;

    if (what_of(a, &what, e) != 0 || check_options(a, what, e) != 0)
        return -1;
    if (what == SAID)
        return corrections_write(s, opt_text(a, CORRECTIONS), opt_given(a, FEATURES),
                                 opt_given(a, FORCE), e);
    return run_query(s, a, what, e);
}

const struct cmd cmd_export = {
    .name = "export",
    .args =
        "--json | --csv | --m3u [-o FILE [--force]] [-n N] [QUERY]...\n"
        "       sampledb export [--copy-to DIR [--write-tags]] [--sidecars DIR] [-n N] "
        "[QUERY]...\n"
        "       sampledb export --corrections FILE [--features] [--force]",
    .summary = "write what is known of sounds, for other programs and libraries",
    .options = options,
    .needs = NEEDS_NOTHING, /* run() opens it, and never makes one */
    .words = true,
    .run = run,
};
