/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_WARNING_H
#define STORE_WARNING_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/* What is wrong with the library as rows, v1_warning: so far, who keeps the WAL from being
 * started over. Texts are borrowed for the call. */
struct warning {
    const char *kind;    /* "wal" */
    int64_t pid;         /* of the program that is in the way */
    const char *program; /* its name */
    int64_t bytes;       /* that the WAL has taken for it */
    int64_t since;       /* Unix s */
};
int warning_each(struct store *s,
                 int (*each)(void *arg, const struct warning *w, struct err *e),
                 void *arg, struct err *e);

/* A row of that pid, in the transaction that is open. */
int warning_put(struct store *s, const struct warning *w, struct err *e);

/* None any more: no write where there is none. In a transaction of its own. */
int warnings_withdraw(struct store *s, struct err *e);

#endif
