/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index/pool: worker processes, good and bad. The bad ones are tests/unit/rogue.c. */
#include "near.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "index/pool.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum { MANY = 2500, SLOW_MS = 200 };

#define SIGSYS_TEXT "decoder was stopped by the sandbox (SIGSYS)"

/* What came back, by ticket. */
struct seen {
    struct {
        int times, status;
        char error[160];
    } of[MANY];
    size_t answers;
};

static struct seen seen;

static int note(void *arg, uint64_t ticket, const struct sound *s, struct err *e)
{
    struct seen *to = arg;

    (void)e;
    cr_assert(ticket < MANY);
    to->of[ticket].times++;
    to->of[ticket].status = s->status;
    memcpy(to->of[ticket].error, s->error, sizeof s->error);
    if (s->status == SOUND_OK)
        cr_expect(s->rate_hz == 44100 || s->rate_hz == 0 /* classify */);
    to->answers++;
    return 0;
}

static struct pool_options options(int jobs)
{
    return (struct pool_options){
        .program = getenv("ROGUE"), .jobs = jobs, .timeout_ms = SLOW_MS, .nodes = 3};
}

static struct pool *open_pool(const struct pool_options *o)
{
    struct pool *p = NULL;
    struct err e = {0};

    cr_assert(o->program, "ROGUE names the test worker");
    cr_assert(pool_open(&p, o, &e) == 0, "%s", e.text);
    return p;
}

/* A file that even may be written to, standing at its end. */
static int file_of(const char *bytes)
{
    const int fd = memfd_create("test", MFD_CLOEXEC);

    cr_assert(fd >= 0);
    cr_assert(write(fd, bytes, strlen(bytes)) == (ssize_t)strlen(bytes));
    return fd;
}

static void wait_once(struct pool *p, int wait_ms)
{
    struct err e = {0};

    cr_assert(pool_wait(p, wait_ms, note, &seen, &e) == 0, "%s", e.text);
}

static void give(struct pool *p, uint64_t ticket, int fd)
{
    struct err e = {0};

    while (pool_room(p) == 0)
        wait_once(p, -1);
    cr_assert(pool_analyse(p, ticket, fd, &e) == 0, "%s", e.text);
}

static void drain(struct pool *p)
{
    while (pool_pending(p) > 0)
        wait_once(p, -1);
}

static void expect(uint64_t ticket, const char *error)
{
    cr_expect(seen.of[ticket].times == 1, "ticket %d answered %d times", (int)ticket,
              seen.of[ticket].times);
    cr_expect_str_eq(seen.of[ticket].error, error, "ticket %d: \"%s\", want \"%s\"",
                     (int)ticket, seen.of[ticket].error, error);
    cr_expect(seen.of[ticket].status == (*error ? SOUND_FAILED : SOUND_OK));
}

/* One worker, one file that says `word`; what the answer says is in seen.of[0]. */
static void run_one(const char *word, const struct pool_options *o)
{
    struct pool *p = open_pool(o);

    memset(&seen, 0, sizeof seen);
    give(p, 0, file_of(word));
    drain(p);
    pool_close(p);
}

static size_t open_descriptors(void)
{
    DIR *d = opendir("/proc/self/fd");
    size_t n = 0;

    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

Test(pool, every_file_is_answered_once)
{
    const struct pool_options o = options(2);
    struct pool *p = open_pool(&o);

    cr_expect(pool_room(p) >= 4, "workers have jobs ahead");
    for (uint64_t i = 0; i < 50; i++)
        give(p, i, file_of("ok"));
    drain(p);
    for (uint64_t i = 0; i < 50; i++)
        expect(i, "");
    pool_close(p);
}

Test(pool, each_attack_is_refused_from_inside)
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

    o.timeout_ms = 5000;
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        if (SANITIZED && attacks[i].needs_limits)
            continue;
        run_one(attacks[i].word, &o);
        cr_expect_str_eq(seen.of[0].error, attacks[i].answer, "%s: \"%s\"",
                         attacks[i].word, seen.of[0].error);
    }
}

/* The control of the test above: the attacks are real. */
Test(pool, without_the_sandbox_the_attacks_succeed)
{
    static const char words[][12] = {"open",  "stat",   "write", "pwrite",  "socket",
                                     "chmod", "tgkill", "mmapx", "protect", "limit"};
    struct pool_options o = options(1);

    o.no_sandbox = true;
    o.timeout_ms = 5000;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        run_one(words[i], &o);
        if (strcmp(words[i], "tgkill") == 0) /* to init: our user may not be allowed */
            cr_expect(strcmp(seen.of[0].error, SIGSYS_TEXT) != 0);
        else
            cr_expect(strncmp(seen.of[0].error, "BREACH", 6) == 0, "%s: \"%s\"", words[i],
                      seen.of[0].error);
    }
}

