/* SPDX-License-Identifier: GPL-2.0-or-later */
/* audio/inscribe: tags in copies, whose sound stays the same to the bit. */
#include "decoded.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "audio/chunks.h"
#include "audio/inscribe.h"
#include "audio/tagtext.h"
#include "zoo_make.h"

static const struct inscription usual = {.genre = "drums.kick",
                                         .comment = INSCRIBE_MARK "category:drums.kick",
                                         .key = "C#m",
                                         .bpm = 119.96};

static struct buf bytes_of(int fd)
{
    const int copy = dup(fd);

    lseek(copy, 0, SEEK_SET);
    return zoo_slurp(copy);
}

static bool same_bytes(int a, int b)
{
    struct buf x = bytes_of(a), y = bytes_of(b);
    const bool same = x.len == y.len && memcmp(x.data, y.data, x.len) == 0;

    buf_clear(&x);
    buf_clear(&y);
    return same;
}

/* A copy of it with tags; -1: it was refused. */
static int copy_of(const char *name, int fd, const struct inscription *t)
{
    const int to = memfd_create("copy", MFD_CLOEXEC);
    struct err e = {0};
    const enum inscribe_end end = inscribe(fd, to, t, &e);

    cr_expect(end == INSCRIBED || (end == INSCRIBE_REFUSED && *e.text), "%s: %d, %s",
              name, end, e.text);
    cr_expect(end == INSCRIBED || lseek(to, 0, SEEK_END) == 0, "%s: half a copy", name);
    if (end == INSCRIBED)
        return to;
    close(to);
    return -1;
}

/* What is heard, and what the file said of loops, notes and makers, is as it was. */
static void check_same(const char *name, int fd, int copy)
{
    struct audio a = {0}, b = {0};
    struct embedded x, y;
    struct err e = {0}, f = {0};
    const int ra = audio_read(&a, fd, &e), rb = audio_read(&b, copy, &f);

    cr_expect(ra == rb && e.kind == f.kind, "%s: %s, and its copy: %s", name, e.text,
              f.text);
    if (ra == 0 && rb == 0) {
        cr_expect(memcmp(a.hash, b.hash, sizeof a.hash) == 0, "%s: sounds otherwise",
                  name);
        cr_expect(a.frames == b.frames && strcmp(a.format, b.format) == 0, "%s", name);
    }
    audio_free(&a);
    audio_free(&b);
    chunks_read(&x, fd);
    chunks_read(&y, copy);
    cr_expect(x.bpm == y.bpm && x.beats == y.beats && x.root_note == y.root_note &&
                  x.fine_cents == y.fine_cents && x.loop_start == y.loop_start &&
                  x.loop_end == y.loop_end && x.loops == y.loops && x.cues == y.cues,
              "%s: states otherwise", name);
    cr_expect_str_eq(x.title, y.title, "%s", name);
    cr_expect_str_eq(x.artist, y.artist, "%s", name);
    cr_expect_str_eq(x.software, y.software, "%s", name);
}

/* 1: it takes tags. */
static int check_animal(const char *name)
{
    const int fd = zoo_make(name);
    struct buf before;
    int copy, again, taken;

    if (fd < 0)
        return 0;
    before = bytes_of(fd);
    if (before.len > 64 << 20) { /* ten hours of nothing */
        buf_clear(&before);
        close(fd);
        return 0;
    }
    copy = copy_of(name, fd, &usual);
    taken = copy >= 0;
    if (taken) {
        struct buf after = bytes_of(fd);

        check_same(name, fd, copy);
        cr_expect(after.len == before.len && !memcmp(after.data, before.data, after.len));
        again = copy_of(name, copy, &usual);
        cr_expect(again >= 0 && same_bytes(copy, again), "%s: twice is not once", name);
        close(again);
        close(copy);
        buf_clear(&after);
    }
    buf_clear(&before);
    close(fd);
    return taken;
}

Test(inscribe, the_copy_of_any_file_sounds_the_same)
{
    const char *top = getenv("TOP");
    char path[1000], line[1000];
    int taken = 0;
    FILE *in;

    cr_assert(top, "TOP is the source folder; make check sets it");
    snprintf(path, sizeof path, "%s/tests/data/zoo.csv", top);
    in = fopen(path, "r");
    cr_assert(in && fgets(line, sizeof line, in)); /* the head */
    while (fgets(line, sizeof line, in)) {
        line[strcspn(line, ",\n")] = '\0';
        taken += check_animal(line);
    }
    fclose(in);
    cr_expect(taken >= 60, "only %d take tags", taken);
}

static const int written[] = {SF_FORMAT_WAV | SF_FORMAT_PCM_16,
                              SF_FORMAT_AIFF | SF_FORMAT_PCM_24,
                              SF_FORMAT_FLAC | SF_FORMAT_PCM_16};

Test(inscribe, wav_aiff_and_flac_say_what_is_known)
{
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        const int fd = zoo_sound(written[i], 44100, 2, 1001),
                  copy = copy_of("sound", fd, &usual);
        struct buf b = bytes_of(copy);

        check_same("sound", fd, copy);
        cr_expect(memmem(b.data, b.len, "drums.kick", 10) &&
                      memmem(b.data, b.len, "C#m", 3) &&
                      memmem(b.data, b.len, i < 2 ? "120" : "119.96", 3),
                  "%zu", i);
        buf_clear(&b);
        close(fd);
        close(copy);
    }
}

