/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_BLOB_H
#define UTIL_BLOB_H

#include "util/buf.h"
#include "util/err.h"

/*
 * The envelope of every feature BLOB: what kind, which version, is it whole.
 *
 *    0  "SDBF"
 *    4  u16 kind
 *    6  u16 version of the kind
 *    8  u32 payload_len
 *   12  u32 raw_len, bytes after inflating
 *   16  u32 CRC-32 (zlib's) of bytes 0 to 15 and of the payload
 *   20  payload
 *
 * The payload is zlib data when payload_len != raw_len, else the raw bytes, as an
 * embedding always is: whoever has very many to read finds them as they are. Integers are
 * little-endian.
 */
enum blob_kind {
    BLOB_MEL = 1,
    BLOB_DESCRIPTOR = 2,
    BLOB_EMBEDDING = 3,
    BLOB_PEAKS = 4,
    BLOB_KINDS
};

enum {
    BLOB_MEL_VERSION = 1,
    BLOB_DESCRIPTOR_VERSION = 2,
    BLOB_EMBEDDING_VERSION = 1,
    BLOB_PEAKS_VERSION = 1,
    BLOB_HEAD = 20,        /* bytes before the payload */
    BLOB_MAX_RAW = 1 << 20 /* bytes; more is refused, whatever the header says */
};

struct blob_head {
    unsigned kind, version;
    size_t payload_len, raw_len;
};

/* zlib's CRC-32 of n more bytes after those that gave `crc`; 0 to begin with. */
uint32_t blob_crc(uint32_t crc, const void *data, size_t n);

const char *blob_kind_name(unsigned kind); /* "mel", ...; NULL if unknown */
unsigned blob_kind_version(unsigned kind); /* the version that this program writes */

/* Reuses one zlib stream over many BLOBs: one per worker. */
struct blob_packer;
struct blob_packer *blob_packer_new(void); /* never NULL */
void blob_packer_free(struct blob_packer *p);

/* Append the envelope of raw[0..n) to *out; compressed where that is smaller, but for an
 * embedding. */
void blob_pack(struct blob_packer *p, enum blob_kind kind, const void *raw, size_t n,
               struct buf *out);

/*
 * Check lengths and CRC without inflating. 0, or -1:
 * ERR_FORMAT  not an envelope, cut short, damaged
 * ERR_LIMIT   raw_len over BLOB_MAX_RAW
 * An unknown kind or version is not an error: the caller compares *head.
 */
int blob_check(struct blob_head *head, const void *data, size_t n, struct err *e);

/* blob_check(), then put the raw bytes into *out (reset first). */
int blob_unpack(struct blob_head *head, const void *data, size_t n, struct buf *out,
                struct err *e);

#endif
