/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growing bytes, and bounded little-endian reads and writes. */
#include "util/buf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

static uint64_t get_le(const uint8_t *p, size_t n)
{
    uint64_t v = 0;

    for (size_t i = n; i-- > 0;)
        v = v << 8 | p[i];
    return v;
}

static void put_le(struct buf *b, uint64_t v, size_t n)
{
    buf_reserve(b, n);
    for (size_t i = 0; i < n; i++)
        b->data[b->len++] = (uint8_t)(v >> (8 * i));
}

static uint64_t take_le(struct cur *c, size_t n)
{
    const uint8_t *p = cur_bytes(c, n);

    return p ? get_le(p, n) : 0;
}

void buf_clear(struct buf *b)
{
    free(b->data);
    *b = (struct buf){0};
}

void buf_reset(struct buf *b) { b->len = 0; }

void buf_reserve(struct buf *b, size_t more)
{
    if (b->cap - b->len >= more)
        return;
    b->cap = (b->len + more) * 2;
    b->data = mem_grow(b->data, b->cap, 1);
}

void buf_bytes(struct buf *b, const void *p, size_t n)
{
    if (n == 0)
        return;
    buf_reserve(b, n);
    memcpy(b->data + b->len, p, n);
    b->len += n;
}

void buf_u8(struct buf *b, uint8_t v) { put_le(b, v, 1); }
void buf_u16(struct buf *b, uint16_t v) { put_le(b, v, 2); }
void buf_u32(struct buf *b, uint32_t v) { put_le(b, v, 4); }
void buf_u64(struct buf *b, uint64_t v) { put_le(b, v, 8); }

void buf_f32(struct buf *b, float v)
{
    uint32_t bits;

    memcpy(&bits, &v, sizeof bits);
    put_le(b, bits, 4);
}

enum { HALF_BITS = 10, HALF_LEAST = -14 /* exponent of the least with a leading one */ };

void buf_f16(struct buf *b, float v)
{
    const uint16_t sign = signbit(v) ? 0x8000 : 0;
    const float most = 65504.0f, size = fminf(fabsf(v), most);
    int exponent = size > 0 ? ilogbf(size) : HALF_LEAST;
    uint16_t steps;

    if (exponent < HALF_LEAST)
        exponent = HALF_LEAST;
    /* With its leading one, which adds itself to the exponent; so does what it rounds to.
     */
    steps = (uint16_t)lrintf(ldexpf(size, HALF_BITS - exponent));
    put_le(b, sign | (uint16_t)(steps + ((exponent - HALF_LEAST) << HALF_BITS)), 2);
}

struct cur cur_over(const void *p, size_t n) { return (struct cur){.p = p, .left = n}; }

const uint8_t *cur_bytes(struct cur *c, size_t n)
{
    const uint8_t *p = c->p;

    if (c->bad || c->left < n) {
        c->bad = true;
        return NULL;
    }
    c->p += n;
    c->left -= n;
    return p;
}

void cur_copy(struct cur *c, void *to, size_t n)
{
    const uint8_t *p = cur_bytes(c, n);

    if (p)
        memcpy(to, p, n);
    else
        memset(to, 0, n);
}

uint8_t cur_u8(struct cur *c) { return (uint8_t)take_le(c, 1); }
uint16_t cur_u16(struct cur *c) { return (uint16_t)take_le(c, 2); }
uint32_t cur_u32(struct cur *c) { return (uint32_t)take_le(c, 4); }
uint64_t cur_u64(struct cur *c) { return take_le(c, 8); }

float cur_f32(struct cur *c)
{
    const uint32_t bits = cur_u32(c);
    float v;

    memcpy(&v, &bits, sizeof v);
    return v;
}

float cur_f16(struct cur *c)
{
    const uint16_t bits = cur_u16(c);
    const int field = (bits >> HALF_BITS) & 31, least = field ? field - 1 : 0;
    const int steps = (bits & 1023) | (field ? 1024 : 0);
    const float size = field == 31 ? (bits & 1023 ? NAN : INFINITY)
                                   : ldexpf((float)steps, HALF_LEAST - HALF_BITS + least);

    return bits & 0x8000 ? -size : size;
}
