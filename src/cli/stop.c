/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The user has had enough: the first Ctrl-C stops cleanly, a second one at once. */
#include "cli/stop.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "util/clock.h"

/* timeout(1) and some supervisors send one signal twice: to the process, and to its
 * group. */
enum { TWIN_MS = 500 };

volatile sig_atomic_t stop_asked; /* a handler can reach nothing but globals */
static int64_t asked_ms;          /* of on_signal(), which nothing interrupts */

static void on_signal(int sig)
{
    const int64_t now = clock_ms();

    if (!stop_asked) {
        asked_ms = now;
        stop_asked = 1;
    } else if (now - asked_ms >= TWIN_MS) {
        signal(sig, SIG_DFL);
        raise(sig);
    }
}

static const char *last_line; /* of stop_at_once() */

/* SA_RESETHAND has put back what a signal does by itself: it ends the process. */
static void on_the_spot(int sig)
{
    const ssize_t written = write(STDERR_FILENO, last_line, strlen(last_line));

    (void)written;
    raise(sig);
}

void stop_at_once(const char *line)
{
    struct sigaction act = {.sa_handler = on_the_spot,
                            .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};

    last_line = line;
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
}

void stop_catch(void)
{
    struct sigaction act = {.sa_handler = on_signal};

    sigaddset(&act.sa_mask, SIGINT);
    sigaddset(&act.sa_mask, SIGTERM);
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
}
