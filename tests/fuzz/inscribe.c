/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a sound that gets tags: what takes them once is the same twice. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/inscribe.h"
#include "util/clone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct inscription tags = {.genre = "drums.kick",
                                        .comment = INSCRIBE_MARK "caf\xc3\xa9",
                                        .key = "Am",
                                        .bpm = 119.96};

static int empty(void)
{
    const int fd = memfd_create("inscribe", MFD_CLOEXEC);

    if (fd < 0)
        abort();
    return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int from = empty(), once = empty(), twice = empty();
    struct err e = {0};
    enum inscribe_end end;
    struct stat st;

    if (size && write(from, data, size) != (ssize_t)size)
        abort();
    end = inscribe(from, once, &tags, &e);
    if (fstat(once, &st) != 0)
        abort();
    if (end == INSCRIBED) {
        if (st.st_size <= 12 || inscribe(once, twice, &tags, &e) != INSCRIBED ||
            clone_same(once, twice, &e) != 1)
            abort();
    } else if (end != INSCRIBE_REFUSED || st.st_size != 0 || !*e.text) {
        abort();
    }
    close(from);
    close(once);
    close(twice);
    return 0;
}