/* A script that starts the rogue and leaves a line in `log` each time. */
static void counting_program(char *dir, char *program, char *log)
{
    FILE *f;

    strcpy(dir, "/tmp/pool-XXXXXX");
    cr_assert(mkdtemp(dir));
    sprintf(program, "%s/start", dir);
    sprintf(log, "%s/log", dir);
    f = fopen(program, "w");
    fprintf(f, "#!/bin/sh\necho started >> %s\nexec '%s' \"$@\"\n", log, getenv("ROGUE"));
    fclose(f);
    cr_assert(chmod(program, 0700) == 0);
}

static int lines_then_remove(const char *dir, const char *program, const char *log)
{
    FILE *f = fopen(log, "r");
    int lines = 0, c;

    while (f && (c = getc(f)) != EOF)
        lines += c == '\n';
    if (f)
        fclose(f);
    unlink(log);
    unlink(program);
    rmdir(dir);
    return lines;
}

/* 200 files, two of them bad: the others do not notice, and the bad are tried twice. */
static void batch_with(const char *word, const char *error)
{
    enum { FILES = 200, BAD = 2, JOBS = 2 };
    char dir[32], program[64], log[64];
    struct pool_options o = options(JOBS);
    struct pool *p;
    int starts;

    counting_program(dir, program, log);
    o.program = program;
    p = open_pool(&o);
    memset(&seen, 0, sizeof seen);
    for (uint64_t i = 0; i < FILES; i++)
        give(p, i, file_of(i == 51 || i == 52 ? word : "ok"));
    drain(p);
    pool_close(p);
    starts = lines_then_remove(dir, program, log);
    for (uint64_t i = 0; i < FILES; i++)
        expect(i, i == 51 || i == 52 ? error : "");
    /* Both tries of a bad file cost a process; no other file costs one. */
    cr_expect(starts >= JOBS + BAD && starts <= JOBS + 2 * BAD, "%s: %d processes", word,
              starts);
}

Test(pool, a_crash_costs_that_file_only)
{
    batch_with("crash", "decoder crashed (SIGSEGV)");
    batch_with("early", "decoder ended with status 0");
    batch_with("socket", SIGSYS_TEXT);
    if (!SANITIZED)
        batch_with("abort", "decoder ran out of memory or failed a check (SIGABRT)");
}

Test(pool, a_hang_is_ended_when_its_time_is_up)
{
    batch_with("hang", "took longer than 200 ms");
    batch_with("silent", "took longer than 200 ms");
}

Test(pool, a_lie_costs_that_file_only)
{
    batch_with("nonsense", "worker gave a nonsense answer: not a message");
    batch_with("huge", "worker gave a nonsense answer: message is too long");
    batch_with("nan", "worker gave a nonsense answer: impossible measurement");
    batch_with("node", "worker gave a nonsense answer: impossible category");
}

Test(pool, a_retry_is_alone_in_a_fresh_process_and_reads_from_the_start)
{
    const struct pool_options o = options(1);
    struct pool *p = open_pool(&o);

    for (uint64_t i = 0; i < 12; i++)
        give(p, i, file_of(i % 4 == 3 ? "tired" : "ok"));
    drain(p);
    pool_close(p);
    for (uint64_t i = 0; i < 12; i++)
        expect(i, "");
}

Test(pool, a_process_is_replaced_after_a_thousand_files)
{
    char dir[32], program[64], log[64];
    struct pool_options o = options(1);
    struct pool *p;

    counting_program(dir, program, log);
    o.program = program;
    p = open_pool(&o);
    for (uint64_t i = 0; i < MANY; i++)
        give(p, i, file_of("ok"));
    drain(p);
    pool_close(p);
    cr_expect(lines_then_remove(dir, program, log) == 3);
    cr_expect(seen.answers == MANY);
}

Test(pool, close_leaves_no_child_and_no_descriptor)
{
    static const char words[][8] = {"ok", "hang", "silent", "crash"};
    const struct pool_options o = options(3);
    const size_t before = open_descriptors();
    struct pool *p;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        p = open_pool(&o);
        wait_once(p, -1);
        for (uint64_t k = 0; pool_room(p) > 0; k++)
            give(p, k, file_of(words[i]));
        wait_once(p, 50);
        pool_close(p);
        cr_expect(open_descriptors() == before, "after %s", words[i]);
        cr_expect(waitpid(-1, NULL, WNOHANG) == -1, "a child is left after %s", words[i]);
    }
    p = open_pool(&o); /* closed before any worker is ready */
    give(p, 0, file_of("ok"));
    pool_close(p);
    cr_expect(open_descriptors() == before);
}

