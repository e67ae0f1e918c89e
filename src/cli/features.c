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
#include "store/folders.h"
#include "store/samples.h"
#include "util/blob.h"
#include "util/mem.h"

/* One library a folder of main manifests: it holds what they name. */
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

/* Which folder m's paths begin at, and where that lies in the library. */
static int stand_at(struct features *f, const struct manifest *m, struct err *e)
{
    const char *slash = strrchr(m->file, '/');
    char *file = mem_text(m->file, strlen(m->file));
    struct place at = {0};
    int found;

    free(f->root);
    f->at = m;
    f->given = slash ? (size_t)(slash - m->file) + 1 : 0;
    f->root = realpath(dirname(file), NULL);
    f->outer = f->root ? strlen(f->root) : 0;
    free(file);
    if (!f->root)
        return err_sys(e, "%s", m->file);
    found = f->store ? folder_find(f->store, f->root, &at, e) : 0;
    if (found == 1 && at.sub[0])
        f->outer -= strlen(at.sub) + 1;
    place_clear(&at);
    return found < 0 ? -1 : 0;
}

/* A row's path below the library's folder, a new text, or NULL: it lies elsewhere. */
static char *below(const struct features *f, const char *path)
{
    const char *sub = f->root + f->outer, *rest = NULL;
    const size_t n = strlen(f->root), room = strlen(path) + n + 2;
    char *out;

    if (strncmp(path, f->at->file, f->given) == 0 && path[f->given] != '/')
        rest = path + f->given;
    else if (strncmp(path, f->root, n) == 0 && path[n] == '/')
        rest = path + n + 1;
    if (!rest)
        return NULL;
    out = mem_new(room, 1);
    snprintf(out, room, "%s%s%s", *sub ? sub + 1 : "", *sub ? "/" : "", rest);
    return out;
}

static int index_paths(struct features *f, const char *const *path, size_t paths,
                       const struct features_options *o, struct err *e)
{
    char *folder = mem_text(f->root, f->outer);
    struct index_counts n = {0};
    struct progress p;
    struct index_options io = {.jobs = o->jobs,
                               .stop = &stop_asked,
                               .arg = &p,
                               .progress = progress_show,
                               .complain = progress_complain};
    int rc;

    progress_start(&p, o->command, o->quiet);
    rc = index_files(f->store, folder, path, paths, &io, &n, e);
    progress_end(&p);
    free(folder);
    return rc;
}

static int index_rows(struct features *f, const struct manifest *m,
                      const struct features_options *o, struct err *e)
{
    char **path = mem_new(m->rows, sizeof *path);
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < m->rows; i++)
        if (!(path[i] = below(f, m->row[i].path)))
            rc = err_set(e, ERR_USAGE, "%s:%zu: %s lies outside the manifest's folder",
                         m->file, m->row[i].place, m->row[i].path);
    if (rc == 0)
        rc = index_paths(f, (const char *const *)path, m->rows, o, e);
    for (size_t i = 0; i < m->rows; i++)
        free(path[i]);
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
    if (stand_at(f, m, e) != 0 || open_cache(f, o->cache, e) != 0)
        return -1;
    return features_more(f, m, o, e);
}

int features_more(struct features *f, const struct manifest *m,
                  const struct features_options *o, struct err *e)
{
    return stand_at(f, m, e) == 0 ? index_rows(f, m, o, e) : -1;
}

void features_close(struct features *f)
{
    store_close(f->store);
    free(f->root);
    buf_clear(&f->raw);
}

/* 1 and the BLOB, borrowed; 0: there is none; -1. */
static int find(struct features *f, const char *path, const void **data, size_t *len,
                struct err *e)
{
    char *root = mem_text(f->root, f->outer), *dir = below(f, path);
    char *slash = dir ? strrchr(dir, '/') : NULL;
    char *name = slash ? slash + 1 : dir;
    int found = 0;

    if (slash)
        *slash = '\0';
    if (dir)
        found = sample_mel_of_file(f->store, root, slash ? dir : "", name, data, len, e);
    free(dir);
    free(root);
    return found;
}

static int fetch(void *arg, const char *path, struct patch *out, struct err *e)
{
    struct features *f = arg;
    struct blob_head head;
    const void *data;
    size_t len;
    const int found = find(f, path, &data, &len, e);

    if (found < 0)
        return -1;
    if (found == 0) {
        err_set(e, ERR_IO, "no such file, or no audio in it%s",
                f->skip_missing ? "" : " (--skip-missing leaves such files out)");
        return 1;
    }
    if (blob_unpack(&head, data, len, &f->raw, e) != 0)
        return 1;
    return patch_read(out, f->raw.data, f->raw.len, e) == 0 ? 0 : 1;
}

static void say_missing(const struct features *f, const struct dataset *d)
{
    if (d->missing)
        fprintf(stderr, "sampledb %s: %zu files left out, the first: %s\n", f->command,
                d->missing, d->first_missing);
}

int features_dataset(struct features *f, struct dataset *out, const struct manifest *m,
                     const char *split, struct err *e)
{
    if (stand_at(f, m, e) != 0 ||
        dataset_build(out, m, split, f->skip_missing, fetch, f, e) != 0)
        return -1;
    say_missing(f, out);
    return 0;
}

int features_add(struct features *f, struct dataset *d, const struct manifest *m,
                 float weight, struct err *e)
{
    if (stand_at(f, m, e) != 0 ||
        dataset_add(d, m, weight, f->skip_missing, fetch, f, e) != 0)
        return -1;
    say_missing(f, d);
    return 0;
}
