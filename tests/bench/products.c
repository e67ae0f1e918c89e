/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matrix products, noted down and done again. */
#include "products.h"

#include <stdbool.h>
#include <stdlib.h>

#include "nn/dense.h"
#include "nn/gemm.h"
#include "util/mem.h"

/* A call of gemm(), with the operands it had. */
struct gemm_call {
    enum gemm_form of_a, of_b;
    size_t M, N, K, lda, ldb, ldc;
    const float *A, *B;
    float beta, *C;
};

/* A call of dense_forward(), alike. */
struct dense_call {
    size_t N, I, O;
    const float *x, *W, *b;
    float *y;
};

static struct {
    bool noting;
    struct gemm_call *gemm;
    size_t gemms, gemm_room;
    struct dense_call *dense;
    size_t denses, dense_room;
    double flop;
} notes;

/* NOLINTBEGIN(bugprone-reserved-identifier): the names are the linker's. */
void __real_gemm(enum gemm_form of_a, enum gemm_form of_b, size_t M, size_t N, size_t K,
                 const float *A, size_t lda, const float *B, size_t ldb, float beta,
                 float *C, size_t ldc);
void __wrap_gemm(enum gemm_form of_a, enum gemm_form of_b, size_t M, size_t N, size_t K,
                 const float *A, size_t lda, const float *B, size_t ldb, float beta,
                 float *C, size_t ldc);
void __real_dense_forward(size_t N, size_t I, size_t O, const float *x, const float *W,
                          const float *b, float *y);
void __wrap_dense_forward(size_t N, size_t I, size_t O, const float *x, const float *W,
                          const float *b, float *y);
/* NOLINTEND(bugprone-reserved-identifier) */

void __wrap_gemm(enum gemm_form of_a, enum gemm_form of_b, size_t M, size_t N, size_t K,
                 const float *A, size_t lda, const float *B, size_t ldb, float beta,
                 float *C, size_t ldc)
{
    __real_gemm(of_a, of_b, M, N, K, A, lda, B, ldb, beta, C, ldc);
    if (!notes.noting)
        return;
    notes.flop += 2.0 * (double)M * (double)N * (double)K;
    notes.gemm = mem_more(notes.gemm, notes.gemms, &notes.gemm_room, sizeof *notes.gemm);
    notes.gemm[notes.gemms++] =
        (struct gemm_call){of_a, of_b, M, N, K, lda, ldb, ldc, A, B, beta, C};
}

void __wrap_dense_forward(size_t N, size_t I, size_t O, const float *x, const float *W,
                          const float *b, float *y)
{
    __real_dense_forward(N, I, O, x, W, b, y);
    if (!notes.noting)
        return;
    notes.flop += 2.0 * (double)N * (double)I * (double)O;
    notes.dense =
        mem_more(notes.dense, notes.denses, &notes.dense_room, sizeof *notes.dense);
    notes.dense[notes.denses++] = (struct dense_call){N, I, O, x, W, b, y};
}

void products_note(void (*work)(void *arg), void *arg)
{
    work(arg);
    notes.gemms = notes.denses = 0;
    notes.flop = 0.0;
    notes.noting = true;
    work(arg);
    notes.noting = false;
}

size_t products_gemms(void) { return notes.gemms; }

double products_flop(void) { return notes.flop; }

void products_gemm(void)
{
    for (size_t i = 0; i < notes.gemms; i++) {
        const struct gemm_call *c = &notes.gemm[i];

        __real_gemm(c->of_a, c->of_b, c->M, c->N, c->K, c->A, c->lda, c->B, c->ldb,
                    c->beta, c->C, c->ldc);
    }
}

void products_dense(void)
{
    for (size_t i = 0; i < notes.denses; i++) {
        const struct dense_call *c = &notes.dense[i];

        __real_dense_forward(c->N, c->I, c->O, c->x, c->W, c->b, c->y);
    }
}

void products_clear(void)
{
    free(notes.gemm);
    free(notes.dense);
}
