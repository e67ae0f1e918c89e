/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_MAP_H
#define SERVE_MAP_H

#include "serve/call.h"

/*
 * GET /v1/map and /v1/map/categories: where every sample lies, and what the numbers of
 * categories mean. Their ETag changes with the map and with the library, so that to look
 * again costs nothing where nothing has changed.
 *
 * The map, little-endian:
 *
 *    0  "SDBM"
 *    4  u32 1
 *    8  u32 n
 *   12  u32 0
 *   16  f32 the least x, the least y, the greatest x, the greatest y, in units of the
 *       layout: two sounds that are alike are about a half of one apart
 *   32  n times: u32 sample (they ascend), u16 x, u16 y (0 and 65535 are the bounds),
 *       u16 category, 0 = unsure, u16 flags, 1 = a loop
 */
enum { MAP_VERSION = 1, MAP_COUNT = 8, MAP_HEAD = 32, MAP_POINT = 12, MAP_LOOP = 1 };

call_handler map_get, map_get_categories;

#endif
