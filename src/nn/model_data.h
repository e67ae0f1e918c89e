/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_MODEL_DATA_H
#define NN_MODEL_DATA_H

#include <stddef.h>

/* models/base.safetensors as the build found it; length 0 where there was none. */
extern const unsigned char model_data[];
extern const size_t model_data_len;

#endif
