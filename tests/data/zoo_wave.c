/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds WAVE files chunk by chunk, as their writers in the wild do. */
#include "zoo_make.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void put_chunk(struct buf *out, const char *id, const void *body, size_t n,
                      int big)
{
    buf_bytes(out, id, 4);
    for (int i = 0; i < 4; i++)
        buf_u8(out, (uint8_t)(n >> 8 * (big ? 3 - i : i)));
    buf_bytes(out, body, n);
    if (n % 2)
        buf_u8(out, 0);
}

void zoo_chunk(struct buf *out, const char *id, const void *body, size_t n)
{
    put_chunk(out, id, body, n, 0);
}

void zoo_big_chunk(struct buf *out, const char *id, const void *body, size_t n)
{
    put_chunk(out, id, body, n, 1);
}

void zoo_fmt(struct buf *out, int tag, int channels, int rate, int bits)
{
    struct buf b = {0};
    const int align = channels * ((bits + 7) / 8);

    buf_u16(&b, (uint16_t)tag);
    buf_u16(&b, (uint16_t)channels);
    buf_u32(&b, (uint32_t)rate);
    buf_u32(&b, (uint32_t)rate * (uint32_t)align);
    buf_u16(&b, (uint16_t)align);
    buf_u16(&b, (uint16_t)bits);
    zoo_chunk(out, "fmt ", b.data, b.len);
    buf_clear(&b);
}

/* 16 bit mono */
void zoo_data(struct buf *b)
{
    int16_t *x = zoo_tone(44100, 1, ZOO_FRAMES);

    for (size_t i = 0; i < ZOO_FRAMES; i++)
        buf_u16(b, (uint16_t)x[i]);
    free(x);
}

static void smpl_body(struct buf *b)
{
    static const uint32_t words[] = {0, 0, 22675, 48,   0x40000000, 0, 0, 1,
                                     0, 0, 0,     1000, 8819,       0, 0};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        buf_u32(b, words[i]);
}

static void acid_body(struct buf *b)
{
    buf_u32(b, 2); /* a loop whose root note is stated */
    buf_u16(b, 57);
    buf_u16(b, 0x8000);
    buf_f32(b, 0);
    buf_u32(b, 8);
    buf_u16(b, 4);
    buf_u16(b, 3);
    buf_f32(b, 140);
}

static void bext_body(struct buf *b)
{
    static const char text[602] = "a broadcast description";

    buf_bytes(b, text, sizeof text);
    memcpy(b->data + 256, "zoo keeper", 10);
    memcpy(b->data + 320, "2001-02-03", 10);
}

static void list_body(struct buf *b)
{
    buf_bytes(b, "INFO", 4);
    zoo_chunk(b, "INAM", "Odd", 4);
    zoo_chunk(b, "IART", "Ren\xe9", 5);
    zoo_chunk(b, "ICMT", "caf\xc3\xa9\n", 7);
    zoo_chunk(b, "ISFT", "make_zoo", 9);
}

static void cue_body(struct buf *b)
{
    buf_u32(b, 2);
    for (int i = 0; i < 12; i++)
        buf_u32(b, 0);
}

static void ds64_body(struct buf *b)
{
    buf_u64(b, 0);
    buf_u64(b, ZOO_FRAMES * 2);
    buf_u64(b, ZOO_FRAMES);
    buf_u32(b, 0);
}

