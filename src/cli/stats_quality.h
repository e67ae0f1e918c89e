/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_STATS_QUALITY_H
#define CLI_STATS_QUALITY_H

#include "store/quality.h"

/* How models do in use, as stats shows it: the trend over model versions, and a hint
 * where it points down. Prints nothing where nobody has judged any. */
void quality_print(const struct qualities *q);

#endif
