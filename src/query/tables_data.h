/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef QUERY_TABLES_DATA_H
#define QUERY_TABLES_DATA_H

#include <stddef.h>

/* models/synonyms.csv, models/map-bst.csv and models/map-ucs.csv as the build found them.
 */
extern const unsigned char synonyms_data[], map_bst_data[], map_ucs_data[];
extern const size_t synonyms_data_len, map_bst_data_len, map_ucs_data_len;

#endif
