/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is all that users said in both copies, and heeded? */
#include <inttypes.h>

#include "store/checking.h"
#include "store/ledger.h"
#include "store/spoken.h"
#include "store/standing.h"

static int say_state(struct check *c, const struct ledger_state *n, struct err *e)
{
    if (n->damaged &&
        check_say(c, FINDING_NOTE, NULL, e,
                  "%" PRId64 " places in the ledger of corrections cannot be read; all "
                  "else in it can",
                  n->damaged) != 0)
        return -1;
    if (n->newer &&
        check_say(c, FINDING_NOTE, "upgrade sampledb", e,
                  "%" PRId64 " corrections are of a newer sampledb", n->newer) != 0)
        return -1;
    if (n->waiting && !c->o->repair &&
        check_say(c, FINDING_NOTE, "run: sampledb index", e,
                  "%" PRId64 " corrections are in the ledger, and not in the library yet",
                  n->waiting) != 0)
        return -1;
    if (n->missing == 0 || c->o->repair)
        return 0;
    return check_say(c, FINDING_PROBLEM, check_repair_it, e,
                     "%" PRId64 " corrections are in the library only, not in the ledger",
                     n->missing);
}

static int check_ledger(struct check *c, struct err *e)
{
    struct ledger_state n;

    if (ledger_compare(c->s, &n, e) != 0 || say_state(c, &n, e) != 0)
        return -1;
    c->n->corrections = n.records + n.missing;
    if (!c->o->repair || (n.missing == 0 && n.waiting == 0))
        return 0;
    if (ledger_repair(c->s, e) != 0)
        return -1;
    return check_say(c, FINDING_REPAIRED, NULL, e,
                     "%" PRId64 " corrections taken from the ledger, %" PRId64
                     " added to it",
                     n.waiting, n.missing);
}

/* Samples that somebody spoke of, one after the other. */
struct spoken {
    struct check *c;
    int64_t wrong;
};

static int look_at(struct spoken *x, int64_t sample, const uint8_t *hash, struct err *e)
{
    static const struct model_ref none;
    const int right = standing_holds(x->c->s, sample, hash, e);
    bool changed;

    if (right != 0)
        return right < 0 ? -1 : 0;
    x->wrong++;
    return x->c->o->repair ? standing_apply(x->c->s, sample, hash, &none, &changed, e)
                           : 0;
}

static int look_at_all(struct spoken *x, struct err *e)
{
    sqlite3_stmt *st = db_query(x->c->s, SQL_FEEDBACK_SAMPLES, e);
    int found, rc = 0;

    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(x->c->s, st, SQL_FEEDBACK_SAMPLES, e)) != 0)
        rc = found < 0
                 ? -1
                 : look_at(x, sqlite3_column_int64(st, 0), sqlite3_column_blob(st, 1), e);
    sqlite3_reset(st);
    return rc;
}

int check_words(struct check *c, struct err *e)
{
    struct spoken x = {.c = c};

    if (check_ledger(c, e) != 0 || look_at_all(&x, e) != 0)
        return -1;
    if (x.wrong == 0)
        return 0;
    return check_say(c, c->o->repair ? FINDING_REPAIRED : FINDING_PROBLEM,
                     c->o->repair ? "run: sampledb index" : check_repair_it, e,
                     "%" PRId64 " samples whose tags are not what users said", x.wrong);
}
