/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch/complaints: ten thousand damaged files are a few lines and a number. */
#include <criterion/criterion.h>

#include "watch/complaints.h"

/* So many at once: how many were logged. */
static size_t log_many(struct complaints *c, size_t n, int64_t now_ms)
{
    size_t logged = 0;

    for (size_t i = 0; i < n; i++)
        logged += complaints_may(c, now_ms);
    return logged;
}

Test(complaints, the_first_are_logged_and_the_others_counted)
{
    struct complaints c = {0};

    cr_expect(complaints_due(&c) == -1);
    cr_expect(log_many(&c, COMPLAINTS_MOST, 5) == COMPLAINTS_MOST);
    cr_expect(complaints_due(&c) == -1, "nothing is left");
    cr_expect(log_many(&c, 10000, 6) == 0);
    cr_expect(complaints_due(&c) == 5 + COMPLAINTS_MS);
    cr_expect(complaints_left(&c, 4 + COMPLAINTS_MS) == 0);
    cr_expect(complaints_left(&c, 5 + COMPLAINTS_MS) == 10000);
    cr_expect(complaints_left(&c, 5 + COMPLAINTS_MS) == 0, "once");
    cr_expect(complaints_due(&c) == -1);
}

Test(complaints, after_a_while_they_are_logged_again)
{
    struct complaints c = {0};

    log_many(&c, COMPLAINTS_MOST, 0);
    cr_expect(complaints_left(&c, COMPLAINTS_MS) == 0);
    cr_expect(log_many(&c, COMPLAINTS_MOST + 1, COMPLAINTS_MS) == COMPLAINTS_MOST);
}

Test(complaints, a_trickle_makes_no_more_lines_than_a_flood)
{
    struct complaints c = {0};
    size_t lines = 0, counted = 0;

    for (int64_t now = 0; now < 10 * COMPLAINTS_MS; now += 100) {
        const size_t left = complaints_left(&c, now);

        lines += left > 0;
        counted += left + complaints_may(&c, now);
        lines += c.more == 0;
    }
    cr_expect(lines <= 10 * (COMPLAINTS_MOST + 1), "%zu lines", lines);
    cr_expect(counted + complaints_left(&c, INT64_MAX) == 6000, "none is forgotten");
}
