/* SPDX-License-Identifier: GPL-2.0-or-later */
/* util/: work shared among processes. */
#include "near.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "util/mem.h"
#include "util/team.h"

enum { PIECES = 1000 };

static void mark(void *arg, size_t piece)
{
    int *seen = arg;

    seen[piece]++;
}

Test(team, does_every_piece_once_round_after_round)
{
    for (size_t members = 1; members <= 4; members++) {
        int *seen = mem_share(PIECES, sizeof *seen);
        struct team *t = team_new(members, mark, seen);
        struct err e = {0};

        for (size_t n = 0; n <= PIECES; n += n < 5 ? 1 : PIECES / 5)
            cr_assert(team_do(t, n, &e) == 0, "%s", e.text);
        team_free(t);
        for (size_t i = 0; i < PIECES; i++) {
            int want = 0;

            for (size_t n = 0; n <= PIECES; n += n < 5 ? 1 : PIECES / 5)
                want += i < n;
            cr_expect(seen[i] == want, "piece %zu by %zu: %d", i, members, seen[i]);
        }
        mem_unshare(seen, PIECES, sizeof *seen);
    }
}

struct fate {
    pid_t original;
    atomic_int gone; /* members that took a piece and died of it */
};

/* The original waits for another to come, and lets it die. */
static void die(void *arg, size_t piece)
{
    struct fate *f = arg;

    (void)piece;
    if (getpid() != f->original) {
        atomic_fetch_add(&f->gone, 1);
        raise(SIGKILL);
    }
    while (atomic_load(&f->gone) == 0)
        sched_yield();
}

Test(team, says_so_when_a_member_dies)
{
    struct fate *f = mem_share(1, sizeof *f);
    struct team *t;
    struct err e = {0};

    f->original = getpid();
    t = team_new(3, die, f);
    cr_expect(team_do(t, 10, &e) == -1 && e.kind == ERR_IO, "%s", e.text);
    team_free(t);
    mem_unshare(f, 1, sizeof *f);
}

Test(mem, shared_with_a_copy)
{
    int *seen = mem_share(1, sizeof *seen);
    struct team *t = team_new(2, mark, seen);
    struct err e = {0};

    cr_expect(*seen == 0);
    *seen = 5;
    cr_assert(team_do(t, 1, &e) == 0);
    cr_expect(*seen == 6);
    team_free(t);
    mem_unshare(seen, 1, sizeof *seen);
}
