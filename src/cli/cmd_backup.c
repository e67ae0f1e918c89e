/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb backup: a copy of the library that can be trusted. */
#include <stdio.h>

#include "answer/json.h"
#include "cli/cmd.h"
#include "cli/library.h"
#include "cli/meter.h"
#include "cli/print.h"
#include "store/backup.h"

enum { FORCE = 256 };

static const struct opt options[] = {
    {FORCE, "force", NULL, "in the place of a file that is there"},
    {'J', "json", NULL, "one JSON object"},
    {0},
};

static void print_made(const char *path, const struct backup *b, bool json)
{
    char n[32], words[32], bytes[32];

    if (json) {
        print_json(json_pack("{s:o, s:I, s:I, s:I, s:I}", "path", json_text(path),
                             "files", (json_int_t)b->files, "samples",
                             (json_int_t)b->samples, "corrections",
                             (json_int_t)b->corrections, "bytes", (json_int_t)b->bytes));
        return;
    }
    print_clean(stdout, path);
    printf(": %s samples, %s corrections, %s; verified\n", print_count(n, b->samples),
           print_count(words, b->corrections), print_bytes(bytes, b->bytes));
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct meter meter;
    const struct copy_progress progress = {meter_show, &meter};
    struct backup made = {0};
    char count[32];
    int rc;

    if (a->argc != 1)
        return err_set(e, ERR_USAGE, "takes the name of one file to write");
    if (library_open_whole(s, e) != 0)
        return -1;
    meter_start(&meter, "copying");
    rc = backup_make(s->store, a->argv[0], opt_given(a, FORCE), &progress, &made, e);
    meter_end(&meter);
    if (rc != 0)
        return -1;
    print_made(a->argv[0], &made, opt_given(a, 'J'));
    if (made.waiting)
        return err_set(e, ERR_STORE,
                       "%s corrections are only in %s.corrections, because the library "
                       "cannot be written; keep a copy of that file, too",
                       print_count(count, made.waiting), s->library);
    return print_check(e);
}

const struct cmd cmd_backup = {
    .name = "backup",
    .args = "[--force] [-J] FILE",
    .summary = "copy the library to one file, and look whether the copy is whole",
    .options = options,
    .needs = NEEDS_NOTHING, /* run() opens it, and never makes one */
    .run = run,
};
