/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_RELABEL_H
#define CLI_RELABEL_H

#include "cli/base.h"
#include "cli/cmd.h"

/* What is shown of it. */
struct relabel_shown {
    const char *command;
    bool quiet; /* nothing for people */
    bool lines; /* progress for a program, on stdout: cli/meter.h */
};

/* What has become of the labels of a library whose model was changed. */
enum relabel_how {
    RELABEL_DONE,  /* all are of the model that is in use */
    RELABEL_THERE, /* a daemon has been told */
    RELABEL_BUSY   /* an index run owns the library: it, or the next one, will do it */
};

/*
 * Have all labels made anew: by the daemon, if there is one, else here and now, which a
 * signal stops and the next run goes on with. No store of the library may be open.
 * *samples: how many got new labels, if RELABEL_DONE.
 */
int relabel(const struct session *s, const struct base *b,
            const struct relabel_shown *shown, enum relabel_how *how, int64_t *samples,
            struct err *e);

const char *relabel_name(enum relabel_how how); /* "done", "daemon", "index" */

/* One line about that, on stdout. */
void relabel_say(enum relabel_how how, int64_t samples);

#endif
