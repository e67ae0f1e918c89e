/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that plays a sound, started without a shell. */
#include "cli/review_player.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/mem.h"

enum { GRACE_MS = 200, LOOK_MS = 5 };

static const char *const usual[] = {"pw-play",
                                    "paplay",
                                    "aplay -q",
                                    "afplay",
                                    "ffplay -nodisp -autoexit -loglevel quiet",
                                    "mpv --no-video --really-quiet",
                                    "play -q"};

/* One word at *at, which is no blank; NULL: a quote does not end. */
static char *read_word(const char **at)
{
    struct buf word = {0};
    char quote = 0;

    for (; **at && (quote || !strchr(" \t", **at)); ++*at) {
        if (quote ? **at == quote : **at == '\'' || **at == '"')
            quote = quote ? 0 : **at;
        else if (**at == '\\' && quote != '\'' && (*at)[1])
            buf_u8(&word, (uint8_t) * ++*at);
        else
            buf_u8(&word, (uint8_t) * *at);
    }
    buf_u8(&word, 0);
    if (quote)
        buf_clear(&word);
    return (char *)word.data;
}

void player_words_free(char **word)
{
    for (; *word; word++) {
        free(*word);
        *word = NULL;
    }
}

int player_split(const char *command, char **word, struct err *e)
{
    size_t n = 0;

    for (const char *at = command; at += strspn(at, " \t"), *at;) {
        char *next = n < PLAYER_WORDS - 1 ? read_word(&at) : NULL;

        word[n] = next;
        if (!next) {
            player_words_free(word);
            return n < PLAYER_WORDS - 1
                       ? err_set(e, ERR_USAGE, "a quote does not end: %s", command)
                       : err_set(e, ERR_USAGE, "a player of too many words");
        }
        n++;
    }
    word[n] = NULL;
    if (n > 0 && *word[0])
        return 0;
    player_words_free(word);
    return err_set(e, ERR_USAGE, "a player is a command, such as 'mpv --no-video {}'");
}

static char *fill_word(const char *word, const char *path, bool *any)
{
    struct buf out = {0};
    const char *hole;

    for (; (hole = strstr(word, "{}")); word = hole + 2, *any = true) {
        buf_bytes(&out, word, (size_t)(hole - word));
        buf_bytes(&out, path, strlen(path));
    }
    buf_bytes(&out, word, strlen(word) + 1);
    return (char *)out.data;
}

void player_fill(char *const *word, const char *path, char **out)
{
    bool any = false;
    size_t n = 0;

    for (; word[n]; n++)
        out[n] = fill_word(word[n], path, &any);
    if (!any)
        out[n++] = mem_text(path, strlen(path));
    out[n] = NULL;
}

/* Does one of the folders of search have the program that the command begins with? */
static bool is_there(const char *command, const char *search)
{
    const size_t name = strcspn(command, " ");

    while (*search) {
        const size_t n = strcspn(search, ":");
        char path[4096];
        const int len =
            snprintf(path, sizeof path, "%.*s/%.*s", (int)n, search, (int)name, command);

        if (n > 0 && len < (int)sizeof path && access(path, X_OK) == 0)
            return true;
        search += n + (search[n] == ':');
    }
    return false;
}

int player_open(struct player *p, const char *command, const char *search, bool *found,
                struct err *e)
{
    *p = (struct player){.off = true};
    for (size_t i = 0; !command && search && i < sizeof usual / sizeof *usual; i++)
        if (is_there(usual[i], search))
            command = usual[i];
    *found = command != NULL;
    if (command && player_split(command, p->word, e) != 0)
        return -1;
    p->off = !command;
    return 0;
}

static int start(char **argv, pid_t *pid)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t none, ours;
    int rc;

    sigemptyset(&none);
    sigfillset(&ours);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&how);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                       POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&how, 0);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &ours);
    rc = posix_spawnp(pid, argv[0], &files, &how, argv, environ);
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return rc;
}

int player_play(struct player *p, const char *path, struct err *e)
{
    char *argv[PLAYER_WORDS + 1];
    struct err ignored = {0};
    int rc;

    if (p->off)
        return 0;
    player_stop(p, &ignored);
    player_fill(p->word, path, argv);
    rc = start(argv, &p->pid);
    if (rc != 0) {
        errno = rc;
        err_sys(e, "no sound: %s", argv[0]);
        p->off = true;
        p->pid = 0;
    }
    player_words_free(argv);
    return rc == 0 ? 0 : -1;
}

/* Has it ended, within so long? */
static bool has_ended(struct player *p, int wait_ms, int *status)
{
    const struct timespec look = {.tv_nsec = LOOK_MS * 1000000L};

    for (;; wait_ms -= LOOK_MS) {
        if (waitpid(p->pid, status, WNOHANG) != 0)
            return true;
        if (wait_ms <= 0)
            return false;
        nanosleep(&look, NULL);
    }
}

int player_stop(struct player *p, struct err *e)
{
    int status = 0;

    if (p->pid == 0)
        return 0;
    if (has_ended(p, 0, &status)) {
        p->pid = 0;
        if (!WIFEXITED(status) || WEXITSTATUS(status) == 0 || p->told)
            return 0;
        p->told = true;
        return err_set(e, ERR_IO, "no sound: %s ends with status %d", p->word[0],
                       WEXITSTATUS(status));
    }
    kill(-p->pid, SIGTERM);
    if (!has_ended(p, GRACE_MS, &status)) {
        kill(-p->pid, SIGKILL);
        waitpid(p->pid, &status, 0);
    }
    p->pid = 0;
    return 0;
}

void player_close(struct player *p)
{
    struct err ignored = {0};

    player_stop(p, &ignored);
    player_words_free(p->word);
}
