/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_SETTINGS_H
#define STORE_SETTINGS_H

#include "store/store.h"

/* Settings that a library remembers; one that was never put is "". */
int setting_put(struct store *s, const char *name, const char *value, struct err *e);
int setting_is(struct store *s, const char *name, const char *value,
               struct err *e); /* 1, 0, -1 */

#endif
