/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb index: bring the library in step with folders of samples. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "cli/base.h"
#include "cli/cmd.h"
#include "cli/config.h"
#include "cli/hail.h"
#include "cli/kept.h"
#include "cli/paths.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "index/index.h"
#include "store/store.h"
#include "util/mem.h"
#include "util/utf8.h"
#include "watch/counts.h"

enum { TIMEOUT_MAX_S = 3600, NO_SANDBOX = 1000, TIMEOUT, NAMES, NO_NAMES, NO_DAEMON };

/*
 * Folders as absolute paths without links or dots. One that is gone keeps its name:
 * the library may know it.
 */
static char **resolve(const struct args *a)
{
    char **folder = mem_new((size_t)a->argc, sizeof *folder);

    for (int i = 0; i < a->argc; i++) {
        folder[i] = realpath(a->argv[i], NULL);
        if (!folder[i])
            folder[i] = mem_text(a->argv[i], strlen(a->argv[i]));
    }
    return folder;
}

static int64_t unchanged(const struct index_counts *n)
{
    const int64_t k = n->seen - n->done;

    return k > 0 ? k : 0;
}

static double cpu_seconds(const struct rusage *u)
{
    return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) +
           (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) / 1e6;
}

/* What the run cost: CPU seconds, and the peak memory of the parent and of a worker. */
static json_t *cost_json(void)
{
    struct rusage self, workers;

    getrusage(RUSAGE_SELF, &self);
    getrusage(RUSAGE_CHILDREN, &workers);
    return json_pack("{s:f, s:f, s:I, s:I}", "cpu_s", cpu_seconds(&self), "workers_cpu_s",
                     cpu_seconds(&workers), "peak_kib", (json_int_t)self.ru_maxrss,
                     "worker_peak_kib", (json_int_t)workers.ru_maxrss);
}

static void print_summary_json(const struct index_counts *n, double s, bool stopped)
{
    print_json(json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, "
        "s:I, s:I, s:I, s:I, s:I, s:f, s:b, s:o}",
        "folders", (json_int_t)n->dirs, "files", (json_int_t)n->seen, "added",
        (json_int_t)n->added, "changed", (json_int_t)n->changed, "moved",
        (json_int_t)n->moved, "missing", (json_int_t)n->missing, "returned",
        (json_int_t)n->returned, "unchanged", (json_int_t)unchanged(n), "analysed",
        (json_int_t)n->ok, "failed", (json_int_t)n->failed, "unsupported",
        (json_int_t)n->unsupported, "retagged", (json_int_t)n->retagged, "renamed",
        (json_int_t)n->renamed, "likened", (json_int_t)n->likened, "mapped",
        (json_int_t)n->mapped, "unreadable", (json_int_t)n->unreadable, "offline",
        (json_int_t)n->offline, "seconds", s, "stopped", stopped, "cost", cost_json()));
}

static void print_part(const char *what, int64_t n)
{
    char text[32];

    if (n)
        printf(", %s %s", print_count(text, n), what);
}

static void print_summary(const struct index_counts *n, double s)
{
    char seen[32], done[32], time[32], rate[32];

    printf("%s files: %s analysed", print_count(seen, n->seen), print_count(done, n->ok));
    print_part("unchanged", unchanged(n));
    print_part("moved", n->moved);
    print_part("unavailable", n->missing);
    print_part("back again", n->returned);
    print_part("unsupported", n->unsupported);
    print_part("failed", n->failed);
    print_part("given new labels", n->retagged);
    print_part("labelled anew for their names", n->renamed);
    print_part("unreadable folders", n->unreadable);
    print_part("offline folders", n->offline);
    printf("; %s", print_seconds(time, s));
    if (n->done && s > 0)
        printf(", %s files/s", print_count(rate, (long long)((double)n->done / s)));
    putchar('\n');
}

static int options_of(const struct config *c, const struct args *a,
                      struct index_options *o, struct err *e)
{
    long jobs = c->jobs, timeout = c->timeout_s;

