/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cli/format, encode, glyphs, kit_name and util/clone: what rows and copies are made of.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/encode.h"
#include "cli/format.h"
#include "cli/glyphs.h"
#include "cli/kit_name.h"
#include "util/clone.h"
#include "util/csv.h"
#include "util/mem.h"
#include "util/utf8.h"

static struct buf out;

static const char *text(void)
{
    buf_u8(&out, 0);
    out.len--;
    return (const char *)out.data;
}

static void drop(void) { buf_clear(&out); }

TestSuite(format, .fini = drop);
TestSuite(encode, .fini = drop);
TestSuite(glyphs, .fini = drop);
TestSuite(kit_name, .fini = drop);

static const char *const names[] = {"path", "bpm", "note", "size", "error"};
enum { NAMES = sizeof names / sizeof *names };

static int value(void *arg, size_t field, struct value *v, struct err *e)
{
    static const struct value values[NAMES] = {
        {.kind = VALUE_TEXT, .text = "/s/日本 kick.wav"},
        {.kind = VALUE_REAL, .real = 119.96},
        {.kind = VALUE_INTEGER, .integer = 57},
        {.kind = VALUE_INTEGER, .integer = -1234567890123},
        {.kind = VALUE_NONE},
    };

    if (arg)
        return err_set(e, ERR_IO, "gone");
    *v = values[field];
    return 0;
}

static void gives(const char *format, const char *row)
{
    struct format *f = NULL;
    struct err e = {0};

    cr_assert(format_parse(&f, format, names, NAMES, &e) == 0, "%s: %s", format, e.text);
    buf_reset(&out);
    cr_expect(format_row(f, &out, value, NULL, &e) == 0);
    cr_expect_str_eq(text(), row, "%s gives '%s', not '%s'", format, text(), row);
    format_free(f);
}

Test(format, puts_values_among_text)
{
    gives("", "");
    gives("kick", "kick");
    gives("{path}", "/s/日本 kick.wav");
    gives("{path}\\t{bpm}\\n", "/s/日本 kick.wav\t119.96\n");
    gives("{{{size}}}", "{-1234567890123}");
    gives("{error}|{error|none}|{error|a\\\\b:c|d}", "|none|a\\b:c|d");
}

Test(format, has_widths_and_precisions)
{
    gives("{bpm:.1f}{bpm:.0f} {bpm:8.1} {bpm:<8.1f}|", "120.0120    120.0 120.0   |");
    gives("{note} {note:n} {note:f} {note:5}{note:<5n}|", "57 A3 57.000000    57A3   |");
    gives("{path:.5}|{path:>20}|{path:20.6}|",
          "/s/…|    /s/日本 kick.wav|/s/日…              |");
    gives("[{error:3}] [{error:3|-}] [{error:>3|-}]", "[   ] [-  ] [  -]");
}

static void refuses(const char *format, const char *why)
{
    struct format *f = NULL;
    struct err e = {0};

    cr_assert(format_parse(&f, format, names, NAMES, &e) == -1, "%s", format);
    cr_expect(e.kind == ERR_USAGE && !f);
    cr_expect_str_eq(e.text, why, "%s: %s", format, e.text);
}

Test(format, says_the_column_that_it_does_not_understand)
{
    refuses("{pth}", "format: column 2: there is no field 'pth'; did you mean 'path'?");
    refuses("日本{xylophone}", "format: column 6: there is no field 'xylophone'; "
                               "sampledb-find(1) says which there are");
    refuses("{}", "format: column 2: here goes the name of a field, such as {path}");
    refuses("{path", "format: column 1: this { has no }; a { by itself is {{");
    refuses("{path|", "format: column 1: this { has no }; a { by itself is {{");
    refuses("path}", "format: column 5: this } has no {; a } by itself is }}");
    refuses("{path!}", "format: column 6: after a name comes :, | or }");
    refuses("{bpm:.1f2}", "format: column 9: a field is "
                          "{NAME:[<>][WIDTH][.PRECISION][f|n]|TEXT}");
    refuses("{bpm:.}", "format: column 7: after the point comes a number");
    refuses("{bpm:99999999999}", "format: column 6: that is too wide");
    refuses("\\x", "format: column 1: after \\ comes t, n, r, 0 or \\");
    refuses("a\\", "format: column 2: after \\ comes t, n, r, 0 or \\");
}

