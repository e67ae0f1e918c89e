/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bad workers in the sandbox: what they cannot do, and what it costs when they try. */
#include "near.h"

#include <sndfile.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "crowd.h"

Test(attack, each_attack_is_refused_from_inside)
{
    static const struct {
        char word[12];
        const char *answer;
        bool needs_limits; /* which a build with AddressSanitizer cannot set */
    } attacks[] = {
        {"open", "open: ENOENT", false},    {"openw", "open: ENOENT", false},
        {"reopen", "open: ENOENT", false},  {"stat", "stat: ENOENT", false},
        {"write", "write: EPERM", false},   {"print", "write: EPERM", false},
        {"pwrite", "pwrite: EPERM", false}, {"bomb", "malloc: ENOMEM", true},
        {"socket", SIGSYS_TEXT, false},     {"exec", SIGSYS_TEXT, false},
        {"fork", SIGSYS_TEXT, false},       {"unlink", SIGSYS_TEXT, false},
        {"rename", SIGSYS_TEXT, false},     {"chmod", SIGSYS_TEXT, false},
        {"truncate", SIGSYS_TEXT, false},   {"ptrace", SIGSYS_TEXT, false},
        {"kill", SIGSYS_TEXT, false},       {"tgkill", SIGSYS_TEXT, false},
        {"mmapx", SIGSYS_TEXT, false},      {"protect", SIGSYS_TEXT, false},
        {"limit", SIGSYS_TEXT, false},      {"pass", SIGSYS_TEXT, false},
    };
    struct pool_options o = options(1);

    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        if (SANITIZED && attacks[i].needs_limits)
            continue;
        run_one(attacks[i].word, &o);
        cr_expect_str_eq(seen.of[0].error, attacks[i].answer, "%s: \"%s\"",
                         attacks[i].word, seen.of[0].error);
    }
}

/* The control of the test above: the attacks are real. The harmful are left out. */
Test(attack, without_the_sandbox_the_attacks_succeed)
{
    static const char words[][12] = {"open",  "stat",  "write",   "pwrite", "socket",
                                     "chmod", "mmapx", "protect", "limit"};
    struct pool_options o = options(1);

    o.no_sandbox = true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        run_one(words[i], &o);
        cr_expect(strncmp(seen.of[0].error, "BREACH", 6) == 0, "%s: \"%s\"", words[i],
                  seen.of[0].error);
    }
}

/* 200 files, two of them bad: the others do not notice, and the bad are tried twice. */
static void batch_with(const char *word, const char *error, int timeout_ms)
{
    enum { FILES = 200, BAD = 2, JOBS = 2 };
    struct counter starts_of;
    struct pool_options o = options(JOBS);
    struct pool *p;
    int starts;

    counter_make(&starts_of);
    o.program = starts_of.program;
    o.timeout_ms = timeout_ms;
    p = open_pool(&o);
    memset(&seen, 0, sizeof seen);
    for (uint64_t i = 0; i < FILES; i++)
        give(p, i, file_of(i == 51 || i == 52 ? word : "ok"));
    drain(p);
    pool_close(p);
    starts = counter_end(&starts_of);
    for (uint64_t i = 0; i < FILES; i++)
        expect(i, i == 51 || i == 52 ? error : "");
    /* Both tries of a bad file cost a process; no other file costs one. */
    cr_expect(starts >= JOBS + BAD, "%s: %d processes", word, starts);
    cr_expect(starts <= JOBS + 2 * BAD || timeout_ms < PATIENT_MS, "%s: %d processes",
              word, starts);
}

Test(attack, a_crash_costs_that_file_only)
{
    batch_with("crash", "decoder crashed (SIGSEGV)", PATIENT_MS);
    batch_with("early", "decoder ended with status 0", PATIENT_MS);
    batch_with("socket", SIGSYS_TEXT, PATIENT_MS);
    if (!SANITIZED)
        batch_with("abort", "decoder ran out of memory or failed a check (SIGABRT)",
                   PATIENT_MS);
}

Test(attack, a_hang_is_ended_when_its_time_is_up)
{
    batch_with("hang", "took longer than 200 ms", SLOW_MS);
    batch_with("silent", "took longer than 200 ms", SLOW_MS);
}

Test(attack, a_lie_costs_that_file_only)
{
    batch_with("nonsense", "worker gave a nonsense answer: not a message", PATIENT_MS);
    batch_with("huge", "worker gave a nonsense answer: message is too long", PATIENT_MS);
    batch_with("nan", "worker gave a nonsense answer: impossible measurement",
               PATIENT_MS);
    batch_with("node", "worker gave a nonsense answer: impossible category", PATIENT_MS);
}

/* A second of a stereo tone in this libsndfile format, or -1 if it cannot write it. */
static int tone(int format)
{
    static float x[48000 * 2];
    const int fd = memfd_create("tone", MFD_CLOEXEC);
    SF_INFO info = {.samplerate = 48000, .channels = 2, .format = format};
    SNDFILE *f = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);

    if (!f) {
        close(fd);
        return -1;
    }
    for (size_t i = 0; i < 48000; i++)
        x[2 * i] = x[2 * i + 1] = 0.5f * sinf((float)i * 0.05f);
    sf_writef_float(f, x, 48000);
    sf_close(f);
    return fd;
}

Test(attack, every_format_decodes_in_the_sandbox)
{
    static const struct {
        int format;
        char name[12];
    } formats[] = {{SF_FORMAT_WAV | SF_FORMAT_PCM_16, "WAV"},
                   {SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, "ADPCM"},
                   {SF_FORMAT_AIFF | SF_FORMAT_PCM_24, "AIFF"},
                   {SF_FORMAT_CAF | SF_FORMAT_FLOAT, "CAF"},
                   {SF_FORMAT_AU | SF_FORMAT_ULAW, "AU"},
                   {SF_FORMAT_W64 | SF_FORMAT_PCM_16, "W64"},
                   {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "FLAC"},
                   {SF_FORMAT_OGG | SF_FORMAT_VORBIS, "Vorbis"},
                   {SF_FORMAT_OGG | SF_FORMAT_OPUS, "Opus"},
                   {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, "MP3"}};
    struct pool_options o = options(1);
    struct pool *p;

    p = open_pool(&o);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const int fd = tone(formats[i].format);

        if (fd < 0) /* as with a libsndfile built without these encoders */
            continue;
        give(p, i, fd);
        drain(p);
        cr_expect_str_eq(seen.of[i].error, "decoded 2 ch, loud", "%s: \"%s\"",
                         formats[i].name, seen.of[i].error);
    }
    pool_close(p);
    cr_expect(seen.answers >= 6);
}

Test(attack, the_libraries_of_analysis_work_in_the_sandbox)
{
    struct pool_options o = options(1);

    run_one("libs", &o);
    expect(0, "did 1 1 1");
}
