/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_H
#define NEAR_H
#include <criterion/criterion.h>
#include <math.h>
/* |a - b| within a relative tolerance, with both numbers in the message. */
#define near(a, b, tol)                                                                  \
    cr_expect(fabs((double)(a) - (double)(b)) <= (tol) * (1.0 + fabs((double)(b))),      \
              #a " = %g, want %g", (double)(a), (double)(b))
#endif
