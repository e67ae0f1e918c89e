/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows that were not found at their place, until it is known whether they moved. */
#include "index/gone.h"

void gone_clear(struct gone *g)
{
    ids_clear(&g->file);
    ids_clear(&g->dir);
    ids_clear(&g->moved);
}
