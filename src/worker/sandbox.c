/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The walls round a worker: what a decoder that has been taken over may still do. */
#include "worker/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util/sanitized.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum {
    ADDRESS_BYTES = 1 << 30, /* RLIMIT_AS: maps that RLIMIT_DATA does not count */
    CPU_SECONDS = 3600       /* last resort: the parent times each file */
};

/* Allowed as they are. Measured with strace over every format that we decode. */
static const int allowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(pread64),
    SCMP_SYS(lseek),
    SCMP_SYS(fstat),
    SCMP_SYS(close),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(sysinfo), /* qsort() asks how much memory there is */
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid), /* abort() needs these three */
    SCMP_SYS(rt_sigprocmask)};

/*
 * Whatever names a path finds nothing. libsndfile's MP3 reader looks for three
 * resource forks beside each file, and must be able to go on.
 */
static const int named[] = {
    SCMP_SYS(open),      SCMP_SYS(openat),   SCMP_SYS(openat2),
    SCMP_SYS(stat),      SCMP_SYS(lstat),    SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
};

static const int writing[] = {SCMP_SYS(writev), SCMP_SYS(pwrite64), SCMP_SYS(pwritev),
                              SCMP_SYS(pwritev2)};

/*
 * What AddressSanitizer's runtime adds, in builds for tests only: it reports on
 * descriptor 2, which may be a file (no RLIMIT_FSIZE), and its shadow memory rules
 * out RLIMIT_AS and RLIMIT_DATA.
 */
static const int sanitizer[] = {SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigaction),
                                SCMP_SYS(pipe2), SCMP_SYS(process_vm_readv)};

/* Lower one limit for good; never raise it. */
static int limit(int what, rlim_t most, struct err *e)
{
    struct rlimit r;

    if (getrlimit(what, &r) != 0)
        return err_sys(e, "cannot read limit %d", what);
    if (r.rlim_max > most)
        r.rlim_max = most;
    if (r.rlim_cur > r.rlim_max)
        r.rlim_cur = r.rlim_max;
    return setrlimit(what, &r) == 0 ? 0 : err_sys(e, "cannot set limit %d", what);
}

static int lower_limits(struct err *e)
{
    if (!SANITIZED &&
        (limit(RLIMIT_DATA, SANDBOX_MEMORY_BYTES, e) != 0 ||
         limit(RLIMIT_AS, ADDRESS_BYTES, e) != 0 || limit(RLIMIT_FSIZE, 0, e) != 0))
        return -1;
    if (limit(RLIMIT_NOFILE, SANDBOX_OPEN_FILES, e) != 0 ||
        limit(RLIMIT_CORE, 0, e) != 0 || limit(RLIMIT_NPROC, 0, e) != 0 ||
        limit(RLIMIT_CPU, CPU_SECONDS, e) != 0)
        return -1;
    return 0;
}

/* Standard input and output become /dev/null; all else but sock is closed. */
static int close_descriptors(int sock, struct err *e)
{
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (sock <= STDERR_FILENO)
        return err_set(e, ERR_IO, "the socket is a standard stream");
    if (null < 0)
        return err_sys(e, "/dev/null");
    for (int fd = STDIN_FILENO; fd <= (SANITIZED ? STDOUT_FILENO : STDERR_FILENO); fd++)
        if (null != fd && dup2(null, fd) < 0)
            return err_sys(e, "/dev/null");
    if ((sock > STDERR_FILENO + 1 &&
         close_range(STDERR_FILENO + 1, (unsigned)sock - 1, 0) != 0) ||
        close_range((unsigned)sock + 1, ~0U, 0) != 0)
        return err_sys(e, "cannot close descriptors");
    return chdir("/") == 0 ? 0 : err_sys(e, "/");
}

/* Die with the parent, do not be read by others, gain nothing by exec. */
static int change_process(int sock, struct err *e)
{
    struct pollfd p = {.fd = sock};

    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0 ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return err_sys(e, "prctl");
    /* A parent that died before PDEATHSIG was set has left the socket hung up. */
    if (poll(&p, 1, 0) < 0 || (p.revents & (POLLHUP | POLLNVAL)))
        return err_set(e, ERR_IO, "the parent is gone");
    return 0;
}

/*
 * A second wall that does not count system calls: no file, no TCP port, no
 * abstract socket or signal beyond this process. Each kernel is asked for what
 * its ABI knows (landlock(7)); the structure is stated here because the headers
 * of Debian 12 end at ABI 2. A kernel without Landlock is fine: seccomp holds.
 */
