/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PRODUCTS_H
#define PRODUCTS_H

#include <stddef.h>

/*
 * The matrix products of some work, noted down as they happen, to be done again alone.
 * The linker sends calls of gemm() and dense_forward() through here: programs with it are
 * linked with -Wl,--wrap=gemm,--wrap=dense_forward. One work at a time.
 */

/* Do it twice, and note the products of the second time: memory has grown by then, and
 * operands stay where they are. */
void products_note(void (*work)(void *arg), void *arg);

size_t products_gemms(void); /* noted calls of gemm() */
double products_flop(void);  /* a multiplication and an addition are two */

/* The noted calls once more, with the operands they had: of gemm(), of dense_forward().
 */
void products_gemm(void);
void products_dense(void);

void products_clear(void);

#endif
