/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_CMD_H
#define CLI_CMD_H

#include <stdbool.h>

#include "cli/opts.h"
#include "util/err.h"

struct config;
struct store;

/* What a command needs of the library; main() opens it before run(). */
enum cmd_needs {
    NEEDS_NOTHING,
    NEEDS_READ,  /* an existing library, read only */
    NEEDS_WRITE, /* short writes; created if absent */
    NEEDS_OWN    /* the one writer: holds the lock until it exits */
};

/* What run() works with. */
struct session {
    const char *library; /* path of the database file */
    struct store *store; /* NULL for NEEDS_NOTHING, until run() opens it; main() closes */
    const struct config *config;
    const char *config_file; /* as --config names it; NULL = the usual one */
    int status; /* of the program, where run() gives 0 */
    char *note; /* owned: lines for people, behind the error that run() gives; NULL */
};

/* One subcommand. Each cmd_*.c defines exactly one of these, const. */
struct cmd {
    const char *name, *args, *summary;
    const struct opt *options; /* ends with {0} */
    enum cmd_needs needs;
    bool words; /* "-word" may be an argument: opts_parse_words() */
    int (*run)(struct session *s, const struct args *a, struct err *e); /* 0, or -1 */
};

extern const struct cmd cmd_backup, cmd_check, cmd_dupes, cmd_eval, cmd_export, cmd_find,
    cmd_folder, cmd_import, cmd_index, cmd_lint, cmd_model, cmd_restore, cmd_retrain,
    cmd_review, cmd_serve, cmd_show, cmd_similar, cmd_stats, cmd_status, cmd_tag,
    cmd_train, cmd_untag, cmd_watch;

#endif
