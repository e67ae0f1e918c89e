/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that is written whole, or the standard output. */
#include "cli/outfile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/print.h"
#include "util/file.h"

int outfile_open(struct outfile *o, const char *path, bool force, struct err *e)
{
    int fd;

    *o = (struct outfile){.to = stdout, .force = force};
    if (!path || strcmp(path, "-") == 0)
        return 0;
    o->path = path;
    if (!force && file_is_new(path, e) != 0)
        return -1;
    fd = file_beside(path, &o->temporary, e);
    if (fd < 0)
        return -1;
    o->to = fdopen(fd, "w");
    if (o->to)
        return 0;
    err_sys(e, "%s: open", path);
    close(fd);
    unlink(o->temporary);
    free(o->temporary);
    return -1;
}

int outfile_close(struct outfile *o, int rc, struct err *e)
{
    if (!o->path)
        return rc == 0 ? print_check(e) : rc;
    if (fclose(o->to) != 0 && rc == 0)
        rc = err_sys(e, "write");
    if (rc == 0) {
        rc = file_put(o->temporary, o->path, !o->force, e);
    } else {
        unlink(o->temporary);
        err_in(e, "%s", o->path);
    }
    free(o->temporary);
    return rc;
}
