/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A worker gone bad: the real sandbox and the real wire, but instead of analysing
 * a file it does what the first word in it says. tests/unit/attack.c hands it out, and
 * tests/unit/index.c leaves such files lying about in folders.
 */
#include "rogue.h"

#include <string.h>
#include <unistd.h>

#include "util/blob.h"
#include "worker/sandbox.h"
#include "worker/wire.h"
#include "worker/worker.h"

/* AddressSanitizer's own handlers would turn a signal into an exit status. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "handle_segv=0:handle_abort=0:allocator_may_return_null=1:detect_leaks=0";
}

/* A small sound in which nothing is wrong. */
static void make_sound(struct rogue *r)
{
    static struct blob_packer *packer;
    struct sound *s = &r->sound;

    if (!packer) {
        packer = blob_packer_new();
        blob_pack(packer, BLOB_MEL, "mel", 3, &r->mel);
        blob_pack(packer, BLOB_DESCRIPTOR, "descriptor", 10, &r->descriptor);
        blob_pack(packer, BLOB_PEAKS, "peaks!", 6, &r->peaks);
        blob_pack(packer, BLOB_EMBEDDING, "the rogue's trunk and numbers", 29,
                  &r->embedding);
    }
    wire_failed(s, SOUND_OK, "");
    memset(s->hash, 7, sizeof s->hash);
    s->frames = 44100;
    s->rate_hz = 44100;
    s->channels = 2;
    s->duration_s = 1;
    memcpy(s->format, "WAV PCM 16", 11);
    s->peak_db = -6;
    s->brightness_hz = 1000;
    s->verdict =
        (struct verdict){.has_model = true,
                         .category = {2, 0.75f},
                         .top = {{2, 0.75f}, {1, 0.25f}, {-1, 0}, {-1, 0}, {-1, 0}},
                         .form = FORM_ONESHOT,
                         .form_p = {0.9f, 0.1f}};
    s->mel = (struct sound_blob){r->mel.data, r->mel.len};
    s->descriptor = (struct sound_blob){r->descriptor.data, r->descriptor.len};
    s->peaks = (struct sound_blob){r->peaks.data, r->peaks.len};
    s->embedding = (struct sound_blob){r->embedding.data, r->embedding.len};
}

/* What a parent may ask us to classify: what a test sends, or what we said before. */
static bool is_ours(const struct rogue *r, const uint8_t *blob, size_t n)
{
    return (n == 5 && memcmp(blob, "patch", n) == 0) ||
           (n == r->mel.len && memcmp(blob, r->mel.data, n) == 0) ||
           (n == r->embedding.len && memcmp(blob, r->embedding.data, n) == 0);
}

static int serve_one(struct rogue *r)
{
    static uint8_t in[WIRE_MAX];
    const char *text = NULL;
    struct wire_head h;
    struct err e;
    size_t n;

    if (wire_receive(WORKER_SOCKET, in, sizeof in, &n, &r->fd, &e) != 0 || n == 0 ||
        wire_get_head(&h, in, n, &e) != 0)
        return -1;
    make_sound(r);
    if (h.op == WIRE_ANALYSE)
        text = obey(r);
    else if (!is_ours(r, in + WIRE_HEAD, n - WIRE_HEAD))
        text = "not the bytes that were sent";
    if (text)
        wire_failed(&r->sound, SOUND_FAILED, text);
    wire_put_answer(&r->out, &h, &r->sound);
    close(r->fd);
    r->answers++;
    return wire_send(WORKER_SOCKET, r->out.data, r->out.len, -1, &e);
}

int main(int argc, char **argv)
{
    static struct rogue r;
    const struct wire_head ready = {.op = WIRE_READY};
    struct err e;

    if (argc < 2 || strcmp(argv[1], "worker") != 0)
        return 2;
    if (!(worker_flags_of(argc, argv) & WORKER_NO_SANDBOX) &&
        sandbox_enter(WORKER_SOCKET, &e) != 0) {
        wire_failed(&r.sound, SOUND_FAILED, e.text);
        wire_put_answer(&r.out, &ready, &r.sound);
        wire_send(WORKER_SOCKET, r.out.data, r.out.len, -1, &e);
        return 1;
    }
    wire_put_head(&r.out, &ready);
    wire_send(WORKER_SOCKET, r.out.data, r.out.len, -1, &e);
    while (serve_one(&r) == 0)
        ;
    _exit(0);
}