Test(format, ends_where_a_value_cannot_be_had)
{
    struct format *f = NULL;
    struct err e = {0};
    int any;

    cr_assert(format_parse(&f, "{path}", names, NAMES, &e) == 0);
    cr_expect(format_row(f, &out, value, &any, &e) == -1);
    cr_expect_str_eq(e.text, "gone");
    format_free(f);
}

Test(format, writes_the_largest_number_with_the_most_digits)
{
    struct value v = {.kind = VALUE_REAL, .real = -1.7e308};
    struct format *f = NULL;
    struct err e = {0};

    format_value(&out, &v);
    cr_expect_str_eq(text(), "-1.7e+308");
    cr_assert(format_parse(&f, "{size:999.999f}", names, NAMES, &e) == 0);
    buf_reset(&out);
    cr_expect(format_row(f, &out, value, NULL, &e) == 0);
    cr_expect(out.len == 14 + 1 + 999, "%zu", out.len);
    format_free(f);
}

/* What was written is read again by the reader of learn/, which is tested by itself. */
Test(encode, a_table_is_read_again_as_it_was)
{
    static const char *const fields[] = {"a",    "",          "b,c",        "say \"x\"",
                                         " x ",  "two\nrows", "cr\rlf\r\n", "=1+1",
                                         "日本", "\""};
    enum { N = sizeof fields / sizeof *fields };
    struct csv c = {0};
    struct err e = {0};

    for (int row = 0; row < 2; row++) {
        for (int i = 0; i < N; i++)
            encode_csv_field(&out, fields[i], i == 0);
        encode_csv_end(&out);
    }
    csv_init(&c, (const char *)out.data, out.len);
    for (int row = 0; row < 2; row++) {
        cr_assert(csv_next(&c, &e) == 1, "%s", e.text);
        cr_assert(c.fields == N);
        for (size_t i = 0; i < N; i++)
            cr_expect_str_eq(csv_field(&c, i), fields[i]);
    }
    cr_expect(csv_next(&c, &e) == 0);
    csv_clear(&c);
}

Test(encode, only_what_needs_quotes_has_them)
{
    encode_csv_field(&out, "kick 01.wav", true);
    encode_csv_field(&out, "=1", false);
    encode_csv_field(&out, "a\"b", false);
    encode_csv_end(&out);
    cr_expect_str_eq(text(), "kick 01.wav,=1,\"a\"\"b\"\r\n");
}

static int song(const char *path, const char *name, double seconds)
{
    const struct search_hit h = {.path = path, .name = name, .duration_s = seconds};

    buf_reset(&out);
    return encode_m3u(&out, &h);
}

Test(encode, a_playlist_has_whole_seconds_and_whole_paths)
{
    cr_expect(song("/s/a,b.c.wav", "a,b.c.wav", 0.2) == 0);
    cr_expect_str_eq(text(), "#EXTINF:1,a,b.c\n/s/a,b.c.wav\n");
    cr_expect(song("/s/x", "x", NAN) == 0);
    cr_expect_str_eq(text(), "#EXTINF:-1,x\n/s/x\n");
    cr_expect(song("/s/.wav", ".wav", 61) == 0);
    cr_expect_str_eq(text(), "#EXTINF:61,.wav\n/s/.wav\n");
    cr_expect(song("/s/a\tb.wav", "a\tb.wav", 1) == 0);
    cr_expect_str_eq(text(), "#EXTINF:1,a�b\n/s/a\tb.wav\n");
    cr_expect(song("/s/a\nb.wav", "a\nb.wav", 1) == 1);
    cr_expect(song("/s\r/b.wav", "b.wav", 1) == 1);
}

