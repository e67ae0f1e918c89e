/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether the machine has time for us: battery, and pressure on processor and disks. */
#include "watch/citizen.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/file.h"

static bool says(int supply, const char *name, const char *wanted)
{
    char text[64];

    return strcmp(file_line(supply, name, text, sizeof text), wanted) == 0;
}

/* What one power supply tells: `mains` it feeds the machine from the wall, `battery` the
 * machine lives on it. The battery of a mouse (scope Device) is neither. */
static void ask_supply(int supply, bool *mains, bool *battery)
{
    if (says(supply, "scope", "Device"))
        return;
    if (says(supply, "type", "Battery"))
        *battery |= says(supply, "status", "Discharging");
    else
        *mains |= says(supply, "online", "1");
}

static bool on_battery(const char *sys)
{
    bool mains = false, battery = false;
    struct dirent *entry;
    char path[512];
    DIR *all;

    snprintf(path, sizeof path, "%s/class/power_supply", sys);
    all = opendir(path);
    if (!all)
        return false;
    while ((entry = readdir(all))) {
        const int supply =
            entry->d_name[0] == '.'
                ? -1
                : openat(dirfd(all), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        if (supply < 0)
            continue;
        ask_supply(supply, &mains, &battery);
        close(supply);
    }
    closedir(all);
    return battery && !mains;
}

/* "some avg10=1.23 avg60=..." in %; 0 where the system does not say. */
static double pressure(const char *proc, const char *of)
{
    static const char head[] = "some avg10=";
    char path[512], text[128], *end;
    double v;

    snprintf(path, sizeof path, "%s/pressure/%s", proc, of);
    file_line(AT_FDCWD, path, text, sizeof text);
    if (strncmp(text, head, sizeof head - 1) != 0)
        return 0;
    v = strtod(text + sizeof head - 1, &end);
    return end > text + sizeof head - 1 && v >= 0 && v <= 100 ? v : 0;
}

static bool is_pressed(struct citizen *c, enum citizen_kind kind, const char *of,
                       double limit, int64_t now_ms)
{
    const bool already = c->paused && c->kind == kind;
    double v;

    if (limit <= 0 || (!already && now_ms < c->deaf_ms[kind]))
        return false;
    v = pressure(c->o.proc, of);
    if (v <= (already ? limit / 2 : limit))
        return false;
    if (!already)
        snprintf(c->why, sizeof c->why, "%s pressure %.0f %%", of, v);
    return true;
}

/* The first reason to wait; false: none. */
static bool must_wait(struct citizen *c, enum citizen_kind *kind, int64_t now_ms)
{
    if (!c->o.on_battery && on_battery(c->o.sys)) {
        snprintf(c->why, sizeof c->why, "on battery");
        *kind = CITIZEN_BATTERY;
    } else if (is_pressed(c, CITIZEN_CPU, "cpu", c->o.cpu_limit, now_ms)) {
        *kind = CITIZEN_CPU;
    } else if (is_pressed(c, CITIZEN_IO, "io", c->o.io_limit, now_ms)) {
        *kind = CITIZEN_IO;
    } else {
        return false;
    }
    return true;
}

static void look(struct citizen *c, int64_t now_ms)
{
    const bool before = c->paused;
    enum citizen_kind kind = CITIZEN_KINDS;

    c->paused = must_wait(c, &kind, now_ms);
    if (before && !(c->paused && kind == c->kind) && c->kind != CITIZEN_BATTERY &&
        now_ms - c->paused_ms <= CITIZEN_OWN_MS)
        c->deaf_ms[c->kind] = now_ms + CITIZEN_DEAF_MS;
    if (c->paused && !(before && kind == c->kind)) {
        c->paused_ms = now_ms;
        c->kind = kind;
    }
}

void citizen_init(struct citizen *c, const struct citizen_options *o)
{
    *c = (struct citizen){.o = *o};
    c->o.proc = o->proc ? o->proc : "/proc";
    c->o.sys = o->sys ? o->sys : "/sys";
    for (int i = 0; i < CITIZEN_KINDS; i++)
        c->deaf_ms[i] = INT64_MIN;
}

const char *citizen_says(struct citizen *c, int64_t now_ms)
{
    if (!c->looked || now_ms - c->looked_ms >= CITIZEN_LOOK_MS) {
        look(c, now_ms);
        c->looked = true;
        c->looked_ms = now_ms;
    }
    return c->paused ? c->why : NULL;
}
