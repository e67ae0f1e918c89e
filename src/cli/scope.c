/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files of the library a command is about. */
#include "cli/scope.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/paths.h"
#include "util/mem.h"

static bool is_folder(const char *arg)
{
    const size_t n = strlen(arg);

    return n > 0 && (arg[0] == '/' || arg[0] == '.' || arg[n - 1] == '/') &&
           !strchr(arg, ':');
}

static int read_arguments(struct scope *out, int argc, char **argv, bool folders,
                          struct err *e)
{
    *out = (struct scope){.word = mem_new((size_t)argc + 1, sizeof *out->word),
                          .folder = mem_new((size_t)argc + 1, sizeof *out->folder)};
    for (int i = 0; i < argc; i++) {
        char *path;

        if (!folders && !is_folder(argv[i])) {
            out->word[out->words++] = argv[i];
            continue;
        }
        path = path_of_folder(argv[i], e);
        if (!path)
            return -1;
        out->folder[out->folders++] = path;
    }
    return 0;
}

int scope_of(struct scope *out, int argc, char **argv, struct err *e)
{
    return read_arguments(out, argc, argv, false, e);
}

int scope_of_folders(struct scope *out, int argc, char **argv, struct err *e)
{
    return read_arguments(out, argc, argv, true, e);
}

void scope_clear(struct scope *c)
{
    for (size_t i = 0; i < c->folders; i++)
        free(c->folder[i]);
    free(c->folder);
    free(c->word);
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

int scope_each(const struct scope *c, struct store *s,
               int (*each)(void *arg, const struct search_hit *h, struct err *e),
               void *arg, struct err *e)
{
    struct pass p = {c, each, arg};
    struct search *q;
    int rc;

    if (search_open(&q, s, c->word, c->words, e) != 0)
        return -1;
    rc = search_each(q, 0, pass_on, &p, e);
    search_close(q);
    return rc;
}
