/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library kept in step piece by piece, with workers that stay. */
#include "index/indexer.h"

#include <stdlib.h>
#include <unistd.h>

#include "index/crawl.h"
#include "index/survey.h"
#include "index/work.h"
#include "store/dirs.h"
#include "store/inbox.h"
#include "util/mem.h"

/* The model whose words are used, and whose names are heard. */
static int choose(struct indexer *x, struct err *e)
{
    if (x->o.model && model_choose(x->s, x->o.model, &x->model, e) != 0)
        return -1;
    return named_choose(x->s, x->o.names, x->o.names_wish, &x->model.names, e);
}

/* One transaction around do_it(), which returns -1 where it is to be undone. */
static int atomically(struct indexer *x, int (*do_it)(struct indexer *x, struct err *e),
                      struct err *e)
{
    if (store_begin(x->s, e) != 0)
        return -1;
    if (do_it(x, e) == 0)
        return store_commit(x->s, e);
    store_rollback(x->s);
    return -1;
}

enum { LETTERS = 64 /* in one transaction: others want to write, too */ };

int indexer_hear(struct indexer *x, int64_t *taken, int64_t *refused, struct err *e)
{
    struct inbox_counts n = {0};
    int64_t before;

    do {
        before = n.taken + n.refused;
        if (inbox_take(x->s, &x->model, LETTERS, &n, e) != 0)
            return -1;
    } while (n.taken + n.refused > before);
    if (taken)
        *taken = n.taken;
    if (refused)
        *refused = n.refused;
    return 0;
}

int indexer_open(struct indexer **out, struct store *s, const struct index_options *o,
                 struct err *e)
{
    struct indexer *x = mem_new(1, sizeof *x);

    x->s = s;
    x->o = *o;
    if (atomically(x, choose, e) != 0 || indexer_hear(x, NULL, NULL, e) != 0) {
        indexer_close(x);
        return -1;
    }
    *out = x;
    return 0;
}

void indexer_close(struct indexer *x)
{
    if (!x)
        return;
    indexer_rest(x);
    survey_free(x->survey);
    model_ref_clear(&x->model);
    free(x);
}

void indexer_rest(struct indexer *x)
{
    pool_close(x->pool);
    x->pool = NULL;
    store_rest(x->s);
    mem_trim();
}

size_t indexer_memory(void) { return store_memory(); }

void indexer_patience(struct indexer *x, int wait_ms) { store_patience(x->s, wait_ms); }

int indexer_add(struct indexer *x, const char *path, int64_t *folder, struct err *e)
{
    struct targets t = {0};
    const int rc = targets_choose(&t, x->s, &path, 1, e);

    if (rc == 0)
        *folder = t.v[0].scope.folder;
    targets_clear(&t);
    return rc;
}

int indexer_folders(struct indexer *x,
                    int (*each)(void *arg, const struct folder *f, struct err *e),
                    void *arg, struct err *e)
{
    return folder_each(x->s, each, arg, e);
}

int indexer_crawl(struct indexer *x, int64_t folder, bool *online, struct index_counts *n,
                  struct err *e)
{
    const struct scope all = {.folder = folder, .sub = ""};

    return crawl(x->s, &all, &x->o, online, n, e);
}

int indexer_look(struct indexer *x, int64_t folder, const struct look *look, size_t looks,
                 bool *online, struct index_counts *n, struct err *e)
{
    return crawl_places(x->s, folder, look, looks, &x->o, online, n, e);
}

int indexer_move_dir(struct indexer *x, int64_t from_folder, const char *from,
                     int64_t to_folder, const char *to, struct err *e)
{
    int rc;

    if (store_begin(x->s, e) != 0)
        return -1;
    rc = dir_move(x->s, from_folder, from, to_folder, to, e);
    if (rc == 1)
        return store_commit(x->s, e) == 0 ? 1 : -1;
    store_rollback(x->s);
    return rc;
}

/* One folder, unless it is out of reach or none any more. */
static int add_one(struct targets *t, struct store *s, int64_t folder, const char *sub,
                   struct err *e)
{
    struct folder f;
    const int found = folder_get(s, folder, &f, e);

    if (found == 1 && !f.offline)
        targets_add(t, folder, sub, true);
    return found < 0 ? -1 : 0;
}

int indexer_work(struct indexer *x, int64_t folder, const char *sub,
                 struct index_counts *n, struct err *e)
{
    struct targets t = {0};
    int rc = folder ? add_one(&t, x->s, folder, sub, e) : targets_all(&t, x->s, e);

    if (rc == 0)
        rc = work_on(x, &t, folder == 0, n, e);
    targets_clear(&t);
    return rc;
}

int indexer_force(struct indexer *x, int64_t folder, struct err *e)
{
    const struct scope all = {.folder = folder, .sub = ""};

    return files_force(x->s, &all, e);
}

int indexer_pending(struct indexer *x, int64_t *n, struct err *e)
{
    struct targets t = {0};
    int rc = targets_all(&t, x->s, e);

    if (rc == 0)
        rc = work_count(x, &t, n, e);
    targets_clear(&t);
    return rc;
}

int indexer_cover(struct indexer *x, int64_t folder, enum folder_coverage how,
                  const char *why, struct err *e)
{
    return folder_cover(x->s, folder, how, why, e);
}

int indexer_say(struct indexer *x, enum daemon_state state, const char *why,
                struct err *e)
{
    return daemon_put(x->s, state, why, state == DAEMON_STOPPED ? 0 : getpid(), e);
}
