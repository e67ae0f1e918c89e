/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Share numbered pieces of work among a few copies of this process. */
#include "util/team.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/mem.h"

/* What all members see of the work at hand. */
struct round {
    atomic_size_t next; /* first piece that nobody has taken */
    size_t pieces;
};

struct mate {
    pid_t pid;
    int socket; /* a byte to it: a round begins; a byte from it: its part is done */
};

struct team {
    team_work *work;
    void *arg;           /* of work; borrowed */
    struct round *round; /* shared */
    struct mate *mate;   /* (mates) the copies */
    size_t mates;
};

size_t team_cores(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof set, &set) == 0 ? (size_t)CPU_COUNT(&set) : 1;
}

static void take_part(const struct team *t)
{
    size_t piece;

    while ((piece = atomic_fetch_add(&t->round->next, 1)) < t->round->pieces)
        t->work(t->arg, piece);
}

/* False: the other end is gone, here and below. */
static bool say(int socket)
{
    ssize_t n;

    do
        n = send(socket, "", 1, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n == 1;
}

static bool hear(int socket)
{
    char byte;
    ssize_t n;

    do
        n = read(socket, &byte, 1);
    while (n < 0 && errno == EINTR);
    return n == 1;
}

/* The life of a copy. Ctrl-C reaches it too, but when to stop is for the original to
 * say, which may have much to put away first. */
static _Noreturn void be_mate(const struct team *t, int socket, pid_t original)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    if (getppid() == original)
        while (hear(socket)) {
            take_part(t);
            if (!say(socket))
                break;
        }
    _exit(0);
}

/* One more copy; false: there can be none. */
static bool add_mate(struct team *t)
{
    struct mate *m = &t->mate[t->mates];
    const pid_t original = getpid();
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    m->pid = fork();
    if (m->pid == 0) {
        for (size_t i = 0; i < t->mates; i++)
            close(t->mate[i].socket);
        close(pair[0]);
        be_mate(t, pair[1], original);
    }
    close(pair[1]);
    if (m->pid < 0) {
        close(pair[0]);
        return false;
    }
    m->socket = pair[0];
    t->mates++;
    return true;
}

struct team *team_new(size_t members, team_work *work, void *arg)
{
    struct team *t = mem_new(1, sizeof *t);

    t->work = work;
    t->arg = arg;
    t->round = mem_share(1, sizeof *t->round);
    t->mate = mem_new(members, sizeof *t->mate);
    while (t->mates + 1 < members && add_mate(t))
        ;
    return t;
}

int team_do(struct team *t, size_t pieces, struct err *e)
{
    const size_t called = pieces > 1 ? t->mates : 0;
    bool all = true;

    t->round->pieces = pieces;
    atomic_store(&t->round->next, 0);
    for (size_t i = 0; i < called; i++)
        all &= say(t->mate[i].socket);
    take_part(t);
    for (size_t i = 0; i < called; i++)
        all &= hear(t->mate[i].socket);
    return all ? 0 : err_set(e, ERR_IO, "a process that helped is gone");
}

void team_free(struct team *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->mates; i++)
        close(t->mate[i].socket);
    for (size_t i = 0; i < t->mates; i++)
        while (waitpid(t->mate[i].pid, NULL, 0) < 0 && errno == EINTR)
            ;
    mem_unshare(t->round, 1, sizeof *t->round);
    free(t->mate);
    free(t);
}
