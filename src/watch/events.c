/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel says of directories, by way of libinotifytools. */
#include "watch/events.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inotifytools/inotify.h>
#include <inotifytools/inotifytools.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LIBRARY_MAX_FD = 1023, /* it uses select() */
    WANTED = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE |
             IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK
};

/*
 * The library reads many events at once, hands out one at a time, and cannot be asked
 * whether it has more: a call with a timeout of 0 waits for ever, and 1 s is the least
 * (3.22.6). So while what it has read may not be used up, its descriptor is made one of a
 * directory: that is always ready and cannot be read, so that the library answers at
 * once, with an event that it has or with none. `fd` is what its descriptor is otherwise.
 */
static struct {
    int library, fd, blind;
    int home;     /* where the process stands */
    bool reading; /* the library may have events that it read */
    size_t waste;
} in = {.library = -1, .fd = -1, .blind = -1, .home = -1};

static bool is_inotify(int dir, const char *name)
{
    char target[32] = "";

    return readlinkat(dir, name, target, sizeof target - 1) > 0 &&
           strcmp(target, "anon_inode:inotify") == 0;
}

/* The library does not say which descriptor it has: the lowest of that kind. */
static int find_descriptor(void)
{
    DIR *dir = opendir("/proc/self/fd");
    const struct dirent *d;
    int found = -1;

    if (!dir)
        return -1;
    while ((d = readdir(dir))) {
        const int fd = (int)strtol(d->d_name, NULL, 10);

        if (is_inotify(dirfd(dir), d->d_name) && (found < 0 || fd < found))
            found = fd;
    }
    closedir(dir);
    return found;
}

int events_open(struct err *e)
{
    if (!inotifytools_initialize()) {
        errno = inotifytools_error();
        return err_sys(e, errno == EMFILE ? "cannot watch folders; raise "
                                            "fs.inotify.max_user_instances"
                                          : "cannot watch folders");
    }
    in.library = find_descriptor();
    if (in.library < 0 || in.library > LIBRARY_MAX_FD) {
        inotifytools_cleanup();
        return err_set(e, ERR_IO, "cannot watch folders: no /proc, or too many files");
    }
    fcntl(in.library, F_SETFD, FD_CLOEXEC);
    in.fd = fcntl(in.library, F_DUPFD_CLOEXEC, 0);
    in.blind = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    in.home = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (in.home < 0) /* nobody can have a name relative to it */
        in.home = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (in.fd < 0 || in.blind < 0 || in.home < 0) {
        err_sys(e, "cannot watch folders");
        events_close();
        return -1;
    }
    return 0;
}

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void events_close(void)
{
    if (in.library < 0)
        return;
    inotifytools_cleanup();
    in.library = -1;
    close_one(&in.fd);
    close_one(&in.blind);
    close_one(&in.home);
    in.reading = false;
    in.waste = 0;
}

int events_fd(void) { return in.fd; }

/*
 * The library takes a path and no descriptor. "." of a process that stands in the
 * directory has no length limit, cannot be exchanged between open() and this, is found
 * at once, and what the library remembers of it is short. IN_MASK_CREATE keeps the
 * library from noting a directory twice, which it would never free. It does not tell the
 * watch's number but by a search for the path, which all have in common; the kernel gives
 * it to whoever asks for the same directory again.
 */
static int add_here(void)
{
    if (!inotifytools_watch_file(".", WANTED | IN_MASK_CREATE) &&
        inotifytools_error() != EEXIST) {
        errno = inotifytools_error();
        return -1;
    }
    return inotify_add_watch(in.fd, ".", WANTED);
}

int events_add(int dir)
{
    int wd, saved;

    if (fchdir(dir) != 0)
        return -1;
    wd = add_here();
    saved = errno;
    if (fchdir(in.home) != 0) /* no more than searched: open as long as we are */
        abort();
    errno = saved;
    return wd;
}

void events_remove(int wd) { inotifytools_remove_watch_by_wd(wd); }

size_t events_waste(void) { return in.waste; }

static const struct inotify_event *next_at_hand(void)
{
    struct pollfd p = {.fd = in.fd, .events = POLLIN};
    const struct inotify_event *got = NULL;

    if (in.reading) {
        dup3(in.blind, in.library, O_CLOEXEC);
        got = inotifytools_next_event(1);
        dup3(in.fd, in.library, O_CLOEXEC);
        in.reading = got != NULL;
    }
    if (!got && poll(&p, 1, 0) == 1) {
        got = inotifytools_next_event(1);
        in.reading = got != NULL;
    }
    return got;
}

static enum event_kind kind_of(const struct inotify_event *got)
{
    if (got->mask & IN_Q_OVERFLOW)
        return EVENT_OVERFLOW;
    if (got->mask & IN_IGNORED)
        return EVENT_FORGOTTEN;
    if ((got->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) || got->len == 0)
        return EVENT_SELF;
    if (got->mask & IN_MOVED_FROM)
        return EVENT_GONE;
    return got->mask & IN_MOVED_TO ? EVENT_CAME : EVENT_NAME;
}

bool events_next(struct event *out)
{
    const struct inotify_event *got = in.library >= 0 ? next_at_hand() : NULL;

    if (!got)
        return false;
    *out = (struct event){.kind = kind_of(got),
                          .wd = got->wd,
                          .dir = got->mask & IN_ISDIR,
                          .cookie = got->cookie,
                          .name = got->len ? got->name : ""};
    if (out->kind == EVENT_FORGOTTEN && (got->mask & IN_IGNORED))
        in.waste++;
    return true;
}
