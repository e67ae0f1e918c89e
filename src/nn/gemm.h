/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_GEMM_H
#define NN_GEMM_H

#include <stddef.h>
#include <stdint.h>

enum gemm_form { GEMM_PLAIN, GEMM_TRANSPOSED };

/*
 * C = op(A) op(B) + beta C, row-major.
 * op(A) (M, K)  op(B) (K, N)  C (M, N); lda, ldb and ldc are floats from row to row of
 * A, B and C as they lie in memory. One thread; the same bits on one machine.
 */
void gemm(enum gemm_form of_a, enum gemm_form of_b, size_t M, size_t N, size_t K,
          const float *A, size_t lda, const float *B, size_t ldb, float beta, float *C,
          size_t ldc);

/* From now on, add the time that products of this thread take to *spent_ns, which is
 * borrowed; NULL: no longer. */
void gemm_time(int64_t *spent_ns);

/*
 * Before the first gemm() of a process: keep the library to one thread, and have it
 * take its working memory now, while the process may still ask for it.
 */
void gemm_start(void);

#endif
