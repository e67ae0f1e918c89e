/* SPDX-License-Identifier: GPL-2.0-or-later */
/* audio/: bytes to samples, and what a file says of itself. */
#include "near.h"

#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "audio/chunks.h"
#include "audio/decode.h"
#include "util/mem.h"
#include "util/rng.h"
#include "util/utf8.h"
#include "zoo_make.h"

enum { WAV16 = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };

/* Decode and close fd; a failure fails the test. */
static struct audio read_fd(int fd)
{
    struct audio a = {0};
    struct err e = {0};

    cr_assert(audio_read(&a, fd, &e) == 0, "%s", e.text);
    close(fd);
    return a;
}

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

/* Ten hours of silent 24-bit stereo: an RF64 of 10 GB that takes no room. */
static int ten_hours(int64_t at, const char *bytes, size_t n)
{
    const int64_t frames = INT64_C(36000) * 48000, data = frames * 6;
    const int fd = memfd_create("long", MFD_CLOEXEC);
    struct buf b = {0};

    buf_bytes(&b,
              "RF64\xff\xff\xff\xffWAVE"
              "ds64\x1c\0\0\0",
              20);
    buf_u64(&b, (uint64_t)data + 72);
    buf_u64(&b, (uint64_t)data);
    buf_u64(&b, (uint64_t)frames);
    buf_u32(&b, 0);
    buf_bytes(&b, "fmt \x10\0\0\0\1\0\2\0", 12);
    buf_u32(&b, 48000);
    buf_u32(&b, 48000 * 6);
    buf_u16(&b, 6);
    buf_u16(&b, 24);
    buf_bytes(&b, "data\xff\xff\xff\xff", 8);
    cr_assert(pwrite(fd, b.data, b.len, 0) == (ssize_t)b.len);
    cr_assert(ftruncate(fd, (off_t)b.len + data) == 0);
    cr_assert(pwrite(fd, bytes, n, (off_t)b.len + at * 6) == (ssize_t)n);
    buf_clear(&b);
    return fd;
}

Test(decode, ten_hours_are_read_in_glimpses)
{
    const int64_t frames = INT64_C(36000) * 48000;
    struct audio a = read_fd(ten_hours(0, "", 0));

    cr_expect(a.frames == frames && a.n == 12 * 48000 && a.channels == 2);
    cr_expect_str_eq(a.format, "RF64 PCM 24");
    audio_free(&a);
    cr_expect(same_hash(ten_hours(0, "", 0), ten_hours(0, "", 0)));
    cr_expect(!same_hash(ten_hours(0, "", 0), ten_hours(frames / 2, "middle", 6)));
    cr_expect(!same_hash(ten_hours(0, "", 0), ten_hours(frames - 1, "ending", 6)));
    cr_expect(!same_hash(ten_hours(0, "", 0), ten_hours(0, "begins", 6)));
}

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

/* Loud noise takes the most bits, silence the fewest: no guess from one frame is right.
 */
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

static struct embedded parse_wave(const char *chunks)
{
    struct embedded said;
    struct buf b = {0};

    zoo_wave(&b, chunks);
    chunks_parse(&said, b.data, b.len);
    buf_clear(&b);
    return said;
}

Test(chunks, smpl_gives_note_tuning_and_loop)
{
    const struct embedded s = parse_wave("fmt data smpl");

    cr_expect(s.root_note == 48 && s.loops == 1);
    near(s.fine_cents, 25, 1e-6);
    cr_expect(s.loop_start == 1000 && s.loop_end == 8819);
}

Test(chunks, acid_gives_tempo_beats_and_meter)
{
    const struct embedded s = parse_wave("acid fmt data");

    cr_expect(s.bpm == 140 && s.beats == 8 && s.meter_num == 3 && s.meter_den == 4);
    cr_expect(s.root_note == 57 && s.is_loop && !s.one_shot);
}

Test(chunks, inst_is_believed_when_no_better_note_is_there)
{
    struct embedded s = parse_wave("fmt data inst");

    cr_expect(s.root_note == 60 && s.fine_cents == -10);
    s = parse_wave("fmt smpl data inst acid");
    cr_expect(s.root_note == 48, "smpl first");
    s = parse_wave("fmt inst data acid");
    cr_expect(s.root_note == 57, "then acid");
}

