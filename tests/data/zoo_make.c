/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the files of the decode zoo: every format, and every way to be wrong. */
#include "zoo_make.h"

#include <math.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "audio/mpeg.h"
#include "util/mem.h"
#include "util/rng.h"

int zoo_bytes(const void *bytes, size_t n)
{
    const int fd = memfd_create("zoo", MFD_CLOEXEC);

    if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
        abort();
    return fd;
}

struct buf zoo_slurp(int fd)
{
    struct buf out = {0};
    const off_t size = lseek(fd, 0, SEEK_END);

    buf_reserve(&out, (size_t)size);
    if (pread(fd, out.data, (size_t)size, 0) != size)
        abort();
    out.len = (size_t)size;
    close(fd);
    return out;
}

int zoo_keep(struct buf *b)
{
    const int fd = zoo_bytes(b->data, b->len);

    buf_clear(b);
    return fd;
}

int zoo_floats(int format, int rate, int channels, const float *x, size_t frames)
{
    const int fd = memfd_create("zoo", MFD_CLOEXEC);
    SF_INFO info = {.format = format, .samplerate = rate, .channels = channels};
    SNDFILE *f = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);

    if (!f || sf_writef_float(f, x, (sf_count_t)frames) != (sf_count_t)frames)
        abort();
    sf_close(f);
    return fd;
}

int16_t *zoo_tone(int rate, int channels, size_t frames)
{
    int16_t *x = mem_new(frames * (size_t)channels, sizeof *x);
    struct rng r;

    rng_init(&r, 1);
    for (size_t i = 0; i < frames; i++) {
        const double t = (double)i / rate;
        const double y = exp(-6 * t) * (0.5 * sin(1382.3 * t) + 0.02 * rng_normal(&r));

        for (int c = 0; c < channels; c++)
            x[i * (size_t)channels + (size_t)c] = (int16_t)(y / (c + 1) * 32767);
    }
    return x;
}

int zoo_sound(int format, int rate, int channels, size_t frames)
{
    const int fd = memfd_create("zoo", MFD_CLOEXEC);
    SF_INFO info = {.format = format, .samplerate = rate, .channels = channels};
    SNDFILE *f = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);
    int16_t *x = zoo_tone(rate, channels, frames);

    sf_command(f, SFC_SET_SCALE_INT_FLOAT_WRITE, NULL, SF_TRUE);
    if (!f || sf_writef_short(f, x, (sf_count_t)frames) != (sf_count_t)frames)
        abort();
    sf_close(f);
    free(x);
    return fd;
}

/* The first part of a file, and with `bad` a wrong byte in the middle of it. */
static int cut(int fd, size_t num, size_t den, int bad)
{
    struct buf b = zoo_slurp(fd);

    b.len = b.len * num / den;
    if (bad)
        b.data[b.len / 2] ^= 0x55;
    return zoo_keep(&b);
}

static int mp3(int rate, int channels)
{
    return zoo_sound(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, rate, channels,
                     ZOO_FRAMES);
}

/* Without the frame that holds the Xing header. */
static int mp3_without_xing(void)
{
    struct buf b = zoo_slurp(mp3(22050, 1));
    struct mpeg_head head;

    if (!mpeg_parse(&head, b.data))
        abort();
    b.len -= (size_t)head.frame_bytes;
    memmove(b.data, b.data + head.frame_bytes, b.len);
    return zoo_keep(&b);
}

static int mp3_behind(size_t zeros)
{
    struct buf b = zoo_slurp(mp3(44100, 2)), out = {0};

    for (size_t i = 0; i < zeros; i++)
        buf_u8(&out, 0);
    buf_bytes(&out, b.data, b.len);
    buf_clear(&b);
    return zoo_keep(&out);
}

static void ogg_page(struct buf *out, uint8_t flags, uint32_t number, const uint8_t *body,
                     size_t n)
{
    buf_bytes(out, "OggS\0", 5);
    buf_u8(out, flags);
    buf_u64(out, 0);
    buf_u32(out, 77); /* serial */
    buf_u32(out, number);
    buf_u32(out, 0); /* no checksum: nobody here looks */
    buf_u8(out, (uint8_t)(n / 255 + 1));
    for (size_t i = 0; i < n / 255; i++)
        buf_u8(out, 255);
    buf_u8(out, (uint8_t)(n % 255));
    buf_bytes(out, body, n);
}

