/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Being ready for what people say. */
#include "cli/hearing.h"

#include "store/inbox.h"
#include "store/named.h"

int hearing_refresh(struct hearing *h, struct store *s, struct err *e)
{
    model_ref_clear(&h->model);
    if (h->base.model && model_known(s, &h->model, e) < 0)
        return -1;
    return named_chosen(s, h->base.names, &h->model.names, e);
}

int hearing_open(struct hearing *h, struct store *s, struct err *e)
{
    struct inbox_counts n = {0};

    *h = (struct hearing){.model = {0}};
    if (base_open(&h->base, e) != 0 || hearing_refresh(h, s, e) != 0)
        return -1;
    return inbox_take(s, &h->model, 0, &n, e);
}

void hearing_close(struct hearing *h)
{
    model_ref_clear(&h->model);
    base_close(&h->base);
}
