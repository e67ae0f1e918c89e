/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_QUILL_H
#define SERVE_QUILL_H

#include "store/models.h"
#include "store/store.h"

/*
 * The one thread of a server that writes into the library. What desks want to have
 * written stands in line; what stands there together becomes one transaction, and each
 * desk is told once that is on disk, in the library and in its ledger. So nothing that
 * was acknowledged is lost, whatever the server dies of.
 *
 * The library is opened with the first word, and closed where nothing was said for a
 * while: whoever wants it for themselves then has it.
 */
struct quill;

enum {
    QUILL_LINE = 64,         /* deeds that stand in line, at most */
    QUILL_TOGETHER = 16,     /* of one transaction, at most */
    QUILL_PATIENCE_MS = 5000 /* for another program that writes */
};

struct quill_options {
    const char *library;             /* its path; it is never made */
    const struct model_facts *model; /* the built-in one; NULL = built without */
    const struct lexicon *names;     /* NULL = none */
    int idle_ms;                     /* until it is closed; 0 = 5 s */
};

/* All of *o is borrowed until quill_close(). 0, or -1 ERR_IO: no thread. */
int quill_open(struct quill **out, const struct quill_options *o, struct err *e);
void quill_close(struct quill *q); /* writes what is in line; NULL is fine */

/*
 * Something to write, within the transaction that is open, as `model` judges what is left
 * open (store/feedback.h). It may be called once more after a rollback, and gives what
 * its last call gives. It never waits for anybody.
 */
typedef int quill_deed(void *arg, struct store *s, const struct model_ref *model,
                       struct err *e);

/*
 * Have deed(arg) done, by the quill's thread: 0 once it is on disk. -1: nothing of it
 * was written; what deed() said, what store_open() or store_commit() said, or ERR_BUSY:
 * the line is full, or its turn did not come within wait_ms.
 */
int quill_write(struct quill *q, quill_deed *deed, void *arg, int wait_ms, struct err *e);

#endif
