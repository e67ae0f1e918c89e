/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The user has had enough: the first Ctrl-C stops cleanly, a second one at once. */
#include "cli/stop.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

volatile sig_atomic_t stop_asked; /* a handler can reach nothing but globals */

static void on_signal(int sig)
{
    (void)sig;
    stop_asked = 1;
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
    struct sigaction act = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};

    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
}
