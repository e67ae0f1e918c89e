/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Start one worker process, end it, and say how it ended. */
#include "index/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/wire.h"
#include "worker/worker.h"

/* Every message must fit, whatever the system's default is. */
static bool make_room(int sock)
{
    int room = 2 * WIRE_MAX;
    socklen_t len = sizeof room;

    setsockopt(sock, SOL_SOCKET, SO_SNDBUF, &room, len);
    return getsockopt(sock, SOL_SOCKET, SO_SNDBUF, &room, &len) == 0 &&
           room > WIRE_MAX + 32;
}

/* A connected pair: [0] for us, [1] for the child. */
static int make_pair(int pair[2], struct err *e)
{
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return err_sys(e, "cannot make a socket");
    if (make_room(pair[0]) && make_room(pair[1]) &&
        fcntl(pair[0], F_SETFL, O_NONBLOCK) == 0)
        return 0;
    close(pair[0]);
    close(pair[1]);
    return err_set(e, ERR_IO, "sockets are too small (sysctl net.core.wmem_max)");
}

/* 0, or an errno. The child gets no signal setting of ours: default, unblocked. */
static int spawn(pid_t *pid, const char *program, unsigned flags, int sock, int model)
{
    char name[] = "sampledb", command[] = "worker", option[WORKER_OPTIONS][16];
    char *argv[3 + WORKER_OPTIONS] = {name, command};
    int words = 2;
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t none, all;
    int rc;

    for (int k = 0; k < WORKER_OPTIONS; k++)
        if (flags & 1U << k) {
            snprintf(option[k], sizeof option[k], "%s", worker_option[k]);
            argv[words++] = option[k];
        }
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &all);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, sock, WORKER_SOCKET);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (model >= 0)
        posix_spawn_file_actions_adddup2(&files, model, WORKER_MODEL);
    posix_spawn_file_actions_addclosefrom_np(&files, model >= 0 ? WORKER_MODEL + 1
                                                                : WORKER_SOCKET + 1);
    rc = posix_spawn(pid, program, &files, &attr, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attr);
    return rc;
}

int child_start(struct child *out, const char *program, unsigned flags, int model,
                struct err *e)
{
    int pair[2];
    pid_t pid;

    if (make_pair(pair, e) != 0)
        return -1;
    if (!program) /* still this very file when an upgrade has replaced its name */
        program = "/proc/self/exe";
    errno = spawn(&pid, program, flags, pair[1], model);
    close(pair[1]);
    if (errno != 0) {
        err_sys(e, "cannot start %s", program);
        close(pair[0]);
        return -1;
    }
    *out = (struct child){.pid = pid, .sock = pair[0]};
    return 0;
}

int child_model(const void *data, size_t n, struct err *e)
{
    const char *from = data;
    const int fd = memfd_create("model", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    ssize_t put = 0;
    int kept = -1;

    for (; fd >= 0 && n > 0; from += put, n -= (size_t)put)
        if ((put = write(fd, from, n)) <= 0)
            break;
    if (n == 0 && fcntl(fd, F_ADD_SEALS,
                        F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
        kept = fcntl(fd, F_DUPFD_CLOEXEC, WORKER_MODEL + 1);
    if (kept < 0)
        err_sys(e, "cannot hand the model to workers");
    if (fd >= 0)
        close(fd);
    return kept;
}

static void say_how(int status, char *how)
{
    const int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    const char *name = sig ? sigabbrev_np(sig) : NULL;
    const char *what = sig == SIGSYS    ? "was stopped by the sandbox"
                       : sig == SIGABRT ? "ran out of memory or failed a check"
                       : sig == SIGKILL ? "was killed"
                       : sig == SIGXCPU ? "used too much processor time"
                                        : "crashed";

    if (sig)
        snprintf(how, CHILD_HOW, "%s (SIG%s)", what, name ? name : "?");
    else
        snprintf(how, CHILD_HOW, "ended with status %d", WEXITSTATUS(status));
}

void child_end(struct child *c, char *how)
{
    int status = 0;
    pid_t ended;

    kill(c->pid, SIGKILL); /* to one that has ended already it changes nothing */
    do
        ended = waitpid(c->pid, &status, 0);
    while (ended < 0 && errno == EINTR);
    close(c->sock);
    say_how(status, how);
    *c = (struct child){.sock = -1};
}
