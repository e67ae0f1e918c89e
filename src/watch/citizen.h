/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_CITIZEN_H
#define WATCH_CITIZEN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether the machine has time for us. Looks only while there is work: at rest it costs
 * nothing.
 */
struct citizen_options {
    bool on_battery;            /* work then too */
    double cpu_limit, io_limit; /* PSI "some avg10" in % above which we wait; 0 = never */
    const char *proc, *sys;     /* "/proc", "/sys" where NULL */
};

struct citizen {
    struct citizen_options o;
    int64_t looked_ms, paused_ms;
    char why[80]; /* "" = go on */
};

void citizen_init(struct citizen *c, const struct citizen_options *o);

/* Why to wait now ("on battery", "cpu pressure 85 %"), or NULL. At most one look a
 * second; once paused it goes on at half the limit, so that it does not flutter. */
const char *citizen_says(struct citizen *c, int64_t now_ms);

#endif
