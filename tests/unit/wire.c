/* SPDX-License-Identifier: GPL-2.0-or-later */
/* worker/wire: what is said between parent and worker, and what is not believed. */
#include "near.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util/blob.h"
#include "worker/wire.h"

/* A sound with something in every field, and an answer made of it. */
struct sample {
    struct sound sound;
    struct buf mel, descriptor, peaks, embedding, message;
};

static const struct wire_head head = {.op = WIRE_ANALYSE, .ticket = 0x123456789abcdefU};

static struct sample made;

static void make(void)
{
    struct blob_packer *p = blob_packer_new();
    struct sound *s = &made.sound;

    blob_pack(p, BLOB_MEL, "mel", 3, &made.mel);
    blob_pack(p, BLOB_DESCRIPTOR, "numbers", 7, &made.descriptor);
    blob_pack(p, BLOB_PEAKS, "peak\x80\x7f", 6, &made.peaks);
    blob_pack(p, BLOB_EMBEDDING, "a trunk's own id, then numbers", 29, &made.embedding);
    blob_packer_free(p);
    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < SOUND_HASH; i++)
        s->hash[i] = (uint8_t)(i * 17);
    s->frames = 66150;
    s->rate_hz = 44100;
    s->channels = 2;
    strcpy(s->format, "WAV PCM 24");
    s->duration_s = 1.5;
    s->peak_db = -0.5f;
    s->brightness_hz = 2345;
    s->embedded = (struct embedded){.bpm = 120,
                                    .beats = 4,
                                    .meter_num = 3,
                                    .meter_den = 8,
                                    .root_note = 60,
                                    .fine_cents = -12.5f,
                                    .loop_start = 10,
                                    .loop_end = 20,
                                    .loops = 1,
                                    .cues = 2,
                                    .is_loop = true,
                                    .title = "Kick \xc3\xa9\xe2\x82\xac\xf0\x9f\xa5\x81",
                                    .artist = "a",
                                    .album = "b",
                                    .genre = "c",
                                    .comment = "d",
                                    .software = "e",
                                    .date = "2001",
                                    .originator = "f"};
    s->verdict =
        (struct verdict){.has_model = true,
                         .category = {9, 0.75f},
                         .top = {{3, 0.5f}, {1, 0.25f}, {0, 0.125f}, {-1, 0}, {-1, 0}},
                         .form = FORM_LOOP,
                         .form_p = {0.25f, 0.75f}};
    s->facets = (struct facets){
        .pitch = {.hz = 440, .confidence = 0.9f},
        .tempo = {.bpm = 120,
                  .confidence = 0.8f,
                  .alternate = {60, 240},
                  .beats = 3,
                  .downbeat_s = 0.25f},
        .loop_p = 0.75f,
        .tonality = {.key = 21,
                     .confidence = 0.7f,
                     .second = 0,
                     .second_confidence = 0.2f,
                     .tuning_cents = -12.5f},
        .loudness = {.lufs = -14, .momentary_lufs = -10, .true_peak_db = 0.5f},
        .character = {2000, 0.5f, 0.25f, -12, 0.5f, 0.125f, 9, 0.0625f},
        .quality = {.clipped_s = 0.001f,
                    .dc = -0.5f,
                    .leading_s = 0.25f,
                    .trailing_s = 0.125f,
                    .side_db = -20,
                    .balance_db = 3,
                    .end_db = -40,
                    .faults = 1 << FAULT_DC | 1 << FAULT_OVERS}};
    s->mel = (struct sound_blob){made.mel.data, made.mel.len};
    s->descriptor = (struct sound_blob){made.descriptor.data, made.descriptor.len};
    s->peaks = (struct sound_blob){made.peaks.data, made.peaks.len};
    s->embedding = (struct sound_blob){made.embedding.data, made.embedding.len};
    wire_put_answer(&made.message, &head, s);
}

static void unmake(void)
{
    buf_clear(&made.mel);
    buf_clear(&made.descriptor);
    buf_clear(&made.peaks);
    buf_clear(&made.embedding);
    buf_clear(&made.message);
}

TestSuite(wire, .init = make, .fini = unmake);

static int get(struct sound *s, const struct buf *b)
{
    struct wire_head h;
    struct err e;

    return wire_get_answer(&h, s, 10, b->data, b->len, &e);
}

/* Is the sound as it stands in `made` believed? */
static int believed(void)
{
    struct sound back;

    wire_put_answer(&made.message, &head, &made.sound);
    return get(&back, &made.message) == 0;
}

