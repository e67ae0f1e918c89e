/* SPDX-License-Identifier: GPL-2.0-or-later */
/* learn/exchange, util/base64, util/hex: what is written is read back, and nothing else.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/exchange.h"
#include "util/base64.h"
#include "util/blob.h"
#include "util/hex.h"

Test(base64, knows_the_vectors_of_rfc_4648)
{
    static const char *const want[] = {"",         "Zg==",     "Zm8=",    "Zm9v",
                                       "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};

    for (size_t n = 0; n <= 6; n++) {
        struct buf text = {0}, bytes = {0};

        base64_write(&text, "foobar", n);
        cr_expect(text.len == strlen(want[n]) &&
                      memcmp(text.len ? (char *)text.data : "", want[n], text.len) == 0,
                  "%zu bytes", n);
        cr_expect(base64_read(&bytes, want[n], strlen(want[n])) == 0);
        cr_expect(bytes.len == n && (n == 0 || memcmp(bytes.data, "foobar", n) == 0));
        buf_clear(&text);
        buf_clear(&bytes);
    }
}

Test(base64, takes_nothing_else)
{
    static const char *const bad[] = {
        "Z",    "Zg=",      "Zg",   "Zh==",   "Zm9=", "Z===",
        "====", "Zg==Zg==", "Zm 9", "Zm9v\n", "Zm-v"};
    struct buf bytes = {0};

    buf_u8(&bytes, 'x');
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_expect(base64_read(&bytes, bad[i], strlen(bad[i])) == -1, "%s", bad[i]);
        cr_expect(bytes.len == 1);
    }
    buf_clear(&bytes);
}

Test(hex, goes_both_ways)
{
    const uint8_t bytes[] = {0, 0x5a, 0xff};
    uint8_t back[3];
    char text[7];

    hex_write(text, bytes, 3);
    cr_expect(strcmp(text, "005aff") == 0);
    cr_expect(hex_read(back, 3, text) == 0 && memcmp(back, bytes, 3) == 0);
    cr_expect(hex_read(back, 3, "005af") == -1 && hex_read(back, 3, "005AFF") == -1 &&
              hex_read(back, 3, "005aff0") == -1);
}

static const struct correction full = {{1, 2},
                                       {9, 8},
                                       "category",
                                       "drums.kick",
                                       REJECTED,
                                       "an \"app\" \xc3\xbc",
                                       "0123456789abcdef0123456789abcdef",
                                       "drums.kick",
                                       CORRECTION_LATEST};
static const struct correction bare = {{3},    {4},  "user", "\\ /", WITHDRAWN,
                                       "user", NULL, NULL,   0};

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void comes_back(const struct correction *c)
{
    struct exchange_line l;
    struct buf line = {0};
    struct err err = {0};

    exchange_write_correction(&line, c);
    cr_assert(line.len > 1 && line.data[line.len - 1] == '\n');
    cr_assert(memchr(line.data, '\n', line.len - 1) == NULL);
    cr_assert(exchange_read(&l, (char *)line.data, line.len - 1, false, &err) == 0, "%s",
              err.text);
    cr_expect(l.kind == EXCHANGE_CORRECTION);
    cr_expect(memcmp(l.correction.uuid, c->uuid, CORRECTION_UUID) == 0 &&
              memcmp(l.correction.hash, c->hash, CORRECTION_HASH) == 0);
    cr_expect(l.correction.verdict == c->verdict && l.correction.at_ms == c->at_ms);
    cr_expect(same_text(l.correction.facet, c->facet) &&
              same_text(l.correction.tag, c->tag) &&
              same_text(l.correction.actor, c->actor) &&
              same_text(l.correction.model, c->model) &&
              same_text(l.correction.shown, c->shown));
    exchange_line_clear(&l);
    buf_clear(&line);
}

Test(exchange, a_correction_comes_back_as_it_went)
{
    comes_back(&full);
    comes_back(&bare);
}

/* The line of a sound with a mel BLOB. */
static struct buf sound_line(struct buf *blob)
{
    struct blob_packer *packer = blob_packer_new();
    struct parcel p = {.hash = {5}, .frames = 100, .rate_hz = 44100, .channels = 2};
    struct buf line = {0};

    blob_pack(packer, BLOB_MEL, "some bytes", 10, blob);
    blob_packer_free(packer);
    p.duration_s = 0.1;
    p.features = 1;
    p.feature[0] =
        (struct parcel_feature){"mel", BLOB_MEL_VERSION, blob->data, blob->len};
    exchange_write_sound(&line, &p);
    return line;
}

Test(exchange, a_sound_comes_back_as_it_went)
{
    struct buf blob = {0}, line = sound_line(&blob);
    struct exchange_line l;
    struct err err = {0};

    cr_assert(exchange_read(&l, (char *)line.data, line.len - 1, false, &err) == 0, "%s",
              err.text);
    cr_expect(l.kind == EXCHANGE_SOUND && l.sound.hash[0] == 5);
    cr_expect(l.sound.frames == 100 && l.sound.rate_hz == 44100 && l.sound.channels == 2);
    cr_expect(l.sound.duration_s == 0.1 && l.sound.features == 1);
    cr_expect(l.sound.feature[0].n == blob.len &&
              memcmp(l.sound.feature[0].data, blob.data, blob.len) == 0);
    exchange_line_clear(&l);
    buf_clear(&blob);
    buf_clear(&line);
}

Test(exchange, a_header_comes_first_and_only_there)
{
    struct buf line = {0};
    struct exchange_line l;
    struct err err = {0};

    exchange_write_header(&line, 5, 2);
    cr_assert(exchange_read(&l, (char *)line.data, line.len - 1, true, &err) == 0);
    cr_expect(l.kind == EXCHANGE_HEADER && l.corrections == 5 && l.sounds == 2);
    exchange_line_clear(&l);
    cr_expect(exchange_read(&l, (char *)line.data, line.len - 1, false, &err) == -1);
    buf_reset(&line);
    exchange_write_correction(&line, &bare);
    cr_expect(exchange_read(&l, (char *)line.data, line.len - 1, true, &err) == -1);
    buf_clear(&line);
}

/* Every cut and every flipped bit of a line is refused, or is a line in order. */
static void stands(const struct buf *line)
{
    char *text = malloc(line->len);
    struct exchange_line l;
    struct err err = {0};

    for (size_t n = 0; n + 1 < line->len; n++) {
        memcpy(text, line->data, n);
        cr_expect(exchange_read(&l, text, n, false, &err) == -1, "cut at %zu", n);
    }
    for (size_t bit = 0; bit < 8 * (line->len - 1); bit++) {
        memcpy(text, line->data, line->len - 1);
        text[bit / 8] ^= (char)(1 << bit % 8);
        if (exchange_read(&l, text, line->len - 1, false, &err) != 0)
            continue;
        cr_expect(l.kind != EXCHANGE_CORRECTION ||
                  correction_check(&l.correction, &err) == 0);
        cr_expect(l.kind != EXCHANGE_SOUND || parcel_check(&l.sound, &err) == 0);
        exchange_line_clear(&l);
    }
    free(text);
}

Test(exchange, damage_is_refused)
{
    struct buf blob = {0}, line = sound_line(&blob), other = {0};

    stands(&line);
    exchange_write_correction(&other, &full);
    stands(&other);
    buf_clear(&blob);
    buf_clear(&line);
    buf_clear(&other);
}
