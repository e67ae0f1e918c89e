/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Being ready for what people say. */
#include "cli/hearing.h"

#include "store/inbox.h"
#include "store/named.h"

int hearing_refresh(struct hearing *h, struct store *s, struct err *e)
{
    return named_judges(s, h->base.model != NULL, h->base.names, &h->model, e);
}

int hearing_ready(struct hearing *h, struct store *s, struct err *e)
{
    *h = (struct hearing){.model = {0}};
    return base_open(&h->base, e) == 0 ? hearing_refresh(h, s, e) : -1;
}

int hearing_open(struct hearing *h, struct store *s, struct err *e)
{
    struct inbox_counts n = {0};

    return hearing_ready(h, s, e) == 0 ? inbox_take(s, &h->model, 0, &n, e) : -1;
}

void hearing_close(struct hearing *h)
{
    model_ref_clear(&h->model);
    base_close(&h->base);
}
