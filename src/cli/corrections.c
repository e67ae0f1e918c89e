/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was said of sounds, as lines for other libraries. */
#include "cli/corrections.h"

#include <stdio.h>

#include "cli/library.h"
#include "cli/meter.h"
#include "cli/outfile.h"
#include "cli/print.h"
#include "learn/exchange.h"
#include "store/feedback.h"

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

int corrections_write(struct session *s, const char *path, bool features, bool force,
                      struct err *e)
{
    struct exporting x = {0};
    struct outfile o;
    int rc;

    if (library_open_whole(s, e) != 0 || outfile_open(&o, path, force, e) != 0)
        return -1;
    x.to = o.to;
    rc = outfile_close(&o, export_to(&x, s->store, features, e), e);
    if (rc == 0 && o.path) {
        print_sums(path, &x);
        rc = print_check(e);
    }
    return rc;
}
