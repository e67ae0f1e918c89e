/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_BUF_H
#define UTIL_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Growing bytes, written little-endian. {0} is an empty buffer.
 * Invariant: len <= cap; data is NULL only while cap is 0.
 */
struct buf {
    uint8_t *data; /* owned, buf_clear() */
    size_t len, cap;
};

void buf_clear(struct buf *b); /* frees */
void buf_reset(struct buf *b); /* empty again, keeps the memory */
void buf_reserve(struct buf *b, size_t more);
void buf_bytes(struct buf *b, const void *p, size_t n);
void buf_u8(struct buf *b, uint8_t v);
void buf_u16(struct buf *b, uint16_t v);
void buf_u32(struct buf *b, uint32_t v);
void buf_u64(struct buf *b, uint64_t v);
void buf_f32(struct buf *b, float v);
/* IEEE 754 half precision, rounded to the nearest: 11 bits, 6e-8 to 65504. What is beyond
 * that becomes the nearest of it; v is finite. */
void buf_f16(struct buf *b, float v);

/*
 * A bounded reader over borrowed bytes. A read past the end gives 0, moves
 * nothing and sets `bad` for good, so callers may check once, at the end.
 */
struct cur {
    const uint8_t *p;
    size_t left;
    bool bad;
};

struct cur cur_over(const void *p, size_t n);
const uint8_t *cur_bytes(struct cur *c, size_t n); /* NULL when short */
void cur_copy(struct cur *c, void *to, size_t n);  /* zeroes `to` when short */
uint8_t cur_u8(struct cur *c);
uint16_t cur_u16(struct cur *c);
uint32_t cur_u32(struct cur *c);
uint64_t cur_u64(struct cur *c);
float cur_f32(struct cur *c);
float cur_f16(struct cur *c);

#endif
