/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ask about one sound after the other: draw, play, wait for a key. */
#include "cli/review_loop.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/review_acts.h"
#include "cli/review_desk.h"
#include "util/mem.h"

static void pass_over(struct desk *d)
{
    char text[400];

    snprintf(text, sizeof text, "passed over, since it is not there any more: %s",
             d->card.display);
    desk_add(d, text);
}

/* The card of *is, until the person is done with it. */
static int ask(struct desk *d, const struct picked *is, enum after *then, struct err *e)
{
    enum card_state state;
    int rc = card_open(&d->card, d->r->s, is, d->r->folder, &state, e);

    *then = AFTER_NEXT;
    if (rc == 0 && state == CARD_READY) {
        desk_play(d);
        tty_forget();
        do {
            desk_draw(d);
            *then = acts_hear(d, tty_key(&d->tty));
        } while (*then == AFTER_STAY);
        desk_hush(d);
        d->number += *then == AFTER_NEXT;
    } else if (rc == 0) {
        pick_skipped(d->r->pick, is->at);
        if (state == CARD_GONE)
            pass_over(d);
    }
    d->typing = d->help = false;
    card_clear(&d->card);
    return rc;
}

/* To the sound of the last step, which is forgotten. */
static void go_back(struct desk *d, struct picked *is)
{
    const struct step *last = &d->past[--d->steps];

    d->number -= last->moved;
    pick_look(d->r->pick, last->at.at, is);
}

static int ask_all(struct desk *d, struct err *e)
{
    enum after then = AFTER_NEXT;
    struct picked is;

    while (then != AFTER_QUIT) {
        if (then == AFTER_BACK)
            go_back(d, &is);
        else if (d->r->most && d->number > d->r->most)
            break;
        else if (pick_next(d->r->pick, &is) == 0) {
            d->n->exhausted = true;
            break;
        }
        if (ask(d, &is, &then, e) != 0)
            return -1;
    }
    return 0;
}

int review_run(const struct review *r, struct review_counts *n, struct err *e)
{
    struct desk *d = mem_new(1, sizeof *d);
    int rc;

    *n = (struct review_counts){.answered = 0};
    rc = desk_open(d, r, n, e);
    if (rc == 0) {
        rc = ask_all(d, e);
        desk_close(d);
    }
    free(d);
    return rc;
}
