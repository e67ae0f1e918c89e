/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A body that is a sound: a sealed file in memory. */
#include "serve/upload.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int upload_open(void)
{
    return memfd_create("sampledb upload", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

int upload_add(int fd, const void *data, size_t n)
{
    const char *at = data;

    while (n > 0) {
        const ssize_t k = write(fd, at, n);

        if (k < 0 && errno != EINTR)
            return -1;
        if (k > 0) {
            at += k;
            n -= (size_t)k;
        }
    }
    return 0;
}

int upload_seal(int fd)
{
    if (lseek(fd, 0, SEEK_SET) != 0)
        return -1;
    return fcntl(fd, F_ADD_SEALS,
                 F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
}