Test(glyphs, the_end_of_a_text_is_kept_or_its_beginning)
{
    cr_expect(glyphs_tail(&out, "/s/日本/kick.wav", 10, true) == 10);
    cr_expect_str_eq(text(), "…/kick.wav");
    buf_reset(&out);
    cr_expect(glyphs_tail(&out, "/s/日本/kick.wav", 11, true) ==
              10); /* half of 本 is none */
    buf_reset(&out);
    cr_expect(glyphs_tail(&out, "e\xcc\x81xyz", 4, true) == 4);
    cr_expect_str_eq(text(), "e\xcc\x81xyz");
    buf_reset(&out);
    cr_expect(glyphs_tail(&out, "ae\xcc\x81xyz", 4, true) == 4);
    cr_expect_str_eq(text(), "…xyz", "%s", text()); /* no accent without its letter */
    buf_reset(&out);
    cr_expect(glyphs_tail(&out, "kick", 0, true) == 0 && out.len == 0);
    cr_expect(glyphs_tail(&out, "kick", 1, false) == 1);
    cr_expect_str_eq(text(), "~");
}

static void named(const char *from, unsigned nth, const char *to)
{
    kit_name(&out, from, nth);
    cr_expect_str_eq((const char *)out.data, to, "%s: %s, not %s", from, (char *)out.data,
                     to);
}

Test(kit_name, is_one_that_every_file_system_takes)
{
    named("kick 01.wav", 1, "kick 01.wav");
    named("kick 01.wav", 2, "kick 01 2.wav");
    named("kick.v2.wav", 13, "kick.v2 13.wav");
    named("a<b>c:d\"e\\f|g?h*i.wav", 1, "a_b_c_d_e_f_g_h_i.wav");
    named("a\nb\033c\xe9.wav", 1, "a_b_c_.wav");
    named("日本 ü.flac", 2, "日本 ü 2.flac");
    named(".hidden.wav", 1, "_hidden.wav");
    named(".wav", 1, "_wav");
    named("-rf.wav", 1, "_rf.wav");
    named(" x. ", 1, "_x._");
    named("con.wav", 1, "_con.wav");
    named("CoM7", 1, "_CoM7");
    named("com.wav", 1, "com.wav");
    named("con.a.wav", 1, "_con.a.wav");
    named("no end", 3, "no end 3");
    named("", 1, "_");
}

Test(kit_name, is_never_too_long_and_always_utf8)
{
    char name[600] = "";

    for (int i = 0; i < 100; i++)
        strcat(name, "日x");
    strcat(name, ".wav");
    kit_name(&out, name, 99999);
    cr_expect(out.len - 1 <= KIT_NAME && utf8_valid(out.data, out.len - 1));
    cr_expect(strstr((char *)out.data, " 99999.wav"), "%s", (char *)out.data);
    memset(name, '.', 500);
    kit_name(&out, name, 1);
    cr_expect(out.len - 1 <= KIT_NAME);
}

static int file_of(const void *data, size_t n)
{
    const int fd = memfd_create("clone", MFD_CLOEXEC);

    cr_assert(fd >= 0 && write(fd, data, n) == (ssize_t)n);
    return fd;
}

Test(clone, has_the_same_bytes_whatever_the_size)
{
    enum { MOST = 3 * (1 << 18) + 1 };
    char *data = mem_new(MOST, 1);
    struct err e = {0};

    for (size_t i = 0; i < MOST; i++)
        data[i] = (char)(i * 2654435761u >> 13);
    for (size_t n = 0; n <= MOST; n = n ? 3 * n : 1) {
        const int from = file_of(data, n), to = file_of(data, 0);
        int other;

        cr_expect(clone_bytes(from, to, &e) == CLONE_DONE, "%zu: %s", n, e.text);
        cr_expect(lseek(to, 0, SEEK_END) == (off_t)n);
        cr_expect(clone_same(from, to, &e) == 1, "%zu", n);
        data[n ? n - 1 : 0] ^= 1;
        other = file_of(data, n ? n : 1);
        cr_expect(clone_same(from, other, &e) == 0, "%zu", n);
        close(other);
        close(from);
        close(to);
    }
    free(data);
}

Test(clone, says_whose_fault_it_is)
{
    const int from = file_of("abc", 3), full = open("/dev/full", O_RDWR),
              dir = open("/", O_RDONLY | O_DIRECTORY);
    struct err e = {0};

    cr_expect(clone_bytes(from, full, &e) == CLONE_UNWRITTEN);
    cr_expect_str_eq(e.text, "write: No space left on device");
    cr_expect(clone_bytes(dir, from, &e) == CLONE_UNREAD);
    close(from);
    close(full);
    close(dir);
}
