/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb show: all that is known of a file or sample, and why. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/sample.h"
#include "cli/cmd.h"
#include "cli/paths.h"
#include "cli/print.h"
#include "cli/show.h"
#include "store/inspect.h"

static const struct opt options[] = {
    {'J', "json", NULL, "one JSON object a line"},
    {0},
};

/* Digits alone are the number of a sample, as find --json prints it. */
static bool is_number(const char *word)
{
    return *word && strspn(word, "0123456789") == strlen(word);
}

static int look_up_sample(struct store *s, const char *word, struct inspection *out,
                          struct err *e)
{
    long long id;
    int rc;

    errno = 0;
    id = strtoll(word, NULL, 10);
    rc = errno ? 0 : inspect_sample(s, id, out, e);
    return rc == 0 ? err_set(e, ERR_IO,
                             "%s: no such sample in the library; for a file of that "
                             "name write ./%s",
                             word, word)
                   : rc;
}

static int look_up_file(struct store *s, const char *word, struct inspection *out,
                        struct err *e)
{
    char *path = path_of_file(word, e);
    const int rc = path ? inspect_path(s, path, out, e) : -1;

    free(path);
    return rc == 0 ? err_set(e, ERR_IO,
                             "%s: not in the library; index its folder with: "
                             "sampledb index DIR",
                             word)
                   : rc;
}

static int show(struct store *s, const char *word, bool json, bool colour, struct err *e)
{
    struct inspection i = {0};

    if ((is_number(word) ? look_up_sample : look_up_file)(s, word, &i, e) != 1)
        return -1;
    if (json)
        print_json(sample_json(&i));
    else
        show_text(&i, colour);
    inspect_clear(&i);
    return print_check(e);
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    const bool json = opt_given(a, 'J'), colour = print_colours();
    int rc = 0;

    if (a->argc == 0)
        return err_set(e, ERR_USAGE, "which file?");
    for (int i = 0; i < a->argc && rc == 0; i++) {
        if (i > 0 && !json)
            puts("\n");
        rc = show(s->store, a->argv[i], json, colour, e);
    }
    return rc;
}

const struct cmd cmd_show = {
    .name = "show",
    .args = "[-J] FILE | SAMPLE...",
    .summary = "print all that is known of a file or sample, and why",
    .options = options,
    .needs = NEEDS_READ,
    .run = run,
};
