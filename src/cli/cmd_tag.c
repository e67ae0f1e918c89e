/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb tag: say what a sound is, or is not. */
#include <stddef.h>

#include "cli/cmd.h"
#include "cli/tagging.h"

static const struct opt options[] = {
    {'0', "null", NULL, "read paths from stdin, each ended by a NUL, as find -0 prints"},
    {'J', "json", NULL, "one JSON object for each sound"},
    {TAGGING_ACTOR, "actor", "NAME", "who says so, instead of user"},
    {TAGGING_NEW, "new", NULL, "a category that nobody knows yet may be made"},
    {0},
};

static int run(struct session *s, const struct args *a, struct err *e)
{
    return tagging_run(s, a, false, e);
}

const struct cmd cmd_tag = {
    .name = "tag",
    .args = "[-J] [--new] [--actor NAME] {-0 | FILE | id:SAMPLE}... {+TAG | -TAG}...",
    .summary = "say what a sound is, or is not: tag x.wav +kick -snare +user:favourite",
    .options = options,
    .needs = NEEDS_NOTHING, /* run() opens the library, and never makes one */
    .words = true,
    .run = run,
};
