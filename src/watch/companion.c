/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The server beside the daemon. */
#include "watch/companion.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/clock.h"
#include "util/journal.h"
#include "util/spawn.h"

void companion_init(struct companion *c, const char *program, const char *const *word)
{
    *c = (struct companion){.program = program, .word = word, .out = -1};
}

/* Not before a while, which grows while it does not do well. */
static void put_off(struct companion *c, int64_t now_ms)
{
    const bool well = c->began_ms && now_ms - c->began_ms >= COMPANION_WELL_MS;

    c->wait_ms = well || !c->wait_ms ? COMPANION_WAIT_LEAST_MS : 2 * c->wait_ms;
    if (c->wait_ms > COMPANION_WAIT_MOST_MS)
        c->wait_ms = COMPANION_WAIT_MOST_MS;
    c->due_ms = now_ms + c->wait_ms;
}

static void start(struct companion *c, int64_t now_ms)
{
    struct err e = {0};

    c->began_ms = now_ms;
    if (spawn(&c->pid, c->program, c->word, SIGTERM, &c->out, NULL, &e) == 0)
        return;
    put_off(c, now_ms);
    journal(JOURNAL_ERROR, "%s; no server; tried again in %" PRId64 " s", e.text,
            c->wait_ms / 1000);
}

/* The first line says where it is. Who holds the token may write, so that the log, which
 * others may read, has the address alone. */
static void note_line(struct companion *c)
{
    c->url[c->len] = '\0';
    journal(JOURNAL_INFO, "serving url=%.*s pid=%ld", (int)strcspn(c->url, "#"), c->url,
            (long)c->pid);
}

/* Only the first line counts. false: it says nothing more. */
static bool hear(struct companion *c)
{
    char bytes[512];
    ssize_t n;

    while ((n = read(c->out, bytes, sizeof bytes)) > 0)
        for (ssize_t i = 0; i < n && c->len < COMPANION_URL - 1; i++) {
            const bool ends = bytes[i] == '\n' || c->len == COMPANION_URL - 2;

            if (!ends) {
                c->url[c->len++] = bytes[i];
                continue;
            }
            note_line(c);
            c->len = COMPANION_URL; /* heard */
        }
    return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static int reap(struct companion *c)
{
    int status = 0;

    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    close(c->out);
    c->out = -1;
    c->pid = 0;
    c->len = 0;
    return status;
}

/* It has ended by itself: it was not to. */
static void miss(struct companion *c, int64_t now_ms)
{
    int status;

    kill(c->pid, SIGKILL); /* what closes its stdout is at its end */
    status = reap(c);
    put_off(c, now_ms);
    journal(JOURNAL_WARNING,
            "the server has ended; started again in %" PRId64 " s status=%d signal=%d",
            c->wait_ms / 1000, WIFEXITED(status) ? WEXITSTATUS(status) : 0,
            WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

void companion_tend(struct companion *c, int64_t now_ms)
{
    if (!c->word)
        return;
    if (c->pid && !hear(c))
        miss(c, now_ms);
    if (!c->pid && now_ms >= c->due_ms)
        start(c, now_ms);
}

int64_t companion_due(const struct companion *c)
{
    return c->word && !c->pid ? c->due_ms : -1;
}

const char *companion_url(const struct companion *c)
{
    return c->len == COMPANION_URL ? c->url : NULL;
}

void companion_ask_to_end(const struct companion *c)
{
    if (c->pid)
        kill(c->pid, SIGTERM);
}

void companion_end(struct companion *c)
{
    const int64_t end = clock_ms() + COMPANION_END_MS;

    if (!c->pid)
        return;
    companion_ask_to_end(c);
    while (hear(c) && clock_ms() < end) {
        struct pollfd p = {.fd = c->out, .events = POLLIN};

        poll(&p, 1, (int)(end - clock_ms() > 0 ? end - clock_ms() : 0));
    }
    kill(c->pid, SIGKILL);
    reap(c);
}
