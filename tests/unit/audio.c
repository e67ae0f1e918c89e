/* SPDX-License-Identifier: GPL-2.0-or-later */
/* audio/decode: bytes to samples, and what their hash depends on. */
#include "decoded.h"

#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/mem.h"
#include "zoo_make.h"

static bool same_hash(int one, int other)
{
    struct audio a = read_fd(one), b = read_fd(other);
    const bool same = memcmp(a.hash, b.hash, AUDIO_HASH) == 0;

    audio_free(&a);
    audio_free(&b);
    return same;
}

Test(decode, stereo_is_averaged)
{
    const float x[6] = {0.5f, 0.25f, -0.5f, 0, 0.125f, 0.125f};
    struct audio a = read_fd(zoo_floats(WAV16, 44100, 2, x, 3));

    cr_assert(a.n == 3 && a.frames == 3 && a.channels == 2 && a.rate_hz == 44100);
    cr_expect_str_eq(a.format, "WAV PCM 16");
    near(a.x[0], 0.375, 1e-4);
    near(a.x[1], -0.25, 1e-4);
    near(a.x[2], 0.125, 1e-4);
    audio_free(&a);
}

Test(decode, many_channels_are_averaged)
{
    const float x[8] = {0.5f, 0.25f, 0.25f, 0, -0.5f, -0.5f, 0.5f, 0.25f};
    struct audio a = read_fd(zoo_floats(WAV16, 8000, 4, x, 2));

    near(a.x[0], 0.25, 1e-4);
    near(a.x[1], -0.0625, 1e-4);
    audio_free(&a);
}

/* Right is `gain` times left. */
static float peak_of_pair(float gain)
{
    enum { N = 9000 };
    float *x = mem_new(2 * N, sizeof *x), peak = 0;
    struct audio a;

    for (size_t i = 0; i < N; i++) {
        x[2 * i] = 0.5f * sinf(0.05f * (float)i);
        x[2 * i + 1] = gain * x[2 * i];
    }
    a = read_fd(zoo_floats(SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 2, x, N));
    cr_assert(a.n == N);
    for (size_t i = 0; i < N; i++)
        peak = fmaxf(peak, fabsf(a.x[i]));
    audio_free(&a);
    free(x);
    return peak;
}

Test(decode, channels_that_cancel_give_the_loudest_one)
{
    near(peak_of_pair(-1), 0.5, 1e-3);
    near(peak_of_pair(-1.01f), 0.505, 1e-3);
    near(peak_of_pair(-0.5f), 0.125, 1e-3); /* far from cancelling: the mean */
    near(peak_of_pair(1), 0.5, 1e-3);
}

Test(decode, nan_and_infinity_are_silence)
{
    const float x[4] = {NAN, 0.5f, -INFINITY, INFINITY};
    struct audio a = read_fd(zoo_floats(SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, x, 4));

    cr_assert(a.n == 4);
    cr_expect(a.x[0] == 0 && a.x[1] == 0.5f && a.x[2] == 0 && a.x[3] == 0);
    audio_free(&a);
}

Test(decode, the_hash_is_of_the_sound_not_of_the_file)
{
    enum { N = 30000 };
    static const int same[] = {
        SF_FORMAT_FLAC | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_24,
        SF_FORMAT_AIFF | SF_FORMAT_PCM_16, SF_FORMAT_AIFF | SF_FORMAT_PCM_24,
        SF_FORMAT_WAV | SF_FORMAT_PCM_32,  SF_FORMAT_WAV | SF_FORMAT_FLOAT,
        SF_FORMAT_CAF | SF_FORMAT_ALAC_16, SF_FORMAT_RF64 | SF_FORMAT_PCM_16};

    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        cr_expect(
            same_hash(zoo_sound(WAV16, 44100, 2, N), zoo_sound(same[i], 44100, 2, N)),
            "format %x", same[i]);
    cr_expect(
        !same_hash(zoo_sound(WAV16, 44100, 2, N), zoo_sound(WAV16, 44100, 2, N - 1)));
    cr_expect(!same_hash(zoo_sound(WAV16, 44100, 2, N), zoo_sound(WAV16, 44100, 1, N)));
}

Test(decode, rate_and_channels_are_part_of_the_hash)
{
    const float x[4] = {0.1f, 0.1f, 0.1f, 0.1f};
    const int first = zoo_floats(WAV16, 44100, 1, x, 4);

    cr_expect(!same_hash(dup(first), zoo_floats(WAV16, 48000, 1, x, 4)));
    cr_expect(!same_hash(dup(first), zoo_floats(WAV16, 44100, 2, x, 2)));
    cr_expect(same_hash(first, zoo_floats(WAV16, 44100, 1, x, 4)));
}

Test(decode, tags_do_not_change_the_hash)
{
    struct buf plain = {0}, tagged = {0};

    zoo_wave(&plain, "fmt data");
    zoo_wave(&tagged, "bext fmt JUNK smpl data acid LIST");
    cr_expect(
        same_hash(zoo_bytes(plain.data, plain.len), zoo_bytes(tagged.data, tagged.len)));
    buf_clear(&plain);
    buf_clear(&tagged);
}

Test(decode, the_descriptor_stays_open_and_may_stand_anywhere)
{
    const int fd = zoo_sound(WAV16, 44100, 1, 100), text = zoo_bytes("no audio", 8);
    struct audio a;
    struct err e = {0};

    lseek(fd, 50, SEEK_SET);
    for (int i = 0; i < 2; i++) {
        cr_assert(audio_read(&a, fd, &e) == 0, "%s", e.text);
        cr_expect(a.n == 100);
        audio_free(&a);
    }
    cr_expect(close(fd) == 0);
    cr_expect(audio_read(&a, text, &e) == -1 && e.kind == ERR_FORMAT);
    cr_expect_str_eq(e.text, "not an audio file");
    cr_expect(close(text) == 0, "libsndfile would close it on a failure");
}

