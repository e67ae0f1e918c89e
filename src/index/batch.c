/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One transaction for many answers. */
#include "index/batch.h"

#include "util/clock.h"

enum { MOST_WRITES = 512, MOST_MS = 200 };

int batch_write(struct batch *b, struct err *e)
{
    if (!b->open) {
        if (store_begin(b->s, e) != 0)
            return -1;
        b->open = true;
        b->writes = 0;
        b->began_ms = clock_ms();
    }
    b->writes++;
    return 0;
}

static int commit(struct batch *b, struct err *e)
{
    if (!b->open)
        return 0;
    b->open = false;
    return store_commit(b->s, e);
}

int batch_breathe(struct batch *b, struct err *e)
{
    if (b->writes < MOST_WRITES && clock_ms() - b->began_ms < MOST_MS)
        return 0;
    return commit(b, e);
}

int batch_end(struct batch *b, int rc, struct err *e)
{
    struct err other = {0};

    if (rc < 0 && (e->kind == ERR_STORE || e->kind == ERR_BUSY)) {
        store_rollback(b->s);
        return rc;
    }
    return commit(b, rc >= 0 ? e : &other) == 0 ? rc : -1;
}
