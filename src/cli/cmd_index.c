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
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "index/index.h"
#include "util/mem.h"

enum { TIMEOUT_MAX_S = 3600, NO_SANDBOX = 1000, TIMEOUT, NAMES, NO_NAMES };

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
        "s:I, s:I, s:I, s:f, s:b, s:o}",
        "folders", (json_int_t)n->dirs, "files", (json_int_t)n->seen, "added",
        (json_int_t)n->added, "changed", (json_int_t)n->changed, "moved",
        (json_int_t)n->moved, "missing", (json_int_t)n->missing, "returned",
        (json_int_t)n->returned, "unchanged", (json_int_t)unchanged(n), "analysed",
        (json_int_t)n->ok, "failed", (json_int_t)n->failed, "unsupported",
        (json_int_t)n->unsupported, "retagged", (json_int_t)n->retagged, "renamed",
        (json_int_t)n->renamed, "unreadable", (json_int_t)n->unreadable, "offline",
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

static int options_of(const struct args *a, struct index_options *o, struct err *e)
{
    long jobs = 0, timeout = 0;

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

static int index_named(struct session *s, const struct args *a, struct index_options *o,
                       struct progress *p, struct err *e)
{
    struct index_counts n = {0};
    char **folder = resolve(a);
    int rc;

    o->arg = p;
    o->progress = progress_show;
    o->complain = progress_complain;
    stop_catch();
    rc = index_folders(s->store, (const char *const *)folder, (size_t)a->argc, o, &n, e);
    progress_end(p);
    if (opt_given(a, 'J'))
        print_summary_json(&n, progress_seconds(p), rc != 0 && e->kind == ERR_STOPPED);
    else if (rc == 0 || e->kind == ERR_STOPPED)
        print_summary(&n, progress_seconds(p));
    for (int i = 0; i < a->argc; i++)
        free(folder[i]);
    free(folder);
    if (rc != 0 && e->kind == ERR_STOPPED)
        return err_set(e, ERR_STOPPED, "stopped; run it again to go on from here");
    return rc == 0 ? judge(&n, a->argc > 0, e) : -1;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct index_options o = {0};
    struct progress p;
    struct base base;
    int rc;

    if (options_of(a, &o, e) != 0)
        return -1;
    progress_start(&p, "index", opt_given(a, 'q'));
    if (base_open(&base, e) != 0)
        return -1;
    o.model = base.model ? &base.facts : NULL;
    o.names = base.names;
    rc = index_named(s, a, &o, &p, e);
    base_close(&base);
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
    {NO_SANDBOX, "no-sandbox", NULL, "debugging only: workers keep all their rights"},
    {0}};

const struct cmd cmd_index = {
    .name = "index",
    .args = "[options] [DIR...]",
    .summary = "find and analyse new and changed samples",
    .options = options,
    .needs = NEEDS_OWN,
    .run = run,
};
