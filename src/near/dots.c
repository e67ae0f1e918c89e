/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dot products of bytes: for AVX2, for SSE2, and in plain C. */
#include "near/dots.h"

void dots_plain(size_t stride, const uint8_t *restrict x, size_t n,
                const uint8_t *restrict y, int32_t *restrict out)
{
    for (size_t i = 0; i < n; i++) {
        const uint8_t *row = y + i * stride;
        int32_t sum = 0;

        for (size_t k = 0; k < stride; k++)
            sum += x[k] * row[k];
        out[i] = sum;
    }
}

#if defined(__x86_64__) && !defined(DOTS_ONLY_PLAIN)
#include <immintrin.h>

/*
 * Bytes become 16-bit numbers, whose products are added in pairs (pmaddwd): compilers do
 * not find that in the loop above, and take 4 times as long (tests/bench/near).
 */
#define AVX2        __attribute__((target("avx2")))
#define INLINE(isa) static inline isa __attribute__((always_inline))
#define EMBEDDING   128 /* numbers of most: its x stays in registers */

/*
 * Rows are asked for so many bytes ahead: between two blocks of rows others compute, and
 * the processor would lose sight of what comes next. A scan of 10^6 rows takes an eighth
 * less time so.
 */
enum { AHEAD = 2048, LINE = 64 };

INLINE(AVX2) __m256i wide(const uint8_t *p)
{
    return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(const void *)p));
}

INLINE(AVX2) __m256i row_avx2(size_t stride, const __m256i *x, const uint8_t *row)
{
    __m256i a = _mm256_setzero_si256(), b = a;

    for (size_t k = 0; k < stride; k += DOTS_STEP) {
        const __m256i *at = x + k / 16;

        a = _mm256_add_epi32(a, _mm256_madd_epi16(at[0], wide(row + k)));
        b = _mm256_add_epi32(b, _mm256_madd_epi16(at[1], wide(row + k + 16)));
    }
    return _mm256_add_epi32(a, b);
}

INLINE(AVX2)
void rows_avx2(size_t stride, const __m256i *x, size_t n, const uint8_t *y, int32_t *out)
{
    size_t i = 0;

    for (; i + 4 <= n; i += 4) {
        const uint8_t *row = y + i * stride;
        const __m256i ab = _mm256_hadd_epi32(row_avx2(stride, x, row),
                                             row_avx2(stride, x, row + stride));
        const __m256i cd = _mm256_hadd_epi32(row_avx2(stride, x, row + 2 * stride),
                                             row_avx2(stride, x, row + 3 * stride));
        const __m256i all = _mm256_hadd_epi32(ab, cd);

        for (size_t k = 0; k < 4 * stride; k += LINE)
            _mm_prefetch((const char *)row + AHEAD + k, _MM_HINT_T0);

        _mm_storeu_si128(
            (__m128i *)(void *)(out + i),
            _mm_add_epi32(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1)));
    }
    for (; i < n; i++) {
        int32_t lane[8];

        _mm256_storeu_si256((__m256i *)(void *)lane, row_avx2(stride, x, y + i * stride));
        out[i] =
            lane[0] + lane[1] + lane[2] + lane[3] + lane[4] + lane[5] + lane[6] + lane[7];
    }
}

AVX2 static void dots_avx2(size_t stride, const uint8_t *x, size_t n, const uint8_t *y,
                           int32_t *out)
{
    __m256i w[DOTS_MAX / 16];

    for (size_t k = 0; k < stride; k += 16)
        w[k / 16] = wide(x + k);
    if (stride == EMBEDDING)
        rows_avx2(EMBEDDING, w, n, y, out);
    else
        rows_avx2(stride, w, n, y, out);
}

/* What every x86-64 has. x is widened as it comes. */
INLINE() __m128i row_sse2(size_t stride, const uint8_t *x, const uint8_t *row)
{
    const __m128i zero = _mm_setzero_si128();
    __m128i sum = zero;

    for (size_t k = 0; k < stride; k += 16) {
        const __m128i a = _mm_loadu_si128((const __m128i *)(const void *)(x + k));
        const __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(row + k));

        sum = _mm_add_epi32(
            sum, _mm_madd_epi16(_mm_unpacklo_epi8(a, zero), _mm_unpacklo_epi8(b, zero)));
        sum = _mm_add_epi32(
            sum, _mm_madd_epi16(_mm_unpackhi_epi8(a, zero), _mm_unpackhi_epi8(b, zero)));
    }
    return sum;
}

static void dots_sse2(size_t stride, const uint8_t *x, size_t n, const uint8_t *y,
                      int32_t *out)
{
    for (size_t i = 0; i < n; i++) {
        int32_t lane[4];

        _mm_storeu_si128((__m128i *)(void *)lane, row_sse2(stride, x, y + i * stride));
        out[i] = lane[0] + lane[1] + lane[2] + lane[3];
    }
}

void dots(size_t stride, const uint8_t *restrict x, size_t n, const uint8_t *restrict y,
          int32_t *restrict out)
{
    if (__builtin_cpu_supports("avx2"))
        dots_avx2(stride, x, n, y, out);
    else
        dots_sse2(stride, x, n, y, out);
}
#else
void dots(size_t stride, const uint8_t *restrict x, size_t n, const uint8_t *restrict y,
          int32_t *restrict out)
{
    dots_plain(stride, x, n, y, out);
}
#endif
