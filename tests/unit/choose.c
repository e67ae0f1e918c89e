/* SPDX-License-Identifier: GPL-2.0-or-later */
/* learn/choose: what settles most is asked first. */
#include "near.h"

#include <string.h>

#include "learn/choose.h"
#include "util/rng.h"

enum { N = 60, WIDTH = 8, LEAVES = 3 };

/* Sounds 0-9: a crowd in doubt. 10-39: a crowd without. 40-43: a small one in doubt. The
 * rest are alone, in doubt. */
static struct choose *crowds(void)
{
    float x[N * WIDTH], p[N * LEAVES];
    struct rng r;

    rng_init(&r, 3);
    for (size_t i = 0; i < N; i++) {
        const size_t crowd = i < 10 ? 0 : i < 40 ? 1 : i < 44 ? 2 : 9;
        const bool sure = crowd == 1;

        for (size_t k = 0; k < WIDTH; k++)
            x[i * WIDTH + k] = crowd == 9   ? (float)rng_normal(&r)
                               : k == crowd ? 1.0f
                                            : 0.05f * (float)rng_normal(&r);
        p[i * LEAVES] = sure ? 0.98f : 0.4f;
        p[i * LEAVES + 1] = sure ? 0.01f : 0.35f;
        p[i * LEAVES + 2] = sure ? 0.01f : 0.25f;
    }
    return choose_new(&(struct choose_sounds){N, WIDTH, LEAVES, x, p, NULL}, 0.04f);
}

static const float first[LEAVES] = {1.0f, 0.0f, 0.0f};

Test(choose, the_crowd_in_doubt_comes_first_and_only_once)
{
    struct choose *c = crowds();
    long at = choose_next(c);

    cr_expect(at >= 0 && at < 10, "%ld", at);
    cr_expect(choose_next(c) == at); /* asking changes nothing */
    choose_told(c, (size_t)at, first);
    at = choose_next(c);
    cr_expect(at >= 10, "%ld", at);
    choose_free(c);
}

Test(choose, every_sound_is_asked_once_and_then_none)
{
    struct choose *c = crowds();
    bool asked[N] = {0};

    for (size_t i = 0; i < N; i++) {
        const long at = choose_next(c);

        cr_assert(at >= 0 && at < N && !asked[at]);
        asked[at] = true;
        choose_told(c, (size_t)at, i % 3 ? first : NULL);
    }
    cr_expect(choose_next(c) == -1);
    choose_free(c);
}

Test(choose, a_skipped_sound_settles_nothing_for_its_neighbours)
{
    struct choose *c = crowds();
    const long at = choose_next(c);

    choose_told(c, (size_t)at, NULL);
    cr_expect(choose_next(c) != at);
    cr_expect(choose_next(c) < 10);
    choose_free(c);
}

Test(choose, what_is_taken_back_is_asked_again)
{
    struct choose *c = crowds(), *fresh = crowds();
    const long at = choose_next(c);

    choose_told(c, (size_t)at, first);
    choose_forget(c, (size_t)at);
    cr_expect(choose_next(c) == at);
    choose_told(c, (size_t)at, NULL);
    choose_told(fresh, (size_t)at, NULL);
    for (int i = 0; i < 10; i++) {
        const long one = choose_next(c);

        cr_expect(one == choose_next(fresh));
        choose_told(c, (size_t)one, first);
        choose_told(fresh, (size_t)one, first);
    }
    choose_free(c);
    choose_free(fresh);
}

Test(choose, of_no_sounds_there_is_none)
{
    struct choose *c = choose_new(&(struct choose_sounds){.leaves = LEAVES}, 0.04f);

    cr_expect(choose_next(c) == -1);
    choose_told(c, 7, first);
    choose_free(c);
}
