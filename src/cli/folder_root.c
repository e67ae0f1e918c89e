/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folders of the library as a person types them, and the library while they change. */
#include "cli/folder_root.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/hail.h"
#include "cli/paths.h"
#include "cli/print.h"
#include "store/daemon.h"
#include "store/folders.h"
#include "store/lock.h"
#include "util/mem.h"

/* Somebody owns the library: a daemon, which can follow a change, or a run of index,
 * which cannot. *e says so then. */
static int open_beside(struct root_store *out, struct err *e)
{
    const struct err busy = *e;
    struct daemon_row row = {.state = DAEMON_STOPPED};

    if (store_open(&out->s, out->library, STORE_WRITE, e) != 0)
        return -1;
    if (daemon_get(out->s, &row, e) == 0) {
        out->daemon = row.state != DAEMON_STOPPED;
        if (out->daemon)
            return 0;
        *e = busy;
    }
    store_close(out->s);
    return -1;
}

int root_open(struct root_store *out, const char *library, bool make, struct err *e)
{
    *out = (struct root_store){.library = library};
    if (!make && access(library, F_OK) != 0 && errno == ENOENT)
        return store_open(&out->s, library, STORE_READ, e); /* says how to make one */
    if (store_open(&out->s, library, STORE_OWN, e) == 0)
        return 0;
    /* Where nobody owns it, somebody else keeps it locked. */
    return e->kind == ERR_BUSY && lock_holder(library) != 0 ? open_beside(out, e) : -1;
}

void root_close(struct root_store *r, bool changed)
{
    struct err e = {0};

    store_close(r->s);
    /* What is stored holds also where the daemon does not hear it now: its next rescan
     * reads the folders again. */
    if (changed && r->daemon && hail_reload(r->library, &e) < 0) {
        fputs("sampledb folder: the daemon is not told: ", stderr);
        print_clean(stderr, e.text);
        fputc('\n', stderr);
    }
}

/* Is it a folder, only a part of one, or neither? 1; 2; 0; -1. */
static int look_up(struct store *s, const char *path, int64_t *id, struct err *e)
{
    struct place at = {0};
    int found = folder_find(s, path, &at, e);

    if (found == 1) {
        *id = at.folder;
        found = *at.sub ? 2 : 1;
    }
    place_clear(&at);
    return found;
}

int root_find(struct store *s, const char *typed, char **path, int64_t *id, struct err *e)
{
    char *real = path_of_folder(typed, e);
    int found = real ? look_up(s, real, id, e) : -1;

    /* A mount point may have become a link since: then it is known as it was typed. */
    if (found == 0 && typed[0] == '/') {
        size_t n = strlen(typed);

        while (n > 1 && typed[n - 1] == '/')
            n--;
        free(real);
        real = mem_text(typed, n);
        found = look_up(s, real, id, e);
    }
    if (found == 1) {
        *path = real;
        return 0;
    }
    free(real);
    if (found == 2)
        return err_set(e, ERR_IO,
                       "%s: is only a part of a folder of the library; "
                       "see: sampledb folder list",
                       typed);
    return found < 0 ? -1
                     : err_set(e, ERR_IO,
                               "%s: is no folder of the library; "
                               "see: sampledb folder list",
                               typed);
}
