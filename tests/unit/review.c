/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cli/review_*: the most doubtful of many, commands as words, and a line of tags. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/review_heap.h"
#include "cli/review_player.h"
#include "cli/review_prompt.h"
#include "util/rng.h"

enum { MANY = 2000, KEPT = 64 };

static int most_doubtful(const void *a, const void *b)
{
    const struct heap_item *x = a, *y = b;

    if (x->doubt != y->doubt)
        return x->doubt > y->doubt ? -1 : 1;
    return x->sample < y->sample ? -1 : 1;
}

static int by_sample(const void *a, const void *b)
{
    const struct heap_item *x = a, *y = b;

    return x->sample < y->sample ? -1 : 1;
}

/* What comes in any order, with doubts of which many are equal, against sorting it all.
 */
Test(heap, keeps_the_most_doubtful_each_in_a_slot_of_its_own)
{
    struct heap_item all[MANY];
    bool used[KEPT] = {0};
    struct heap h;
    struct rng r;

    rng_init(&r, 5);
    heap_init(&h, KEPT);
    for (size_t i = 0; i < MANY; i++) {
        size_t slot = KEPT;

        all[i] = (struct heap_item){(float)(rng_below(&r, 40)) / 40.0f,
                                    (int64_t)((i * 7) % MANY), 0};
        cr_expect(!heap_offer(&h, all[i].doubt, all[i].sample, &slot) || slot < KEPT);
    }
    heap_sort(&h);
    qsort(all, MANY, sizeof *all, most_doubtful);
    qsort(all, KEPT, sizeof *all, by_sample);
    cr_assert(h.n == KEPT);
    for (size_t i = 0; i < KEPT; i++) {
        cr_expect(h.item[i].sample == all[i].sample && h.item[i].doubt == all[i].doubt);
        cr_expect(!used[h.item[i].slot]);
        used[h.item[i].slot] = true;
    }
    heap_clear(&h);
}

Test(heap, few_are_all_kept)
{
    struct heap h;
    size_t slot;

    heap_init(&h, 4);
    cr_expect(heap_offer(&h, 0.0f, 9, &slot) && slot == 0);
    cr_expect(heap_offer(&h, 1.0f, 3, &slot) && slot == 1);
    heap_sort(&h);
    cr_expect(h.n == 2 && h.item[0].sample == 3 && h.item[1].sample == 9);
    heap_clear(&h);
}

/* The words of a command, joined by '|', with the path filled in. */
static void plays(const char *command, const char *as)
{
    char *word[PLAYER_WORDS + 1], *filled[PLAYER_WORDS + 1];
    char text[400] = "";
    struct err e = {0};

    cr_assert(player_split(command, word, &e) == 0, "%s: %s", command, e.text);
    player_fill(word, "/a b", filled);
    for (size_t i = 0; filled[i]; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i ? "|" : "",
                 filled[i]);
    cr_expect_str_eq(text, as, "%s: %s, not %s", command, text, as);
    player_words_free(word);
    player_words_free(filled);
}

Test(player, a_command_is_split_as_a_shell_would)
{
    plays("mpv", "mpv|/a b");
    plays("  aplay\t-q  ", "aplay|-q|/a b");
    plays("x {}", "x|/a b");
    plays("x -f={}:{} y", "x|-f=/a b:/a b|y");
    plays("x 'a b' \"c 'd'\" e\\ f", "x|a b|c 'd'|e f|/a b");
    plays("x '' \"\"", "x|||/a b");
    plays("x a'b'\"c\"d", "x|abcd|/a b");
    plays("x '\\n' \"\\\"\" \\\\ \\", "x|\\n|\"|\\|\\|/a b");
    plays("x '$HOME;rm' `y`", "x|$HOME;rm|`y`|/a b");
}

Test(player, what_is_no_command_is_refused)
{
    static const char *const bad[] = {"", "  ", "'", "x \"y", "'' y"};
    char *word[PLAYER_WORDS + 1], many[4 * PLAYER_WORDS] = "";
    struct err e;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        e = (struct err){0};
        cr_expect(player_split(bad[i], word, &e) == -1 && e.kind == ERR_USAGE, "%s",
                  bad[i]);
    }
    for (int i = 0; i < PLAYER_WORDS - 1; i++)
        strcat(many, "x ");
    cr_expect(player_split(many, word, &e) == 0); /* and one more for the path */
    player_words_free(word);
    strcat(many, "x");
    cr_expect(player_split(many, word, &e) == -1);
}

