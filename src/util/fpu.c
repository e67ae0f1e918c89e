/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One floating-point mode for workers and training alike. */
#include "util/fpu.h"

#if defined(__SSE2__)
#include <immintrin.h>
void fpu_flush_denormals(void)
{
    enum { FTZ = 0x8000, DAZ = 0x0040 };

    _mm_setcsr(_mm_getcsr() | FTZ | DAZ);
}
#elif defined(__aarch64__)
void fpu_flush_denormals(void)
{
    unsigned long fpcr;

    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
    __asm__ volatile("msr fpcr, %0" : : "r"(fpcr | 1UL << 24));
}
#else
void fpu_flush_denormals(void) {}
#endif
