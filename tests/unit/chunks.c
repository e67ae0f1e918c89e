/* SPDX-License-Identifier: GPL-2.0-or-later */
/* audio/chunks: what a file says of itself. */
#include "near.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/chunks.h"
#include "util/mem.h"
#include "util/utf8.h"
#include "zoo_make.h"

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
    const int fd = zoo_ten_hours(frames, (const char *)name, sizeof name);

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