Test(chunks, texts_come_from_list_before_bext)
{
    struct embedded s = parse_wave("bext fmt data LIST cue");

    cr_expect_str_eq(s.title, "Odd");
    cr_expect_str_eq(s.artist, "Ren\xc3\xa9");
    cr_expect_str_eq(s.comment, "caf\xc3\xa9");
    cr_expect_str_eq(s.software, "make_zoo");
    cr_expect_str_eq(s.originator, "zoo keeper");
    cr_expect_str_eq(s.date, "2001-02-03");
    cr_expect(s.cues == 2);
    s = parse_wave("bext fmt data");
    cr_expect_str_eq(s.comment, "a broadcast description");
}

Test(chunks, nothing_said_is_all_absent)
{
    struct embedded s, none;

    chunks_init(&none);
    s = parse_wave("fmt data");
    cr_expect(memcmp(&s, &none, sizeof s) == 0);
    cr_expect(none.root_note == -1 && none.loop_start == -1 && none.loop_end == -1);
    chunks_parse(&s, NULL, 0);
    cr_expect(s.root_note == -1);
}

Test(chunks, aiff_gives_note_loop_and_texts)
{
    static const uint8_t inst[20] = {61, 0xf9, 0, 127, 0, 127, 0, 0, 0, 1, 0, 5, 0, 6};
    static const uint8_t mark[] = {0,   2,   0, 5, 0, 0, 0, 10, 3, 'o',
                                   'n', 'e', 0, 6, 0, 0, 1, 0,  0, 0};
    struct embedded s;
    struct buf b = {0};

    buf_bytes(&b, "FORM\0\0\0\0AIFF", 12);
    zoo_big_chunk(&b, "INST", inst, sizeof inst);
    zoo_big_chunk(&b, "NAME", "odd", 3);
    zoo_big_chunk(&b, "SSND", "12345678", 8);
    zoo_big_chunk(&b, "MARK", mark, sizeof mark);
    zoo_big_chunk(&b, "AUTH", "who", 3);
    zoo_big_chunk(&b, "ANNO", "why\t", 4);
    chunks_parse(&s, b.data, b.len);
    cr_expect(s.root_note == 61 && s.fine_cents == -7);
    cr_expect(s.loops == 1 && s.loop_start == 10 && s.loop_end == 256 && s.cues == 2);
    cr_expect_str_eq(s.title, "odd");
    cr_expect_str_eq(s.artist, "who");
    cr_expect_str_eq(s.comment, "why");
    buf_clear(&b);
}

Test(chunks, a_missing_pad_byte_is_stepped_over)
{
    struct buf b = zoo_slurp(zoo_make("wav_odd_unpadded.wav"));
    struct embedded s;

    chunks_parse(&s, b.data, b.len);
    cr_expect(s.root_note == 48);
    buf_clear(&b);
}

Test(chunks, numbers_out_of_range_are_absent)
{
    static const struct {
        float bpm;
        uint16_t note, num, den;
        uint32_t beats;
    } bad[] = {{NAN, 128, 0, 4, 0},
               {19.9f, 0, 65, 4, 0x80000000},
               {INFINITY, 999, 4, 0, 0xffffffff},
               {-120, 65535, 4, 65, 100001},
               {1000, 200, 0, 0, 0}};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct embedded s;
        struct buf b = {0}, acid = {0};

        buf_u32(&acid, 2);
        buf_u16(&acid, bad[i].note);
        buf_bytes(&acid, "\0\0\0\0\0\0", 6);
        buf_u32(&acid, bad[i].beats);
        buf_u16(&acid, bad[i].den);
        buf_u16(&acid, bad[i].num);
        buf_f32(&acid, bad[i].bpm);
        buf_bytes(&b, "RIFF\0\0\0\0WAVE", 12);
        zoo_chunk(&b, "acid", acid.data, acid.len);
        chunks_parse(&s, b.data, b.len);
        cr_expect(s.bpm == 0 && s.root_note == -1 && s.meter_num == 0 &&
                      s.meter_den == 0 && s.beats == 0 && !s.is_loop,
                  "row %zu", i);
        buf_clear(&b);
        buf_clear(&acid);
    }
}

