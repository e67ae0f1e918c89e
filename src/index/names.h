/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_NAMES_H
#define INDEX_NAMES_H

#include <stdbool.h>

/* Directories never entered: hidden ones, @eaDir, __MACOSX. */
bool name_skips_dir(const char *name);

/*
 * Files worth opening: an extension of audio (also of formats that we can only
 * call unsupported), not hidden, no AppleDouble, no partial download. What the
 * file really holds is for the decoder to say.
 */
bool name_is_audio(const char *name);

#endif
