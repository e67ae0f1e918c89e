/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each key of a review does. */
#include "cli/review_acts.h"

#include <string.h>

#include "cli/tag_words.h"
#include "store/vocabulary.h"

/* What is known of it has changed: look again. */
static enum after renew(struct desk *d)
{
    const struct picked is = d->card.is;
    enum card_state state = CARD_GONE;
    struct err e = {0};

    card_clear(&d->card);
    if (card_open(&d->card, d->r->s, &is, d->r->folder, &state, &e) == 0 &&
        state == CARD_READY)
        return AFTER_STAY;
    pick_skipped(d->r->pick, is.at);
    return AFTER_NEXT;
}

/* Not stored: said, and asked again; the terminal is not left for it. */
static enum after refuse(struct desk *d, const struct err *e)
{
    desk_say(d, true, "%s%s", e->kind == ERR_USAGE ? "" : "not stored: ", e->text);
    return AFTER_STAY;
}

static enum after answer(struct desk *d, const struct opinion *o, size_t n)
{
    struct answer said;
    struct err e = {0};
    char text[400];
    const char *category;
    bool is = false;
    struct step *step;

    if (answer_say(&said, d->r->s, d->r->hearing, d->card.hash, o, n, &e) != 0)
        return refuse(d, &e);
    category = answer_category(&said, &is);
    if (said.n == 0) {
        desk_say(d, false, "that is so already");
        return AFTER_STAY;
    }
    step = desk_step(d, category != NULL);
    step->said = said;
    d->n->answered++;
    desk_say(d, false, "stored: %s", answer_text(&said, text, sizeof text));
    if (!category) {
        const enum after then = renew(d);

        step->moved = then == AFTER_NEXT;
        return then;
    }
    pick_answered(d->r->pick, d->card.is.at, category, is);
    return AFTER_NEXT;
}

static enum after answer_category_with(struct desk *d, const char *tag, int verdict)
{
    return answer(d, &(struct opinion){"category", tag, verdict}, 1);
}

static enum after answer_guess(struct desk *d, int rank)
{
    const int node = d->card.is.top[rank].node;

    if (node < 0)
        return AFTER_STAY;
    return answer_category_with(d, d->r->model->node[node].tag, CONFIRMED);
}

static enum after answer_form(struct desk *d)
{
    const bool loop = d->card.known.form && strcmp(d->card.known.form, "loop") == 0;

    return answer(d, &(struct opinion){"form", loop ? "oneshot" : "loop", CONFIRMED}, 1);
}

static enum after skip(struct desk *d)
{
    desk_step(d, true);
    pick_skipped(d->r->pick, d->card.is.at);
    d->n->skipped++;
    desk_say(d, false, "skipped");
    return AFTER_NEXT;
}

/* The last step never was; where that was a word, it is withdrawn. */
static enum after undo(struct desk *d)
{
    struct step *last = d->steps ? &d->past[d->steps - 1] : NULL;
    struct err e = {0};
    char text[400];

    if (!last) {
        desk_say(d, false, "nothing to undo");
        return AFTER_STAY;
    }
    if (last->said.n > 0 && answer_undo(&last->said, d->r->s, d->r->hearing, &e) != 0)
        return refuse(d, &e);
    if (last->said.n > 0) {
        desk_say(d, false, "withdrawn: %s", answer_text(&last->said, text, sizeof text));
        d->n->answered--;
    } else {
        desk_say(d, false, "back to what was skipped");
        d->n->skipped--;
    }
    if (last->moved)
        pick_forget(d->r->pick, last->at.at);
    return AFTER_BACK;
}

/* A category that nobody knows is for good: is it meant? */
static bool is_meant(struct desk *d, const char *tag)
{
    int key;

    desk_say(d, true, "%s is no known category. Make it? [y/N]", tag);
    d->typing = false;
    do {
        desk_draw(d);
        key = tty_key(&d->tty);
    } while (key == TTY_DRAW || key == TTY_OTHER);
    desk_say(d, false, "nothing is stored");
    return key == 'y' || key == 'Y';
}

/* 1: all words are understood, and meant; 0 not; -1. */
static int check_words(struct desk *d, char **word, int n, struct err *e)
{
    for (int i = 0; i < n; i++) {
        struct meaning m;

        if (vocabulary_find(d->r->s, word[i] + 1, &m, e) != 0)
            return -1;
        if (m.fresh && *word[i] == '+' && !is_meant(d, m.tag))
            return 0;
    }
    return 1;
}

static enum after answer_typed(struct desk *d)
{
    char room[PROMPT_ROOM + PROMPT_WORDS + 1], *word[PROMPT_WORDS];
    struct tag_words words = {.n = 0};
    struct err e = {0};
    const int n = prompt_words(&d->prompt, room, word, &e);
    const struct args a = {.argc = n, .argv = word};
    const int meant = n < 0 ? -1 : check_words(d, word, n, &e);
    enum after then;

    if (meant == 0)
        return AFTER_STAY;
    if (meant < 0 || tag_words_of(&words, d->r->s, &a, false, true, &e) != 0)
        return refuse(d, &e);
    then = answer(d, words.opinion, words.n);
    d->typing = false;
    if (desk_read_names(d, &e) != 0) /* one may be new */
        refuse(d, &e);
    return then;
}

static enum after type(struct desk *d, int key)
{
    desk_say(d, false, "%s", "");
    switch (prompt_key(&d->prompt, key, &d->names)) {
    case PROMPT_DONE:
        return answer_typed(d);
    case PROMPT_GIVEN_UP:
        d->typing = false;
        break;
    case PROMPT_GOES_ON:
        break;
    }
    return AFTER_STAY;
}

static enum after begin_typing(struct desk *d)
{
    d->prompt = (struct prompt){.n = 0};
    d->typing = true;
    return AFTER_STAY;
}

static enum after act(struct desk *d, int key)
{
    if (key >= '1' && key < '1' + SOUND_TOP)
        return answer_guess(d, key - '1');
    switch (key) {
    case '\n':
    case '\r':
    case 'y':
        return answer_guess(d, 0);
    case 'n':
        return answer_category_with(d, card_doubted(&d->card, d->r->model), REJECTED);
    case '/':
    case 't':
        return begin_typing(d);
    case 'f':
        return answer_form(d);
    case 's':
    case ' ':
        return skip(d);
    case 'p':
        desk_play(d);
        return AFTER_STAY;
    case 'u':
        return undo(d);
    case '?':
        d->help = true;
        return AFTER_STAY;
    case 'q':
        return AFTER_QUIT;
    default:
        return AFTER_STAY;
    }
}

enum after acts_hear(struct desk *d, int key)
{
    if (key == TTY_END)
        return AFTER_QUIT;
    if (key == TTY_DRAW || key == TTY_OTHER)
        return AFTER_STAY;
    if (d->typing)
        return type(d, key);
    desk_say(d, false, "%s", "");
    desk_hush(d);
    if (d->help) {
        d->help = false;
        return AFTER_STAY;
    }
    return act(d, key);
}
