/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How what was said of a sound is taken back. */
#include "store/takeback.h"

#include <string.h>

#include "util/mem.h"

/* What is to be said, and what then would stand. */
struct attempt {
    struct standing says, stands;
};

static int verdict_in(const struct standing *w, const struct stand *of)
{
    const struct stand *there = standing_find(w, of->facet, of->tag);

    return there ? there->verdict : WITHDRAWN;
}

static bool holds_in(const struct standing *w, const struct stand *of)
{
    const struct stand *there = standing_find(w, of->facet, of->tag);

    return there && there->holds;
}

static bool is_as(const struct standing *w, const struct standing *wanted)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->v[i].verdict != verdict_in(wanted, &w->v[i]) ||
            w->v[i].holds != holds_in(wanted, &w->v[i]))
            return false;
    return true;
}

static void append(struct standing *w, const struct stand *of, int verdict)
{
    w->v = mem_more(w->v, w->n, &w->room, sizeof *w->v);
    w->v[w->n++] = (struct stand){.facet = mem_text(of->facet, strlen(of->facet)),
                                  .tag = mem_text(of->tag, strlen(of->tag)),
                                  .verdict = verdict};
}

/* A word that stands there already is said again behind its withdrawal alone. */
static void say(struct attempt *a, const struct stand *of, int verdict)
{
    if (standing_says(&a->stands, of->facet, of->tag, verdict))
        return;
    standing_add(&a->stands, of->facet, of->tag, verdict);
    append(&a->says, of, verdict);
}

static void begin(struct attempt *a, const struct standing *now)
{
    *a = (struct attempt){.says = {.n = 0}};
    for (size_t i = 0; i < now->n; i++) {
        append(&a->stands, &now->v[i], now->v[i].verdict);
        a->stands.v[i].holds = now->v[i].holds;
    }
}

static void drop(struct attempt *a)
{
    standing_clear(&a->says);
    standing_clear(&a->stands);
}

/* What was said newly is withdrawn, what was changed is said as it was; and then, of what
 * held, whatever does not any more, since words have come between. */
static void say_changes(struct attempt *a, const struct standing *before,
                        const struct standing *now)
{
    for (size_t i = 0; i < now->n; i++)
        if (verdict_in(before, &now->v[i]) == WITHDRAWN)
            say(a, &now->v[i], WITHDRAWN);
    for (size_t i = 0; i < before->n; i++)
        if (before->v[i].verdict != verdict_in(&a->stands, &before->v[i]))
            say(a, &before->v[i], before->v[i].verdict);
    for (size_t i = 0; i < before->n; i++)
        if (before->v[i].holds && !holds_in(&a->stands, &before->v[i]))
            say(a, &before->v[i], before->v[i].verdict);
}

/* All of it anew, in the order in which it was said: long, and always right. */
static void say_all(struct attempt *a, const struct standing *before,
                    const struct standing *now)
{
    for (size_t i = 0; i < now->n; i++)
        say(a, &now->v[i], WITHDRAWN);
    for (size_t i = 0; i < before->n; i++)
        say(a, &before->v[i], before->v[i].verdict);
}

void takeback_of(const struct standing *before, const struct standing *now,
                 struct standing *out)
{
    struct attempt a;

    begin(&a, now);
    say_changes(&a, before, now);
    if (!is_as(&a.stands, before)) {
        drop(&a);
        begin(&a, now);
        say_all(&a, before, now);
    }
    standing_clear(&a.stands);
    *out = a.says;
}
