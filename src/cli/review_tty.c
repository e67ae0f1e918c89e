/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The terminal, one key at a time, given back as it was. */
#include "cli/review_tty.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    ESCAPE_MS = 50, /* within which the rest of an arrow key follows */
    COLUMNS = 80,
    ROWS = 24
};

/* The other screen, and back; colours, wrapping and cursor as they ever are. Source:
 * xterm control sequences, "DEC Private Mode Set". */
static const char enter[] = "\033[?1049h",
                  leave[] = "\033[0m\033[?7h\033[?25h\033[?1049l";

/* Handlers can reach nothing but globals. */
static volatile sig_atomic_t ends, stops, draws;

static void on_end(int sig)
{
    (void)sig;
    ends = 1;
}

static void on_stop(int sig)
{
    (void)sig;
    stops = 1;
}

static void on_draw(int sig)
{
    (void)sig;
    draws = 1;
}

static const struct {
    int sig;
    void (*handler)(int sig);
} heard[] = {{SIGINT, on_end},   {SIGTERM, on_end},  {SIGHUP, on_end},
             {SIGQUIT, on_end},  {SIGTSTP, on_stop}, {SIGCONT, on_draw},
             {SIGWINCH, on_draw}};
enum { HEARD = sizeof heard / sizeof *heard };

static void handle(void)
{
    for (size_t i = 0; i < HEARD; i++) {
        struct sigaction act = {.sa_handler = heard[i].handler};

        sigaction(heard[i].sig, &act, NULL);
    }
}

static void unhandle(void)
{
    for (size_t i = 0; i < HEARD; i++) {
        struct sigaction act = {.sa_handler = SIG_DFL};

        sigaction(heard[i].sig, &act, NULL);
    }
}

bool tty_is(void) { return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO); }

void tty_forget(void) { tcflush(STDIN_FILENO, TCIFLUSH); }

void tty_write(const void *data, size_t n)
{
    const char *at = data;

    while (n > 0) {
        const ssize_t wrote = write(STDOUT_FILENO, at, n);

        if (wrote < 0 && errno != EINTR)
            return;
        at += wrote > 0 ? wrote : 0;
        n -= wrote > 0 ? (size_t)wrote : 0;
    }
}

static void measure(struct tty *t)
{
    struct winsize w = {0};
    const bool told = ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0;

    t->columns = told && w.ws_col > 0 ? w.ws_col : COLUMNS;
    t->rows = told && w.ws_row > 0 ? w.ws_row : ROWS;
}

static int take(struct tty *t)
{
    struct termios raw = t->before;

    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) != 0)
        return -1;
    if (t->ansi && !t->ours)
        tty_write(enter, sizeof enter - 1);
    t->ours = true;
    measure(t);
    return 0;
}

static void give_back(struct tty *t)
{
    if (t->ansi && t->ours)
        tty_write(leave, sizeof leave - 1);
    t->ours = false;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &t->before);
}

int tty_open(struct tty *t, struct err *e)
{
    const char *term = getenv("TERM");
    sigset_t held;

    *t = (struct tty){.ansi = term && *term && strcmp(term, "dumb") != 0};
    if (tcgetattr(STDIN_FILENO, &t->before) != 0)
        return err_sys(e, "cannot use the terminal");
    ends = stops = draws = 0;
    sigemptyset(&held);
    for (size_t i = 0; i < HEARD; i++)
        sigaddset(&held, heard[i].sig);
    sigprocmask(SIG_BLOCK, &held, &t->mask);
    t->waiting = t->mask;
    for (size_t i = 0; i < HEARD; i++)
        sigdelset(&t->waiting, heard[i].sig);
    handle();
    if (take(t) == 0)
        return 0;
    err_sys(e, "cannot use the terminal");
    tty_close(t);
    return -1;
}

void tty_close(struct tty *t)
{
    give_back(t);
    unhandle();
    sigprocmask(SIG_SETMASK, &t->mask, NULL);
}

/* Ctrl-Z: the shell gets its terminal as it was, and we ours when we go on. */
static void stop(struct tty *t)
{
    struct sigaction act = {.sa_handler = SIG_DFL};
    sigset_t only;

    give_back(t);
    sigaction(SIGTSTP, &act, NULL);
    raise(SIGTSTP);
    sigemptyset(&only);
    sigaddset(&only, SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &only, NULL); /* stops here */
    sigprocmask(SIG_BLOCK, &only, NULL);
    handle();
    stops = 0;
    draws = 1;
}

/* What signals said; 0: nothing. */
static int look(struct tty *t)
{
    if (ends)
        return TTY_END;
    if (stops)
        stop(t);
    if (!draws)
        return 0;
    draws = 0;
    return take(t) == 0 ? TTY_DRAW : TTY_END; /* it may have been somebody else's */
}

/* A byte; TTY_OTHER: none came within that time; TTY_END. */
static int next(int wait_ms)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    unsigned char c;

    if (poll(&in, 1, wait_ms) == 0)
        return TTY_OTHER;
    return read(STDIN_FILENO, &c, 1) == 1 ? c : TTY_END;
}

/* What follows an escape: nothing, if it is the key itself; else the name of a key, which
 * ends with a letter or "~". */
static int escape(void)
{
    int c = next(ESCAPE_MS);

    if (c < 0)
        return c == TTY_END ? TTY_END : TTY_ESCAPE;
    if (c == '[' || c == 'O')
        do
            c = next(ESCAPE_MS);
        while (c >= 0x20 && c < 0x40);
    return c == TTY_END ? TTY_END : TTY_OTHER;
}

int tty_key(struct tty *t)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};

    for (;;) {
        const int told = look(t);
        int c;

        if (told != 0)
            return told;
        if (ppoll(&in, 1, NULL, &t->waiting) < 0) {
            if (errno != EINTR)
                return TTY_END;
            continue;
        }
        c = next(0);
        if (c != TTY_OTHER)
            return c == TTY_ESCAPE ? escape() : c;
    }
}
