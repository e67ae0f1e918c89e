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
 * message each. Little-endian, fixed layout, no pointers.
 *
 * Request: u32 magic, u32 op, u64 ticket; then
 *   WIRE_ANALYSE   one descriptor of a regular file (SCM_RIGHTS), no more bytes
 *   WIRE_CLASSIFY  the bytes of a mel BLOB
 * Answer: u32 magic, u32 op, u64 ticket, struct sound field by field.
 * A worker says WIRE_READY once (u32 magic, u32 op, u64 0) when its sandbox stands.
 */
enum wire_op { WIRE_READY = 1, WIRE_ANALYSE, WIRE_CLASSIFY };
enum { WIRE_MAX = 160 << 10, WIRE_HEAD = 16 }; /* bytes; fits the default socket buffer */

struct wire_head {
    enum wire_op op;
    uint64_t ticket; /* the parent's number for the file; the answer repeats it */
};

void wire_put_head(struct buf *out, const struct wire_head *h); /* resets out */
int wire_get_head(struct wire_head *h, const uint8_t *data, size_t n, struct err *e);

void wire_put_answer(struct buf *out, const struct wire_head *h, const struct sound *s);

/*
 * Read an answer like a stranger's: exact length, enums, ranges, finite
 * numbers, texts that are valid UTF-8 without control characters, nodes below
 * `nodes`, BLOBs that pass blob_check() with the right kind and version.
 * s->mel and s->descriptor borrow from data. 0, or -1 ERR_FORMAT: replace the worker.
 */
int wire_get_answer(struct wire_head *h, struct sound *s, size_t nodes,
                    const uint8_t *data, size_t n, struct err *e);

/* One message with an optional descriptor (-1 = none). 0 sent, 1 would block, -1 *e set.
 */
int wire_send(int sock, const void *data, size_t n, int fd, struct err *e);
/* n bytes read (0 = the other side is gone); -1 with *e set. *fd is -1 if none came. */
int wire_receive(int sock, void *data, size_t room, size_t *n, int *fd, struct err *e);

#endif