Test(inscribe, the_decoder_reads_the_tags)
{
    const struct inscription t = {
        .genre = "drüms", .comment = INSCRIBE_MARK "日本", .bpm = NAN};

    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        const int fd = zoo_sound(written[i], 8000, 1, 200), copy = copy_of("x", fd, &t);
        struct audio a = read_fd(copy);

        close(fd);
        if (i != 1) { /* libsndfile reads no ID3 in AIFF */
            cr_expect_str_eq(a.text.genre, "drüms");
            cr_expect_str_eq(a.text.comment, INSCRIBE_MARK "日本");
        }
        audio_free(&a);
    }
}

Test(inscribe, what_is_not_known_leaves_what_is_there)
{
    static const char list[] =
        "INFOIGNR\5\0\0\0Jazz\0\0ICMT\6\0\0\0first\0ICMT\7\0\0\0second\0\0";
    const struct inscription nothing = {.bpm = NAN},
                             comment = {.comment = "ours", .bpm = NAN};
    struct buf out = {0};
    struct err e = {0};

    cr_assert(tagtext_info(&out, (const uint8_t *)list, sizeof list - 1, &nothing, &e) ==
              0);
    cr_expect(out.len == sizeof list - 1 && !memcmp(out.data, list, out.len));
    buf_reset(&out);
    cr_assert(tagtext_info(&out, (const uint8_t *)list, sizeof list - 1, &comment, &e) ==
              0);
    cr_expect(memmem(out.data, out.len, "Jazz", 4) &&
              memmem(out.data, out.len, "first", 5) &&
              memmem(out.data, out.len, "second | ours", 14));
    buf_clear(&out);
}

static void comment_is(const char *old, size_t n, const char *now)
{
    struct buf out = {0};

    tagtext_comment(&out, old, n, INSCRIBE_MARK "x");
    buf_u8(&out, 0);
    cr_expect_str_eq((char *)out.data, now);
    buf_clear(&out);
}

Test(inscribe, a_comment_is_kept_and_ours_is_there_once)
{
    comment_is("", 0, INSCRIBE_MARK "x");
    comment_is("made so", 7, "made so | " INSCRIBE_MARK "x");
    comment_is("caf\xe9", 4, "café | " INSCRIBE_MARK "x");
    comment_is("a | " INSCRIBE_MARK "old", 17, "a | " INSCRIBE_MARK "x");
    comment_is(INSCRIBE_MARK "old", 13, INSCRIBE_MARK "x");
    comment_is("see mysampledb: a", 17, "see mysampledb: a | " INSCRIBE_MARK "x");
    comment_is("a | sampledb:", 13, "a | " INSCRIBE_MARK "x");
}

Test(inscribe, an_id3_tag_keeps_its_other_frames)
{
    static const char old[] = "ID3\4\0\0\0\0\0\42"
                              "TIT2\0\0\0\4\0\0\3abc"
                              "TCON\0\0\0\5\0\0\3Jazz"
                              "\0\0\0\0\0";
    struct buf out = {0}, again = {0};
    struct err e = {0};

    cr_assert(tagtext_id3(&out, (const uint8_t *)old, sizeof old - 1, &usual, &e) == 0,
              "%s", e.text);
    cr_expect(out.data[3] == 4 && memmem(out.data, out.len, "TIT2", 4));
    cr_expect(!memmem(out.data, out.len, "Jazz", 4));
    cr_assert(tagtext_id3(&again, out.data, out.len, &usual, &e) == 0);
    cr_expect(again.len == out.len && !memcmp(again.data, out.data, out.len));
    buf_clear(&out);
    buf_clear(&again);
}

Test(inscribe, an_odd_tag_is_refused_not_mended)
{
    static const struct {
        char bytes[24];
        size_t n;
    } odd[] = {{"ID3\2\0\0\0\0\0\0", 10},   /* version 2.2 */
               {"ID3\4\0\200\0\0\0\0", 10}, /* unsynchronised */
               {"ID3\4\0\0\0\0\0\1", 10},   /* cut */
               {"ID3\3\0\0\0\0\0\12TIT2\0\0\0\1\0\0", 20},
               {"XXX", 3}};
    struct buf out = {0};
    struct err e = {0};

    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        cr_expect(tagtext_id3(&out, (const uint8_t *)odd[i].bytes, odd[i].n, &usual,
                              &e) == -1 &&
                      e.kind == ERR_FORMAT && out.len == 0,
                  "%zu", i);
    cr_expect(tagtext_vorbis(&out, (const uint8_t *)"\377\377\377\377", 4, &usual, &e) ==
              -1);
    cr_expect(tagtext_vorbis(&out, (const uint8_t *)"\0\0\0\0\377\377\377\377", 8, &usual,
                             &e) == -1);
    cr_expect(tagtext_info(&out, (const uint8_t *)"INFOICMT\377\0\0\0", 12, &usual, &e) ==
              -1);
    cr_expect(out.len == 0);
}

Test(inscribe, a_full_disk_and_a_sound_that_cannot_be_read_are_told_apart)
{
    const int fd = zoo_sound(written[0], 8000, 1, 200), full = open("/dev/full", O_RDWR),
              none = open("/", O_RDONLY | O_DIRECTORY), to = memfd_create("x", 0);
    struct err e = {0};

    cr_expect(inscribe(fd, full, &usual, &e) == INSCRIBE_UNWRITTEN);
    cr_expect(inscribe(none, to, &usual, &e) == INSCRIBE_REFUSED);
    close(fd);
    close(full);
    close(none);
    close(to);
}
