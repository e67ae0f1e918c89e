/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which parts of which folders a run is about. */
#include "index/targets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/folders.h"
#include "util/mem.h"

void targets_clear(struct targets *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->v[i].sub);
    free(t->v);
    *t = (struct targets){0};
}

/* Does a hold all that b does? */
static bool holds(const struct scope *a, const struct scope *b)
{
    const size_t n = strlen(a->sub);

    return a->folder == b->folder && strncmp(a->sub, b->sub, n) == 0 &&
           (n == 0 || b->sub[n] == '/' || b->sub[n] == '\0');
}

void targets_add(struct targets *t, int64_t folder, const char *sub, bool online)
{
    const struct scope scope = {.folder = folder, .sub = sub};
    struct target *last;

    for (size_t i = 0; i < t->n; i++)
        if (holds(&t->v[i].scope, &scope))
            return;
    for (size_t i = t->n; i-- > 0;)
        if (holds(&scope, &t->v[i].scope)) {
            free(t->v[i].sub);
            t->v[i] = t->v[--t->n];
        }
    t->v = mem_grow(t->v, t->n + 1, sizeof *t->v);
    last = &t->v[t->n++];
    *last = (struct target){.sub = mem_text(sub, strlen(sub)), .online = online};
    last->scope = (struct scope){.folder = folder, .sub = last->sub};
}

static int add_known(void *arg, const struct folder *f, struct err *e)
{
    (void)e;
    targets_add(arg, f->id, "", !f->offline);
    return 0;
}

int targets_all(struct targets *t, struct store *s, struct err *e)
{
    return folder_each(s, add_known, t, e);
}

static int enter_folder(struct store *s, const char *path, struct place *at,
                        struct err *e)
{
    return folder_add(s, path, at, e) == 0 ? 0 : err_in(e, "%s", path);
}

static int add_named(struct targets *t, struct store *s, const char *path, struct err *e)
{
    struct place at = {0};

    if (enter_folder(s, path, &at, e) != 0)
        return -1;
    targets_add(t, at.folder, at.sub, true);
    place_clear(&at);
    return 0;
}

/* A folder that was named must be there; one already in the library may be offline. */
static int check_named(struct store *s, const char *path, struct err *e)
{
    struct place at = {0};
    struct stat st;
    int known;

    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return 0;
    if (errno != ENOENT && errno != ENOTDIR)
        return err_sys(e, "%s", path);
    known = folder_find(s, path, &at, e);
    place_clear(&at);
    if (known != 0)
        return known < 0 ? -1 : 0;
    return err_set(e, ERR_IO, "%s: is not a folder; give a folder of samples", path);
}

static int choose_named(struct targets *t, struct store *s, const char *const *folder,
                        size_t folders, struct err *e)
{
    /* All are entered before any is looked up: one may swallow another. */
    for (size_t i = 0; i < folders; i++) {
        struct place at = {0};

        if (check_named(s, folder[i], e) != 0 || enter_folder(s, folder[i], &at, e) != 0)
            return -1;
        place_clear(&at);
    }
    for (size_t i = 0; i < folders; i++)
        if (add_named(t, s, folder[i], e) != 0)
            return -1;
    return 0;
}

int targets_choose(struct targets *t, struct store *s, const char *const *folder,
                   size_t folders, struct err *e)
{
    if (folders == 0)
        return targets_all(t, s, e);
    if (store_begin(s, e) != 0)
        return -1;
    if (choose_named(t, s, folder, folders, e) == 0)
        return store_commit(s, e);
    store_rollback(s);
    return -1;
}
