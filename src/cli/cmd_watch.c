/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb watch: keep the library in step with the disk until told to stop. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/base.h"
#include "cli/cmd.h"
#include "cli/config.h"
#include "cli/hail.h"
#include "cli/stop.h"
#include "store/store.h"
#include "util/journal.h"
#include "util/mem.h"
#include "watch/watch.h"

enum { TIMEOUT = 1000, SETTLE, RESCAN, POLL, ON_BATTERY, CPU, IO, PRIORITY, SERVE, PORT };

static volatile sig_atomic_t rescan_asked; /* a handler can reach nothing but globals */

static void on_hangup(int sig)
{
    (void)sig;
    rescan_asked = 1;
}

/* A file that may not grow further is an error of that write, not the end. */
static void catch_signals(void)
{
    struct sigaction hangup = {.sa_handler = on_hangup};
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    stop_catch();
    sigaction(SIGHUP, &hangup, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
}

/* systemd says which stream it reads: "device:inode" (systemd.exec(5)). */
static bool journal_reads(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    unsigned long long device, inode;
    struct stat st;
    char *end;

    if (!stream || fstat(STDERR_FILENO, &st) != 0)
        return false;
    device = strtoull(stream, &end, 10);
    if (*end != ':')
        return false;
    inode = strtoull(end + 1, &end, 10);
    return *end == '\0' && device == st.st_dev && inode == st.st_ino;
}

/* The options of the command line are keys of the configuration, and win. */
static int settings(struct config *c, const struct session *s, const struct args *a,
                    struct err *e)
{
    *c = *s->config;
    c->library = NULL;
    c->serve |= opt_given(a, SERVE);
    for (int i = 0; i < a->givens; i++) {
        const struct opt *o = &a->table[a->given[i].at];
        char why[sizeof e->text];

        if (!o->arg || config_set(c, o->name, a->given[i].value, e) == 0)
            continue;
        memcpy(why, e->text, sizeof why);
        return err_set(e, ERR_USAGE, "--%s", why);
    }
    return 0;
}

static void options_of(const struct config *c, struct watch_options *o)
{
    o->index.jobs = (int)c->jobs;
    o->index.timeout_ms = (int)c->timeout_s * 1000;
    o->index.polite = c->polite;
    o->citizen = (struct citizen_options){
        .on_battery = c->on_battery, .cpu_limit = c->cpu_limit, .io_limit = c->io_limit};
    o->settle_ms = (int64_t)(c->settle_s * 1000 + 0.5);
    o->rescan_ms = (int64_t)(c->rescan_s * 1000 + 0.5);
    o->poll_ms = (int64_t)(c->poll_s * 1000 + 0.5);
    o->stop = &stop_asked;
    o->rescan = &rescan_asked;
}

/* `sampledb serve` of the same library, as it is configured here. */
struct server_words {
    const char *word[8];
    char port[16];
};

static const char *const *serving(struct server_words *w, const struct session *s,
                                  const struct config *c)
{
    size_t n = 0;

    *w = (struct server_words){.word = {NULL}};
    if (!c->serve)
        return NULL;
    if (s->config_file) {
        w->word[n++] = "--config";
        w->word[n++] = s->config_file;
    }
    w->word[n++] = "--db";
    w->word[n++] = s->library;
    snprintf(w->port, sizeof w->port, "--port=%ld", c->port);
    w->word[n++] = "serve";
    w->word[n] = w->port;
    return w->word;
}

static char *resolve(const char *typed, struct err *e)
{
    char *path = realpath(typed, NULL);
    struct stat st;

    if (!path || stat(path, &st) != 0)
        err_sys(e, "%s", typed);
    else if (!S_ISDIR(st.st_mode))
        err_set(e, ERR_IO, "%s: is not a folder", typed);
    else
        return path;
    free(path);
    return NULL;
}

static int watch_named(struct session *s, const struct args *a,
                       const struct watch_options *wanted, struct err *e)
{
    struct watch_options o = *wanted;
    char **folder = mem_new((size_t)a->argc, sizeof *folder);
    struct base base;
    int rc = 0;

    for (int i = 0; i < a->argc && rc == 0; i++)
        rc = (folder[i] = resolve(a->argv[i], e)) ? 0 : -1;
    if (rc == 0)
        rc = base_open(&base, e);
    if (rc == 0) {
        o.index.model = base.model ? &base.facts : NULL;
        o.index.names = base.names;
        rc = watch_run(s->store, (const char *const *)folder, (size_t)a->argc, &o, e);
        base_close(&base);
    }
    for (int i = 0; i < a->argc; i++)
        free(folder[i]);
    free(folder);
    return rc;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct watch_options o = {.library = s->library};
    struct err no_socket = {0};
    struct server_words words;
    struct config c;
    char *socket;
    int rc;

    if (settings(&c, s, a, e) != 0 ||
        store_open(&s->store, s->library, STORE_OWN, e) != 0)
        return -1;
    options_of(&c, &o);
    o.serve = serving(&words, s, &c);
    journal_init(journal_reads(), opt_given(a, 'q') ? JOURNAL_WARNING : JOURNAL_INFO);
    catch_signals();
    socket = hail_socket(s->library, &no_socket);
    if (!socket)
        journal(JOURNAL_WARNING,
                "no socket: status and index cannot reach this daemon why=\"%s\"",
                no_socket.text);
    o.socket = socket;
    rc = watch_named(s, a, &o, e);
    free(socket);
    return rc;
}

static const struct opt options[] = {
    {'j', "jobs", "N", "worker processes (default: one per core)"},
    {TIMEOUT, "timeout", "TIME", "time limit for one file (default: 30s)"},
    {SETTLE, "settle", "TIME", "how long a file must be quiet (default: 2s)"},
    {RESCAN, "rescan", "TIME", "between looks at all files (default: 1h)"},
    {POLL, "poll", "TIME", "the same where nothing can be watched (default: 1min)"},
    {ON_BATTERY, "on-battery", "WHAT", "pause (the default) or work"},
    {CPU, "cpu-pressure", "PERCENT", "pause above it (default: 80; 0: never)"},
    {IO, "io-pressure", "PERCENT", "pause above it (default: 60; 0: never)"},
    {PRIORITY, "priority", "WHAT", "of workers: idle (the default) or normal"},
    {SERVE, "serve", NULL, "answer programs and browsers, too: sampledb serve"},
    {PORT, "port", "N", "where (default: 8321; auto: any that is free)"},
    {'q', "quiet", NULL, "log only what goes wrong"},
    {0}};

const struct cmd cmd_watch = {
    .name = "watch",
    .args = "[options] [DIR...]",
    .summary = "keep the library in step with the disk, until told to stop",
    .options = options,
    .needs = NEEDS_NOTHING, /* run() opens, once the command line makes sense */
    .run = run,
};
