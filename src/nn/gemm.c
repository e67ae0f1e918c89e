/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matrix products, by the BLAS. */
#include "nn/gemm.h"

#include <cblas.h>

#include "util/clock.h"

static CBLAS_TRANSPOSE form_of(enum gemm_form f)
{
    return f == GEMM_TRANSPOSED ? CblasTrans : CblasNoTrans;
}

static _Thread_local int64_t *time_spent; /* whom gemm_time() named */

void gemm_time(int64_t *spent_ns) { time_spent = spent_ns; }

void gemm(enum gemm_form of_a, enum gemm_form of_b, size_t M, size_t N, size_t K,
          const float *A, size_t lda, const float *B, size_t ldb, float beta, float *C,
          size_t ldc)
{
    const int64_t start_ns = time_spent ? clock_ns() : 0;

    cblas_sgemm(CblasRowMajor, form_of(of_a), form_of(of_b), (blasint)M, (blasint)N,
                (blasint)K, 1.0f, A, (blasint)lda, B, (blasint)ldb, beta, C,
                (blasint)ldc);
    if (time_spent)
        *time_spent += clock_ns() - start_ns;
}

/* Large enough that no way around the library's buffer is taken. */
enum { WARM = 256 };

void gemm_start(void)
{
    static float a[WARM * WARM], c[WARM * WARM];

    openblas_set_num_threads(1);
    gemm(GEMM_PLAIN, GEMM_PLAIN, WARM, WARM, WARM, a, WARM, a, WARM, 0.0f, c, WARM);
}
