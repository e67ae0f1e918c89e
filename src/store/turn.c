/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writers of one library take turns. */
#include "store/turn.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/ledger_file.h"
#include "util/clock.h"

enum { LOOK_US = 2000 /* between two looks whether it is free */ };

static int open_ledger(sqlite3 *db, bool make)
{
    struct ledger_file f;
    int fd;

    if (ledger_file_init(&f, db) == 0)
        return -1;
    fd =
        open(f.path,
             O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (make ? O_CREAT : 0), 0644);
    ledger_file_clear(&f);
    return fd;
}

int turn_take(sqlite3 *db, bool make, int wait_ms)
{
    const int fd = open_ledger(db, make);
    const int64_t end = clock_ms() + wait_ms;

    while (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (clock_ms() >= end) {
            close(fd);
            return -1;
        }
        usleep(LOOK_US);
    }
    return fd;
}

void turn_give(int turn)
{
    if (turn >= 0)
        close(turn);
}
