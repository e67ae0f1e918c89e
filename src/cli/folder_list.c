/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb folder list: which folders there are, and how each is kept in step. */
#include <stdio.h>
#include <string.h>

#include "cli/folder_root.h"
#include "cli/print.h"
#include "store/folders.h"
#include "store/lock.h"

struct list {
    struct store *s;
    bool json;
    bool alone; /* nobody owns the library: what rows say of a daemon is of a dead one */
};

static void print_json_row(const struct folder *f, int64_t files)
{
    print_json(json_pack("{s:I, s:o, s:s, s:o, s:I, s:o, s:I, s:s, s:o, s:I, s:b}", "id",
                         (json_int_t)f->id, "path", json_text(f->display), "state",
                         f->offline ? "offline" : "ok", "why", json_text_or_null(f->why),
                         "since", (json_int_t)f->since, "last_crawl_at",
                         f->crawled_at ? json_integer(f->crawled_at) : json_null(),
                         "files", (json_int_t)files, "coverage",
                         folder_coverage_name(f->coverage), "coverage_why",
                         json_text_or_null(f->coverage_why), "coverage_since",
                         (json_int_t)f->coverage_since, "marked", f->marker != NULL));
}

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

/* The daemon that wrote the row is gone, and could not say so. */
static struct folder as_it_is(const struct folder *f)
{
    struct folder now = *f;

    if (now.coverage != COVERAGE_ON_DEMAND) {
        now.coverage = COVERAGE_ON_DEMAND;
        now.coverage_why = "the daemon has ended without a word";
    }
    return now;
}

static int list_one(void *arg, const struct folder *f, struct err *e)
{
    const struct list *l = arg;
    const struct folder now = l->alone ? as_it_is(f) : *f;
    int64_t files;

    if (folder_files(l->s, f->id, &files, e) != 0)
        return -1;
    if (l->json)
        print_json_row(&now, files);
    else
        print_row(&now, files);
    return print_check(e);
}

int folder_list(const char *library, const struct args *a, struct err *e)
{
    struct list l = {.json = opt_given(a, 'J')};
    int rc;

    if (a->argc > 1)
        return err_set(e, ERR_USAGE, "list takes no folder, but got '%s'", a->argv[1]);
    l.alone = lock_holder(library) == 0;
    rc = store_open(&l.s, library, STORE_READ, e);
    if (rc == 0)
        rc = folder_each(l.s, list_one, &l, e);
    store_close(l.s);
    return rc;
}