/* Wait until the pool gives up; its error is in *e. */
static void wait_for_failure(struct pool *p, struct err *e)
{
    give(p, 0, file_of("ok"));
    for (int i = 0; i < 1000; i++)
        if (pool_wait(p, 1000, note, &seen, e) != 0)
            return;
    cr_assert_fail("the pool goes on for ever");
}

Test(pool, a_program_that_does_not_work_is_a_clear_error)
{
    struct pool_options o = options(2);
    struct err e = {0};
    struct pool *p = NULL;

    o.program = "/bin/false";
    p = open_pool(&o);
    wait_for_failure(p, &e);
    pool_close(p);
    cr_expect(strstr(e.text, "/bin/false worker: decoder ended with status 1"), "%s",
              e.text);
    o.program = "/nonexistent/program";
    cr_expect(pool_open(&p, &o, &e) == -1);
    cr_expect_str_eq(e.text,
                     "cannot start /nonexistent/program: No such file or directory");
    cr_expect(waitpid(-1, NULL, WNOHANG) == -1);
}

/* As on a kernel, or in a container, where seccomp cannot be had; for all children. */
static void forbid_seccomp(void)
{
    const struct scmp_arg_cmp set_seccomp = {0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0};
    scmp_filter_ctx c = seccomp_init(SCMP_ACT_ALLOW);

    cr_assert(seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(seccomp), 0) == 0);
    cr_assert(
        seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 1, set_seccomp) == 0);
    cr_assert(seccomp_load(c) == 0);
    seccomp_release(c);
}

Test(pool, no_sandbox_means_no_work)
{
    const struct pool_options o = options(2);
    struct err e = {0};
    struct pool *p;

    forbid_seccomp();
    p = open_pool(&o);
    wait_for_failure(p, &e);
    pool_close(p);
    cr_expect(strstr(e.text, "sandbox: seccomp:") && strstr(e.text, "--no-sandbox"), "%s",
              e.text);
    cr_expect(seen.answers == 0);
}

Test(pool, blobs_are_classified_without_a_file)
{
    const struct pool_options o = options(1);
    static char long_blob[200 << 10];
    struct pool *p = open_pool(&o);
    struct err e = {0};

    cr_assert(pool_classify(p, 0, "patch", 5, &e) == 0);
    cr_assert(pool_classify(p, 1, "other", 5, &e) == 0);
    drain(p);
    expect(0, "");
    expect(1, "not the bytes that were sent");
    cr_expect(pool_classify(p, 2, long_blob, sizeof long_blob, &e) == -1);
    cr_expect(pool_pending(p) == 0);
    pool_close(p);
}

static int refuse(void *arg, uint64_t ticket, const struct sound *s, struct err *e)
{
    (void)arg;
    (void)ticket;
    (void)s;
    return err_set(e, ERR_STORE, "disk full");
}

Test(pool, an_error_of_the_callback_comes_back)
{
    const struct pool_options o = options(1);
    struct pool *p = open_pool(&o);
    struct err e = {0};
    int rc = 0;

    give(p, 0, file_of("ok"));
    while (rc == 0 && pool_pending(p) > 0)
        rc = pool_wait(p, -1, refuse, NULL, &e);
    cr_expect(rc == -1 && e.kind == ERR_STORE);
    cr_expect_str_eq(e.text, "disk full");
    pool_close(p);
}

static void on_alarm(int sig) { (void)sig; }

Test(pool, a_signal_ends_the_wait)
{
    const struct sigaction act = {.sa_handler = on_alarm};
    const struct itimerval every = {{0, 5000}, {0, 5000}}, never = {0};
    const struct pool_options o = options(1);
    struct pool *p = open_pool(&o);

    wait_once(p, -1); /* the worker is ready: nothing else can happen */
    sigaction(SIGALRM, &act, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
    wait_once(p, -1);
    setitimer(ITIMER_REAL, &never, NULL);
    pool_close(p);
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

Test(pool, every_format_decodes_in_the_sandbox)
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

    o.timeout_ms = 20000;
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

Test(pool, the_libraries_of_analysis_work_in_the_sandbox)
{
    struct pool_options o = options(1);

    o.timeout_ms = 20000;
    run_one("libs", &o);
    expect(0, "did 1 1 1");
}
