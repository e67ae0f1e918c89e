/* SPDX-License-Identifier: GPL-2.0-or-later */
/* New labels for a whole library, after another model was put in use. */
#include "cli/relabel.h"

#include <stdio.h>

#include "cli/config.h"
#include "cli/hail.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "index/index.h"

static int here(const struct session *s, const struct base *b,
                const struct relabel_shown *want, int64_t *samples, struct err *e)
{
    struct progress shown;
    struct index_counts n = {0};
    struct store *store = NULL;
    struct index_options o = {.model = b->model ? &b->facts : NULL,
                              .names = b->names,
                              .jobs = (int)s->config->jobs,
                              .arg = &shown,
                              .progress = progress_show,
                              .complain = progress_complain,
                              .stop = &stop_asked};
    int rc = store_open(&store, s->library, STORE_OWN, e);

    if (rc != 0)
        return -1;
    stop_catch();
    progress_start(&shown, want->command, want->quiet);
    shown.lines = want->lines;
    rc = index_labels(store, &o, &n, e);
    progress_end(&shown);
    store_close(store);
    *samples = n.retagged;
    if (rc != 0 && e->kind == ERR_STOPPED)
        return err_set(e, ERR_STOPPED, "stopped; sampledb index goes on with the labels");
    return rc;
}

int relabel(const struct session *s, const struct base *b,
            const struct relabel_shown *shown, enum relabel_how *how, int64_t *samples,
            struct err *e)
{
    const int told = hail_reload(s->library, e);

    *how = told == 1 ? RELABEL_THERE : RELABEL_DONE;
    if (told != 0)
        return told < 0 ? -1 : 0;
    if (here(s, b, shown, samples, e) == 0)
        return 0;
    if (e->kind != ERR_BUSY)
        return -1;
    *how = RELABEL_BUSY;
    return 0;
}

const char *relabel_name(enum relabel_how how)
{
    static const char *const name[] = {"done", "daemon", "index"};

    return name[how];
}

void relabel_say(enum relabel_how how, int64_t samples)
{
    char count[32];

    if (how == RELABEL_DONE)
        printf("%s samples were given new labels\n", print_count(count, samples));
    else if (how == RELABEL_THERE)
        puts("the daemon gives new labels");
    else
        puts("sampledb index, which is at work, gives new labels, or the next run of it");
}
