/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child of ours that lives no longer than we do. */
#include "util/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "util/mem.h"

/* What the child needs, made before the fork: behind it nothing may be allocated. */
struct birth {
    const char *program;
    char **argv;
    int null, out, err; /* err -1: as ours */
    int with_us;
    pid_t parent;
};

static void reset_signals(void)
{
    const struct sigaction usual = {.sa_handler = SIG_DFL};
    sigset_t none;

    for (int sig = 1; sig < NSIG; sig++)
        sigaction(sig, &usual, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: only what signal-safety(7) allows. Nobody else hears of an exec that
 * fails but by this status. */
static _Noreturn void become(const struct birth *b)
{
    reset_signals();
    prctl(PR_SET_PDEATHSIG, b->with_us);
    if (getppid() == b->parent && dup2(b->null, STDIN_FILENO) >= 0 &&
        dup2(b->out, STDOUT_FILENO) >= 0 &&
        (b->err < 0 || dup2(b->err, STDERR_FILENO) >= 0) &&
        close_range(STDERR_FILENO + 1, ~0U, 0) == 0)
        execv(b->program, b->argv);
    _exit(127);
}

static int make_pipe(int p[2], struct err *e)
{
    if (pipe2(p, O_CLOEXEC) != 0)
        return err_sys(e, "cannot make a pipe");
    fcntl(p[0], F_SETFL, O_NONBLOCK);
    return 0;
}

static char **words_of(const char *const *word)
{
    size_t n = 0;
    char **argv;

    while (word[n])
        n++;
    argv = mem_new(n + 2, sizeof *argv);
    argv[0] = mem_text("sampledb", 8);
    for (size_t i = 0; i < n; i++)
        argv[i + 1] = mem_text(word[i], strlen(word[i]));
    return argv;
}

static void close_both(const int p[2])
{
    if (p[0] >= 0)
        close(p[0]);
    if (p[1] >= 0)
        close(p[1]);
}

int spawn(pid_t *pid, const char *program, const char *const *word, int with_us, int *out,
          int *err, struct err *e)
{
    int o[2] = {-1, -1}, r[2] = {-1, -1}, rc = -1;
    struct birth b = {.program = program ? program : "/proc/self/exe",
                      .null = open("/dev/null", O_RDONLY | O_CLOEXEC),
                      .with_us = with_us,
                      .parent = getpid(),
                      .argv = words_of(word)};
    pid_t born;

    if (b.null < 0) {
        err_sys(e, "cannot open /dev/null");
        goto done;
    }
    if (make_pipe(o, e) != 0 || (err && make_pipe(r, e) != 0))
        goto done;
    b.out = o[1];
    b.err = r[1];
    born = fork();
    if (born == 0)
        become(&b);
    if (born < 0) {
        err_sys(e, "cannot start %s", b.program);
        goto done;
    }
    *pid = born;
    *out = o[0];
    o[0] = -1;
    if (err) {
        *err = r[0];
        r[0] = -1;
    }
    rc = 0;
done:
    if (b.null >= 0)
        close(b.null);
    close_both(o);
    close_both(r);
    for (char **a = b.argv; *a; a++)
        free(*a);
    free(b.argv);
    return rc;
}
