/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index/pool: every job answered, nothing left behind. Bad workers: attack.c. */
#include "near.h"

#include <dirent.h>
#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crowd.h"

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
    struct counter starts_of;
    struct pool_options o = options(1);
    struct pool *p;

    counter_make(&starts_of);
    o.program = starts_of.program;
    p = open_pool(&o);
    for (uint64_t i = 0; i < MANY; i++)
        give(p, i, file_of("ok"));
    drain(p);
    pool_close(p);
    cr_expect(counter_end(&starts_of) == 3);
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
