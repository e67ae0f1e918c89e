/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Features of a manifest's files, by way of a cache library. */
#include "cli/features.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "cli/progress.h"
#include "cli/stop.h"
#include "index/index.h"
#include "store/samples.h"
#include "util/blob.h"
#include "util/mem.h"

/* One library a folder, so that no folder of it lies inside another. */
static char *default_cache(const char *root)
{
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    const bool own = base && base[0] == '/';
    const char *top = own ? base : home ? home : "/tmp";
    char *path = mem_new(strlen(top) + 64, 1);

    sprintf(path, "%s%s/sampledb/train-%016llx.db", top, own ? "" : "/.cache",
            (unsigned long long)XXH3_64bits(root, strlen(root)));
    return path;
}

static int open_cache(struct features *f, const char *cache, struct err *e)
{
    char *path = cache ? mem_text(cache, strlen(cache)) : default_cache(f->root);
    const int rc = store_open(&f->store, path, STORE_OWN, e);

    free(path);
    return rc;
}

static int find_root(struct features *f, const struct manifest *m, struct err *e)
{
    const char *slash = strrchr(m->file, '/');
    char *file = mem_text(m->file, strlen(m->file));

    f->given = slash ? (size_t)(slash - m->file) + 1 : 0;
    f->root = realpath(dirname(file), NULL);
    free(file);
    return f->root ? 0 : err_sys(e, "%s", m->file);
}

/* A row's path below the root, or NULL: it lies elsewhere. */
static const char *below(const struct features *f, const struct manifest *m,
                         const char *path)
{
    const size_t n = strlen(f->root);

    if (strncmp(path, m->file, f->given) == 0 && path[f->given] != '/')
        return path + f->given;
    return strncmp(path, f->root, n) == 0 && path[n] == '/' ? path + n + 1 : NULL;
}

static int index_rows(struct features *f, const struct manifest *m,
                      const struct features_options *o, struct err *e)
{
    const char **path = mem_new(m->rows, sizeof *path);
    struct index_counts n = {0};
    struct progress p;
    struct index_options io = {.jobs = o->jobs,
                               .program = o->program,
                               .stop = &stop_asked,
                               .arg = &p,
                               .progress = progress_show,
                               .complain = progress_complain};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < m->rows; i++)
        if (!(path[i] = below(f, m, m->row[i].path)))
            rc = err_set(e, ERR_USAGE, "%s:%zu: %s lies outside the manifest's folder",
                         m->file, m->row[i].place, m->row[i].path);
    progress_start(&p, o->command, o->quiet);
    if (rc == 0)
        rc = index_files(f->store, f->root, path, m->rows, &io, &n, e);
    progress_end(&p);
    free(path);
    return rc;
}

int features_options_of(struct features_options *out, const struct args *a,
                        const char *command, struct err *e)
{
    long jobs = 0;

    if (opt_number(a, 'j', 1, INDEX_MAX_JOBS, &jobs, e) != 0)
        return -1;
    *out = (struct features_options){.command = command,
                                     .cache = opt_text(a, FEATURES_CACHE),
                                     .jobs = (int)jobs,
                                     .quiet = opt_given(a, 'q'),
                                     .skip_missing = opt_given(a, FEATURES_SKIP_MISSING)};
    return 0;
}

int features_of(struct features *f, const struct manifest *m,
                const struct features_options *o, struct err *e)
{
    *f = (struct features){.command = o->command, .skip_missing = o->skip_missing};
    stop_catch();
    if (find_root(f, m, e) != 0 || open_cache(f, o->cache, e) != 0)
        return -1;
    return index_rows(f, m, o, e);
}

void features_close(struct features *f)
{
    store_close(f->store);
    free(f->root);
    buf_clear(&f->raw);
}

static int fetch(void *arg, const char *path, struct patch *out, struct err *e)
{
    struct features *f = arg;
    const size_t n = strlen(f->root);
    const char *rest =
        strncmp(path, f->root, n) == 0 && path[n] == '/' ? path + n + 1 : path + f->given;
    const char *slash = strrchr(rest, '/');
    char *dir = mem_text(rest, slash ? (size_t)(slash - rest) : 0);
    struct blob_head head;
    const void *data;
    size_t len;
    int rc = sample_mel_of_file(f->store, f->root, dir, slash ? slash + 1 : rest, &data,
                                &len, e);

    free(dir);
    if (rc < 0)
        return -1;
    if (rc == 0) {
        err_set(e, ERR_IO, "no such file, or no audio in it");
        return 1;
    }
    if (blob_unpack(&head, data, len, &f->raw, e) != 0)
        return 1;
    return patch_read(out, f->raw.data, f->raw.len, e) == 0 ? 0 : 1;
}

int features_dataset(struct features *f, struct dataset *out, const struct manifest *m,
                     const char *split, struct err *e)
{
    if (dataset_build(out, m, split, f->skip_missing, fetch, f, e) != 0)
        return -1;
    if (out->missing)
        fprintf(stderr, "sampledb %s: %zu files left out, the first: %s\n", f->command,
                out->missing, out->first_missing);
    return 0;
}
