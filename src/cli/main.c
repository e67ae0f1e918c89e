/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb: pick the subcommand, open the library it needs, report its error. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/config.h"
#include "cli/print.h"
#include "store/store.h"
#include "util/buf.h"
#include "util/mem.h"
#include "worker/worker.h"

enum { DONE, FAILED, MISUSED };

/* What stands in front of the command. */
struct leading {
    const char *library, *config; /* NULL = not given */
};

static const struct cmd *const commands[] = {
    &cmd_backup,  &cmd_check,  &cmd_dupes, &cmd_eval,  &cmd_export,  &cmd_find,
    &cmd_folder,  &cmd_import, &cmd_index, &cmd_lint,  &cmd_model,   &cmd_restore,
    &cmd_retrain, &cmd_review, &cmd_serve, &cmd_show,  &cmd_similar, &cmd_stats,
    &cmd_status,  &cmd_tag,    &cmd_train, &cmd_untag, &cmd_watch,
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_usage(FILE *to)
{
    fputs("usage: sampledb [--db FILE] [--config FILE] COMMAND [options] [args]\n"
          "       sampledb help [COMMAND]\n"
          "       sampledb --version\n\nCommands:\n",
          to);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(to, "  %-8s %s\n", commands[i]->name, commands[i]->summary);
    fputs(
        "\nThe library is --db FILE, else $SAMPLEDB_LIBRARY, else as the configuration\n"
        "has it (--config FILE, else $XDG_CONFIG_HOME/sampledb/config), else\n"
        "$XDG_DATA_HOME/sampledb/library.db, else ~/.local/share/sampledb/library.db.\n",
        to);
}

static void print_help(const struct cmd *c)
{
    printf("usage: sampledb %s %s\n\n%s\n", c->name, c->args, c->summary);
    opts_print(c->options);
}

/* Lines that may hold what a user typed. */
static void print_lines(const char *note)
{
    const char *end;

    for (; note && *note; note = *end ? end + 1 : end) {
        char *line;

        end = note + strcspn(note, "\n");
        line = mem_text(note, (size_t)(end - note));
        print_clean(stderr, line);
        fputc('\n', stderr);
        free(line);
    }
}

/* Print it for `who` (NULL = the program); returns the exit status. */
static int report(const char *who, const struct err *e)
{
    fflush(stdout);
    fprintf(stderr, "sampledb%s%s: ", who ? " " : "", who ? who : "");
    print_clean(stderr, e->text);
    fputc('\n', stderr);
    return e->kind == ERR_USAGE ? MISUSED : FAILED;
}

static const struct cmd *lookup(const char *name, struct err *e)
{
    const char *names[COMMANDS], *near;

    for (int i = 0; i < COMMANDS; i++) {
        names[i] = commands[i]->name;
        if (strcmp(names[i], name) == 0)
            return commands[i];
    }
    near = opts_nearest(name, names, COMMANDS);
    if (near)
        err_set(e, ERR_USAGE, "unknown command '%s'; did you mean '%s'?", name, near);
    else
        err_set(e, ERR_USAGE, "unknown command '%s'; try sampledb --help", name);
    return NULL;
}

static const char *environment(const char *name)
{
    const char *v = getenv(name);

    return v && *v ? v : NULL;
}

/* The path of the library, in *hold or borrowed; NULL with *e set. */
static const char *library_path(const char *given, const struct config *config,
                                struct buf *hold, struct err *e)
{
    const char *base = environment("XDG_DATA_HOME"), *rest = "/sampledb/library.db";

    if (given && *given)
        return given;
    if (given) {
        err_set(e, ERR_USAGE, "--db needs the name of a file");
        return NULL;
    }
    if (environment("SAMPLEDB_LIBRARY"))
        return environment("SAMPLEDB_LIBRARY");
    if (config->library)
        return config->library;
    if (!base || base[0] != '/') { /* the XDG specification ignores relative ones */
        base = environment("HOME");
        rest = "/.local/share/sampledb/library.db";
    }
    if (!base) {
        err_set(e, ERR_USAGE, "no $HOME; say where the library is with --db FILE");
        return NULL;
    }
    buf_bytes(hold, base, strlen(base));
    buf_bytes(hold, rest, strlen(rest) + 1);
    return (const char *)hold->data;
}

static enum store_mode mode_of(const struct cmd *c)
{
    return c->needs == NEEDS_READ    ? STORE_READ
           : c->needs == NEEDS_WRITE ? STORE_WRITE
                                     : STORE_OWN;
}

/* One that is named must be there. */
static int open_config(struct config *c, const char *given, struct err *e)
{
    char *usual = given ? NULL : config_path();
    int rc = 0;

    config_defaults(c);
    if (given && !*given)
        rc = err_set(e, ERR_USAGE, "--config needs the name of a file");
    else if (given && access(given, F_OK) != 0)
        rc = err_sys(e, "%s", given);
    else if (given || usual)
        rc = config_load(c, given ? given : usual, e);
    free(usual);
    return rc;
}

/* *left: the session behind it, of which status and note are still there. */
static int run(const struct cmd *c, const struct args *a, const struct leading *l,
               struct session *left, struct err *e)
{
    struct buf hold = {0};
    struct session s = {0};
    struct config config;
    int rc = -1;

    if (open_config(&config, a->config ? a->config : l->config, e) != 0)
        return -1;
    s.config = &config;
    s.config_file = a->config ? a->config : l->config;
    s.library = library_path(a->library ? a->library : l->library, &config, &hold, e);
    if (!s.library)
        goto out;
    if (c->needs != NEEDS_NOTHING && store_open(&s.store, s.library, mode_of(c), e) != 0)
        goto out;
    rc = c->run(&s, a, e);
out:
    *left = (struct session){.status = s.status, .note = s.note};
    store_close(s.store);
    buf_clear(&hold);
    config_clear(&config);
    return rc;
}

/* Rows that could not be written make a failure of a success. */
static int flush_rows(int rc, struct err *e)
{
    if (rc == 0 && fflush(stdout) != 0)
        return err_sys(e, "cannot write the output");
    if (rc == 0 && ferror(stdout))
        return err_set(e, ERR_IO, "cannot write the output");
    return rc;
}

/* The exit status, once all that was printed is out. */
static int finish(const char *who, int rc, struct err *e)
{
    const int end = flush_rows(rc, e);

    if (ferror(stdout) && (rc == 0 || e->kind == ERR_STOPPED) && print_unwanted())
        return DONE;
    return end == 0 ? DONE : report(who, e);
}

static int command(const char *name, const struct leading *l, int argc, char **argv)
{
    struct err e = {0};
    const struct cmd *c = lookup(name, &e);
    struct session left = {.status = DONE};
    struct args a;
    int rc, end;

    if (!c)
        return report(NULL, &e);
    rc = (c->words ? opts_parse_words : opts_parse)(&a, c->options, argc, argv, &e);
    if (rc == 0)
        rc = run(c, &a, l, &left, &e);
    else if (rc == 1)
        print_help(c);
    end = finish(c->name, rc < 0 ? -1 : 0, &e);
    if (end != DONE)
        print_lines(left.note);
    free(left.note);
    return end == DONE ? left.status : end;
}

static int help(const char *name)
{
    struct err e = {0};
    const struct cmd *c = name ? lookup(name, &e) : NULL;

    if (name && !c)
        return report(NULL, &e);
    if (c)
        print_help(c);
    else
        print_usage(stdout);
    return finish(NULL, 0, &e);
}

/* Step over --NAME FILE or --NAME=FILE: words used, 0 if it is something else. */
static int step_over(int argc, char **argv, const char *name, const char **value)
{
    const size_t n = strlen(name);

    if (strncmp(argv[0], name, n) != 0)
        return 0;
    if (argv[0][n] == '=') {
        *value = argv[0] + n + 1;
        return 1;
    }
    if (argv[0][n] != '\0' || argc < 2)
        return 0;
    *value = argv[1];
    return 2;
}

static int leading(int argc, char **argv, struct leading *l)
{
    const int n = step_over(argc, argv, "--db", &l->library);

    return n ? n : step_over(argc, argv, "--config", &l->config);
}

/* A library or lock must never be opened as a standard stream that somebody closed:
 * what is printed would go there. Writing to such a stream fails all the same. */
static int hold_streams(void)
{
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_RDWR) != fd)
            return -1;
    return 0;
}

