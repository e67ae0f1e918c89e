/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb folder list: which folders there are, and how each is kept in step. */
#include <stdio.h>

#include "answer/folders.h"
#include "cli/folder_root.h"
#include "cli/print.h"

static void print_row(const struct folder *f, int64_t files)
{
    const char *why = f->offline && f->why ? f->why : f->coverage_why;
    char count[32], since[32], crawled[32];

    printf("%-9s  since %s  %12s files  ",
           f->offline ? "offline" : folder_coverage_name(f->coverage),
           print_time(since, f->offline ? f->since : f->coverage_since),
           print_count(count, files));
    if (f->crawled_at)
        printf("crawled %s  ", print_time(crawled, f->crawled_at));
    else
        printf("%-24s  ", "never crawled");
    print_clean(stdout, f->path);
    if (why) {
        fputs("  (", stdout);
        print_clean(stdout, why);
        putchar(')');
    }
    putchar('\n');
}

static int list_one(void *arg, const struct folder *f, int64_t files, struct err *e)
{
    const bool *json = arg;

    if (*json)
        print_json(folders_json(f, files));
    else
        print_row(f, files);
    return print_check(e);
}

int folder_list(const char *library, const struct args *a, struct err *e)
{
    bool json = opt_given(a, 'J');
    struct store *s = NULL;
    int rc;

    if (a->argc > 1)
        return err_set(e, ERR_USAGE, "list takes no folder, but got '%s'", a->argv[1]);
    rc = store_open(&s, library, STORE_READ, e);
    if (rc == 0)
        rc = folders_each(s, library, list_one, &json, e);
    store_close(s);
    return rc;
}
