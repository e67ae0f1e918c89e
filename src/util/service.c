/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a service manager is told. */
#include "util/service.h"

#include <systemd/sd-daemon.h>

#include "util/clock.h"

void service_ready(void) { sd_notify(0, "READY=1"); }

/* A reload is timed by when it began (sd_notify(3), Type=notify-reload). */
void service_reloading(void)
{
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)(clock_ns() / 1000));
}

void service_stopping(void) { sd_notify(0, "STOPPING=1"); }

void service_status(const char *text) { sd_notifyf(0, "STATUS=%s", text); }

void service_alive(void) { sd_notify(0, "WATCHDOG=1"); }

int64_t service_watchdog_ms(void)
{
    uint64_t us = 0;

    if (sd_watchdog_enabled(0, &us) <= 0)
        return 0;
    return us < 2000 ? 1 : (int64_t)(us / 2000); /* half of it, as sd-daemon advises */
}
