/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sound files for tests of the server: `sounds DIR NAME...` makes those of
 * tests/data/zoo.csv, and hour.flac, an hour of silence in few bytes. */
#include <fcntl.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/buf.h"
#include "zoo_make.h"

enum { RATE = 44100, BLOCK = 65536 };

static int make_hour(const char *path)
{
    static const short silence[BLOCK];
    SF_INFO info = {
        .samplerate = RATE, .channels = 1, .format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16};
    SNDFILE *f = sf_open(path, SFM_WRITE, &info);
    sf_count_t left = (sf_count_t)3600 * RATE;

    while (f && left > 0) {
        const sf_count_t n = left < BLOCK ? left : BLOCK;

        if (sf_writef_short(f, silence, n) != n)
            break;
        left -= n;
    }
    return f && sf_close(f) == 0 && left == 0 ? 0 : -1;
}

static int make(const char *path, const char *name)
{
    struct buf bytes = {0};
    const int fd = zoo_make(name);
    FILE *f = fd < 0 ? NULL : fopen(path, "wb");
    int rc = -1;

    if (f) {
        bytes = zoo_slurp(fd);
        rc = fwrite(bytes.data, 1, bytes.len, f) == bytes.len ? 0 : -1;
        rc = fclose(f) == 0 ? rc : -1;
    }
    buf_clear(&bytes);
    return rc;
}

int main(int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        char path[4096];

        snprintf(path, sizeof path, "%s/%s", argv[1], argv[i]);
        if (strcmp(argv[i], "hour.flac") == 0 ? make_hour(path) : make(path, argv[i])) {
            fprintf(stderr, "sounds: cannot make %s\n", path);
            return 1;
        }
    }
    return 0;
}
