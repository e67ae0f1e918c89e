/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_SERVICE_H
#define UTIL_SERVICE_H

#include <stdint.h>

/* What a service manager is told (sd_notify(3)); nothing where there is none. */
void service_ready(void);
void service_reloading(void);
void service_stopping(void);
void service_status(const char *text); /* one line for a person */
void service_alive(void);              /* feeds the watchdog */
int64_t service_watchdog_ms(void);     /* how often to, at the least; 0 = not asked for */

#endif
