/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_BASE64_H
#define UTIL_BASE64_H

#include "util/buf.h"

/* Bytes as text that any mail or JSON lets through: RFC 4648, section 4, with padding. */
void base64_write(struct buf *out, const void *data, size_t n);

/* The bytes again, added to *out. 0; -1, *out as it was: only what base64_write() gives
 * for some bytes is taken. */
int base64_read(struct buf *out, const char *text, size_t n);

#endif
