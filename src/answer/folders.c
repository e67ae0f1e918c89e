/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which folders there are, and how each is kept in step. */
#include "answer/folders.h"

#include "answer/json.h"
#include "store/lock.h"

struct listing {
    struct store *s;
    bool alone; /* nobody owns the library */
    int (*each)(void *arg, const struct folder *f, int64_t files, struct err *e);
    void *arg;
};

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
    const struct listing *l = arg;
    const struct folder now = l->alone ? as_it_is(f) : *f;
    int64_t files;

    if (folder_files(l->s, f->id, &files, e) != 0)
        return -1;
    return l->each(l->arg, &now, files, e);
}

int folders_each(struct store *s, const char *library,
                 int (*each)(void *arg, const struct folder *f, int64_t files,
                             struct err *e),
                 void *arg, struct err *e)
{
    struct listing l = {
        .s = s, .alone = lock_holder(library) == 0, .each = each, .arg = arg};

    return folder_each(s, list_one, &l, e);
}

json_t *folders_json(const struct folder *f, int64_t files)
{
    return json_pack("{s:I, s:o, s:s, s:o, s:I, s:o, s:I, s:s, s:o, s:I, s:b}", "id",
                     (json_int_t)f->id, "path", json_text(f->display), "state",
                     f->offline ? "offline" : "ok", "why", json_text_or_null(f->why),
                     "since", (json_int_t)f->since, "last_crawl_at",
                     f->crawled_at ? json_integer(f->crawled_at) : json_null(), "files",
                     (json_int_t)files, "coverage", folder_coverage_name(f->coverage),
                     "coverage_why", json_text_or_null(f->coverage_why), "coverage_since",
                     (json_int_t)f->coverage_since, "marked", f->marker != NULL);
}