int main(int argc, char **argv)
{
    struct err e = {0};
    struct leading l = {0};
    const char *word;
    int at = 1, n;

    if (hold_streams() != 0)
        return FAILED;
    signal(SIGPIPE, SIG_IGN); /* "| head" is noticed where rows are printed */
    while (at < argc && (n = leading(argc - at, argv + at, &l)) > 0)
        at += n;
    if (at >= argc) {
        print_usage(stderr);
        return MISUSED;
    }
    word = argv[at];
    if (strcmp(word, "--help") == 0 || strcmp(word, "help") == 0)
        return help(at + 1 < argc ? argv[at + 1] : NULL);
    if (strcmp(word, "worker") == 0) /* index starts it; nobody types it */
        return worker_main(WORKER_SOCKET, worker_flags_of(argc - at, argv + at));
    if (strcmp(word, "--version") == 0) {
        puts("sampledb " PACKAGE_VERSION);
        return finish(NULL, 0, &e);
    }
    if (strcmp(word, "--db") == 0 || strcmp(word, "--config") == 0)
        err_set(&e, ERR_USAGE, "%s needs a value: FILE", word);
    else if (word[0] == '-')
        err_set(&e, ERR_USAGE, "unknown option %s; try sampledb --help", word);
    if (e.kind != ERR_NONE)
        return report(NULL, &e);
    return command(word, &l, argc - at, argv + at);
}