    if (opt_number(a, 'j', 1, INDEX_MAX_JOBS, &jobs, e) != 0 ||
        opt_number(a, TIMEOUT, 1, TIMEOUT_MAX_S, &timeout, e) != 0)
        return -1;
    o->jobs = (int)jobs;
    o->timeout_ms = (int)timeout * 1000;
    o->force = opt_given(a, 'f');
    o->no_sandbox = opt_given(a, NO_SANDBOX);
    o->stop = &stop_asked;
    if (opt_given(a, NAMES) && opt_given(a, NO_NAMES))
        return err_set(e, ERR_USAGE, "--names and --no-names contradict each other");
    o->names_wish = opt_given(a, NAMES)      ? NAMED_ON
                    : opt_given(a, NO_NAMES) ? NAMED_OFF
                                             : NAMED_AS_BEFORE;
    return 0;
}

/* Something is wrong that the user should look at, although the run went through. */
static int judge(const struct index_counts *n, bool named, struct err *e)
{
    if (n->failed)
        return err_set(e, ERR_FORMAT,
                       "%" PRId64 " files could not be analysed; they are skipped until "
                       "they change",
                       n->failed);
    if (n->unreadable)
        return err_set(e, ERR_IO, "%" PRId64 " folders could not be read", n->unreadable);
    if (named && n->offline)
        return err_set(e, ERR_IO, "%" PRId64 " folders are offline", n->offline);
    return 0;
}

/* A run on its way: what it shows, and what it has done. */
struct work {
    struct progress shown;
    struct index_counts n;
    char **folder;     /* (a->argc) */
    const char *go_on; /* after a Ctrl-C */
};

/* A newer program does not take away what its user has taught an older one. */
static int say_what_waits(const struct session *s, const struct base *b, struct work *w,
                          struct err *e)
{
    const int waits = kept_base_waits(s->store, b, e);
    int64_t origin;
    const int imported = waits == 1 ? kept_origin(s->store, b, &origin, e) : 0;

    if (waits == 1 && imported == 0)
        progress_complain(&w->shown, "the built-in model",
                          "is not the one that this library uses; sampledb retrain takes "
                          "your corrections over to it, sampledb model use base takes it "
                          "as it is");
    else if (waits == 1 && imported == 1)
        progress_complain(&w->shown, "the built-in model",
                          "is not the one that this library uses, which was imported; "
                          "sampledb model use base puts it in use");
    return waits < 0 || imported < 0 ? -1 : 0;
}

/* By ourselves, as the owner of the library. */
static int index_here(struct session *s, const struct args *a,
                      const struct index_options *wanted, struct work *w, struct err *e)
{
    struct index_options o = *wanted;
    struct base base;
    int rc;

    if (store_open(&s->store, s->library, STORE_OWN, e) != 0 || base_open(&base, e) != 0)
        return -1;
    o.model = base.model ? &base.facts : NULL;
    o.names = base.names;
    o.arg = &w->shown;
    o.progress = progress_show;
    o.complain = progress_complain;
    w->go_on = "stopped; run it again to go on from here";
    rc = index_folders(s->store, (const char *const *)w->folder, (size_t)a->argc, &o,
                       &w->n, e);
    if (rc == 0)
        rc = say_what_waits(s, &base, w, e);
    base_close(&base);
    return rc;
}

/* A line of the daemon that is not its last: how far it is, or a complaint. */
static void on_progress(void *arg, const json_t *said)
{
    struct work *w = arg;
    const char *path = json_string_value(json_object_get(said, "path"));
    const char *complaint = json_string_value(json_object_get(said, "complaint"));
    const char *why = json_string_value(json_object_get(said, "why"));
    char *bytes;

    if (path && complaint) {
        bytes = utf8_unwrap(path);
        progress_complain(&w->shown, bytes, complaint);
        free(bytes);
        return;
    }
    if (why)
        progress_wait(&w->shown, why);
    counts_read(&w->n, said);
    progress_show(&w->shown, &w->n);
}