static int flac_in_ogg(void)
{
    enum { STREAMINFO = 42, PAGE = 4000 };
    struct buf b =
        zoo_slurp(zoo_sound(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2, ZOO_FRAMES));
    struct buf out = {0}, first = {0};
    uint32_t number = 1;

    buf_bytes(&first, "\177FLAC\1\0\0\1", 9);
    buf_bytes(&first, b.data, STREAMINFO);
    ogg_page(&out, 2, 0, first.data, first.len);
    for (size_t at = STREAMINFO; at < b.len; at += PAGE, number++)
        ogg_page(&out, 0, number, b.data + at, b.len - at < PAGE ? b.len - at : PAGE);
    buf_clear(&first);
    buf_clear(&b);
    return zoo_keep(&out);
}

static int antiphase(void)
{
    int16_t *tones = zoo_tone(44100, 1, ZOO_FRAMES);
    float *x = mem_new(2 * ZOO_FRAMES, sizeof *x);
    int fd;

    for (size_t i = 0; i < ZOO_FRAMES; i++) {
        x[2 * i] = (float)tones[i] / 32768;
        x[2 * i + 1] = -x[2 * i];
    }
    fd = zoo_floats(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, x, ZOO_FRAMES);
    free(x);
    free(tones);
    return fd;
}

/* gain * tone + offset; where the offset is NAN, so is every seventh frame. */
static int filled(float gain, float offset)
{
    int16_t *tones = zoo_tone(44100, 1, ZOO_FRAMES);
    float *x = mem_new(ZOO_FRAMES, sizeof *x);
    int fd;

    for (size_t i = 0; i < ZOO_FRAMES; i++) {
        x[i] = gain * (float)tones[i] / 32768;
        if (!isnan(offset))
            x[i] += offset;
        else if (i % 7 == 0)
            x[i] = i % 2 ? NAN : -INFINITY;
    }
    fd = zoo_floats(SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, x, ZOO_FRAMES);
    free(x);
    free(tones);
    return fd;
}

static int noise(void)
{
    struct buf b = {0};
    struct rng r;

    rng_init(&r, 3);
    for (int i = 0; i < 3000; i++)
        buf_u8(&b, (uint8_t)rng_next(&r));
    return zoo_keep(&b);
}

/* The first bytes of what we do not read, and nonsense behind them. */
static int make_stranger(const char *name)
{
    static const struct {
        char name[16], head[12];
        size_t n;
    } strangers[] = {
        {"text.wav", "just a text", 11},
        {"aac.m4a",
         "\0\0\0\x1c"
         "ftypM4A ",
         12},
        {"wma.wma", "\x30\x26\xb2\x75\x8e\x66\xcf\x11", 8},
        {"ac3.ac3", "\x0b\x77\x12\x34\x14\x40", 6},
        {"webm_opus.webm", "\x1a\x45\xdf\xa3\x9f\x42\x86\x81", 8},
    };
    struct buf b = {0};

    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++)
        if (strcmp(name, strangers[i].name) == 0) {
            buf_bytes(&b, strangers[i].head, strangers[i].n);
            while (b.len < 2000)
                buf_u8(&b, (uint8_t)(b.len * 7));
            return zoo_keep(&b);
        }
    return zoo_make_wave(name);
}

static int make_broken(const char *name)
{
    const int wav = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    const int flac = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
    const int vorbis = SF_FORMAT_OGG | SF_FORMAT_VORBIS;

#define IS(x) (strcmp(name, x) == 0)
    if (IS("wav_zero_data.wav"))
        return zoo_sound(wav, 44100, 1, 0);
    if (IS("wav_truncated.wav"))
        return cut(zoo_sound(wav, 44100, 2, ZOO_FRAMES), 1, 2, 0);
    if (IS("empty.wav"))
        return zoo_bytes("", 0);
    if (IS("onebyte.flac"))
        return zoo_bytes("f", 1);
    if (IS("flac_truncated.flac"))
        return cut(zoo_sound(flac, 44100, 2, ZOO_FRAMES), 2, 3, 0);
    if (IS("flac_badcrc.flac"))
        return cut(zoo_sound(flac, 44100, 2, ZOO_FRAMES), 1, 1, 1);
    if (IS("ogg_truncated.ogg"))
        return cut(zoo_sound(vorbis, 44100, 2, 20 * ZOO_FRAMES), 1, 2, 0);
    if (IS("mp3_truncated.mp3"))
        return cut(mp3(44100, 2), 1, 2, 0);
    if (IS("noise.mp3"))
        return noise();
    return make_stranger(name);
}

