/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb folder: say which folders the library covers. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/paths.h"
#include "cli/print.h"
#include "store/folders.h"
#include "store/store.h"
#include "util/mem.h"

static const struct opt options[] = {
    {'y', "yes", NULL, "remove without asking"},
    {'J', "json", NULL, "list: one JSON object a line"},
    {0},
};

/* What list prints, and what remove looks for. */
struct look {
    bool json;
    const char *path; /* count the files of this one */
    int64_t files;
};

static void print_folder_json(const struct folder *f)
{
    print_json(json_pack("{s:I, s:o, s:s, s:o, s:I, s:o, s:I}", "id", (json_int_t)f->id,
                         "path", json_text(f->display), "state",
                         f->offline ? "offline" : "ok", "why", json_text_or_null(f->why),
                         "since", (json_int_t)f->since, "last_crawl_at",
                         f->crawled_at ? json_integer(f->crawled_at) : json_null(),
                         "files", (json_int_t)f->files));
}

static void print_folder(const struct folder *f)
{
    char count[32], when[32];

    printf("%-7s %12s files  %-16s  ", f->offline ? "offline" : "ok",
           print_count(count, f->files),
           f->crawled_at ? print_time(when, f->crawled_at) : "never crawled");
    print_clean(stdout, f->path);
    if (f->offline && f->why) {
        fputs("  (", stdout);
        print_clean(stdout, f->why);
        putchar(')');
    }
    putchar('\n');
}

static int list_one(void *arg, const struct folder *f, struct err *e)
{
    const struct look *l = arg;

    if (l->json)
        print_folder_json(f);
    else
        print_folder(f);
    return print_check(e);
}

static int list(const char *library, const struct args *a, struct err *e)
{
    struct look l = {.json = opt_given(a, 'J')};
    struct store *s = NULL;
    int rc;

    if (a->argc > 1)
        return err_set(e, ERR_USAGE, "list takes no folder, but got '%s'", a->argv[1]);
    rc = store_open(&s, library, STORE_READ, e);
    if (rc == 0)
        rc = folder_each(s, list_one, &l, e);
    store_close(s);
    return rc;
}

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

static int count_one(void *arg, const struct folder *f, struct err *e)
{
    struct look *l = arg;

    (void)e;
    if (strcmp(f->path, l->path) == 0)
        l->files = f->files;
    return 0;
}

/* Asks on a terminal only: a script means what it says. */
static int ask(struct store *s, const char *path, struct err *e)
{
    struct look l = {.path = path};
    char count[32], answer[16] = "";

    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return 0;
    if (folder_each(s, count_one, &l, e) != 0)
        return -1;
    fputs("Forget ", stderr);
    print_clean(stderr, path);
    fprintf(stderr,
            " and the %s files known in it?\nNothing is deleted on disk; samples and "
            "corrections stay in the library. [y/N] ",
            print_count(count, l.files));
    if (fgets(answer, sizeof answer, stdin) && (*answer == 'y' || *answer == 'Y'))
        return 0;
    return err_set(e, ERR_STOPPED, "nothing is removed");
}

static int look_up_known(struct store *s, const char *typed, bool yes, struct item *it,
                         struct err *e)
{
    struct place at = {0};
    int rc;

    it->path = path_of_folder(typed, e);
    rc = it->path ? folder_find(s, it->path, &at, e) : -1;
    if (rc == 1)
        rc = *at.sub ? err_set(e, ERR_IO,
                               "%s: is only a part of a folder of the library; "
                               "see: sampledb folder list",
                               typed)
             : yes   ? 0
                     : ask(s, it->path, e);
    else if (rc == 0)
        rc = err_set(e, ERR_IO,
                     "%s: is no folder of the library; see: sampledb folder list", typed);
    place_clear(&at);
    return rc;
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
    struct item *it = NULL;
    struct store *s = NULL;
    int rc;

    if (a->argc < 2)
        return err_set(e, ERR_USAGE, "%s which folder?", a->argv[0]);
    if (!add && access(library, F_OK) != 0 && errno == ENOENT)
        return store_open(&s, library, STORE_READ, e); /* says how to make one */
    if (store_open(&s, library, STORE_OWN, e) != 0)
        return -1;
    it = mem_new((size_t)a->argc, sizeof *it);
    rc = apply(s, a, add, it, e);
    for (int i = 1; i < a->argc; i++)
        free(it[i].path);
    free(it);
    store_close(s);
    return rc;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    const char *what = a->argc ? a->argv[0] : "";

    if (strcmp(what, "list") == 0)
        return list(s->library, a, e);
    if (strcmp(what, "add") == 0)
        return change(s->library, a, true, e);
    if (strcmp(what, "remove") == 0)
        return change(s->library, a, false, e);
    return err_set(e, ERR_USAGE, "%s%s%swant add DIR, remove DIR or list",
                   *what ? "'" : "", what, *what ? "': " : "");
}

const struct cmd cmd_folder = {
    .name = "folder",
    .args = "add DIR... | remove [-y] DIR... | list [-J]",
    .summary = "add, remove and list the folders that the library covers",
    .options = options,
    .needs = NEEDS_NOTHING, /* list only reads, add and remove own: run() opens */
    .run = run,
};
