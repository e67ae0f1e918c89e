/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tempo of files: one line "BPM CONFIDENCE BEATS MS PATH" for each path read from
 * standard input, MS being the CPU time of it alone; and at the end, on
 * standard error, what part that is of decoding and describing.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "audio/decode.h"
#include "dsp/tempo.h"

static double cpu_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int main(void)
{
    static char path[4096];
    struct describe *d = describe_new();
    struct metre *m = metre_new();
    double floor_ms = 0.0, ours_ms = 0.0;

    while (fgets(path, sizeof path, stdin)) {
        struct audio a = {0};
        struct description all;
        struct tempo t;
        struct err e = {0};
        const double began = cpu_ms();
        double described, ended;
        int fd;

        path[strcspn(path, "\n")] = '\0';
        fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || audio_read(&a, fd, &e) != 0) {
            fprintf(stderr, "tempo: %s: %s\n", path, e.text);
            return 1;
        }
        close(fd);
        describe_run(d, a.x, a.n, a.rate_hz, &all);
        described = cpu_ms();
        metre_listen(m, &all, a.rate_hz, a.n, (double)a.frames / a.rate_hz);
        tempo_measure(m, &t);
        ended = cpu_ms();
        floor_ms += described - began;
        ours_ms += ended - described;
        printf("%.2f %.3f %d %.3f %s\n", (double)t.bpm, (double)t.confidence, t.beats,
               ended - described, path);
        audio_free(&a);
    }
    fprintf(stderr, "tempo takes %.3f of decoding and describing\n", ours_ms / floor_ms);
    metre_free(m);
    describe_free(d);
    return 0;
}
