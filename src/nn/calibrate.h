/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_CALIBRATE_H
#define NN_CALIBRATE_H

#include <stddef.h>

#include "nn/model.h"

/*
 * Make confidences mean what they say, from rows that training has not seen.
 * Source of the temperature: Guo et al., On Calibration of Modern Neural Networks,
 * ICML 2017.
 */

/*
 * The temperature from 0.05 to 20 that makes z / temperature likeliest.
 * z (N, C)  weight (N): rows that each counts for; NULL = one.
 */
float calibrate_temperature(size_t N, size_t C, const float *z, const int *truth,
                            const double *weight);

/*
 * Fill m's temperatures and thresholds from logits: the lowest thresholds at which
 * published leaves are right in 90 of 100 rows, published parents in 93 and published
 * forms in 98, and that not by luck: the lower end of a 95 % confidence interval is
 * there. With weights, rows are of sources that the nets that judge them left out, which
 * are weaker than m: then the share itself is there. MODEL_NEVER where none is, as with a
 * handful of rows.
 * leaf (N, m->leaves)  truth (N)  form (N, FORM_COUNT)  form_truth (N), -1 = not known.
 * weight (N) as above.
 */
void calibrate(struct model *m, size_t N, const float *leaf, const int *truth,
               const float *form, const int *form_truth, const double *weight);

#endif
