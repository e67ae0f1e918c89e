/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb folder: say which folders the library covers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/folder_root.h"
#include "cli/paths.h"
#include "cli/print.h"
#include "store/folders.h"
#include "store/store.h"
#include "util/mem.h"

static const struct opt options[] = {
    {'f', "force", NULL, "relocate: the new place need not be there"},
    {'J', "json", NULL, "list: one JSON object a line"},
    {'y', "yes", NULL, "remove without asking"},
    {0},
};

/* One folder of the command line, and what to say of it once it is stored. */
struct item {
    char *path; /* owned */
    const char *before, *after;
};

/* All of the command line that is there and a folder. */
static int look_up_new(const char *typed, struct item *it, struct err *e)
{
    struct stat st;

    it->path = realpath(typed, NULL);
    if (!it->path || stat(it->path, &st) != 0)
        return err_sys(e, "%s", typed);
    if (!S_ISDIR(st.st_mode))
        return err_set(e, ERR_IO, "%s: is not a folder", typed);
    return 0;
}

static int add_one(struct store *s, struct item *it, struct err *e)
{
    struct place at = {0};
    int rc = folder_find(s, it->path, &at, e);

    it->after = "";
    it->before = *(at.sub ? at.sub : "") ? "part of a known folder:" : "already known:";
    if (rc == 0) {
        it->before = "added";
        rc = folder_add(s, it->path, &at, e);
    }
    place_clear(&at);
    return rc < 0 ? -1 : 0;
}

/* Asks on a terminal only: a script means what it says. */
static int ask_first(struct store *s, const char *path, int64_t id, struct err *e)
{
    char count[32], answer[16] = "";
    int64_t files;

    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return 0;
    if (folder_files(s, id, &files, e) != 0)
        return -1;
    fputs("Forget ", stderr);
    print_clean(stderr, path);
    fprintf(stderr,
            " and the %s files known in it?\nNothing is deleted on disk; samples and "
            "corrections stay in the library. [y/N] ",
            print_count(count, files));
    if (fgets(answer, sizeof answer, stdin) && (*answer == 'y' || *answer == 'Y'))
        return 0;
    return err_set(e, ERR_STOPPED, "nothing is removed");
}

static int look_up_known(struct store *s, const char *typed, bool yes, struct item *it,
                         struct err *e)
{
    int64_t id;

    if (root_find(s, typed, &it->path, &id, e) != 0)
        return -1;
    return yes ? 0 : ask_first(s, it->path, id, e);
}

static int remove_one(struct store *s, struct item *it, struct err *e)
{
    it->before = "removed";
    it->after = "; its samples and corrections stay in the library";
    return folder_remove(s, it->path, e) < 0 ? -1 : 0;
}

static void say(const struct item *it)
{
    printf("%s ", it->before);
    print_clean(stdout, it->path);
    printf("%s\n", it->after);
}

/* All folders or none: questions first, then one transaction, then what was done. */
static int apply(struct store *s, const struct args *a, bool add, struct item *it,
                 struct err *e)
{
    int rc = 0;

    for (int i = 1; i < a->argc && rc == 0; i++)
        rc = add ? look_up_new(a->argv[i], &it[i], e)
                 : look_up_known(s, a->argv[i], opt_given(a, 'y'), &it[i], e);
    if (rc == 0)
        rc = store_begin(s, e);
    for (int i = 1; i < a->argc && rc == 0; i++)
        rc = add ? add_one(s, &it[i], e) : remove_one(s, &it[i], e);
    if (rc == 0)
        rc = store_commit(s, e);
    for (int i = 1; i < a->argc && rc == 0; i++)
        say(&it[i]);
    return rc;
}

static int change(const char *library, const struct args *a, bool add, struct err *e)
{
    struct root_store r;
    struct item *it;
    int rc;

    if (a->argc < 2)
        return err_set(e, ERR_USAGE, "%s which folder?", a->argv[0]);
    if (root_open(&r, library, add, e) != 0)
        return -1;
    it = mem_new((size_t)a->argc, sizeof *it);
    rc = apply(r.s, a, add, it, e);
    for (int i = 1; i < a->argc; i++)
        free(it[i].path);
    free(it);
    root_close(&r, rc == 0);
    return rc;
}

/* Where a folder lies now: a folder that is there, or with --force any path. */
static char *new_place(const char *typed, bool force, struct err *e)
{
    struct item it = {0};
    struct err why;

    if (look_up_new(typed, &it, e) == 0)
        return it.path;
    free(it.path);
    if (force)
        return path_of_folder(typed, e);
    why = *e;
    err_set(e, why.kind, "%s; mount its drive first, or say --force", why.text);
    return NULL;
}

static int move_root(struct store *s, const char *from, const char *to, struct err *e)
{
    int rc;

    if (store_begin(s, e) != 0)
        return -1;
    rc = folder_relocate(s, from, to, e);
    if (rc == 1)
        return store_commit(s, e);
    store_rollback(s);
    return rc == 0 ? err_set(e, ERR_IO, "%s: was removed just now", from) : -1;
}

static int relocate(const char *library, const struct args *a, struct err *e)
{
    char *from = NULL, *to = NULL;
    struct root_store r;
    int64_t id;
    int rc;

    if (a->argc != 3)
        return err_set(e, ERR_USAGE, "want relocate OLD NEW");
    if (root_open(&r, library, false, e) != 0)
        return -1;
    rc = root_find(r.s, a->argv[1], &from, &id, e);
    if (rc == 0) {
        to = new_place(a->argv[2], opt_given(a, 'f'), e);
        rc = to ? move_root(r.s, from, to, e) : -1;
    }
    if (rc == 0) {
        fputs("relocated ", stdout);
        print_clean(stdout, from);
        fputs(" to ", stdout);
        print_clean(stdout, to);
        putchar('\n');
    }
    free(from);
    free(to);
    root_close(&r, rc == 0);
    return rc;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    const char *what = a->argc ? a->argv[0] : "";

    if (strcmp(what, "list") == 0)
        return folder_list(s->library, a, e);
    if (strcmp(what, "add") == 0)
        return change(s->library, a, true, e);
    if (strcmp(what, "remove") == 0)
        return change(s->library, a, false, e);
    if (strcmp(what, "relocate") == 0)
        return relocate(s->library, a, e);
    if (strcmp(what, "mark") == 0)
        return folder_marking(s->library, a, true, e);
    if (strcmp(what, "unmark") == 0)
        return folder_marking(s->library, a, false, e);
    return err_set(e, ERR_USAGE,
                   "%s%s%swant add DIR, remove DIR, list, relocate OLD NEW, mark DIR or "
                   "unmark DIR",
                   *what ? "'" : "", what, *what ? "': " : "");
}

const struct cmd cmd_folder = {
    .name = "folder",
    .args = "add DIR... | remove [-y] DIR... | list [-J] | relocate [-f] OLD NEW | "
            "mark DIR... | unmark DIR...",
    .summary = "add, remove, list and relocate the folders that the library covers",
    .options = options,
    .needs = NEEDS_NOTHING, /* list only reads, the others own if they can: run() opens */
    .run = run,
};
