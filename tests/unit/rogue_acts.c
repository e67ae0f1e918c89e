/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that a worker gone bad may try, by the word that asks for it. */
#include "rogue.h"

#include <errno.h>
#include <fcntl.h>
#include <fftw3.h>
#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "util/blob.h"
#include "util/mem.h"
#include "worker/sandbox.h"
#include "worker/wire.h"
#include "worker/worker.h"

/* What an attack came to, as the parent will read it. */
static const char *outcome(struct rogue *r, const char *what, int rc)
{
    if (rc == -1)
        snprintf(r->text, sizeof r->text, "%s: %s", what, strerrorname_np(errno));
    else
        snprintf(r->text, sizeof r->text, "BREACH: %s gave %d", what, rc);
    return r->text;
}

static const char *do_ok(struct rogue *r)
{
    (void)r;
    return NULL;
}

__attribute__((no_sanitize("address", "undefined"))) static const char *
do_crash(struct rogue *r)
{
    static int *volatile nowhere;

    (void)r;
    *nowhere = 1;
    return "BREACH: wrote to nothing";
}

/* Has the parent sent more than the file in hand? It gets some time to do so. */
static bool more_to_do(void)
{
    static volatile unsigned turns;
    struct msghdr nothing = {0};

    for (turns = 0; turns < 3000000; turns++)
        ;
    return recvmsg(WORKER_SOCKET, &nothing, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

/* Crash in a process that has answered before; alone in a fresh one it is fine. */
static const char *do_tired(struct rogue *r)
{
    if (r->answers > 0)
        return do_crash(r);
    return more_to_do() ? "not alone" : NULL;
}

static volatile bool forever = true;

static const char *do_hang(struct rogue *r)
{
    (void)r;
    while (forever)
        ;
    return NULL;
}

static const char *do_silent(struct rogue *r)
{
    struct err e;
    size_t n;
    int fd;

    while (forever) /* takes every request, answers none */
        if (wire_receive(WORKER_SOCKET, r->text, sizeof r->text, &n, &fd, &e) == 0 &&
            n == 0)
            _exit(0);
    return NULL;
}

static const char *do_bomb(struct rogue *r)
{
    static char *volatile block; /* or the compiler sees that nobody reads it */
    size_t mib = 0;

    while (mib < 8192 && (block = malloc(8 << 20))) {
        memset(block, 1, 8 << 20);
        mib += 8;
    }
    if (mib > SANDBOX_MEMORY_BYTES >> 20)
        return "BREACH: had more memory than the limit";
    errno = ENOMEM;
    return outcome(r, "malloc", -1);
}

static const char *do_abort(struct rogue *r)
{
    (void)r;
    mem_new(1 << 30, 1); /* ends the process */
    return "BREACH: had 1 GiB";
}

static const char *do_open(struct rogue *r)
{
    return outcome(r, "open", open("/etc/passwd", O_RDONLY));
}

static const char *do_openw(struct rogue *r)
{
    return outcome(r, "open", open("/tmp/rogue", O_WRONLY | O_CREAT, 0600));
}

static const char *do_reopen(struct rogue *r)
{
    return outcome(r, "open", open("/proc/self/fd/4", O_RDWR));
}

static const char *do_stat(struct rogue *r)
{
    struct stat st;

    return outcome(r, "stat", stat("/etc/passwd", &st));
}

static const char *do_write(struct rogue *r)
{
    return outcome(r, "write", (int)write(r->fd, "x", 1));
}

static const char *do_print(struct rogue *r)
{
    return outcome(r, "write", (int)write(STDOUT_FILENO, "rogue\n", 6));
}

static const char *do_pwrite(struct rogue *r)
{
    return outcome(r, "pwrite", (int)pwrite(r->fd, "x", 1, 0));
}

static const char *do_socket(struct rogue *r)
{
    return outcome(r, "socket", socket(AF_INET, SOCK_STREAM, 0));
}

static const char *do_exec(struct rogue *r)
{
    char name[] = "true";
    char *argv[] = {name, NULL};

    return outcome(r, "execve", execve("/bin/true", argv, environ));
}

static const char *do_fork(struct rogue *r) { return outcome(r, "fork", fork()); }

static const char *do_unlink(struct rogue *r)
{
    return outcome(r, "unlink", unlink("/tmp/rogue"));
}

static const char *do_rename(struct rogue *r)
{
    return outcome(r, "rename", rename("/tmp/rogue", "/tmp/rogue2"));
}

static const char *do_chmod(struct rogue *r)
{
    return outcome(r, "fchmod", fchmod(r->fd, 0777));
}

static const char *do_truncate(struct rogue *r)
{
    return outcome(r, "ftruncate", ftruncate(r->fd, 0));
}

static const char *do_ptrace(struct rogue *r)
{
    return outcome(r, "ptrace", (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static const char *do_kill(struct rogue *r)
{
    return outcome(r, "kill", kill(getppid(), SIGKILL));
}

/* abort() is allowed its tgkill(), on this process alone. */
static const char *do_tgkill(struct rogue *r)
{
    return outcome(r, "tgkill", tgkill(getppid(), getppid(), SIGABRT));
}

static const char *do_mmapx(struct rogue *r)
{
    const void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return outcome(r, "mmap", p == MAP_FAILED ? -1 : 0);
}

static const char *do_protect(struct rogue *r)
{
    void *p =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return outcome(r, "mprotect", mprotect(p, 4096, PROT_READ | PROT_EXEC));
}

static const char *do_limit(struct rogue *r)
{
    const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};

    return outcome(r, "setrlimit", setrlimit(RLIMIT_DATA, &all));
}

/* Hand the file back to the parent, as a descriptor that it never asked for. */
static const char *do_pass(struct rogue *r)
{
    struct err e;

    return outcome(r, "sendmsg", wire_send(WORKER_SOCKET, "x", 1, r->fd, &e));
}

static const char *do_early(struct rogue *r)
{
    (void)r;
    _exit(0);
}

static const char *do_nonsense(struct rogue *r)
{
    (void)r;
    send(WORKER_SOCKET, "hello, parent", 13, 0);
    return NULL;
}

static const char *do_huge(struct rogue *r)
{
    static char huge[WIRE_MAX + 100];

    (void)r;
    send(WORKER_SOCKET, huge, sizeof huge, 0);
    return NULL;
}

static const char *do_nan(struct rogue *r)
{
    r->sound.peak_db = NAN;
    return NULL;
}

static const char *do_node(struct rogue *r)
{
    r->sound.verdict.category.node = 7;
    return NULL;
}

/* Everything else that analysis calls on, once. */
static const char *do_libs(struct rogue *r)
{
    enum { N = 2048 };
    struct blob_packer *p = blob_packer_new();
    float *x = fftwf_alloc_real(N);
    fftwf_complex *y = fftwf_alloc_complex(N / 2 + 1);
    fftwf_plan plan = fftwf_plan_dft_r2c_1d(N, x, y, FFTW_ESTIMATE);
    json_t *j = json_loads("{\"a\": [1, 2.5, \"x\"]}", 0, NULL);
    struct buf b = {0};

    for (size_t i = 0; i < N; i++)
        x[i] = sinf((float)i);
    fftwf_execute(plan);
    blob_pack(p, BLOB_MEL, x, N * sizeof *x, &b);
    snprintf(r->text, sizeof r->text, "did %d %d %d", y[326][0] * y[326][0] > 100,
             j != NULL, XXH3_64bits(b.data, b.len) != 0);
    json_decref(j);
    fftwf_destroy_plan(plan);
    fftwf_free(x);
    fftwf_free(y);
    blob_packer_free(p);
    buf_clear(&b);
    return r->text;
}

/* No word we know: audio, to be decoded by the library that we wall in. */
static const char *decode(struct rogue *r)
{
    static float x[4096 * 2];
    SF_INFO info = {0};
    SNDFILE *f;
    sf_count_t frames = 0, n;
    double power = 0;

    lseek(r->fd, 0, SEEK_SET);
    f = sf_open_fd(r->fd, SFM_READ, &info, SF_FALSE);
    if (!f)
        return sf_strerror(NULL);
    while ((n = sf_readf_float(f, x, 4096)) > 0) {
        for (sf_count_t i = 0; i < n; i++)
            power += (double)x[i * info.channels] * (double)x[i * info.channels];
        frames += n;
    }
    sf_close(f);
    snprintf(r->text, sizeof r->text, "decoded %d ch, %s", info.channels,
             power > 0.01 * (double)frames ? "loud" : "silent");
    return r->text;
}

static const struct {
    const char *word;
    const char *(*act)(struct rogue *r);
} acts[] = {
    {"abort", do_abort},   {"bomb", do_bomb},
    {"chmod", do_chmod},   {"crash", do_crash},
    {"early", do_early},   {"exec", do_exec},
    {"fork", do_fork},     {"hang", do_hang},
    {"huge", do_huge},     {"kill", do_kill},
    {"libs", do_libs},     {"limit", do_limit},
    {"mmapx", do_mmapx},   {"nan", do_nan},
    {"node", do_node},     {"nonsense", do_nonsense},
    {"ok", do_ok},         {"open", do_open},
    {"openw", do_openw},   {"pass", do_pass},
    {"print", do_print},   {"protect", do_protect},
    {"ptrace", do_ptrace}, {"pwrite", do_pwrite},
    {"rename", do_rename}, {"reopen", do_reopen},
    {"silent", do_silent}, {"socket", do_socket},
    {"stat", do_stat},     {"tgkill", do_tgkill},
    {"tired", do_tired},   {"truncate", do_truncate},
    {"unlink", do_unlink}, {"write", do_write},
};

const char *obey(struct rogue *r)
{
    char word[17] = "";
    const ssize_t n = read(r->fd, word, sizeof word - 1);

    word[n > 0 ? n : 0] = '\0';
    memcpy(r->sound.hash, word, sizeof r->sound.hash); /* other bytes, another sound */
    word[strcspn(word, " ")] = '\0';
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        if (strcmp(word, acts[i].word) == 0)
            return acts[i].act(r);
    return decode(r);
}
