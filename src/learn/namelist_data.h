/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_NAMELIST_DATA_H
#define LEARN_NAMELIST_DATA_H

#include <stddef.h>

/* models/names.csv as the build found it. */
extern const unsigned char namelist_data[];
extern const size_t namelist_data_len;

#endif
