/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A copy of the library that can be trusted. */
#include "store/backup.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/copy.h"
#include "store/db.h"
#include "store/ledger.h"
#include "util/file.h"

/* Where it could be written, opening it has taken in all that its ledger has. */
static int count_waiting(struct store *s, int64_t *out, struct err *e)
{
    struct ledger_state state = {0};

    *out = 0;
    if (sqlite3_db_readonly(s->db, "main") != 1)
        return 0;
    if (ledger_compare(s, &state, e) != 0)
        return -1;
    *out = state.waiting;
    return 0;
}

/* What copy_make() does, from one unchanging picture of the library. */
struct job {
    const char *to;
    const struct copy_progress *p;
    struct tally tally;
    int64_t waiting;
};

static int copy_picture(struct store *s, void *arg, struct err *e)
{
    struct job *job = arg;

    if (copy_make(s, job->to, job->p, &job->tally, e) != 0)
        return -1;
    return count_waiting(s, &job->waiting, e);
}

static int64_t size_of(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

int backup_make(struct store *s, const char *path, bool force,
                const struct copy_progress *p, struct backup *out, struct err *e)
{
    struct job job = {.p = p};
    char *temporary = NULL;
    int fd, rc;

    if (copy_is_of(path, sqlite3_db_filename(s->db, "main")))
        return err_set(e, ERR_USAGE, "%s: belongs to the library itself", path);
    if (!force && file_is_new(path, e) != 0)
        return -1;
    fd = file_beside(path, &temporary, e);
    if (fd < 0)
        return -1;
    close(fd);
    job.to = temporary;
    rc = db_picture(s, copy_picture, &job, e);
    if (rc != 0)
        err_in(e, "%s", path);
    else
        rc = file_put(temporary, path, !force, e);
    if (rc != 0)
        copy_drop(temporary);
    else
        *out = (struct backup){job.tally.files, job.tally.samples, job.tally.corrections,
                               size_of(path), job.waiting};
    free(temporary);
    return rc;
}
