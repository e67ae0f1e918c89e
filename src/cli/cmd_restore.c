/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb restore: a backup becomes the library. */
#include <stdio.h>

#include "answer/json.h"
#include "cli/cmd.h"
#include "cli/meter.h"
#include "cli/print.h"
#include "store/backup.h"

static const struct opt options[] = {
    {'J', "json", NULL, "one JSON object"},
    {0},
};

static void print_restored(const char *library, const struct restored *r, bool json)
{
    char n[32], words[32];

    if (json) {
        print_json(json_pack("{s:o, s:I, s:I, s:I, s:I, s:o, s:o}", "library",
                             json_text(library), "files", (json_int_t)r->from.files,
                             "samples", (json_int_t)r->from.samples, "corrections",
                             (json_int_t)(r->from.corrections + r->merged), "merged",
                             (json_int_t)r->merged, "aside", json_text_or_null(r->aside),
                             "unread", json_text_or_null(r->unread)));
        return;
    }
    print_clean(stdout, library);
    printf(": %s samples, %s corrections", print_count(n, r->from.samples),
           print_count(words, r->from.corrections));
    if (r->merged)
        printf(" and %s that the backup lacked", print_count(n, r->merged));
    putchar('\n');
    if (r->unread) {
        fputs("what was there could not be opened: ", stdout);
        print_clean(stdout, r->unread);
        putchar('\n');
    }
    if (r->aside) {
        fputs("what was there is kept as ", stdout);
        print_clean(stdout, r->aside);
        putchar('\n');
    }
    puts("files may have changed since; run: sampledb index");
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct meter meter;
    const struct copy_progress progress = {meter_show, &meter};
    struct restored r = {.merged = 0};
    int rc;

    if (a->argc != 1)
        return err_set(e, ERR_USAGE, "takes one backup");
    meter_start(&meter, "copying");
    rc = backup_restore(s->library, a->argv[0], &progress, &r, e);
    meter_end(&meter);
    if (rc != 0)
        return -1;
    print_restored(s->library, &r, opt_given(a, 'J'));
    restored_clear(&r);
    return print_check(e);
}

const struct cmd cmd_restore = {
    .name = "restore",
    .args = "[-J] FILE",
    .summary = "put a backup in the place of the library, which is kept beside it",
    .options = options,
    .needs = NEEDS_NOTHING, /* the library may be damaged, or gone */
    .run = run,
};