Test(decode, a_failure_leaves_the_output_alone)
{
    struct audio a = {.rate_hz = 77};
    struct err e = {0};
    const int fd = zoo_make("wav_zero_data.wav");

    cr_expect(audio_read(&a, fd, &e) == -1 && a.rate_hz == 77);
    cr_expect_str_eq(e.text, "empty: no audio in it");
    close(fd);
}

Test(decode, the_container_s_texts_are_clean_utf8)
{
    struct buf b = {0};
    struct audio a;

    zoo_wave(&b, "fmt LIST data");
    a = read_fd(zoo_bytes(b.data, b.len));
    cr_expect_str_eq(a.text.title, "Odd");
    cr_expect_str_eq(a.text.artist, "Ren\xc3\xa9");
    cr_expect_str_eq(a.text.comment, "caf\xc3\xa9");
    buf_clear(&b);
    audio_free(&a);
}

/* Seconds 0, 1, 2 ... of a slow sound hold the values 0, 1/256, 2/256 ... */
static struct audio read_stairs(int format, int rate, int secs)
{
    const size_t n = (size_t)rate * (size_t)secs;
    float *x = mem_new(n, sizeof *x);
    struct audio a;

    for (size_t i = 0; i < n; i++)
        x[i] = (float)(i / (size_t)rate) / 256;
    a = read_fd(zoo_floats(format, rate, 1, x, n));
    free(x);
    return a;
}

Test(decode, the_excerpt_is_the_beginning_and_the_middle)
{
    enum { RATE = 1000 };
    static const struct {
        int secs;
        float first, last; /* values on both sides of the joint and at the end, x 256 */
        size_t n;
    } want[] = {
        {12, 6, 11, 12 * RATE}, /* all of it */
        {16, 6, 11, 12 * RATE}, /* the middle begins in the first half: go on */
        {40, 17, 22, 12 * RATE}, {100, 47, 52, 12 * RATE}, {250, 122, 127, 12 * RATE},
    };

    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        struct audio a = read_stairs(WAV16, RATE, want[i].secs);

        cr_assert(a.n == want[i].n, "%d s: n %zu", want[i].secs, a.n);
        cr_expect(a.frames == want[i].secs * RATE);
        near(a.x[0], 0, 1e-4);
        near(a.x[6 * RATE - 1], 5.0 / 256, 1e-4);
        near(a.x[6 * RATE], want[i].first / 256, 1e-4);
        near(a.x[a.n - 1], want[i].last / 256, 1e-4);
        audio_free(&a);
    }
}

Test(decode, a_long_sound_has_one_hash_in_every_lossless_format)
{
    struct audio a = read_stairs(WAV16, 8000, 90);
    struct audio b = read_stairs(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 8000, 90);
    struct audio c = read_stairs(SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 8000, 90);

    cr_expect(memcmp(a.hash, b.hash, AUDIO_HASH) == 0);
    cr_expect(memcmp(a.hash, c.hash, AUDIO_HASH) == 0);
    audio_free(&a);
    audio_free(&b);
    audio_free(&c);
}

Test(decode, ten_hours_are_read_in_glimpses)
{
    const int64_t frames = INT64_C(36000) * 48000;
    struct audio a = read_fd(zoo_ten_hours(0, "", 0));

    cr_expect(a.frames == frames && a.n == 12 * 48000 && a.channels == 2);
    cr_expect_str_eq(a.format, "RF64 PCM 24");
    audio_free(&a);
    cr_expect(same_hash(zoo_ten_hours(0, "", 0), zoo_ten_hours(0, "", 0)));
    cr_expect(
        !same_hash(zoo_ten_hours(0, "", 0), zoo_ten_hours(frames / 2, "middle", 6)));
    cr_expect(
        !same_hash(zoo_ten_hours(0, "", 0), zoo_ten_hours(frames - 1, "ending", 6)));
    cr_expect(!same_hash(zoo_ten_hours(0, "", 0), zoo_ten_hours(0, "begins", 6)));
    cr_expect(!same_hash(zoo_ten_hours(0, "", 0),
                         zoo_ten_hours((frames - 12000) / 15 * 4 + 100, "probed", 6)));
    cr_expect(
        same_hash(zoo_ten_hours(0, "", 0), zoo_ten_hours(frames / 30, "unseen", 6)));
}

Test(decode, refusals_say_what_they_refuse)
{
    static const struct {
        char file[20], text[60];
    } want[] = {
        {"aac.m4a", "MP4 (AAC or ALAC) is not a supported format"},
        {"ircam.sf", "SF (Berkeley/IRCAM/CARL) is not a supported format"},
        {"wav_nms.wav", "16kbs NMS ADPCM in WAV is not a supported encoding"},
        {"wav_65_ch.wav", "65 channels; at most 64 are read"},
        {"wav_slow_rate.wav", "sample rate of 999 Hz is outside 1000 to 1000000 Hz"},
        {"wav_zero_rate.wav", "sample rate is outside 1000 to 1000000 Hz"},
        {"empty.wav", "empty: the file has no bytes"},
    };

    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        const int fd = zoo_make(want[i].file);
        struct audio a;
        struct err e = {0};

        cr_expect(audio_read(&a, fd, &e) == -1, "%s", want[i].file);
        cr_expect_str_eq(e.text, want[i].text);
        close(fd);
    }
}