/* What the daemon was started with, and cannot have for one run; NULL = nothing of it. */
static const char *only_here(const struct args *a)
{
    static const struct {
        int letter;
        const char *name;
    } option[] = {{'j', "--jobs"},
                  {TIMEOUT, "--timeout"},
                  {NO_SANDBOX, "--no-sandbox"},
                  {NAMES, "--names"},
                  {NO_NAMES, "--no-names"}};

    for (size_t i = 0; i < sizeof option / sizeof *option; i++)
        if (opt_given(a, option[i].letter))
            return option[i].name;
    return NULL;
}

/* One that is not there is still below our working directory, not below the daemon's. */
static json_t *request_of(const struct args *a, const struct work *w)
{
    json_t *folders = json_array();

    for (int i = 0; i < a->argc; i++) {
        struct err e;
        char *path = path_of_folder(w->folder[i], &e);
        const char *sent = path ? path : w->folder[i];
        char *text = utf8_wrap(sent, strlen(sent));

        json_array_append_new(folders, json_string(text));
        free(text);
        free(path);
    }
    return json_pack("{s:s, s:o, s:b}", "do", "index", "folders", folders, "force",
                     opt_given(a, 'f'));
}

/* By the daemon of the library: 1 it is done; 0 there is none; -1. */
static int index_there(struct session *s, const struct args *a, struct work *w,
                       struct err *e)
{
    const char *option = only_here(a);
    json_t *request = option ? json_pack("{s:s}", "do", "status") : request_of(a, w);
    json_t *done = NULL;
    int rc;

    w->go_on = "stopped; the daemon goes on with it";
    rc = hail(s->library, request, on_progress, w, &done, e);
    if (rc == 1 && option)
        rc = err_set(e, ERR_BUSY,
                     "%s is not for a daemon, and one is at work (sampledb status); stop "
                     "it, or do without %s",
                     option, option);
    else if (rc == 1)
        counts_read(&w->n, done);
    json_decref(done);
    json_decref(request);
    return rc;
}

static int index_named(struct session *s, const struct args *a,
                       const struct index_options *o, struct work *w, struct err *e)
{
    int rc = opt_given(a, NO_DAEMON) ? 0 : index_there(s, a, w, e);
    bool stopped;

    rc = rc == 1 ? 0 : rc == 0 ? index_here(s, a, o, w, e) : -1;
    stopped = rc != 0 && e->kind == ERR_STOPPED;
    progress_end(&w->shown);
    if (opt_given(a, 'J') && (rc == 0 || stopped || s->store))
        print_summary_json(&w->n, progress_seconds(&w->shown), stopped);
    else if (rc == 0 || stopped)
        print_summary(&w->n, progress_seconds(&w->shown));
    if (stopped)
        return err_set(e, ERR_STOPPED, "%s", w->go_on);
    return rc == 0 ? judge(&w->n, a->argc > 0, e) : -1;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct index_options o = {0};
    struct work w = {0};
    int rc;

    if (options_of(s->config, a, &o, e) != 0)
        return -1;
    stop_catch();
    progress_start(&w.shown, "index", opt_given(a, 'q'));
    w.folder = resolve(a);
    rc = index_named(s, a, &o, &w, e);
    for (int i = 0; i < a->argc; i++)
        free(w.folder[i]);
    free(w.folder);
    return rc;
}

static const struct opt options[] = {
    {'j', "jobs", "N", "worker processes (default: one per core)"},
    {'f', "force", NULL, "analyse again what has not changed"},
    {TIMEOUT, "timeout", "SECONDS", "time limit for one file (default: 30)"},
    {'J', "json", NULL, "print the summary as JSON"},
    {'q', "quiet", NULL, "no progress bar and no complaints"},
    {NAMES, "names", NULL, "let names speak, from now on (the default)"},
    {NO_NAMES, "no-names", NULL, "do not listen to names, from now on"},
    {NO_DAEMON, "no-daemon", NULL, "do not ask a daemon that is there to do it"},
    {NO_SANDBOX, "no-sandbox", NULL, "debugging only: workers keep all their rights"},
    {0}};

const struct cmd cmd_index = {
    .name = "index",
    .args = "[options] [DIR...]",
    .summary = "find and analyse new and changed samples",
    .options = options,
    .needs = NEEDS_NOTHING, /* a daemon may own the library: run() looks first */
    .run = run,
};
