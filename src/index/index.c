/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The whole run in one go: walk, analyse what changed, relabel what is outdated. */
#include "index/index.h"

#include "index/crawl.h"
#include "index/indexer.h"
#include "index/work.h"

static int force(struct store *s, const struct targets *t, struct err *e)
{
    for (size_t i = 0; i < t->n; i++)
        if (files_force(s, &t->v[i].scope, e) != 0)
            return -1;
    return 0;
}

/* What follows the walk that came to rc. */
static int work(struct indexer *x, const struct targets *t, int rc,
                struct index_counts *n, struct err *e)
{
    if (rc == 0 && x->o.force)
        rc = force(x->s, t, e);
    return rc == 0 && work_on(x, t, true, n, e) >= 0 ? 0 : -1;
}

int index_folders(struct store *s, const char *const *folder, size_t folders,
                  const struct index_options *o, struct index_counts *n, struct err *e)
{
    struct targets t = {0};
    struct indexer *x = NULL;
    int rc = targets_choose(&t, s, folder, folders, e);

    if (rc == 0)
        rc = indexer_open(&x, s, o, e);
    for (size_t i = 0; i < t.n && rc == 0; i++)
        rc = crawl(s, &t.v[i].scope, o, &t.v[i].online, n, e);
    if (x)
        rc = work(x, &t, rc, n, e);
    indexer_close(x);
    targets_clear(&t);
    return rc;
}

int index_files(struct store *s, const char *folder, const char *const *path,
                size_t paths, const struct index_options *o, struct index_counts *n,
                struct err *e)
{
    struct targets t = {0};
    struct indexer *x = NULL;
    int rc = targets_choose(&t, s, &folder, 1, e);

    if (rc == 0)
        rc = indexer_open(&x, s, o, e);
    if (rc == 0)
        rc = crawl_list(s, t.v[0].scope.folder, path, paths, o, n, e);
    if (x)
        rc = work(x, &t, rc, n, e);
    indexer_close(x);
    targets_clear(&t);
    return rc;
}

int index_labels(struct store *s, const struct index_options *o, struct index_counts *n,
                 struct err *e)
{
    const struct targets none = {0};
    struct indexer *x = NULL;
    int rc = indexer_open(&x, s, o, e);

    if (rc == 0)
        rc = work(x, &none, 0, n, e);
    indexer_close(x);
    return rc;
}
