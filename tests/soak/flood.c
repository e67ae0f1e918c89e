/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many files in no time: flood COUNT DIR FILE..., COUNT hard links to FILEs in turn. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char path[4096];

    if (argc < 4) {
        fprintf(stderr, "flood COUNT DIR FILE...\n");
        return 2;
    }
    for (long i = 0, n = strtol(argv[1], NULL, 10); i < n; i++) {
        snprintf(path, sizeof path, "%s/flood %07ld.wav", argv[2], i);
        if (link(argv[3 + i % (argc - 3)], path) != 0) {
            perror(path);
            return 1;
        }
    }
    return 0;
}
