/* SPDX-License-Identifier: GPL-2.0-or-later */
/* worker/sandbox: the walls, and that there is no work without them. */
#include "near.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/sandbox.h"

/* Run body in a child of its own, with a socket to us; its exit status, or -signal. */
static int in_child(int (*body)(int sock))
{
    int pair[2], status;
    pid_t pid;

    cr_assert(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
    pid = fork();
    cr_assert(pid >= 0);
    if (pid == 0) {
        close(pair[0]);
        _exit(body(pair[1]));
    }
    close(pair[1]);
    cr_assert(waitpid(pid, &status, 0) == pid);
    close(pair[0]);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static int enter(int sock)
{
    struct err e;

    return sandbox_enter(sock, &e) == 0 ? 0 : 1;
}

static int is_closed(int sock)
{
    char byte;

    if (dup2(open("/dev/null", O_RDONLY), 100) < 0 || enter(sock) != 0)
        return 1;
    if (read(STDIN_FILENO, &byte, 1) != 0)
        return 2; /* /dev/null is at its end */
    return read(100, &byte, 1) == -1 && errno == EBADF ? 0 : 3;
}

Test(sandbox, all_descriptors_but_the_socket_are_closed)
{
    cr_expect(in_child(enter) == 0);
    cr_expect(in_child(is_closed) == 0);
}

static int asks_for_limits(int sock)
{
    struct rlimit r;

    return enter(sock) == 0 ? getrlimit(RLIMIT_DATA, &r) : 1;
}

Test(sandbox, a_call_that_is_not_on_the_list_ends_the_process)
{
    cr_expect(in_child(asks_for_limits) == -SIGSYS);
}

static int with_answer(int sock, int error)
{
    const struct scmp_arg_cmp set_seccomp = {0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0};
    scmp_filter_ctx c = seccomp_init(SCMP_ACT_ALLOW);

    if (seccomp_rule_add(c, SCMP_ACT_ERRNO((uint32_t)error), SCMP_SYS(seccomp), 0) != 0 ||
        seccomp_rule_add(c, SCMP_ACT_ERRNO((uint32_t)error), SCMP_SYS(prctl), 1,
                         set_seccomp) != 0 ||
        seccomp_load(c) != 0)
        return 2;
    return enter(sock);
}

static int where_seccomp_is_forbidden(int sock) { return with_answer(sock, EPERM); }

static int where_seccomp_is_unknown(int sock) { return with_answer(sock, ENOSYS); }

static int with_no_parent(int sock)
{
    int pair[2];

    (void)sock;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) != 0)
        return 2;
    close(pair[0]);
    return enter(pair[1]);
}

Test(sandbox, fails_closed)
{
    cr_expect(in_child(where_seccomp_is_forbidden) == 1);
    cr_expect(in_child(where_seccomp_is_unknown) == 1);
    cr_expect(in_child(with_no_parent) == 1);
}
