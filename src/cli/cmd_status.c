/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb status: what the daemon is doing, or when it last did something. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/hail.h"
#include "cli/print.h"
#include "store/daemon.h"
#include "store/lock.h"
#include "store/store.h"
#include "store/warning.h"
#include "util/utf8.h"

enum { NO_DAEMON = 3, LABEL = 10 };

static int64_t integer(const json_t *from, const char *name)
{
    return json_integer_value(json_object_get(from, name));
}

static const char *text(const json_t *from, const char *name)
{
    return json_string_value(json_object_get(from, name));
}

static void print_label(const char *label) { printf("%-*s", LABEL, label); }

/* A path as the socket carries it. */
static void print_path(const char *wrapped)
{
    char *bytes = utf8_unwrap(wrapped);

    print_clean(stdout, bytes);
    free(bytes);
}

static void print_why(const char *why)
{
    if (!why)
        return;
    fputs(" (", stdout);
    print_clean(stdout, why);
    putchar(')');
}

static void print_state(const json_t *d)
{
    const char *state = text(d, "state");
    char when[32];

    print_label("daemon");
    fputs(state ? state : "running", stdout);
    print_why(text(d, "why"));
    if (integer(d, "since"))
        printf(", since %s", print_time(when, integer(d, "since")));
    if (integer(d, "pid"))
        printf(", pid %lld", (long long)integer(d, "pid"));
    if (integer(d, "started_at"))
        printf(", started %s", print_time(when, integer(d, "started_at")));
    putchar('\n');
}

static void print_queue(const json_t *d)
{
    const double rate = json_number_value(json_object_get(d, "rate"));
    const int64_t queue = integer(d, "queue");
    char count[32], time[32];

    print_label("queue");
    printf("%s files", print_count(count, queue));
    if (rate > 0)
        printf(", %.*f files/s", rate < 9.95, rate);
    if (rate > 0 && queue > 0)
        printf(", about %s", print_seconds(time, (double)queue / rate));
    if (integer(d, "settling"))
        printf("; %s wait for quiet", print_count(count, integer(d, "settling")));
    putchar('\n');
    if (text(d, "file")) {
        print_label("file");
        print_path(text(d, "file"));
        putchar('\n');
    }
}

static void print_pauses(const json_t *d)
{
    const double paused_s = json_number_value(json_object_get(d, "paused_s"));
    char count[32], time[32];

    if (!integer(d, "pauses"))
        return;
    print_label("pauses");
    printf("%s, %s in all\n", print_count(count, integer(d, "pauses")),
           print_seconds(time, paused_s));
}

static void print_counters(json_t *d)
{
    const char *name, *between = "";
    json_t *value;
    char count[32];

    json_object_foreach(d, name, value)
    {
        if (json_integer_value(value) == 0)
            continue;
        if (!*between)
            print_label("counted");
        printf("%s%s ", between, print_count(count, json_integer_value(value)));
        print_clean(stdout, name);
        between = ", ";
    }
    if (*between)
        putchar('\n');
}

static void print_folders(const json_t *folders)
{
    for (size_t i = 0; i < json_array_size(folders); i++) {
        const json_t *f = json_array_get(folders, i);
        const char *path = text(f, "path"), *coverage = text(f, "coverage");
        char count[32];

        print_label(i ? "" : "folders");
        printf("%-9s %12s directories  ", coverage ? coverage : "-",
               print_count(count, integer(f, "directories")));
        print_path(path ? path : "-");
        print_why(text(f, "why"));
        putchar('\n');
    }
}

static void print_all(json_t *d)
{
    print_state(d);
    if (text(d, "library")) {
        print_label("library");
        print_path(text(d, "library"));
        putchar('\n');
    }
    if (text(d, "serves")) {
        print_label("serves");
        print_clean(stdout, text(d, "serves"));
        putchar('\n');
    }
    print_queue(d);
    print_pauses(d);
    print_counters(json_object_get(d, "counters"));
    print_folders(json_object_get(d, "folders"));
}

