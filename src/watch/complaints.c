/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first complaints of a minute are logged, the others counted. */
#include "watch/complaints.h"

bool complaints_may(struct complaints *c, int64_t now_ms)
{
    if (c->logged == 0)
        c->since_ms = now_ms;
    if (c->logged == COMPLAINTS_MOST) {
        c->more++;
        return false;
    }
    c->logged++;
    return true;
}

size_t complaints_left(struct complaints *c, int64_t now_ms)
{
    const size_t more = c->more;

    if (now_ms - c->since_ms < COMPLAINTS_MS)
        return 0;
    *c = (struct complaints){0};
    return more;
}

int64_t complaints_due(const struct complaints *c)
{
    return c->more ? c->since_ms + COMPLAINTS_MS : -1;
}
