/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The whole run: walk, then analyse what changed, then relabel what is outdated. */
#include "index/index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "index/analysis.h"
#include "index/crawl.h"
#include "store/folders.h"
#include "store/samples.h"
#include "util/mem.h"

/* A folder or a part of one that this run is about. */
struct target {
    struct scope scope; /* borrows sub */
    char *sub, *root;   /* owned */
    bool online;
};

struct run {
    struct store *s;
    const struct index_options *o;
    struct index_counts *n;
    struct model_ref model;
    struct target *target; /* (targets) owned */
    size_t targets;
};

/* Does a hold all that b does? */
static bool holds(const struct scope *a, const struct scope *b)
{
    const size_t n = strlen(a->sub);

    return a->folder == b->folder && strncmp(a->sub, b->sub, n) == 0 &&
           (n == 0 || b->sub[n] == '/' || b->sub[n] == '\0');
}

static void target_clear(struct target *t)
{
    free(t->sub);
    free(t->root);
}

/* Nothing is walked twice: a target inside another is a part of that one. */
static void add_target(struct run *r, int64_t folder, const char *sub, const char *root)
{
    const struct scope scope = {.folder = folder, .sub = sub};
    struct target *t;

    for (size_t i = 0; i < r->targets; i++)
        if (holds(&r->target[i].scope, &scope))
            return;
    for (size_t i = r->targets; i-- > 0;)
        if (holds(&scope, &r->target[i].scope)) {
            target_clear(&r->target[i]);
            r->target[i] = r->target[--r->targets];
        }
    r->target = mem_grow(r->target, r->targets + 1, sizeof *r->target);
    t = &r->target[r->targets++];
    t->sub = mem_text(sub, strlen(sub));
    t->root = mem_text(root, strlen(root));
    t->scope = (struct scope){.folder = folder, .sub = t->sub};
}

static void run_clear(struct run *r)
{
    for (size_t i = 0; i < r->targets; i++)
        target_clear(&r->target[i]);
    free(r->target);
    model_ref_clear(&r->model);
}

static int add_known(void *arg, const struct folder *f, struct err *e)
{
    (void)e;
    add_target(arg, f->id, "", f->path);
    return 0;
}

/* The path of a folder that holds `path` at `sub`. */
static char *root_of(const char *path, const char *sub)
{
    const size_t n = strlen(path), tail = strlen(sub);
    size_t keep = n - tail;

    while (keep > 1 && path[keep - 1] == '/')
        keep--;
    return mem_text(path, keep);
}

static int enter_folder(struct store *s, const char *path, struct place *at,
                        struct err *e)
{
    return folder_add(s, path, at, e) == 0 ? 0 : err_in(e, "%s", path);
}

static int add_named(struct run *r, const char *path, struct err *e)
{
    struct place at = {0};
    char *root;

    if (enter_folder(r->s, path, &at, e) != 0)
        return -1;
    root = root_of(path, at.sub);
    add_target(r, at.folder, at.sub, root);
    free(root);
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

static int choose_targets(struct run *r, const char *const *folder, size_t folders,
                          struct err *e)
{
    /* All are entered before any is looked up: one may swallow another. */
    for (size_t i = 0; i < folders; i++) {
        struct place at = {0};

        if (check_named(r->s, folder[i], e) != 0 ||
            enter_folder(r->s, folder[i], &at, e) != 0)
            return -1;
        place_clear(&at);
    }
    for (size_t i = 0; i < folders; i++)
        if (add_named(r, folder[i], e) != 0)
            return -1;
    return folders ? 0 : folder_each(r->s, add_known, r, e);
}

/* What this run is about, and the model whose words it will use: one transaction. */
static int prepare(struct run *r, const char *const *folder, size_t folders,
                   struct err *e)
{
    int rc = store_begin(r->s, e);

    if (rc == 0)
        rc = choose_targets(r, folder, folders, e);
    if (rc == 0 && r->o->model)
        rc = model_use(r->s, r->o->model, &r->model, e);
    if (rc == 0)
        rc = named_choose(r->s, r->o->names, r->o->names_wish, &r->model.names, e);
    if (rc == 0)
        return store_commit(r->s, e);
    store_rollback(r->s);
    return rc;
}

static int force_all(struct run *r, struct err *e)
{
    for (size_t i = 0; i < r->targets && r->o->force; i++)
        if (files_force(r->s, &r->target[i].scope, e) != 0)
            return -1;
    return 0;
}

static int count_todo(struct run *r, int64_t *labels, struct err *e)
{
    *labels = 0;
    for (size_t i = 0; i < r->targets; i++) {
        int64_t n = 0;

        if (r->target[i].online &&
            files_count_pending(r->s, &r->target[i].scope, &n, e) != 0)
            return -1;
        r->n->todo += n;
    }
    return r->model.id ? samples_count_to_classify(r->s, r->model.id, labels, e) : 0;
}

static int work(struct run *r, struct pool *pool, struct err *e)
{
    const struct analysis a = {.s = r->s, .o = r->o, .model = &r->model, .n = r->n};

    for (size_t i = 0; i < r->targets; i++)
        if (r->target[i].online &&
            analyse_pending(&a, pool, &r->target[i].scope, r->target[i].root, e) != 0)
            return -1;
    return r->model.id ? analyse_labels(&a, pool, e) : 0;
}

/* Workers cost a start: none are made when there is nothing to do. */
static int analyse(struct run *r, struct err *e)
{
    const struct pool_options po = {.program = r->o->program,
                                    .jobs = r->o->jobs,
                                    .timeout_ms = r->o->timeout_ms,
                                    .no_sandbox = r->o->no_sandbox,
                                    .nodes = r->model.nodes};
    struct pool *pool = NULL;
    int64_t labels;
    int rc;

    if (force_all(r, e) != 0 || count_todo(r, &labels, e) != 0)
        return -1;
    if (r->n->todo == 0 && labels == 0)
        return 0;
    if (pool_open(&pool, &po, e) != 0)
        return -1;
    rc = work(r, pool, e);
    pool_close(pool);
    return rc;
}

/* Labels for names that have changed: last, since what is analysed has asked its own. */
static int rename_samples(struct run *r, struct err *e)
{
    const struct analysis a = {.s = r->s, .o = r->o, .model = &r->model, .n = r->n};

    return analyse_names(&a, e);
}

int index_folders(struct store *s, const char *const *folder, size_t folders,
                  const struct index_options *o, struct index_counts *n, struct err *e)
{
    struct run r = {.s = s, .o = o, .n = n};
    int rc = prepare(&r, folder, folders, e);

    for (size_t i = 0; i < r.targets && rc == 0; i++) {
        const int64_t before = n->offline;

        rc = crawl(s, &r.target[i].scope, r.target[i].root, o, n, e);
        r.target[i].online = n->offline == before;
    }
    if (rc == 0)
        rc = analyse(&r, e);
    if (rc == 0)
        rc = rename_samples(&r, e);
    run_clear(&r);
    return rc;
}

int index_files(struct store *s, const char *folder, const char *const *path,
                size_t paths, const struct index_options *o, struct index_counts *n,
                struct err *e)
{
    struct run r = {.s = s, .o = o, .n = n};
    int rc = prepare(&r, &folder, 1, e);

    for (size_t i = 0; i < r.targets && rc == 0; i++) { /* there is one */
        rc = crawl_list(s, &r.target[i].scope, r.target[i].root, path, paths, o, n, e);
        r.target[i].online = rc == 0;
    }
    if (rc == 0)
        rc = analyse(&r, e);
    if (rc == 0)
        rc = rename_samples(&r, e);
    run_clear(&r);
    return rc;
}
