/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_PLOTS_DATA_H
#define LEARN_PLOTS_DATA_H

#include <stddef.h>

/* src/learn/plots.gp, which draws a report, as the build found it. */
extern const unsigned char plots_data[];
extern const size_t plots_data_len;

#endif
