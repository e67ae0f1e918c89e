/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_TAXONOMY_DATA_H
#define LEARN_TAXONOMY_DATA_H

#include <stddef.h>

/* models/taxonomy.csv as the build found it. */
extern const unsigned char taxonomy_data[];
extern const size_t taxonomy_data_len;

#endif
