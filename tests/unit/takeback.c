/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/takeback: what was said is taken back, and what was said before holds again. */
#include <string.h>

#include <criterion/criterion.h>

#include "store/takeback.h"
#include "util/mem.h"
#include "util/rng.h"

static const struct {
    const char *facet, *tag;
} vocabulary[] = {{"category", "drums"},
                  {"category", "drums.kick"},
                  {"category", "drums.snare"},
                  {"category", "bass"},
                  {"form", "loop"},
                  {"form", "oneshot"},
                  {"user", "nice"},
                  {"user", "odd"}};
enum { WORDS = sizeof vocabulary / sizeof *vocabulary };

static void say_one(struct standing *w, size_t word, int verdict)
{
    standing_add(w, vocabulary[word].facet, vocabulary[word].tag, verdict);
}

static struct standing copy_of(const struct standing *w)
{
    struct standing out = {.n = 0};

    for (size_t i = 0; i < w->n; i++) {
        out.v = mem_more(out.v, out.n, &out.room, sizeof *out.v);
        out.v[out.n] = w->v[i];
        out.v[out.n].facet = mem_text(w->v[i].facet, strlen(w->v[i].facet));
        out.v[out.n].tag = mem_text(w->v[i].tag, strlen(w->v[i].tag));
        out.n++;
    }
    return out;
}

static void take(struct standing *now, const struct standing *before, size_t *said)
{
    struct standing back;

    takeback_of(before, now, &back);
    for (size_t i = 0; i < back.n; i++)
        standing_add(now, back.v[i].facet, back.v[i].tag, back.v[i].verdict);
    *said = back.n;
    standing_clear(&back);
}

/* The last word on each tag, and whether it holds. */
static void is_same(const struct standing *w, const struct standing *wanted, int round)
{
    for (size_t i = 0; i < WORDS; i++) {
        const struct stand *a = standing_find(w, vocabulary[i].facet, vocabulary[i].tag);
        const struct stand *b =
            standing_find(wanted, vocabulary[i].facet, vocabulary[i].tag);

        cr_assert((a ? a->verdict : 0) == (b ? b->verdict : 0) &&
                      (a && a->holds) == (b && b->holds),
                  "round %d: %s: %d %d, not %d %d", round, vocabulary[i].tag,
                  a ? a->verdict : 0, a && a->holds, b ? b->verdict : 0, b && b->holds);
    }
}

Test(takeback, restores_whatever_was_said_before)
{
    struct rng r;
    size_t longest = 0;

    rng_init(&r, 8);
    for (int round = 0; round < 20000; round++) {
        struct standing before = {.n = 0}, now;
        size_t said;

        for (int i = (int)rng_below(&r, 6); i > 0; i--)
            say_one(&before, rng_below(&r, WORDS), (int)rng_below(&r, 3) - 1);
        now = copy_of(&before);
        for (int i = 1 + (int)rng_below(&r, 3); i > 0; i--)
            say_one(&now, rng_below(&r, WORDS), (int)rng_below(&r, 3) - 1);
        take(&now, &before, &said);
        is_same(&now, &before, round);
        longest = said > longest ? said : longest;
        standing_clear(&before);
        standing_clear(&now);
    }
    cr_expect(longest > 2, "no case was hard");
}

Test(takeback, is_one_word_where_one_was_said)
{
    struct standing before = {.n = 0}, now;
    size_t said;

    say_one(&before, 2, 1); /* +snare */
    now = copy_of(&before);
    say_one(&now, 1, 1); /* +kick */
    cr_expect(!standing_find(&now, "category", "drums.snare")->holds);
    take(&now, &before, &said);
    is_same(&now, &before, 0);
    cr_expect(said == 1);
    say_one(&now, 2, 1); /* nothing new */
    take(&now, &before, &said);
    cr_expect(said == 0);
    standing_clear(&before);
    standing_clear(&now);
}

Test(takeback, says_again_what_the_older_word_would_hide)
{
    struct standing before = {.n = 0}, now;
    size_t said;

    say_one(&before, 2, 1); /* +snare, then +kick, which holds */
    say_one(&before, 1, 1);
    now = copy_of(&before);
    say_one(&now, 2, -1);
    take(&now, &before, &said);
    is_same(&now, &before, 0);
    cr_expect(said == 2, "+snare alone would take the place of kick");
    standing_clear(&before);
    standing_clear(&now);
}
