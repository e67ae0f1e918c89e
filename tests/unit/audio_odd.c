/* SPDX-License-Identifier: GPL-2.0-or-later */
/* audio/: files that are cut, wrapped in another format, or silent about their length. */
#include "decoded.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "audio/ogg.h"
#include "util/mem.h"
#include "util/rng.h"
#include "zoo_make.h"

/* Noise for `secs` seconds, of which the first half of the file's bytes is left. */
static struct audio read_half(int format, int secs)
{
    const size_t n = 8000 * (size_t)secs;
    float *x = mem_new(n, sizeof *x);
    struct audio a;
    struct buf b;
    struct rng r;

    rng_init(&r, 5);
    for (size_t i = 0; i < n; i++)
        x[i] = (float)rng_unit(&r) - 0.5f;
    b = zoo_slurp(zoo_floats(format, 8000, 1, x, n));
    a = read_fd(zoo_bytes(b.data, b.len / 2));
    buf_clear(&b);
    free(x);
    return a;
}

Test(decode, a_cut_file_is_as_long_as_what_is_left_of_it)
{
    static const struct {
        int format, secs;
    } cut[] = {
        {WAV16, 4},
        {WAV16, 40},
        {WAV16, 100},
        {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 4},
        {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 100},
        {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 30},
        {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 200},
        {SF_FORMAT_OGG | SF_FORMAT_OPUS, 100},
        {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 4},
        {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 100},
    };

    for (size_t i = 0; i < sizeof cut / sizeof cut[0]; i++) {
        struct audio a = read_half(cut[i].format, cut[i].secs);
        const double share = (double)a.frames / a.rate_hz / cut[i].secs;

        cr_expect(share > 0.35 && share < 0.6, "%x: %g of %d s", cut[i].format, share,
                  cut[i].secs);
        audio_free(&a);
    }
}

Test(decode, a_view_of_ogg_ends_with_the_last_whole_page)
{
    struct buf b =
        zoo_slurp(zoo_sound(SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 2, 20 * ZOO_FRAMES));
    const int fd = zoo_bytes(b.data, b.len);
    struct view *cut = ogg_view(fd, (int64_t)b.len - 1);

    cr_expect(!ogg_view(fd, (int64_t)b.len), "a whole file needs no view");
    cr_assert(cut);
    cr_expect(view_io.get_filelen(cut) < (int64_t)b.len - 1);
    cr_expect(memcmp(b.data + view_io.get_filelen(cut), "OggS", 4) == 0);
    view_free(cut);
    buf_clear(&b);
    close(fd);
}

Test(decode, vorbis_in_a_wave_file_is_the_vorbis_stream)
{
    const int tags[] = {0x674f, 0x676f, 1};

    for (size_t i = 0; i < 3; i++) {
        struct buf ogg = zoo_slurp(
                       zoo_sound(SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 1, ZOO_FRAMES)),
                   body = {0}, file = {0};
        struct audio a = {0};
        struct err e = {0};
        int fd;

        buf_bytes(&body, "WAVE", 4);
        zoo_fmt(&body, tags[i], 1, 44100, 16);
        zoo_chunk(&body, "data", ogg.data, ogg.len);
        zoo_chunk(&file, "RIFF", body.data, body.len);
        fd = zoo_keep(&file);
        if (audio_read(&a, fd, &e) == 0 && strcmp(a.format, "OGG VORBIS") == 0)
            cr_expect(a.frames == ZOO_FRAMES && tags[i] != 1);
        else
            cr_expect(tags[i] == 1, "%x: %s", tags[i], e.text);
        audio_free(&a);
        close(fd);
        buf_clear(&ogg);
        buf_clear(&body);
    }
}

/* Loud noise takes the most bits, silence the fewest: one frame tells nothing. */
static int vbr_mp3(bool with_xing)
{
    enum { RATE = 44100, N = 20 * RATE };
    SF_INFO info = {.format = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III,
                    .samplerate = RATE,
                    .channels = 1};
    const int fd = memfd_create("vbr", MFD_CLOEXEC);
    SNDFILE *f = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);
    int mode = SF_BITRATE_MODE_VARIABLE;
    float *x = mem_new(N, sizeof *x);
    struct buf b;
    int out;

    for (size_t i = 0; i < N; i++)
        x[i] = i < N / 4 ? (float)(i * 7919 % 1000) / 1000 - 0.5f : 0;
    sf_command(f, SFC_SET_BITRATE_MODE, &mode, sizeof mode);
    cr_assert(sf_writef_float(f, x, N) == N);
    sf_close(f);
    free(x);
    b = zoo_slurp(fd);
    for (size_t i = 0; !with_xing && i + 4 < 300; i++)
        if (memcmp(b.data + i, "Xing", 4) == 0)
            memcpy(b.data + i, "Nope", 4);
    out = zoo_bytes(b.data, b.len);
    buf_clear(&b);
    return out;
}

Test(decode, an_mp3_without_a_xing_header_is_read_to_its_end)
{
    struct audio with = read_fd(vbr_mp3(true)), without = read_fd(vbr_mp3(false));

    near((double)with.frames / with.rate_hz, 20, 0.005);
    near((double)without.frames / without.rate_hz, 20, 0.005);
    audio_free(&with);
    audio_free(&without);
}
