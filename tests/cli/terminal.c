/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A person at a terminal, for tests: terminal COMMAND ARG... runs the command in a
 * terminal of its own, 80 by 24, and does what its stdin says, line by line:
 *
 *   wait TEXT     until TEXT is seen among what was printed since the last wait
 *   type KEYS     with \n \t \e \b \\ and \xHH
 *   size C R      another size
 *   signal NUMBER   to the command's process group
 *   stop          until the command has stopped, and then it goes on
 *   raw, cooked   the terminal must be so now
 *   end           until the command is gone, as after the last line
 *
 * What was printed goes to stdout without the sequences that steer a terminal, as text in
 * which \r\n is one newline; a line that begins with "terminal: " says how it ended.
 * Status 1: a wait of a minute was in vain, or the terminal was not as it must be.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { ROOM = 1 << 20, PATIENCE_MS = 60000, LOOK_MS = 20 };

static char seen[ROOM]; /* plain text */
static size_t n, from;  /* from: where the next wait looks */
static int master, side;
static pid_t child;

static void die(const char *what, const char *text)
{
    fwrite(seen, 1, n, stdout);
    printf("\nterminal: %s %s\n", what, text);
    fflush(stdout);
    if (child > 0)
        kill(-child, SIGKILL);
    exit(1);
}

/* Sequences that steer: ESC [ ... letter. */
static void take(unsigned char c)
{
    static enum { TEXT, ESCAPED, SEQUENCE } state;

    if (state == ESCAPED) {
        state = c == '[' ? SEQUENCE : TEXT;
    } else if (state == SEQUENCE) {
        if (c == 'H' && n < ROOM) /* a new screen */
            seen[n++] = '\n';
        if (c >= 0x40)
            state = TEXT;
    } else if (c == 27) {
        state = ESCAPED;
    } else if (c != '\r' && n < ROOM) {
        seen[n++] = (char)c;
    }
}

/* 1: something came, 0: nothing did for so long, -1: the terminal is closed. */
static int hear(int wait_ms)
{
    struct pollfd in = {.fd = master, .events = POLLIN};
    unsigned char data[4096];
    ssize_t got;

    if (poll(&in, 1, wait_ms) == 0)
        return 0;
    got = read(master, data, sizeof data);
    for (ssize_t i = 0; i < got; i++)
        take(data[i]);
    return got > 0 ? 1 : -1;
}

static void await(const char *text)
{
    const size_t len = strlen(text);
    const char *at;

    while (!(at = memmem(seen + from, n - from, text, len)))
        if (hear(PATIENCE_MS) != 1)
            die("never saw", text);
    from = (size_t)(at - seen) + len;
}

static void type(const char *keys)
{
    for (; *keys; keys++) {
        static const char names[] = "ntebx", stand[] = "\n\t\033\177";
        const char *name = *keys == '\\' ? strchr(names, keys[1]) : NULL;
        char c = *keys;

        if (c == '\\')
            c = name && *name != 'x' ? stand[name - names] : *++keys;
        if (name && *name == 'x') {
            const char digits[] = {keys[1], keys[2], 0};

            c = (char)strtol(digits, NULL, 16);
            keys += 2;
        } else if (name) {
            keys++;
        }
        if (write(master, &c, 1) != 1)
            die("cannot type", keys);
    }
}

static void want_mode(int raw)
{
    struct termios t;

    if (tcgetattr(side, &t) != 0 || ((t.c_lflag & (ICANON | ECHO)) == 0) != (raw != 0))
        die("is not", raw ? "raw" : "cooked");
}

static void resize(const char *size)
{
    struct winsize w = {0};
    char *rest;

    w.ws_col = (unsigned short)strtoul(size, &rest, 10);
    w.ws_row = (unsigned short)strtoul(rest, NULL, 10);
    ioctl(master, TIOCSWINSZ, &w);
}

static void await_stop(void)
{
    int status;

    if (waitpid(child, &status, WUNTRACED) != child || !WIFSTOPPED(status))
        die("does not", "stop");
    want_mode(0);
    kill(-child, SIGCONT);
}

/* Until the command is gone, and all that it printed is here. */
static void await_end(void)
{
    static int status, over;
    char text[64];

    if (over)
        return;
    for (int left = PATIENCE_MS; !over; left -= LOOK_MS) {
        over = waitpid(child, &status, WNOHANG) == child;
        while (hear(over ? 0 : LOOK_MS) == 1)
            ;
        if (left <= 0)
            die("never", "ends");
    }
    n += (size_t)snprintf(text, sizeof text, "\nterminal: %s %d\n",
                          WIFEXITED(status) ? "exit" : "signal",
                          WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    memcpy(seen + n - strlen(text), text, strlen(text) + 1);
}

static void act(char *line)
{
    char *rest = strchr(line, ' ');

    if (rest)
        *rest++ = '\0';
    else
        rest = line + strlen(line);
    if (strcmp(line, "wait") == 0)
        await(rest);
    else if (strcmp(line, "type") == 0)
        type(rest);
    else if (strcmp(line, "size") == 0)
        resize(rest);
    else if (strcmp(line, "signal") == 0)
        kill(-child, (int)strtol(rest, NULL, 10));
    else if (strcmp(line, "stop") == 0)
        await_stop();
    else if (strcmp(line, "raw") == 0 || strcmp(line, "cooked") == 0)
        want_mode(*line == 'r');
    else if (strcmp(line, "end") == 0)
        await_end();
    else
        die("cannot", line);
}

/* The leader of a session of its own, whose terminal this is; the command is another
 * group of it: in an orphaned one nothing could be stopped. */
static void start(char **argv)
{
    const char *name;

    if (setsid() < 0 || (master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0 ||
        grantpt(master) != 0 || unlockpt(master) != 0 || !(name = ptsname(master)) ||
        (side = open(name, O_RDWR | O_CLOEXEC)) < 0)
        die("cannot be", "opened");
    signal(SIGTTOU, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    resize("80 24");
    child = fork();
    if (child == 0) {
        setpgid(0, 0);
        tcsetpgrp(side, getpid());
        signal(SIGTTOU, SIG_DFL);
        signal(SIGHUP, SIG_DFL);
        for (int fd = 0; fd < 3; fd++)
            dup2(side, fd);
        execvp(argv[0], argv);
        _exit(127);
    }
}

int main(int argc, char **argv)
{
    char line[1024];
    int status;
    const pid_t leader = argc > 1 ? fork() : -1;

    if (leader < 0)
        return 2;
    if (leader > 0) /* a group's leader can be no session's */
        return waitpid(leader, &status, 0) == leader && WIFEXITED(status)
                   ? WEXITSTATUS(status)
                   : 1;
    start(argv + 1);
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        act(line);
    }
    await_end();
    fwrite(seen, 1, n, stdout);
    return 0;
}