static int note_warning(void *arg, const struct warning *w, struct err *e)
{
    json_t *list = arg;

    (void)e;
    json_array_append_new(list,
                          json_pack("{s:s, s:I, s:s, s:I, s:I}", "kind", w->kind, "pid",
                                    (json_int_t)w->pid, "program", w->program, "bytes",
                                    (json_int_t)w->bytes, "since", (json_int_t)w->since));
    return 0;
}

/* The rows of v1_warning; none where the library cannot be read. */
static json_t *warnings_of(const char *library)
{
    json_t *list = json_array();
    struct store *s = NULL;
    struct err ignored = {0};

    if (store_open(&s, library, STORE_READ, &ignored) == 0)
        warning_each(s, note_warning, list, &ignored);
    store_close(s);
    return list;
}

static void print_warnings(const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *w = json_array_get(list, i);
        char when[32];

        print_label("warning");
        print_clean(stdout, text(w, "program"));
        printf(" (pid %lld) keeps on reading since %s or before: what is written since "
               "then, %lld MiB, cannot be tidied away\n",
               (long long)integer(w, "pid"), print_time(when, integer(w, "since")),
               (long long)(integer(w, "bytes") >> 20));
    }
}

/* What the rows tell of a daemon that is no more, and of whoever holds the library. */
static void print_absent(const struct daemon_row *row, long holder, json_t *warnings,
                         bool json)
{
    const bool stopped = row->state == DAEMON_STOPPED;
    char when[32];

    if (json) {
        print_json(json_pack("{s:s, s:o, s:o, s:O}", "state", "stopped", "since",
                             row->since ? json_integer(row->since) : json_null(),
                             "holder", holder > 0 ? json_integer(holder) : json_null(),
                             "warnings", warnings));
        return;
    }
    print_label("daemon");
    fputs("not running", stdout);
    if (row->since && stopped)
        printf(" since %s", print_time(when, row->since));
    else if (row->since)
        printf("; it broke off some time after %s, when it was %s",
               print_time(when, row->since), daemon_state_name(row->state));
    putchar('\n');
    if (holder > 0)
        printf("%-*ssampledb (pid %ld) holds it, and has no socket to ask\n", LABEL,
               "library", holder);
    print_warnings(warnings);
}

static int status_of_rows(struct session *s, bool json, struct err *e)
{
    struct daemon_row row = {.state = DAEMON_STOPPED};
    json_t *warnings;

    if (store_open(&s->store, s->library, STORE_READ, e) != 0 ||
        daemon_get(s->store, &row, e) < 0)
        return -1;
    warnings = json_array();
    if (warning_each(s->store, note_warning, warnings, e) == 0)
        print_absent(&row, lock_holder(s->library), warnings, json);
    json_decref(warnings);
    s->status = NO_DAEMON;
    return 0;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    const bool json = opt_given(a, 'J');
    json_t *request, *done = NULL;
    int rc;

    if (a->argc > 0)
        return err_set(e, ERR_USAGE, "wants no arguments, but got '%s'", a->argv[0]);
    request = json_pack("{s:s}", "do", "status");
    rc = hail(s->library, request, NULL, NULL, &done, e);
    json_decref(request);
    if (rc == 0)
        return status_of_rows(s, json, e);
    if (rc < 0)
        return -1;
    json_object_set_new(done, "warnings", warnings_of(s->library));
    if (json) {
        print_json(json_incref(done));
    } else {
        print_all(done);
        print_warnings(json_object_get(done, "warnings"));
    }
    json_decref(done);
    return 0;
}

static const struct opt options[] = {
    {'J', "json", NULL, "print what the daemon says as one JSON object"},
    {0},
};

const struct cmd cmd_status = {
    .name = "status",
    .args = "[-J]",
    .summary = "say what the daemon is doing",
    .options = options,
    .needs = NEEDS_NOTHING, /* the daemon is asked; the library only if there is none */
    .run = run,
};
