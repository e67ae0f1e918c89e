/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opening a library that must not be made by accident. */
#include "cli/library.h"

#include <unistd.h>

#include "store/store.h"

int library_open(struct session *s, struct err *e)
{
    return store_open_there(&s->store, s->library, e);
}

/* A full disk or a folder that is write-protected is no reason not to read. */
int library_open_whole(struct session *s, struct err *e)
{
    struct err ignored = {0};

    if (access(s->library, W_OK) == 0 &&
        store_open(&s->store, s->library, STORE_WRITE, &ignored) == 0)
        return 0;
    return store_open(&s->store, s->library, STORE_READ, e);
}
