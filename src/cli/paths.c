/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that a person types, made into the paths that the library knows. */
#include "cli/paths.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/mem.h"

/* Append one part of a path; ".." takes one away. out has no NUL and no final slash. */
static void step(struct buf *out, const char *part, size_t n)
{
    if (n == 0 || (n == 1 && part[0] == '.'))
        return;
    if (n == 2 && part[0] == '.' && part[1] == '.') {
        while (out->len > 0 && out->data[--out->len] != '/')
            ;
        return;
    }
    buf_u8(out, '/');
    buf_bytes(out, part, n);
}

static void walk(struct buf *out, const char *path)
{
    while (*path) {
        const size_t n = strcspn(path, "/");

        step(out, path, n);
        path += n + (path[n] == '/');
    }
}

/* Absolute and tidy by its text alone. */
static char *tidy(const char *typed, struct err *e)
{
    char *here = typed[0] == '/' ? NULL : getcwd(NULL, 0);
    struct buf out = {0};

    if (!here && typed[0] != '/') {
        err_sys(e, "cannot tell the working directory");
        return NULL;
    }
    if (here)
        walk(&out, here);
    walk(&out, typed);
    if (out.len == 0)
        buf_u8(&out, '/');
    buf_u8(&out, 0);
    free(here);
    return (char *)out.data;
}

/* The part of an absolute path that is there, resolved; the rest as it is. */
static char *resolve(char *path, size_t len)
{
    const char cut = path[len];
    struct buf out = {0};
    size_t above = len;
    char *real;

    path[len] = '\0';
    real = realpath(len ? path : "/", NULL);
    path[len] = cut;
    if (real) {
        walk(&out, real);
        free(real);
    } else if (len > 0) {
        while (above > 0 && path[--above] != '/')
            ;
        real = resolve(path, above);
        walk(&out, real);
        step(&out, path + above + 1, len - above - 1);
        free(real);
    }
    if (out.len == 0)
        buf_u8(&out, '/');
    buf_u8(&out, 0);
    return (char *)out.data;
}

char *path_of_folder(const char *typed, struct err *e)
{
    char *real = realpath(typed, NULL), *plain;

    if (real)
        return real;
    plain = tidy(typed, e);
    if (!plain)
        return NULL;
    real = resolve(plain, strlen(plain));
    free(plain);
    return real;
}

char *path_of_file(const char *typed, struct err *e)
{
    const char *slash = strrchr(typed, '/');
    const char *name = slash ? slash + 1 : typed;
    struct buf out = {0};
    char *above, *folder;

    if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return path_of_folder(typed, e);
    above = slash ? mem_text(typed, (size_t)(slash - typed) + 1) : mem_text(".", 1);
    folder = path_of_folder(above, e);
    free(above);
    if (!folder)
        return NULL;
    walk(&out, folder);
    step(&out, name, strlen(name));
    buf_u8(&out, 0);
    free(folder);
    return (char *)out.data;
}