Test(chunks, chunks_behind_more_than_four_gigabytes_are_found)
{
    static const uint8_t name[] = "LIST\x10\0\0\0INFOINAM\4\0\0\0end";
    const int64_t frames = INT64_C(36000) * 48000;
    struct embedded s;
    const int fd = ten_hours(frames, (const char *)name, sizeof name);

    chunks_read(&s, fd);
    cr_expect_str_eq(s.title, "end");
    close(fd);
}

static void expect_sane(const struct embedded *s, size_t at)
{
    cr_expect(s->root_note >= -1 && s->root_note <= 127, "cut at %zu", at);
    cr_expect(s->loop_start <= s->loop_end && s->loop_start >= -1, "cut at %zu", at);
    cr_expect(s->bpm == 0 || (s->bpm >= 20 && s->bpm <= 999), "cut at %zu", at);
    cr_expect(utf8_valid(s->title, strlen(s->title)) &&
                  utf8_valid(s->artist, strlen(s->artist)) &&
                  utf8_valid(s->comment, strlen(s->comment)),
              "cut at %zu", at);
}

Test(chunks, every_cut_is_survived_from_memory_and_from_a_file)
{
    struct buf b = {0};

    zoo_wave(&b, "bext ds64 fmt smpl inst acid cue LIST junk LIST");
    for (size_t n = 0; n <= b.len; n++) {
        uint8_t *copy = mem_new(n, 1); /* so that a sanitizer sees the end */
        struct embedded s, t;
        const int fd = zoo_bytes(b.data, n);

        memcpy(copy, b.data, n);
        chunks_parse(&s, copy, n);
        chunks_read(&t, fd);
        expect_sane(&s, n);
        cr_expect(memcmp(&s, &t, sizeof s) == 0, "cut at %zu", n);
        free(copy);
        close(fd);
    }
    buf_clear(&b);
}

Test(utf8, well_formed_is_what_the_standard_says)
{
    static const struct {
        char text[8];
        bool valid;
    } want[] = {
        {"plain", true},
        {"\xc3\xa9", true},
        {"\xe2\x82\xac", true},
        {"\xf0\x9f\x8e\xb5", true},
        {"\xf4\x8f\xbf\xbf", true},
        {"\xe9t\xe9", false},
        {"\xc0\x80", false},
        {"\xc1\xbf", false},
        {"\xe0\x80\x80", false},
        {"\xed\xa0\x80", false},
        {"\xf4\x90\x80\x80", false},
        {"\xf0\x80\x80\x80", false},
        {"\xe2\x82", false},
        {"\x80", false},
        {"\xff", false},
    };

    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        cr_expect(utf8_valid(want[i].text, strlen(want[i].text)) == want[i].valid,
                  "row %zu", i);
}

static void expect_clean(const char *in, size_t room, const char *want)
{
    char out[64];
    const size_t n = utf8_clean(out, room, in, strlen(in));

    cr_expect_str_eq(out, want);
    cr_expect(n == strlen(want));
}

Test(utf8, foreign_text_is_made_clean)
{
    expect_clean("  Kick 01 \r\n", 64, "Kick 01");
    expect_clean("a\tb\x7f"
                 "c",
                 64, "a b c");
    expect_clean("caf\xe9", 64, "caf\xc3\xa9");
    expect_clean("caf\xc3\xa9", 64, "caf\xc3\xa9");
    expect_clean("caf\xc3\xa9", 5, "caf");
    expect_clean("caf\xe9", 5, "caf");
    expect_clean("abc", 1, "");
    expect_clean("a\xc2\x85"
                 "b",
                 64, "a b");
    expect_clean("\x1b[31mred", 64, "[31mred");
}

Test(utf8, a_name_that_is_not_utf8_can_be_shown)
{
    char out[32];

    cr_expect(utf8_display(out, sizeof out, "caf\xe9\n.wav", 9) == 13);
    cr_expect_str_eq(out, "caf\xef\xbf\xbd\xef\xbf\xbd.wav");
    utf8_display(out, sizeof out, "\xc3\xa9t\xc3\xa9", 5);
    cr_expect_str_eq(out, "\xc3\xa9t\xc3\xa9");
    utf8_display(out, 4, "ab\xe9", 3);
    cr_expect_str_eq(out, "ab", "a replacement is not cut in two");
}