static char known[][24] = {
    "bass",       "drums.hat", "drums.hat.closed",      "drums.hat.open",
    "drums.kick", "loop",      "drums.perc.foley-door", "user:so so"};
enum { KNOWN = sizeof known / sizeof *known };
static char *name[KNOWN];
static const struct prompt_names names = {name, KNOWN};

static void name_all(void)
{
    for (size_t i = 0; i < KNOWN; i++)
        name[i] = known[i];
}

TestSuite(prompt, .init = name_all);

/* What stands there once those keys were pressed. */
static struct prompt typed(const char *keys)
{
    struct prompt p = {.n = 0};

    for (; *keys; keys++)
        cr_assert(prompt_key(&p, (unsigned char)*keys, &names) == PROMPT_GOES_ON);
    cr_expect(p.n == strlen(p.text));
    return p;
}

static void becomes(const char *keys, const char *text)
{
    const struct prompt p = typed(keys);

    cr_expect_str_eq(p.text, text, "%s gives %s, not %s", keys, p.text, text);
}

Test(prompt, tab_completes_as_far_as_it_is_clear)
{
    becomes("k\t", "drums.kick");
    becomes("hat\t", "drums.hat");
    becomes("HAT-CL\t", "drums.hat.closed");
    becomes("drums.hat.o\t", "drums.hat.open");
    becomes("foley-\t", "drums.perc.foley-door");
    becomes("+kick -hat.c\t", "+kick -drums.hat.closed");
    becomes("so\t", "user:so so");
    becomes("drums\t", "drums.");
    becomes("x\t", "x");
    becomes("\t", "");
    becomes("kick \t", "kick ");
}

Test(prompt, matches_are_counted_beyond_what_is_shown)
{
    const struct prompt p = typed("d");
    const char *match[2];

    cr_expect(prompt_matches(&p, &names, match, 2) == 5);
    cr_expect_str_eq(match[0], "drums.hat");
    cr_expect_str_eq(match[1], "drums.hat.closed");
}

Test(prompt, is_edited_by_character_word_and_line)
{
    becomes("ab\177c", "ac");
    becomes("\177a", "a");
    becomes("gr\xc3\xbc\177n", "grn");
    becomes("kick snare \027x", "kick x");
    becomes("kick\025x", "x");
}

Test(prompt, ends_by_enter_and_escape)
{
    struct prompt p = typed("kick"), none = {.n = 0};

    cr_expect(prompt_key(&p, '\r', &names) == PROMPT_DONE);
    cr_expect(prompt_key(&p, 27, &names) == PROMPT_GIVEN_UP);
    cr_expect(prompt_key(&none, '\n', &names) == PROMPT_GIVEN_UP);
}

Test(prompt, has_an_end)
{
    struct prompt p = {.n = 0};

    for (int i = 0; i < 2 * PROMPT_ROOM; i++)
        prompt_key(&p, 'x', &names);
    cr_expect(p.n == PROMPT_ROOM && p.text[PROMPT_ROOM] == '\0');
}

static void says(const char *text, const char *as)
{
    char room[PROMPT_ROOM + PROMPT_WORDS + 1], *word[PROMPT_WORDS], out[500] = "";
    struct prompt p = {.n = strlen(text)};
    struct err e = {0};
    int n;

    strcpy(p.text, text);
    n = prompt_words(&p, room, word, &e);
    for (int i = 0; i < n; i++)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%s", i ? "|" : "",
                 word[i]);
    cr_expect_str_eq(out, as, "%s: %s, not %s", text, out, as);
}

Test(prompt, words_have_signs_and_may_have_blanks)
{
    says("kick", "+kick");
    says("  kick  ", "+kick");
    says("kick -loop +user:so so", "+kick|-loop|+user:so so");
    says("-hat-closed", "-hat-closed");
    says("user:so so   -kick", "+user:so so|-kick");
    says(" ", "");
}

Test(prompt, too_many_words_are_refused)
{
    char room[PROMPT_ROOM + PROMPT_WORDS + 1], *word[PROMPT_WORDS];
    struct prompt p = {.n = 0};
    struct err e = {0};

    for (int i = 0; i <= PROMPT_WORDS; i++)
        strcat(p.text, "+x ");
    p.n = strlen(p.text);
    cr_expect(prompt_words(&p, room, word, &e) == -1 && e.kind == ERR_USAGE);
}
