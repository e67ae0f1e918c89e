/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_CITIZEN_H
#define WATCH_CITIZEN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether the machine has time for us. Looks only while there is work: at rest it costs
 * nothing. What the system does not tell is no reason to wait.
 *
 * Pressure is the share of time in which some process waits (PSI; Linux,
 * Documentation/accounting/psi.rst), and our own workers, which step back for everybody,
 * wait first. So while we work a high figure does not say who is in need; while we pause
 * it does. A pause that ends within CITIZEN_OWN_MS shows that the waiting was our own,
 * and for CITIZEN_DEAF_MS that kind of pressure is no reason to pause again.
 */
enum {
    CITIZEN_LOOK_MS = 1000,
    CITIZEN_OWN_MS = 20000, /* avg10 falls from 100 to 30 in 12 s once nobody waits */
    CITIZEN_DEAF_MS = 300000
};

/* The figures of citizen_options where a person says nothing. A core that is always in
 * demand makes 100 % on any machine; a disk that is read by one process 60 % and more. */
#define CITIZEN_CPU_LIMIT 80.0
#define CITIZEN_IO_LIMIT  60.0

struct citizen_options {
    bool on_battery;            /* work then too */
    double cpu_limit, io_limit; /* PSI "some avg10" in % above which we wait; 0 = never */
    const char *proc, *sys;     /* "/proc", "/sys" where NULL; borrowed */
};

enum citizen_kind { CITIZEN_CPU, CITIZEN_IO, CITIZEN_BATTERY, CITIZEN_KINDS };

struct citizen {
    struct citizen_options o;
    bool looked, paused;    /* ever; now */
    enum citizen_kind kind; /* of the pause */
    int64_t looked_ms, paused_ms;
    int64_t deaf_ms[CITIZEN_KINDS]; /* until when this is no reason */
    char why[80];                   /* "" = go on */
};

void citizen_init(struct citizen *c, const struct citizen_options *o);

/* Why to wait now ("on battery", "cpu pressure 85 %"), or NULL. At most one look a
 * second; once paused it goes on at half the limit, so that it does not flutter. The
 * text of a pause stays the same, since it goes into a row: the figure is the first. */
const char *citizen_says(struct citizen *c, int64_t now_ms);

#endif