static int landlock(struct err *e)
{
    enum { CREATE = 444, RESTRICT = 446, ASK_ABI = 1 }; /* the same on every machine */
    static const uint64_t files[] = {0, 0x1fff, 0x3fff, 0x7fff, 0x7fff, 0xffff};
    struct {
        uint64_t files, ports, scopes;
    } deny = {0};
    const long abi = syscall(CREATE, NULL, 0, ASK_ABI);
    const size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
    int rules;

    if (abi < 1)
        return 0;
    deny.files = files[abi < (long)COUNT(files) ? (size_t)abi : COUNT(files) - 1];
    deny.ports = abi >= 4 ? 0x3 : 0;
    deny.scopes = abi >= 6 ? 0x3 : 0;
    rules = (int)syscall(CREATE, &deny, size, 0);
    if (rules < 0 || syscall(RESTRICT, rules, 0) != 0)
        return err_sys(e, "landlock");
    close(rules);
    return 0;
}

static int rules_for(scmp_filter_ctx c, uint32_t action, const int *calls, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const int rc = seccomp_rule_add(c, action, calls[i], 0);

        if (rc != 0 && rc != -EDOM) /* EDOM: this machine has no such call */
            return rc;
    }
    return 0;
}

/* The calls that are judged by their arguments. 0, or a negative errno. */
static int rules_by_argument(scmp_filter_ctx c, int sock)
{
    const struct scmp_arg_cmp on_sock = {0, SCMP_CMP_EQ, (scmp_datum_t)sock, 0};
    const struct scmp_arg_cmp no_exec = {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};
    const struct scmp_arg_cmp no_file = {3, SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS,
                                         MAP_ANONYMOUS};
    const struct scmp_arg_cmp to_self = {0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0};
    const struct scmp_arg_cmp aborts = {2, SCMP_CMP_EQ, SIGABRT, 0};
    const struct scmp_arg_cmp by_fd = {3, SCMP_CMP_EQ, AT_EMPTY_PATH, 0};
    const struct scmp_arg_cmp by_path = {3, SCMP_CMP_NE, AT_EMPTY_PATH, 0};
    const struct scmp_arg_cmp reports = {0, SCMP_CMP_EQ, STDERR_FILENO, 0};
    const struct scmp_arg_cmp writes = {0, SCMP_CMP_NE, STDERR_FILENO, 0};
    const uint32_t refuse = SCMP_ACT_ERRNO(EPERM);
    const struct {
        uint32_t action;
        int call;
        unsigned conditions;
        struct scmp_arg_cmp when[2];
    } rules[] = {
        {SCMP_ACT_ALLOW, SCMP_SYS(recvmsg), 1, {on_sock}},
        {SCMP_ACT_ALLOW, SCMP_SYS(sendto), 1, {on_sock}}, /* sendmsg passes descriptors */
        {SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, {no_exec, no_file}},
        {SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, {no_exec}},
        {SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2, {to_self, aborts}},
        {SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1, {by_fd}}, /* glibc's fstat() */
        {SCMP_ACT_ERRNO(ENOENT), SCMP_SYS(newfstatat), 1, {by_path}},
        {refuse, SCMP_SYS(write), 1, {writes}},
        {SANITIZED ? SCMP_ACT_ALLOW : refuse, SCMP_SYS(write), 1, {reports}},
    };

    for (size_t i = 0; i < COUNT(rules); i++) {
        const int rc = seccomp_rule_add_array(c, rules[i].action, rules[i].call,
                                              rules[i].conditions, rules[i].when);

        if (rc != 0)
            return rc;
    }
    return 0;
}

static int filter_calls(int sock, struct err *e)
{
    static const int ioctls[] = {SCMP_SYS(ioctl)};
    scmp_filter_ctx c = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int rc = c ? 0 : -ENOMEM;

    if (rc == 0) /* calls of another machine's or ABI's numbering */
        rc = seccomp_attr_set(c, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (rc == 0) /* all threads, should a library have started one */
        rc = seccomp_attr_set(c, SCMP_FLTATR_CTL_TSYNC, 1);
    if (rc == 0)
        rc = rules_for(c, SCMP_ACT_ALLOW, allowed, COUNT(allowed));
    if (rc == 0)
        rc = rules_for(c, SCMP_ACT_ERRNO(ENOENT), named, COUNT(named));
    if (rc == 0)
        rc = rules_for(c, SCMP_ACT_ERRNO(EPERM), writing, COUNT(writing));
    if (rc == 0)
        rc = rules_for(c, SCMP_ACT_ERRNO(ENOTTY), ioctls, COUNT(ioctls));
    if (rc == 0 && SANITIZED)
        rc = rules_for(c, SCMP_ACT_ALLOW, sanitizer, COUNT(sanitizer));
    if (rc == 0)
        rc = rules_by_argument(c, sock);
    if (rc == 0)
        rc = seccomp_load(c);
    seccomp_release(c);
    return rc == 0 ? 0 : err_set(e, ERR_IO, "seccomp: %s", strerror(-rc));
}

int sandbox_enter(int sock, struct err *e)
{
    if (close_descriptors(sock, e) != 0 || lower_limits(e) != 0 ||
        change_process(sock, e) != 0 || landlock(e) != 0 || filter_calls(sock, e) != 0)
        return err_in(e, "sandbox");
    return 0;
}
