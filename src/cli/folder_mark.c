/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb folder mark, unmark: the small file by which a volume is known again. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/folder_root.h"
#include "cli/print.h"
#include "store/folders.h"
#include "util/marker.h"

/* One folder that is to be marked, or not to be any more. */
struct target {
    struct store *s;
    char *path; /* owned */
    int64_t id;
    int dir;                 /* its root; -1 = it is not there */
    char known[MARKER_ROOM]; /* what its row says; "" = nothing */
    const char *said;        /* what was done */
};

static int look_up(struct target *t, const char *typed, struct err *e)
{
    struct folder f;

    if (root_find(t->s, typed, &t->path, &t->id, e) != 0 ||
        folder_get(t->s, t->id, &f, e) != 1)
        return -1;
    snprintf(t->known, sizeof t->known, "%s", f.marker ? f.marker : "");
    t->dir = open(t->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return 0;
}

/* In the open transaction: the row, and the file unless a marker is there already.
 * *made: it is new. */
static int mark(struct target *t, bool *made, struct err *e)
{
    char text[MARKER_ROOM] = "";
    int found;

    *made = false;
    if (t->dir < 0)
        return err_set(e, ERR_IO, "is not there; is its drive mounted?");
    found = marker_read(t->dir, FOLDER_MARKER, text, e);
    if (found < 0)
        return err_in(e, FOLDER_MARKER);
    if (found && strcmp(text, t->known) == 0) {
        t->said = "already marked:";
        return 0;
    }
    t->said = found ? "marked before, now known:" : "marked";
    if (!found && !*t->known && marker_make(text, e) != 0)
        return -1;
    if (!found && *t->known) /* the file is lost: make it anew */
        memcpy(text, t->known, sizeof text);
    if (folder_mark(t->s, t->id, text, e) != 0)
        return -1;
    if (!found && marker_write(t->dir, FOLDER_MARKER, text, e) != 0)
        return err_in(e, FOLDER_MARKER);
    *made = !found;
    return 0;
}

static int mark_one(struct target *t, struct err *e)
{
    bool made = false;
    int rc = store_begin(t->s, e);

    if (rc != 0)
        return rc;
    rc = mark(t, &made, e);
    if (rc == 0)
        rc = store_commit(t->s, e);
    if (rc == 0)
        return 0;
    store_rollback(t->s);
    if (made) /* no row knows it */
        unlinkat(t->dir, FOLDER_MARKER, 0);
    return -1;
}

/* The row first: a file that nobody asks for does no harm. */
static int unmark_one(struct target *t, struct err *e)
{
    int removed = 0;

    if (!*t->known) {
        t->said = "is not marked:";
        return 0;
    }
    if (store_begin(t->s, e) != 0)
        return -1;
    if (folder_mark(t->s, t->id, NULL, e) != 0) {
        store_rollback(t->s);
        return -1;
    }
    if (store_commit(t->s, e) != 0)
        return -1;
    if (t->dir >= 0)
        removed = marker_remove(t->dir, FOLDER_MARKER, t->known, e);
    if (removed < 0 && e->kind != ERR_FORMAT)
        return err_in(e, "%s is forgotten", FOLDER_MARKER);
    t->said = removed == 1 ? "no longer marked:" : "no longer marked, its file stays:";
    return 0;
}

static int one(struct store *s, const char *typed, bool mark, struct err *e)
{
    struct target t = {.s = s, .dir = -1};
    int rc = look_up(&t, typed, e);

    if (rc == 0) {
        rc = mark ? mark_one(&t, e) : unmark_one(&t, e);
        if (rc != 0)
            err_in(e, "%s", typed);
    }
    if (rc == 0) {
        printf("%s ", t.said);
        print_clean(stdout, t.path);
        putchar('\n');
    }
    if (t.dir >= 0)
        close(t.dir);
    free(t.path);
    return rc;
}

int folder_marking(const char *library, const struct args *a, bool mark, struct err *e)
{
    struct root_store r;
    int rc = 0;

    if (a->argc < 2)
        return err_set(e, ERR_USAGE, "%s which folder?", a->argv[0]);
    if (root_open(&r, library, false, e) != 0)
        return -1;
    for (int i = 1; i < a->argc && rc == 0; i++)
        rc = one(r.s, a->argv[i], mark, e);
    root_close(&r, true);
    return rc;
}
