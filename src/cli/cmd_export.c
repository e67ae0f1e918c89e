/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb export: what was said of sounds, for other libraries. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/library.h"
#include "cli/meter.h"
#include "cli/print.h"
#include "learn/exchange.h"
#include "store/feedback.h"
#include "util/file.h"

enum { CORRECTIONS = 256, FEATURES, FORCE };

static const struct opt options[] = {
    {CORRECTIONS, "corrections", "FILE", "write them there; - is the standard output"},
    {FEATURES, "features", NULL, "with what a library needs to learn from them"},
    {FORCE, "force", NULL, "in the place of a file that is there"},
    {0},
};

struct exporting {
    FILE *to;
    struct buf line;
    struct meter meter;
    int64_t corrections, sounds; /* that there are */
    int64_t done;
};

static int put_line(struct exporting *x, struct err *e)
{
    const bool put = fwrite(x->line.data, 1, x->line.len, x->to) == x->line.len;

    buf_reset(&x->line);
    if (!put && x->to == stdout)
        return print_check(e);
    if (!put)
        return err_sys(e, "write");
    return meter_show(&x->meter, x->done++, x->corrections + x->sounds, e);
}

static int put_correction(void *arg, int64_t id, const struct correction *c,
                          struct err *e)
{
    struct exporting *x = arg;

    (void)id;
    exchange_write_correction(&x->line, c);
    return put_line(x, e);
}

static int put_sound(void *arg, const struct parcel *p, struct err *e)
{
    struct exporting *x = arg;

    exchange_write_sound(&x->line, p);
    return put_line(x, e);
}

/* In a reading transaction: what the header counts is what follows. */
static int put_all(struct exporting *x, struct store *s, bool features, struct err *e)
{
    if (feedback_count(s, &x->corrections, e) != 0 ||
        (features && parcel_count(s, &x->sounds, e) != 0))
        return -1;
    exchange_write_header(&x->line, x->corrections, x->sounds);
    if (put_line(x, e) != 0 || (features && parcel_each(s, put_sound, x, e) != 0))
        return -1;
    return feedback_each(s, 0, put_correction, x, e);
}

static int export_to(struct exporting *x, struct store *s, bool features, struct err *e)
{
    int rc = store_begin_read(s, e);

    if (rc != 0)
        return -1;
    meter_start(&x->meter, "writing");
    rc = put_all(x, s, features, e);
    meter_end(&x->meter);
    store_rollback(s); /* nothing was written */
    buf_clear(&x->line);
    return rc;
}

static void print_sums(const char *path, const struct exporting *x)
{
    char n[32], m[32];

    print_clean(stdout, path);
    printf(": %s corrections", print_count(n, x->corrections));
    if (x->sounds)
        printf(", %s sounds with their features", print_count(m, x->sounds));
    putchar('\n');
}

/* Beside it first: what is at `path` is the old file, or a whole new one. */
static int export_file(struct exporting *x, struct store *s, const char *path,
                       const struct args *a, struct err *e)
{
    const bool force = opt_given(a, FORCE);
    char *temporary = NULL;
    int fd, rc;

    if (!force && file_is_new(path, e) != 0)
        return -1;
    fd = file_beside(path, &temporary, e);
    if (fd < 0)
        return -1;
    x->to = fdopen(fd, "w");
    rc = x->to ? export_to(x, s, opt_given(a, FEATURES), e) : err_sys(e, "open");
    if (x->to && fclose(x->to) != 0 && rc == 0)
        rc = err_sys(e, "write");
    if (rc == 0) {
        rc = file_put(temporary, path, !force, e);
    } else {
        unlink(temporary);
        err_in(e, "%s", path);
    }
    free(temporary);
    if (rc == 0)
        print_sums(path, x);
    return rc;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    const char *path = opt_text(a, CORRECTIONS);
    struct exporting x = {.to = stdout};

    if (a->argc)
        return err_set(e, ERR_USAGE, "takes no arguments, but got '%s'", a->argv[0]);
    if (!path || !*path)
        return err_set(e, ERR_USAGE, "say where to: --corrections FILE");
    if (library_open_whole(s, e) != 0)
        return -1;
    if (strcmp(path, "-") == 0)
        return export_to(&x, s->store, opt_given(a, FEATURES), e);
    return export_file(&x, s->store, path, a, e) == 0 ? print_check(e) : -1;
}

const struct cmd cmd_export = {
    .name = "export",
    .args = "--corrections FILE [--features] [--force]",
    .summary = "write what was said of sounds, for other libraries to import",
    .options = options,
    .needs = NEEDS_NOTHING, /* run() opens it, and never makes one */
    .run = run,
};
