/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKER_WIRE_H
#define WORKER_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/sound.h"

/*
 * The words that parent and worker speak over a SOCK_SEQPACKET pair, one
 * message each. Little-endian, one layout for each kind, no pointers.
 *
 * Request: u32 magic, u32 op, u64 ticket; then
 *   WIRE_ANALYSE   one descriptor of a regular file (SCM_RIGHTS), no more bytes
 *   WIRE_CLASSIFY  the bytes of a mel or embedding BLOB
 * Answer: u32 magic, u32 op, u64 ticket, u8 status; then
 *   not SOUND_OK           the error text, nothing else
 *   WIRE_ANALYSE, OK       every other field of struct sound, in its order, but of the
 *                          facets only those that facets_has()
 *   WIRE_CLASSIFY, OK      the verdict, and the embedding where it was made anew
 * A text is u16 length and bytes, a BLOB u32 length and bytes.
 *
 * A worker speaks first: WIRE_READY (the head alone, ticket 0) when its sandbox
 * stands; or the answer SOUND_FAILED to WIRE_READY, whose text says why not.
 */
enum wire_op { WIRE_READY = 1, WIRE_ANALYSE, WIRE_CLASSIFY };
enum { WIRE_MAX = 160 << 10, WIRE_HEAD = 16 }; /* bytes; fits the default socket buffer */

struct wire_head {
    enum wire_op op;
    uint64_t ticket; /* the parent's number for the file; the answer repeats it */
};

/* A sound that says only why there is none: all else zero or absent. */
void wire_failed(struct sound *out, enum sound_status status, const char *why);

void wire_put_head(struct buf *out, const struct wire_head *h); /* resets out */
int wire_get_head(struct wire_head *h, const uint8_t *data, size_t n, struct err *e);

/* Resets out. Text that the reader would refuse has '?' in the wrong places. */
void wire_put_answer(struct buf *out, const struct wire_head *h, const struct sound *s);

/*
 * Read an answer like a stranger's: exact length, enums, ranges, finite
 * numbers, texts that are valid UTF-8 without control characters, nodes below
 * `nodes`, BLOBs that pass blob_check() with the right kind and version; all
 * but an embedding are there when WIRE_ANALYSE went well. Fields that the message has not
 * are zero or absent. The BLOBs borrow from data. 0, or -1 ERR_FORMAT with *h and *s
 * unspecified: replace the worker.
 */
int wire_get_answer(struct wire_head *h, struct sound *s, size_t nodes,
                    const uint8_t *data, size_t n, struct err *e);

/*
 * One message with an optional descriptor (-1 = none). 0 sent, 1 would block
 * (a non-blocking socket that is full), -1 with *e set.
 */
int wire_send(int sock, const void *data, size_t n, int fd, struct err *e);

/*
 * One message: 0 and *n bytes of it (0 = the other side is gone); 1 would
 * block; -1 with *e set: longer than room, more than one descriptor, or the
 * system said no. *fd is the caller's to close, -1 if none came.
 */
int wire_receive(int sock, void *data, size_t room, size_t *n, int *fd, struct err *e);

#endif
