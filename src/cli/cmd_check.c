/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb check: is the library whole, and can it be put right? */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "answer/json.h"
#include "cli/cmd.h"
#include "cli/print.h"
#include "store/checkup.h"
#include "store/store.h"

enum { REPAIR = 256 };

static const struct opt options[] = {
    {REPAIR, "repair", NULL, "put right what can be computed again"},
    {'J', "json", NULL, "one JSON object for each finding, and one for the sums"},
    {0},
};

/* How findings and progress are shown. */
struct show {
    bool json, colour, progress;
    bool drawn; /* a progress line stands on the terminal */
};

static const char *const level_name[] = {
    [FINDING_NOTE] = "note",
    [FINDING_REPAIRED] = "repaired",
    [FINDING_PROBLEM] = "problem",
};
static const enum colour level_colour[] = {
    [FINDING_NOTE] = COLOUR_DIM,
    [FINDING_REPAIRED] = COLOUR_GREEN,
    [FINDING_PROBLEM] = COLOUR_RED,
};

static void erase_progress(struct show *w)
{
    if (w->drawn)
        fputs("\r\033[K", stderr);
    w->drawn = false;
}

static int found(void *arg, const struct finding *f, struct err *e)
{
    struct show *w = arg;

    erase_progress(w);
    if (w->json) {
        print_json(json_pack("{s:s, s:o, s:o}", "level", level_name[f->level], "text",
                             json_text(f->text), "advice", json_text_or_null(f->advice)));
        return print_check(e);
    }
    print_colour(w->colour, level_colour[f->level]);
    fputs(level_name[f->level], stdout);
    print_colour(w->colour, COLOUR_PLAIN);
    fputs(": ", stdout);
    print_clean(stdout, f->text);
    if (f->advice) {
        fputs("; ", stdout);
        print_clean(stdout, f->advice);
    }
    putchar('\n');
    return print_check(e);
}

static int progress(void *arg, int64_t done, int64_t total, struct err *e)
{
    struct show *w = arg;
    char a[32], b[32];

    (void)e;
    if (!w->progress || (done % 1000 != 0 && done != total))
        return 0;
    fprintf(stderr, "\rchecking %s of %s features\033[K", print_count(a, done),
            print_count(b, total));
    w->drawn = true;
    return 0;
}

static void print_sums(const struct show *w, const struct checkup *c)
{
    char a[32], b[32], d[32];

    if (w->json) {
        print_json(json_pack(
            "{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "level", "sums", "files",
            (json_int_t)c->files, "samples", (json_int_t)c->samples, "features",
            (json_int_t)c->features, "unused", (json_int_t)c->unused, "notes",
            (json_int_t)c->notes, "repaired", (json_int_t)c->repaired, "problems",
            (json_int_t)c->problems, "queued", (json_int_t)c->queued));
        return;
    }
    printf("%s: %s files, %s samples, %s features looked at\n",
           c->problems   ? "not whole"
           : c->repaired ? "whole again"
                         : "whole",
           print_count(a, c->files), print_count(b, c->samples),
           print_count(d, c->features));
    if (c->queued)
        printf("%s files wait to be analysed again; run: sampledb index\n",
               print_count(a, c->queued));
}

static int open_it(struct store **s, const char *library, bool repair, struct err *e)
{
    /* Repairing must not make a library where there is none. */
    if (repair && access(library, F_OK) != 0 && errno == ENOENT)
        repair = false;
    return store_open(s, library, repair ? STORE_OWN : STORE_READ, e);
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    const bool repair = opt_given(a, REPAIR);
    struct show w = {.json = opt_given(a, 'J'),
                     .colour = print_colours(),
                     .progress = isatty(STDERR_FILENO)};
    const struct checkup_options how = {
        .repair = repair, .found = found, .progress = progress, .arg = &w};
    struct checkup sums = {0};
    struct store *store = NULL;
    char count[32];
    int rc;

    if (a->argc)
        return err_set(e, ERR_USAGE, "takes no arguments, but got '%s'", a->argv[0]);
    if (open_it(&store, s->library, repair, e) != 0)
        return -1;
    rc = checkup_run(store, &how, &sums, e);
    erase_progress(&w);
    if (rc == 0)
        print_sums(&w, &sums);
    if (rc == 0 && sums.problems)
        rc = err_set(e, ERR_STORE, "%s%s", print_count(count, sums.problems),
                     sums.problems == 1 ? " problem" : " problems");
    store_close(store);
    return rc;
}

const struct cmd cmd_check = {
    .name = "check",
    .args = "[--repair] [-J]",
    .summary = "look whether the library is whole, and repair it",
    .options = options,
    .needs = NEEDS_NOTHING, /* run() opens it for reading, or to repair as the owner */
    .run = run,
};
