/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The user has had enough: the first Ctrl-C stops cleanly, a second one at once. */
#include "cli/stop.h"

#include <stddef.h>

volatile sig_atomic_t stop_asked; /* a handler can reach nothing but globals */

static void on_signal(int sig)
{
    (void)sig;
    stop_asked = 1;
}

void stop_catch(void)
{
    struct sigaction act = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};

    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
}
