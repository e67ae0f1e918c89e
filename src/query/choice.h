/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef QUERY_CHOICE_H
#define QUERY_CHOICE_H

#include <stdbool.h>

#include "query/facet.h"

/* Is it one of the facet's words? Then it is put into lower case. */
bool choice_read(const struct facet *f, char *value);

/* Is it a key? Then it is put into its plain form, which is no longer: "a minor" is "Am",
 * "8a" is "8A". */
bool choice_read_key(char *value);

#endif