static int blobs_equal(const struct sound_blob *a, const struct sound_blob *b)
{
    return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

Test(wire, an_answer_survives_the_round_trip)
{
    struct sound back;
    struct wire_head h;
    struct buf again = {0};
    struct err e = {0};

    cr_assert(wire_get_answer(&h, &back, 10, made.message.data, made.message.len, &e) ==
                  0,
              "%s", e.text);
    cr_expect(h.op == head.op && h.ticket == head.ticket);
    cr_expect(memcmp(back.hash, made.sound.hash, SOUND_HASH) == 0);
    cr_expect(back.frames == 66150 && back.rate_hz == 44100 && back.channels == 2);
    cr_expect(back.duration_s == 1.5 && back.peak_db == -0.5f);
    cr_expect(back.brightness_hz == 2345);
    cr_expect_str_eq(back.format, "WAV PCM 24");
    cr_expect_str_eq(back.embedded.title, made.sound.embedded.title);
    cr_expect_str_eq(back.embedded.originator, "f");
    cr_expect(back.embedded.bpm == 120 && back.embedded.root_note == 60);
    cr_expect(back.embedded.loop_start == 10 && back.embedded.loop_end == 20);
    cr_expect(back.embedded.is_loop && !back.embedded.one_shot);
    cr_expect(back.verdict.category.node == 9 && back.verdict.top[2].p == 0.125f);
    cr_expect(back.verdict.form == FORM_LOOP && back.verdict.form_p[FORM_LOOP] == 0.75f);
    cr_expect(memcmp(&back.facets, &made.sound.facets, sizeof back.facets) == 0);
    cr_expect(blobs_equal(&back.mel, &made.sound.mel));
    cr_expect(blobs_equal(&back.descriptor, &made.sound.descriptor));
    cr_expect(blobs_equal(&back.peaks, &made.sound.peaks));
    cr_expect(blobs_equal(&back.embedding, &made.sound.embedding));
    wire_put_answer(&again, &head, &back);
    cr_expect(again.len == made.message.len &&
                  memcmp(again.data, made.message.data, again.len) == 0,
              "what was read says the same when written");
    buf_clear(&again);
}

Test(wire, every_cut_and_every_added_byte_is_refused)
{
    struct sound back;

    for (size_t n = 0; n < made.message.len; n++) {
        struct buf cut = {.data = made.message.data, .len = n};

        cr_expect(get(&back, &cut) == -1, "cut at %zu", n);
    }
    buf_u8(&made.message, 0);
    cr_expect(get(&back, &made.message) == -1);
}

Test(wire, impossible_numbers_are_refused)
{
    const struct sound good = made.sound;
    struct sound *s = &made.sound;
    struct blob_packer *p = blob_packer_new();
    struct buf small = {0};

#define REFUSED(change)                                                                  \
    do {                                                                                 \
        *s = good;                                                                       \
        change;                                                                          \
        cr_expect(!believed(), #change);                                                 \
    } while (0)
    cr_assert(believed());
    REFUSED(s->rate_hz = 999);
    REFUSED(s->rate_hz = 1000001);
    REFUSED(s->rate_hz = 0);
    REFUSED(s->rate_hz = -44100);
    REFUSED(s->channels = 0);
    REFUSED(s->channels = 65);
    REFUSED(s->frames = 0);
    REFUSED(s->frames = -66150);
    REFUSED(s->duration_s = 1.6);
    REFUSED(s->duration_s = NAN);
    REFUSED(s->duration_s = INFINITY);
    REFUSED(s->peak_db = NAN);
    REFUSED(s->peak_db = -201);
    REFUSED(s->peak_db = INFINITY);
    REFUSED(s->brightness_hz = NAN);
    REFUSED(s->brightness_hz = -1);
    REFUSED(s->brightness_hz = 50000);
    REFUSED(s->format[0] = '\0');
    REFUSED(s->embedded.bpm = NAN);
    REFUSED(s->embedded.bpm = 19);
    REFUSED(s->embedded.bpm = 1000);
    REFUSED(s->embedded.beats = -1);
    REFUSED(s->embedded.meter_num = -1);
    REFUSED(s->embedded.meter_den = -1);
    REFUSED(s->embedded.root_note = 128);
    REFUSED(s->embedded.root_note = -2);
    REFUSED(s->embedded.fine_cents = NAN);
    REFUSED(s->embedded.fine_cents = 51);
    REFUSED(s->embedded.loop_end = 9);
    REFUSED(s->embedded.loop_start = -1);
    REFUSED(s->embedded.loop_end = -1);
    REFUSED(s->embedded.loops = -1);
    REFUSED(s->embedded.cues = -1);
    REFUSED(s->verdict.category.node = 10);
    REFUSED(s->verdict.category.node = -2);
    REFUSED(s->verdict.category.p = NAN);
    REFUSED(s->verdict.category.p = 1.5f);
    REFUSED(s->verdict.top[0].p = 0.125f);
    REFUSED(s->verdict.top[1].node = 10);
    REFUSED(s->verdict.top[4].node = 2);
    REFUSED(s->verdict.form = FORM_COUNT);
    REFUSED(s->verdict.form = -2);
    REFUSED(s->verdict.form_p[0] = NAN);
    REFUSED(s->verdict.form_p[0] = 0.5f);
    REFUSED(s->mel.len = 0);
    REFUSED(s->descriptor.len = 0);
    REFUSED(s->mel.len--);
    REFUSED(s->mel = s->descriptor);
    REFUSED(s->descriptor = s->mel);
    REFUSED(s->embedding = s->mel);
    REFUSED(s->peaks.len = 0);
    REFUSED(s->peaks = s->mel);
    REFUSED(s->embedding.len--);
    blob_pack(p, BLOB_EMBEDDING, "too short an id", 15, &small);
    REFUSED(s->embedding = ((struct sound_blob){small.data, small.len}));
    for (size_t i = 0; i < 3; i++) {
        static const size_t bad[] = {4, 7, 602}; /* none, no pair, too many */
        char raw[602];

        for (size_t k = 0; k < sizeof raw; k++)
            raw[k] = (char)(k * k * 251 >> 3);
        buf_reset(&small);
        blob_pack(p, BLOB_PEAKS, raw, bad[i], &small);
        REFUSED(s->peaks = ((struct sound_blob){small.data, small.len}));
    }
    blob_packer_free(p);
    buf_clear(&small);
#undef REFUSED
}

Test(wire, the_edges_of_every_range_are_believed)
{
    struct sound *s = &made.sound, good;

    s->facets.character[CHARACTER_CENTROID] = 1000; /* of any rate */
    good = *s;
#define BELIEVED(change)                                                                 \
    do {                                                                                 \
        *s = good;                                                                       \
        change;                                                                          \
        cr_expect(believed(), #change);                                                  \
    } while (0)
    BELIEVED(s->rate_hz = 1000; s->duration_s = 66.15; s->brightness_hz = 500);
    BELIEVED(s->rate_hz = 1000000; s->duration_s = 0.06615);
    BELIEVED(s->frames = 1; s->duration_s = 1 / 44100.0);
    BELIEVED(s->frames = INT64_MAX; s->duration_s = (double)INT64_MAX / 44100);
    BELIEVED(s->channels = 64);
    BELIEVED(s->peak_db = -200; s->brightness_hz = 0);
    BELIEVED(s->embedded.bpm = 0);
    BELIEVED(s->embedded.loop_start = -1; s->embedded.loop_end = -1);
    BELIEVED(s->embedded.root_note = -1);
    BELIEVED(s->verdict.category = ((struct guess){-1, 0}); s->verdict.form = -1);
    BELIEVED(s->verdict.has_model = false);
    BELIEVED(s->embedding.len = 0);
#undef BELIEVED
}

/* Put bytes where the format's text stands in the message, the length unchanged. */
static int believed_with_text(const char *bytes)
{
    struct sound back;
    uint8_t *at;

    memset(made.sound.format, 'x', sizeof made.sound.format - 1);
    made.sound.format[strlen(bytes)] = '\0';
    wire_put_answer(&made.message, &head, &made.sound);
    at = memmem(made.message.data, made.message.len, made.sound.format, strlen(bytes));
    memcpy(at, bytes, strlen(bytes));
    return get(&back, &made.message) == 0;
}

Test(wire, text_is_utf8_without_control_characters)
{
    static const char bad[][10] = {
        "xx\x80xx",          "xx\xc3xx",        "xx\xc0\xafxx", "xx\nxxx",
        "xx\x7fxx",          "xx\xc2\x85xx",    "xxxx\xe2\x82", "xx\xed\xa0\x80x",
        "x\xf4\x90\x80\x80", "xx\xe0\x80\x80x", "xx\xffxx",     "x\x1bxxx"};

    cr_expect(believed_with_text("xxxxxx"));
    cr_expect(believed_with_text("xx\xc3\xa9xx"));
    cr_expect(believed_with_text("xx\xc2\xa0xx"));
    cr_expect(believed_with_text("x\xf4\x8f\xbf\xbfx"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(!believed_with_text(bad[i]), "bad text %zu", i);
}

Test(wire, a_text_with_a_nul_inside_is_refused)
{
    struct sound back;
    uint8_t *at = memmem(made.message.data, made.message.len, "WAV", 3);

    cr_assert(get(&back, &made.message) == 0);
    at[1] = '\0';
    cr_expect(get(&back, &made.message) == -1);
}

Test(wire, the_writer_mends_text_that_the_reader_would_refuse)
{
    struct sound back;

    memset(made.sound.embedded.title, 'x', sizeof made.sound.embedded.title);
    made.sound.embedded.title[94] = (char)0xc3; /* its second byte has no room */
    strcpy(made.sound.embedded.comment, "a\nb\xff");
    cr_expect(believed());
    cr_assert(get(&back, &made.message) == 0);
    cr_expect_str_eq(back.embedded.comment, "a?b?");
    cr_expect(strlen(back.embedded.title) == 95 && back.embedded.title[94] == '?');
}

Test(wire, no_changed_byte_is_misread)
{
    struct sound back;
    struct buf again = {0};

    for (size_t i = 0; i < made.message.len * 8; i++) {
        struct wire_head h;
        struct err e;

        made.message.data[i / 8] ^= (uint8_t)(1 << i % 8);
        if (wire_get_answer(&h, &back, 10, made.message.data, made.message.len, &e) ==
            0) {
            wire_put_answer(&again, &h, &back);
            cr_expect(again.len == made.message.len &&
                          memcmp(again.data, made.message.data, again.len) == 0,
                      "bit %zu is believed, and not what it was taken for", i);
        }
        made.message.data[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    buf_clear(&again);
}

Test(wire, a_failure_is_its_text_and_nothing_else)
{
    struct sound s, back;

    wire_failed(&s, SOUND_UNSUPPORTED, "container is not allowed");
    wire_put_answer(&made.message, &head, &s);
    cr_expect(get(&back, &made.message) == 0 && back.status == SOUND_UNSUPPORTED);
    cr_expect_str_eq(back.error, "container is not allowed");
    cr_expect(back.frames == 0 && back.mel.len == 0 && back.embedded.root_note == -1);
    cr_expect(back.verdict.category.node == -1 && back.verdict.top[4].node == -1);
    wire_failed(&s, SOUND_FAILED, "");
    wire_put_answer(&made.message, &head, &s);
    cr_expect(get(&back, &made.message) == -1, "a failure has a reason");
}

Test(wire, a_classification_is_its_verdict_and_nothing_else)
{
    const struct wire_head h = {.op = WIRE_CLASSIFY, .ticket = 5};
    struct sound back;

    wire_put_answer(&made.message, &h, &made.sound);
    cr_expect(get(&back, &made.message) == 0);
    cr_expect(back.verdict.category.node == 9 && back.verdict.form == FORM_LOOP);
    cr_expect(back.frames == 0 && back.mel.len == 0);
    made.sound.verdict.category.node = 10;
    wire_put_answer(&made.message, &h, &made.sound);
    cr_expect(get(&back, &made.message) == -1);
}

Test(wire, a_longer_message_than_the_room_is_an_error)
{
    int pair[2], fd;
    char room[8];
    struct err e = {0};
    size_t n;

    cr_assert(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
    cr_expect(wire_send(pair[0], "123456789", 9, -1, &e) == 0);
    cr_expect(wire_receive(pair[1], room, sizeof room, &n, &fd, &e) == -1);
    cr_expect(wire_send(pair[0], "12345678", 8, -1, &e) == 0);
    cr_expect(wire_receive(pair[1], room, sizeof room, &n, &fd, &e) == 0 && n == 8);
    cr_expect(fd == -1);
}

Test(wire, a_descriptor_travels_and_a_full_socket_says_so)
{
    int pair[2], fd;
    static char big[WIRE_MAX];
    struct err e = {0};
    size_t n;
    int rc = 0;

    cr_assert(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
    cr_expect(wire_send(pair[0], "x", 1, pair[0], &e) == 0);
    cr_expect(wire_receive(pair[1], big, sizeof big, &n, &fd, &e) == 0 && n == 1);
    cr_expect(fd > pair[1] && fcntl(fd, F_GETFD) == FD_CLOEXEC);
    fcntl(pair[0], F_SETFL, O_NONBLOCK);
    fcntl(pair[1], F_SETFL, O_NONBLOCK);
    cr_expect(wire_receive(pair[1], big, sizeof big, &n, &fd, &e) == 1);
    for (int i = 0; i < 100 && rc == 0; i++)
        rc = wire_send(pair[0], big, sizeof big, -1, &e);
    cr_expect(rc == 1);
}

Test(wire, answers_outlive_the_worker_that_left_requests_unread)
{
    int pair[2], fd;
    char room[8];
    struct err e = {0};
    size_t n;

    cr_assert(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
    cr_expect(wire_send(pair[0], "request", 7, -1, &e) == 0);
    cr_expect(wire_send(pair[1], "answer", 6, -1, &e) == 0);
    close(pair[1]);
    cr_expect(wire_receive(pair[0], room, sizeof room, &n, &fd, &e) == 0 && n == 6);
    cr_expect(wire_receive(pair[0], room, sizeof room, &n, &fd, &e) == 0 && n == 0);
    cr_expect(wire_send(pair[0], "more", 4, -1, &e) == -1, "and no SIGPIPE");
}

/* What is not measured does not travel. */
Test(wire, without_a_measurement_nothing_is_left_of_it)
{
    struct facets *f = &made.sound.facets;
    struct sound back;

    f->pitch.why = UNMEASURED_ATONAL;
    f->tempo.why = UNMEASURED_ONESHOT;
    f->tonality.why = UNMEASURED_SHORT;
    f->loudness.why = UNMEASURED_SILENT;
    wire_put_answer(&made.message, &head, &made.sound);
    cr_assert(get(&back, &made.message) == 0);
    cr_expect(back.facets.pitch.why == UNMEASURED_ATONAL && back.facets.pitch.hz == 0);
    cr_expect(back.facets.tempo.why == UNMEASURED_ONESHOT && back.facets.tempo.bpm == 0);
    cr_expect(back.facets.tonality.key == -1 && back.facets.tonality.second == -1);
    cr_expect(back.facets.loudness.lufs == 0 && back.facets.character[0] == 0);
    cr_expect(back.facets.quality.faults == f->quality.faults, "silence has faults");
    *f = facets_none();
    wire_put_answer(&made.message, &head, &made.sound);
    cr_assert(get(&back, &made.message) == 0);
    cr_expect(back.facets.loudness.why == UNMEASURED_UNKNOWN &&
              back.facets.quality.faults == 0);
}

Test(wire, a_measurement_that_cannot_be_is_not_believed)
{
    struct facets *f = &made.sound.facets;
    const struct facets good = *f;
    const float bad[] = {NAN, INFINITY, -INFINITY, -1e9f, 1e9f};
    float *const member[] = {&f->pitch.hz,
                             &f->pitch.confidence,
                             &f->tempo.bpm,
                             &f->tempo.confidence,
                             &f->tempo.alternate[0],
                             &f->tempo.alternate[1],
                             &f->tempo.downbeat_s,
                             &f->loop_p,
                             &f->tonality.confidence,
                             &f->tonality.second_confidence,
                             &f->tonality.tuning_cents,
                             &f->loudness.lufs,
                             &f->loudness.momentary_lufs,
                             &f->loudness.true_peak_db,
                             &f->quality.clipped_s,
                             &f->quality.dc,
                             &f->quality.leading_s,
                             &f->quality.trailing_s,
                             &f->quality.side_db,
                             &f->quality.balance_db,
                             &f->quality.end_db};

    cr_expect(believed());
    for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
        for (size_t i = 0; i < sizeof member / sizeof *member; i++) {
            *member[i] = bad[b];
            cr_expect(!believed(), "member %zu, %g", i, (double)bad[b]);
            *f = good;
        }
        for (size_t i = 0; i < CHARACTER_COUNT; i++) {
            f->character[i] = bad[b];
            cr_expect(!believed(), "character %zu, %g", i, (double)bad[b]);
            *f = good;
        }
    }
    f->tonality.key = KEYS;
    cr_expect(!believed());
    f->tonality.key = f->tonality.second;
    cr_expect(!believed(), "a second key is another one");
    *f = good;
    f->tempo.alternate[0] = 0;
    cr_expect(!believed(), "no second alternate without a first");
    *f = good;
    f->tempo.beats = -1;
    cr_expect(!believed());
    *f = good;
    f->quality.faults = 1u << FAULT_COUNT;
    cr_expect(!believed());
}
