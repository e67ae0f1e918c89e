/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb untag: take back what was said of a sound. */
#include <stddef.h>

#include "cli/cmd.h"
#include "cli/tagging.h"

static const struct opt options[] = {
    {'0', "null", NULL, "read paths from stdin, each ended by a NUL, as find -0 prints"},
    {'J', "json", NULL, "one JSON object for each sound"},
    {TAGGING_ACTOR, "actor", "NAME", "who says so, instead of user"},
    {0},
};

static int run(struct session *s, const struct args *a, struct err *e)
{
    return tagging_run(s, a, true, e);
}

const struct cmd cmd_untag = {
    .name = "untag",
    .args = "[-J] [--actor NAME] {-0 | FILE | id:SAMPLE}... [+TAG | -TAG]...",
    .summary = "take back what was said of a sound, or one word of it",
    .options = options,
    .needs = NEEDS_NOTHING, /* run() opens the library, and never makes one */
    .words = true,
    .run = run,
};
