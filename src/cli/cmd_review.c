/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb review: ask a person about the sounds whose answer settles most. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/asking.h"
#include "cli/config.h"
#include "cli/hearing.h"
#include "cli/kept.h"
#include "cli/library.h"
#include "cli/paths.h"
#include "cli/review_list.h"
#include "cli/review_loop.h"
#include "cli/review_tty.h"

enum { FOLDER = 256, LIST, NO_PLAY, PLAYER, LISTED = 20 };

static const struct opt options[] = {
    {FOLDER, "folder", "DIR", "only sounds below this folder"},
    {'J', "json", NULL, "with --list: one JSON object a line"},
    {'n', "limit", "N", "ask about at most N sounds; with --list 20, if not said"},
    {LIST, "list", NULL, "print what would be asked about, and ask nothing"},
    {NO_PLAY, "no-play", NULL, "play nothing"},
    {PLAYER, "player", "COMMAND", "what plays a file, {} in it: 'mpv --no-video {}'"},
    {0},
};

/* What both ways of this command work with. */
struct work {
    struct session *session;
    const struct args *a;
    struct hearing hearing; /* of --list: its base alone */
    struct model *model;    /* owned */
    struct pick *pick;      /* owned */
    char *folder;           /* owned */
    long most;
    bool list, json;
};

static int check_usage(struct work *w, struct err *e)
{
    const char *folder = opt_text(w->a, FOLDER);

    w->list = opt_given(w->a, LIST);
    w->json = opt_given(w->a, 'J');
    if (opt_number(w->a, 'n', 1, INT_MAX, &w->most, e) != 0)
        return -1;
    if (w->json && !w->list)
        return err_set(e, ERR_USAGE, "--json goes with --list");
    if (!w->list && !tty_is())
        return err_set(e, ERR_USAGE,
                       "asks on a terminal, and this is none; what it would ask about "
                       "is printed by --list");
    if (folder && !(w->folder = path_of_folder(folder, e)))
        return -1;
    return 0;
}

/* The model that gave the labels which are there. */
static int open_model(struct work *w, struct err *e)
{
    struct store *s = w->session->store;
    const struct base *b = &w->hearing.base;
    struct kept k;
    const int found = kept_current(s, b, &k, e);

    if (found == 0)
        return err_set(e, ERR_IO,
                       "no model has heard these sounds yet; run: sampledb index");
    if (found == 1 && !k.weights && !k.built_in)
        return err_set(e, ERR_IO,
                       "the labels are of a model that is not built in any more; run: "
                       "sampledb index");
    return found < 0 ? -1 : kept_load(s, b, &k, &w->model, e);
}

static int open_pick(struct work *w, struct err *e)
{
    struct pick_scope scope = {.folder = w->folder};
    int rc = w->a->argc ? asking_open(&scope.search, w->session, w->a, e) : 0;

    if (rc == 0)
        rc = pick_open(&w->pick, w->session->store, w->model, &scope, e);
    search_close(scope.search);
    if (rc != 0)
        return -1;
    if (pick_found(w->pick) == 0 && pick_strange(w->pick) > 0)
        return err_set(e, ERR_IO,
                       "the model in use has not heard these sounds yet; run: sampledb "
                       "index");
    return 0;
}

static int list(struct work *w, struct err *e)
{
    if (library_open_whole(w->session, e) != 0 || base_open(&w->hearing.base, e) != 0 ||
        open_model(w, e) != 0 || open_pick(w, e) != 0)
        return -1;
    return review_list(w->session->store, w->model, w->pick, w->folder,
                       w->most ? w->most : LISTED, w->json, e);
}

static void sum_up(const struct review_counts *n)
{
    if (n->exhausted)
        puts("nothing is left to ask about");
    printf("%ld %s stored, %ld skipped\n", n->answered,
           n->answered == 1 ? "answer" : "answers", n->skipped);
    if (n->answered > 0)
        puts("the model learns from them by: sampledb retrain");
}

static int converse(struct work *w, struct player *p, const char *note, struct err *e)
{
    const struct review r = {.s = w->session->store,
                             .hearing = &w->hearing,
                             .model = w->model,
                             .pick = w->pick,
                             .player = p,
                             .folder = w->folder,
                             .note = note,
                             .most = w->most};
    struct review_counts n;
    const int rc = review_run(&r, &n, e);

    if (rc == 0 || n.answered > 0)
        sum_up(&n);
    return rc;
}

/* A player is looked for before the library is read. */
static int open_player(struct work *w, struct player *p, bool *found, struct err *e)
{
    const char *command = opt_text(w->a, PLAYER);

    *p = (struct player){.off = true};
    *found = true;
    if (opt_given(w->a, NO_PLAY))
        return 0;
    if (!command)
        command = w->session->config->player;
    return player_open(p, command, getenv("PATH"), found, e);
}

static int review(struct work *w, struct err *e)
{
    struct player player;
    bool found;
    int rc = open_player(w, &player, &found, e);

    if (rc != 0 || library_open(w->session, e) != 0 ||
        hearing_open(&w->hearing, w->session->store, e) != 0 || open_model(w, e) != 0 ||
        open_pick(w, e) != 0)
        rc = -1;
    else
        rc = converse(w, &player,
                      found ? NULL
                            : "no player found: say which with player = COMMAND in the "
                              "configuration, or --player",
                      e);
    player_close(&player);
    return rc;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct work w = {.session = s, .a = a};
    int rc = check_usage(&w, e);

    if (rc == 0)
        rc = w.list ? list(&w, e) : review(&w, e);
    pick_close(w.pick);
    model_free(w.model);
    hearing_close(&w.hearing);
    free(w.folder);
    return rc;
}

const struct cmd cmd_review = {
    .name = "review",
    .args = "[--folder DIR] [-n N] [--player COMMAND | --no-play] [--list [-J]]\n"
            "                       [QUERY]...",
    .summary = "ask about the sounds whose answer settles most, and store the answers",
    .options = options,
    .needs = NEEDS_NOTHING, /* run() opens the library, and never makes one */
    .words = true,
    .run = run,
};
