/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far something has come. */
#include "cli/meter.h"

#include <stdio.h>
#include <unistd.h>

#include "answer/json.h"
#include "cli/print.h"
#include "cli/stop.h"
#include "util/clock.h"

enum { EVERY_MS = 200 };

void meter_start(struct meter *m, const char *doing)
{
    *m = (struct meter){.doing = doing, .on = isatty(STDERR_FILENO)};
    stop_catch();
}

int meter_show(void *arg, int64_t done, int64_t total, struct err *e)
{
    struct meter *m = arg;
    const int64_t now = clock_ms();

    if (stop_asked)
        return err_set(e, ERR_STOPPED, "stopped; nothing has changed");
    if (!(m->on || m->lines) || total <= 0 ||
        (m->drawn && now - m->drawn_ms < EVERY_MS && !(m->lines && done == total)))
        return 0;
    m->drawn = true;
    m->drawn_ms = now;
    if (m->lines)
        meter_line(m->doing, done, total);
    else
        fprintf(stderr, "\r%s: %d %%\033[K", m->doing, (int)(100 * done / total));
    return 0;
}

void meter_end(struct meter *m)
{
    if (m->drawn && !m->lines)
        fputs("\r\033[K", stderr);
    m->drawn = false;
}

void meter_line(const char *doing, int64_t done, int64_t of)
{
    print_json(json_pack("{s:s, s:I, s:o}", "doing", doing, "done", (json_int_t)done,
                         "of", json_count_or_null(of)));
    fflush(stdout);
}