void zoo_named(struct buf *out, const char *id)
{
    static const struct {
        const char *id;
        void (*body)(struct buf *);
    } known[] = {
        {"data", zoo_data},  {"smpl", smpl_body}, {"acid", acid_body},
        {"bext", bext_body}, {"LIST", list_body}, {"cue ", cue_body},
        {"ds64", ds64_body},
    };
    struct buf b = {0};

    if (memcmp(id, "fmt ", 4) == 0) {
        zoo_fmt(out, 1, 1, 44100, 16);
        return;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (memcmp(id, known[i].id, 4) == 0)
            known[i].body(&b);
    if (memcmp(id, "inst", 4) == 0)
        buf_bytes(&b, "\x3c\xf6\0\0\x7f\1\x7f", 7);
    if (b.len == 0)
        buf_bytes(&b, "\1\2\3\4\5\6\7\10\11", 9);
    zoo_chunk(out, id, b.data, b.len);
    buf_clear(&b);
}

void zoo_wave(struct buf *out, const char *chunks)
{
    buf_bytes(out, "RIFF\0\0\0\0WAVE", 12);
    while (*chunks) {
        const size_t n = strcspn(chunks, " ");
        char id[5] = "    ";

        memcpy(id, chunks, n < 4 ? n : 4);
        zoo_named(out, id);
        chunks += n + (chunks[n] == ' ');
    }
    for (int i = 0; i < 4; i++)
        out->data[4 + i] = (uint8_t)((out->len - 8) >> 8 * i);
}

int zoo_ten_hours(int64_t at, const char *bytes, size_t n)
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
    if (!(pwrite(fd, b.data, b.len, 0) == (ssize_t)b.len))
        abort();
    if (!(ftruncate(fd, (off_t)b.len + data) == 0))
        abort();
    if (!(pwrite(fd, bytes, n, (off_t)b.len + at * 6) == (ssize_t)n))
        abort();
    buf_clear(&b);
    return fd;
}

/* A header that lies, and audio behind it. */
static int wave_with(int tag, int channels, int rate, int bits)
{
    struct buf b = {0}, data = {0};

    buf_bytes(&b, "RIFF\xff\xff\xff\x7fWAVE", 12);
    zoo_fmt(&b, tag, channels, rate, bits);
    zoo_data(&data);
    zoo_chunk(&b, "data", data.data, data.len);
    buf_clear(&data);
    return zoo_keep(&b);
}

/* An odd chunk that its writer forgot to pad. */
static int unpadded(void)
{
    struct buf b = {0};

    buf_bytes(&b, "RIFF\xff\xff\0\0WAVE", 12);
    zoo_fmt(&b, 1, 1, 44100, 16);
    zoo_chunk(&b, "junk", "odd", 3);
    b.len--;
    zoo_named(&b, "smpl");
    zoo_named(&b, "data");
    return zoo_keep(&b);
}

/* A writer to a pipe never learns the sizes. */
static int streamed(void)
{
    struct buf b = {0};

    zoo_wave(&b, "fmt data");
    memset(b.data + 4, 0xff, 4);
    memset(b.data + 40, 0xff, 4);
    return zoo_keep(&b);
}

static int chunks(const char *names)
{
    struct buf b = {0};

    zoo_wave(&b, names);
    return zoo_keep(&b);
}

/* "wild_" and then the names of the chunks: what packs in the wild are made of. */
static int by_chunks(const char *name)
{
    char list[100] = {0};
    size_t n = 0;

    for (name += strlen("wild_"); *name && *name != '.' && n + 1 < sizeof list; name++)
        list[n++] = *name == '+' ? ' ' : *name;
    return chunks(list);
}

int zoo_make_wave(const char *name)
{
    static const struct {
        char name[20];
        int tag, channels, rate, bits;
    } liars[] = {
        {"wav_badbits.wav", 1, 1, 44100, 13},
        {"wav_zero_rate.wav", 1, 1, 0, 16},
        {"wav_slow_rate.wav", 1, 1, 999, 16},
        {"wav_fast_rate.wav", 1, 1, 1000001, 16},
        {"wav_zero_ch.wav", 1, 0, 44100, 16},
        {"wav_65_ch.wav", 1, 65, 44100, 16},
        {"wav_huge_ch.wav", 1, 65535, 44100, 16},
        {"wav_fmt_unknown.wav", 0x1234, 1, 44100, 16},
    };

    for (size_t i = 0; i < sizeof liars / sizeof liars[0]; i++)
        if (strcmp(name, liars[i].name) == 0)
            return wave_with(liars[i].tag, liars[i].channels, liars[i].rate,
                             liars[i].bits);
    if (strcmp(name, "wav_odd_unpadded.wav") == 0)
        return unpadded();
    if (strcmp(name, "wav_data_size0_stream.wav") == 0)
        return streamed();
    if (strcmp(name, "wav_header_only.wav") == 0)
        return chunks("fmt");
    if (strcmp(name, "wav_no_fmt.wav") == 0)
        return chunks("data");
    return strncmp(name, "wild_", 5) == 0 ? by_chunks(name) : -1;
}
