/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_FPU_H
#define UTIL_FPU_H

/*
 * Treat denormal floats as zero on this thread (FTZ and DAZ): they slow an FFT
 * by 1.4 and carry no sound. Workers and training both call it, so that they
 * compute the same numbers. A no-op where the processor has no such mode.
 */
void fpu_flush_denormals(void);

#endif
