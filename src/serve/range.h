/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_RANGE_H
#define SERVE_RANGE_H

#include <stdint.h>

/*
 * The field Range of a request for `size` bytes (RFC 9110, 14.2), one range of bytes:
 * 1: *from and *len, within the size; 0: all of it is to be sent (NULL, other units,
 * several ranges, nonsense); -1: there is nothing at that place.
 */
int range_read(const char *text, int64_t size, int64_t *from, int64_t *len);

#endif
