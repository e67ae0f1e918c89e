/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch/citizen: battery and pressure, on trees that look like /proc and /sys. */
#include "near.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "watch/citizen.h"

static char root[64];
static struct citizen c;
static int64_t now;

static void begin(void)
{
    snprintf(root, sizeof root, "/tmp/sampledb-citizen-XXXXXX");
    cr_assert(mkdtemp(root));
    citizen_init(&c, &(struct citizen_options){.cpu_limit = CITIZEN_CPU_LIMIT,
                                               .io_limit = CITIZEN_IO_LIMIT,
                                               .proc = root,
                                               .sys = root});
    now = 5;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static void end(void) { nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS); }

TestSuite(citizen, .init = begin, .fini = end);

static void put(const char *name, const char *text)
{
    char path[256];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", root, name);
    for (char *slash = path + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    f = fopen(path, "w");
    cr_assert(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

static void press(const char *of, double percent)
{
    char name[32], text[128];

    snprintf(name, sizeof name, "pressure/%s", of);
    snprintf(text, sizeof text,
             "some avg10=%.2f avg60=0.00 avg300=0.00 total=9\nfull avg10=99.00 avg60=0 "
             "avg300=0 total=9\n",
             percent);
    put(name, text);
}

/* What it says after so many ms. */
static const char *says(int64_t later_ms)
{
    const char *why = citizen_says(&c, now += later_ms);

    return why ? why : "";
}

#define SUPPLY "class/power_supply/"

Test(citizen, where_the_system_tells_nothing_it_goes_on)
{
    cr_expect_str_eq(says(0), "");
    put("pressure/cpu", "nonsense\n");
    put("pressure/io", "some avg10=");
    put(SUPPLY "BAT0/type", "Battery\n");
    cr_expect_str_eq(says(1000), "");
}

Test(citizen, on_battery_it_waits_until_there_is_mains)
{
    put(SUPPLY "AC/type", "Mains\n");
    put(SUPPLY "AC/online", "0\n");
    put(SUPPLY "BAT0/type", "Battery\n");
    put(SUPPLY "BAT0/status", "Discharging\n");
    cr_expect_str_eq(says(0), "on battery");
    put(SUPPLY "AC/online", "1\n");
    cr_expect_str_eq(says(999), "on battery", "one look a second");
    cr_expect_str_eq(says(1), "");
    put(SUPPLY "AC/online", "0\n");
    cr_expect_str_eq(says(1000), "on battery", "a short one is no reason to be deaf");
    put(SUPPLY "BAT0/status", "Not charging\n");
    cr_expect_str_eq(says(1000), "", "what does not lose charge is fed");
}

Test(citizen, a_charger_on_usb_is_mains)
{
    put(SUPPLY "ucsi/type", "USB\n");
    put(SUPPLY "ucsi/online", "1\n");
    put(SUPPLY "BAT0/type", "Battery\n");
    put(SUPPLY "BAT0/status", "Discharging\n");
    cr_expect_str_eq(says(0), "");
}

Test(citizen, the_battery_of_a_mouse_is_none_of_ours)
{
    put(SUPPLY "mouse/type", "Battery\n");
    put(SUPPLY "mouse/scope", "Device\n");
    put(SUPPLY "mouse/status", "Discharging\n");
    cr_expect_str_eq(says(0), "");
    put(SUPPLY "AC/type", "Mains\n");
    put(SUPPLY "AC/online", "0\n");
    cr_expect_str_eq(says(1000), "", "a desktop");
}

Test(citizen, told_to_work_on_battery_it_does)
{
    put(SUPPLY "BAT0/type", "Battery\n");
    put(SUPPLY "BAT0/status", "Discharging\n");
    c.o.on_battery = true;
    cr_expect_str_eq(says(0), "");
}

Test(citizen, it_waits_above_the_limit_and_goes_on_below_half_of_it)
{
    press("cpu", 80);
    cr_expect_str_eq(says(0), "");
    press("cpu", 85.4);
    cr_expect_str_eq(says(1000), "cpu pressure 85 %");
    press("cpu", 41);
    cr_expect_str_eq(says(60000), "cpu pressure 85 %", "still, and with no other row");
    press("cpu", 40);
    cr_expect_str_eq(says(1000), "");
    press("cpu", 79);
    cr_expect_str_eq(says(1000), "");
    press("cpu", 81);
    cr_expect_str_eq(says(1000), "cpu pressure 81 %");
}

Test(citizen, disks_count_as_well_and_each_on_its_own)
{
    press("io", 61);
    cr_expect_str_eq(says(0), "io pressure 61 %");
    press("io", 31);
    press("cpu", 70);
    cr_expect_str_eq(says(60000), "io pressure 61 %");
    press("io", 30);
    cr_expect_str_eq(says(1000), "", "70 %% is below the limit of the other");
}

Test(citizen, pressure_that_was_our_own_is_no_reason_for_a_while)
{
    press("cpu", 95);
    cr_expect_str_eq(says(0), "cpu pressure 95 %");
    press("cpu", 39);
    cr_expect_str_eq(says(CITIZEN_OWN_MS), "", "gone as soon as we stopped");
    press("cpu", 95);
    cr_expect_str_eq(says(1000), "");
    cr_expect_str_eq(says(CITIZEN_DEAF_MS - 1001), "");
    press("io", 99);
    cr_expect_str_eq(says(1000), "cpu pressure 95 %", "and the other is still heard");
}

Test(citizen, the_other_kind_is_heard_while_it_is_deaf)
{
    press("cpu", 95);
    says(0);
    press("cpu", 0);
    says(5000);
    press("cpu", 95);
    press("io", 99);
    cr_expect_str_eq(says(1000), "io pressure 99 %");
}

Test(citizen, pressure_of_others_is_heard_each_time)
{
    press("cpu", 95);
    says(0);
    press("cpu", 39);
    cr_expect_str_eq(says(CITIZEN_OWN_MS + 1), "", "others worked on while we did not");
    press("cpu", 95);
    cr_expect_str_eq(says(1000), "cpu pressure 95 %");
}

Test(citizen, a_limit_of_0_is_none)
{
    press("cpu", 100);
    press("io", 100);
    c.o.cpu_limit = c.o.io_limit = 0;
    cr_expect_str_eq(says(0), "");
}
