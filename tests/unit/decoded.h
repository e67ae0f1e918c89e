/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file decoded, for tests that expect no failure. */
#ifndef DECODED_H
#define DECODED_H

#include "near.h"

#include <sndfile.h>
#include <unistd.h>

#include "audio/decode.h"

enum { WAV16 = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };

/* Decode and close fd; a failure fails the test. */
static inline struct audio read_fd(int fd)
{
    struct audio a = {0};
    struct err e = {0};

    cr_assert(audio_read(&a, fd, &e) == 0, "%s", e.text);
    close(fd);
    return a;
}

#endif
