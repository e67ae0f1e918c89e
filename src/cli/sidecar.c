/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sidecars: one small JSON file a sound. */
#include "cli/sidecar.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "answer/row.h"
#include "cli/kit_name.h"
#include "store/record.h"
#include "util/file.h"
#include "util/mem.h"

#define SIDECAR_FORMAT "sampledb-sidecar"
enum { SIDECAR_VERSION = 1, LARGEST = 1 << 16, MOST_ALIKE = 100000 };

struct sidecars {
    struct store *s;
    struct record *record;
    char *dir; /* owned */
};

int sidecars_open(struct sidecars **out, struct store *s, const char *dir, struct err *e)
{
    struct sidecars *x;
    struct record *r = NULL;

    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        return err_sys(e, "%s: cannot make the folder", dir);
    if (record_open(&r, s, e) != 0)
        return -1;
    x = mem_new(1, sizeof *x);
    *x = (struct sidecars){s, r, mem_text(dir, strlen(dir))};
    *out = x;
    return 0;
}

void sidecars_close(struct sidecars *x)
{
    if (!x)
        return;
    record_close(x->record);
    free(x->dir);
    free(x);
}

/* What means something in this library or on this disk only. */
static bool is_private(const char *name)
{
    static const char *const names[] = {"id",    "sample_id", "folder_id", "path",
                                        "size",  "mtime_ns",  "state",     "error",
                                        "files", "available", "model_id",  "path_bytes"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static json_t *sidecar_of(struct sidecars *x, struct err *e)
{
    const struct record *r = x->record;
    json_t *tags = row_tags(x->s, record_named(r, "sample_id").integer, e);
    json_t *o = tags ? json_object() : NULL;

    if (!o)
        return NULL;
    json_object_set_new(o, "sidecar", json_string(SIDECAR_FORMAT));
    json_object_set_new(o, "version", json_integer(SIDECAR_VERSION));
    for (size_t i = 0; i < record_fields(r); i++) {
        const struct value v = record_value(r, i);

        if (!is_private(record_name(r, i)))
            json_object_set_new(o, record_name(r, i), row_value(&v));
    }
    json_object_set_new(o, "tags", tags);
    return o;
}

/* May what is at path be replaced by a sidecar of that sound? 1; 0 = it is something
 * else. */
static bool may_replace(const char *path, const char *hash)
{
    struct err ignored = {0};
    struct buf text = {0};
    struct stat st;
    json_t *o = NULL;
    const char *sidecar, *of;
    bool may = lstat(path, &st) != 0 && errno == ENOENT;

    if (!may && S_ISREG(st.st_mode) && file_read(&text, path, LARGEST, &ignored) == 0)
        o = json_loadb((const char *)text.data, text.len, 0, NULL);
    sidecar = json_string_value(json_object_get(o, "sidecar"));
    of = json_string_value(json_object_get(o, "hash"));
    if (sidecar && of)
        may = strcmp(sidecar, SIDECAR_FORMAT) == 0 && strcmp(of, hash) == 0;
    json_decref(o);
    buf_clear(&text);
    return may;
}

/* Where it goes, to free(); NULL with *e set. */
static char *place_for(const struct sidecars *x, const char *beside, const char *name,
                       const char *hash, struct err *e)
{
    const size_t room = strlen(x->dir) + KIT_NAME + sizeof "/.json";
    char *path = mem_new(room, 1);
    struct buf safe = {0};
    bool found = false;

    for (unsigned nth = 1; nth <= (beside ? 1 : MOST_ALIKE) && !found; nth++) {
        if (!beside)
            kit_name(&safe, name, nth);
        snprintf(path, room, "%s/%s.json", x->dir,
                 beside ? beside : (const char *)safe.data);
        found = may_replace(path, hash);
    }
    buf_clear(&safe);
    if (found)
        return path;
    err_set(e, ERR_IO, "%s: is there already, and no sidecar of this sound", path);
    free(path);
    return NULL;
}

static int write_to(const char *path, json_t *o, struct err *e)
{
    char *text = json_dumps(o, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
    const size_t n = strlen(text);
    int rc;

    text[n] = '\n'; /* in the place of the NUL */
    rc = file_replace(path, text, n + 1, e);
    free(text);
    return rc;
}

int sidecars_put(struct sidecars *x, int64_t file, const char *beside, struct err *e)
{
    const int found = record_read(x->record, file, e);
    const char *name, *hash;
    char *path;
    json_t *o;
    int rc;

    if (found == 0)
        err_set(e, ERR_STORE, "the library has just lost a file");
    if (found != 1)
        return found < 0 ? -1 : 1;
    name = record_named(x->record, "name").text;
    hash = record_named(x->record, "hash").text;
    path = place_for(x, beside, name ? name : "", hash ? hash : "", e);
    if (!path)
        return 1;
    o = sidecar_of(x, e);
    rc = o ? write_to(path, o, e) : -1;
    free(path);
    json_decref(o);
    return rc;
}
