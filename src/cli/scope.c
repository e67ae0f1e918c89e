/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files of the library a command is about. */
#include "cli/scope.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/asking.h"
#include "cli/paths.h"
#include "util/mem.h"

static bool is_folder(const char *arg)
{
    const size_t n = strlen(arg);

    return n > 0 && (arg[0] == '/' || arg[0] == '.' || arg[n - 1] == '/') &&
           !strchr(arg, ':');
}

static int add_folder(struct scope *c, const char *arg, struct err *e)
{
    char *path = path_of_folder(arg, e);

    if (!path)
        return -1;
    c->folder[c->folders++] = path;
    return 0;
}

int scope_of(struct scope *out, struct session *s, const struct args *a, struct err *e)
{
    struct args words = {.argv = mem_new((size_t)a->argc + 1, sizeof *words.argv)};
    int rc = 0;

    *out = (struct scope){.folder = mem_new((size_t)a->argc + 1, sizeof *out->folder)};
    for (int i = 0; rc == 0 && i < a->argc; i++)
        if (is_folder(a->argv[i]))
            rc = add_folder(out, a->argv[i], e);
        else
            words.argv[words.argc++] = a->argv[i];
    if (rc == 0)
        rc = asking_open(&out->search, s, &words, e);
    free(words.argv);
    return rc;
}

int scope_of_folders(struct scope *out, const struct args *a, struct err *e)
{
    int rc = 0;

    *out = (struct scope){.folder = mem_new((size_t)a->argc + 1, sizeof *out->folder)};
    for (int i = 0; rc == 0 && i < a->argc; i++)
        rc = add_folder(out, a->argv[i], e);
    return rc;
}

void scope_clear(struct scope *c)
{
    for (size_t i = 0; i < c->folders; i++)
        free(c->folder[i]);
    free(c->folder);
    search_close(c->search);
}

static bool lies_in(const char *path, const char *folder)
{
    const size_t n = strlen(folder);

    return strncmp(path, folder, n) == 0 &&
           (path[n] == '/' || path[n] == '\0' || (n && folder[n - 1] == '/'));
}

bool scope_holds(const struct scope *c, const char *path)
{
    bool in = c->folders == 0;

    for (size_t i = 0; !in && i < c->folders; i++)
        in = lies_in(path, c->folder[i]);
    return in;
}

struct pass {
    const struct scope *scope;
    int (*each)(void *arg, const struct search_hit *h, struct err *e);
    void *arg;
};

static int pass_on(void *arg, const struct search_hit *h, struct err *e)
{
    const struct pass *p = arg;

    return scope_holds(p->scope, h->path) ? p->each(p->arg, h, e) : 0;
}

int scope_each(const struct scope *c,
               int (*each)(void *arg, const struct search_hit *h, struct err *e),
               void *arg, struct err *e)
{
    struct pass p = {c, each, arg};

    return search_each(c->search, 0, pass_on, &p, e);
}