static int make_odd(const char *name)
{
    if (IS("flac_in_ogg.oga"))
        return flac_in_ogg();
    if (IS("mp3_noxing.mp3"))
        return mp3_without_xing();
    if (IS("mp3_leading_garbage.mp3"))
        return mp3_behind(1000);
    if (IS("wav_antiphase.wav"))
        return antiphase();
    if (IS("wav_f32_nan.wav"))
        return filled(1, NAN);
    if (IS("wav_f32_over.wav"))
        return filled(40, 0);
    if (IS("wav_dc.wav"))
        return filled(0, 0.5f);
    if (IS("wav_silence.wav"))
        return filled(0, 0);
    if (IS("wav_one_sample.wav"))
        return zoo_sound(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1, 1);
    return make_broken(name);
}
#undef IS

int zoo_make(const char *name)
{
    static const struct {
        char name[28];
        int format, rate, channels;
    } plain[] = {
        {"wav_pcm8.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 44100, 1},
        {"wav_pcm16.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1},
        {"wav_pcm24.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 44100, 1},
        {"wav_pcm32.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 44100, 1},
        {"wav_f32.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1},
        {"wav_f64.wav", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 44100, 1},
        {"wav_ulaw.wav", SF_FORMAT_WAV | SF_FORMAT_ULAW, 44100, 1},
        {"wav_alaw.wav", SF_FORMAT_WAV | SF_FORMAT_ALAW, 44100, 1},
        {"wav_msadpcm.wav", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 44100, 1},
        {"wav_imaadpcm.wav", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 44100, 1},
        {"wav_gsm.wav", SF_FORMAT_WAV | SF_FORMAT_GSM610, 8000, 1},
        {"wav_g721.wav", SF_FORMAT_WAV | SF_FORMAT_G721_32, 8000, 1},
        {"wav_nms.wav", SF_FORMAT_WAV | SF_FORMAT_NMS_ADPCM_16, 8000, 1},
        {"wav_8000hz.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1},
        {"wav_192000hz.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 192000, 1},
        {"wav_2ch.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2},
        {"wav_8ch.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 44100, 8},
        {"wav_64ch.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, 44100, 64},
        {"rifx.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG, 44100, 2},
        {"w64.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, 44100, 2},
        {"rf64.wav", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 44100, 2},
        {"aiff_pcm_16.aif", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 44100, 2},
        {"aifc_sowt.aifc", SF_FORMAT_AIFF | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE, 44100,
         2},
        {"aiff_float.aifc", SF_FORMAT_AIFF | SF_FORMAT_FLOAT, 44100, 2},
        {"aiff_ima_adpcm.aifc", SF_FORMAT_AIFF | SF_FORMAT_IMA_ADPCM, 44100, 1},
        {"caf_pcm_16.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 44100, 2},
        {"caf_alac16.caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_16, 44100, 2},
        {"au_pcm_16.au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 44100, 2},
        {"flac_pcm_s8.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_S8, 44100, 2},
        {"flac_pcm_16.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2},
        {"flac_pcm_24.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 44100, 2},
        {"ogg_vorbis.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 2},
        {"opus.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 2},
        {"mp3.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 2},
        {"wrong_ext_mp3.wav", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 2},
        {"paf.paf", SF_FORMAT_PAF | SF_FORMAT_PCM_16, 44100, 2},
        {"svx.iff", SF_FORMAT_SVX | SF_FORMAT_PCM_S8, 44100, 1},
        {"nist.nist", SF_FORMAT_NIST | SF_FORMAT_PCM_16, 44100, 2},
        {"voc.voc", SF_FORMAT_VOC | SF_FORMAT_PCM_16, 44100, 1},
        {"xi.xi", SF_FORMAT_XI | SF_FORMAT_DPCM_16, 44100, 1},
        {"ircam.sf", SF_FORMAT_IRCAM | SF_FORMAT_PCM_16, 44100, 2},
        {"mat.mat", SF_FORMAT_MAT5 | SF_FORMAT_PCM_16, 44100, 2},
        {"htk.htk", SF_FORMAT_HTK | SF_FORMAT_PCM_16, 44100, 1},
    };

    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (strcmp(name, plain[i].name) == 0)
            return zoo_sound(plain[i].format, plain[i].rate, plain[i].channels,
                             ZOO_FRAMES);
    return make_odd(name);
}
