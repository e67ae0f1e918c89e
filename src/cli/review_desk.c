/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A review under way, drawn and heard. */
#include "cli/review_desk.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/print.h"
#include "cli/review_screen.h"
#include "util/mem.h"

enum { NAMES_MOST = 20000 };

void desk_say(struct desk *d, bool bad, const char *format, ...)
{
    va_list more;

    va_start(more, format);
    vsnprintf(d->note, sizeof d->note, format, more);
    va_end(more);
    d->bad = bad;
}

void desk_add(struct desk *d, const char *text)
{
    const size_t n = strlen(d->note);

    snprintf(d->note + n, sizeof d->note - n, "%s%s", n ? "; " : "", text);
    d->bad = true;
}

static void add_name(struct desk *d, const char *facet, const char *tag)
{
    const size_t n = strlen(facet) + strlen(tag) + 2;
    char *name = mem_new(n, 1);

    snprintf(name, n, "%s%s%s", facet, *facet ? ":" : "", tag);
    d->names.name = mem_more(d->names.name, d->names.n, &d->names_room, sizeof name);
    d->names.name[d->names.n++] = name;
}

static int note_name(void *arg, const char *facet, const char *tag, struct err *e)
{
    (void)e;
    add_name(arg, strcmp(facet, "user") == 0 ? facet : "", tag);
    return 0;
}

static void forget_names(struct desk *d)
{
    for (size_t i = 0; i < d->names.n; i++)
        free(d->names.name[i]);
    d->names.n = 0;
}

int desk_read_names(struct desk *d, struct err *e)
{
    forget_names(d);
    return vocabulary_each(d->r->s, NAMES_MOST, note_name, d, e);
}

static const char *last_part(const char *path, char *folder, size_t room)
{
    const char *slash = strrchr(path, '/');

    snprintf(folder, room, "%.*s", slash ? (int)(slash - path) : 0, path);
    return slash ? slash + 1 : path;
}

static void say_place(const struct desk *d, char *out, size_t room)
{
    const size_t crowd = d->card.is.crowd;
    char of[32] = "";

    if (d->r->most)
        snprintf(of, sizeof of, " of %ld", d->r->most);
    if (crowd)
        snprintf(out, room, "sampledb review  %ld%s, %zu more %s like it", d->number, of,
                 crowd, crowd == 1 ? "sounds" : "sound");
    else
        snprintf(out, room, "sampledb review  %ld%s, nothing else sounds like it",
                 d->number, of);
}

void desk_draw(const struct desk *d)
{
    char folder[4096], place[120], facts[160], now[600];
    const struct card *c = &d->card;
    struct screen s = {.columns = d->tty.columns,
                       .rows = d->tty.rows,
                       .ansi = d->tty.ansi,
                       .colour = d->colour,
                       .utf8 = d->utf8,
                       .place = place,
                       .folder = folder,
                       .facts = card_facts(c, facts, sizeof facts),
                       .level = c->level,
                       .levels = c->levels,
                       .now = card_now(c, now, sizeof now),
                       .reject = card_doubted(c, d->r->model),
                       .note = d->note,
                       .bad = d->bad,
                       .typed = d->typing ? d->prompt.text : NULL,
                       .help = d->help};
    struct buf out = {0};

    say_place(d, place, sizeof place);
    s.name = last_part(c->display, folder, sizeof folder);
    for (; s.guesses < SOUND_TOP && c->is.top[s.guesses].node >= 0; s.guesses++)
        s.guess[s.guesses] = (struct screen_guess){
            d->r->model->node[c->is.top[s.guesses].node].tag, c->is.top[s.guesses].p};
    if (d->typing) {
        const size_t n = prompt_matches(&d->prompt, &d->names, s.match, SCREEN_MATCHES);

        s.matches = n < SCREEN_MATCHES ? n : SCREEN_MATCHES;
        s.more = n - s.matches;
    }
    screen_draw(&out, &s);
    tty_write(out.data, out.len);
    buf_clear(&out);
}

void desk_play(struct desk *d)
{
    struct err e = {0};

    if (d->card.path && player_play(d->r->player, d->card.path, &e) != 0)
        desk_add(d, e.text);
}

void desk_hush(struct desk *d)
{
    struct err e = {0};

    if (player_stop(d->r->player, &e) != 0)
        desk_add(d, e.text);
}

struct step *desk_step(struct desk *d, bool moved)
{
    d->past = mem_more(d->past, d->steps, &d->room, sizeof *d->past);
    d->past[d->steps] = (struct step){.at = d->card.is, .moved = moved};
    return &d->past[d->steps++];
}

int desk_open(struct desk *d, const struct review *r, struct review_counts *n,
              struct err *e)
{
    *d = (struct desk){.r = r, .n = n, .number = 1};
    d->utf8 = print_utf8();
    d->colour = print_colours();
    if (r->note)
        desk_add(d, r->note);
    if (desk_read_names(d, e) == 0 && tty_open(&d->tty, e) == 0)
        return 0;
    forget_names(d);
    free(d->names.name);
    return -1;
}

void desk_close(struct desk *d)
{
    desk_hush(d);
    tty_close(&d->tty);
    forget_names(d);
    free(d->names.name);
    free(d->past);
}
