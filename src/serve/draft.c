/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the library would say of a sound: a library in memory that forgets it again. */
#include "serve/draft.h"

#include <stdlib.h>
#include <string.h>

#include "store/dirs.h"
#include "store/files.h"
#include "store/folders.h"
#include "store/samples.h"
#include "store/spoken.h"
#include "util/mem.h"

struct draft {
    struct store *s; /* owned */
    struct model_ref model;
    int64_t folder;
};

static int set_up(struct draft *d, const struct model_facts *model, struct err *e)
{
    struct place at = {0};
    int rc = store_open(&d->s, ":memory:", STORE_WRITE, e);

    if (rc == 0)
        rc = store_begin(d->s, e);
    if (rc == 0 && (rc = folder_add(d->s, "/sent", &at, e)) == 0)
        d->folder = at.folder;
    if (rc == 0 && model)
        rc = model_use(d->s, model, &d->model, e);
    if (rc == 0)
        rc = store_commit(d->s, e);
    place_clear(&at);
    return rc;
}

int draft_open(struct draft **out, const struct model_facts *model, struct err *e)
{
    struct draft *d = mem_new(1, sizeof *d);

    if (set_up(d, model, e) != 0) {
        draft_close(d);
        return -1;
    }
    *out = d;
    return 0;
}

void draft_close(struct draft *d)
{
    if (!d)
        return;
    model_ref_clear(&d->model);
    store_close(d->s);
    free(d);
}

/* A row for dir/name; its id. */
static int add_file(struct draft *d, const char *name, int64_t *file, struct err *e)
{
    const struct file_stamp stamp = {.size = 1, .inode = 1};
    const char *slash = strrchr(name, '/');
    char *above = mem_text(name, slash ? (size_t)(slash - name) : 0);
    struct file_list list = {0};
    int64_t dir = 0;
    int rc = dir_reach(d->s, d->folder, above, &dir, e);

    if (slash)
        name = slash + 1;
    if (rc == 0)
        rc = file_add(d->s, dir, name, &stamp, e);
    if (rc == 0)
        rc = file_in_dir(d->s, dir, name, &list, e);
    if (rc == 0)
        *file = list.entry[0].id;
    file_list_clear(&list);
    free(above);
    return rc;
}

/* It as a row, without what is made of rows later on. */
static int put(struct draft *d, const struct sound *sound, const char *name,
               int64_t *sample, struct err *e)
{
    struct sound bare = *sound;
    int64_t file = 0;

    bare.mel = bare.descriptor = bare.peaks = bare.embedding = (struct sound_blob){0};
    if (add_file(d, name ? name : "sound", &file, e) != 0 ||
        sample_put(d->s, file, &bare, &d->model, e) != 0)
        return -1;
    return spoken_sample(d->s, sound->hash, sample, e) == 1 ? 0 : -1;
}

int draft_tell(struct draft *d, const struct sound *sound, const char *name,
               const struct lexicon *names,
               int (*each)(void *arg, struct store *s, int64_t sample, struct err *e),
               void *arg, struct err *e)
{
    int64_t sample = 0;
    int rc;

    d->model.names = name ? names : NULL;
    if (store_begin(d->s, e) != 0)
        return -1;
    rc = put(d, sound, name, &sample, e);
    if (rc == 0)
        rc = each(arg, d->s, sample, e);
    store_rollback(d->s);
    return rc;
}
