/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The WAL is kept small, and who keeps it from that is named. */
#include "store/wal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/warning.h"

enum {
    WAIT_MS = 50,       /* for the readers of today to finish */
    AGAIN_PAGES = 1000, /* that the WAL has grown before that is tried again */
    FRAME_BYTES = 4096 + 24,
    SLOTS = 5,         /* marks of readers, and their locks, in the -shm file: */
    MARKS_AT = 100,    /* u32 each, in the order of the machine */
    LOCKS_AT = 123,    /* a byte each */
    SHM_BYTES = 32768, /* the first part of the file, which has them */
    PINS = 8,          /* readers that are named, at most */
    NAME = 17          /* bytes of a program's name in /proc */
};

/* No reader of today may stay, and none can come who reads the WAL. */
static int start_over(struct store *s, sqlite3 *db, const char *name)
{
    const int patience_ms = s->patience_ms;
    int rc;

    s->patience_ms = WAIT_MS;
    rc = sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
    s->patience_ms = patience_ms;
    return rc;
}

static int after_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
    struct store *s = arg;
    const bool owner = s->lock_fd >= 0;

    s->wal_pages = pages;
    if (pages < WAL_PASSIVE) {
        s->wal_again = WAL_RESTART;
        s->wal_stuck = false;
        return SQLITE_OK;
    }
    if (owner && pages >= s->wal_again) {
        s->wal_stuck = start_over(s, db, name) != SQLITE_OK;
        s->wal_again = s->wal_stuck ? pages + AGAIN_PAGES : WAL_RESTART;
    } else {
        sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    }
    return SQLITE_OK;
}

void wal_follow(struct store *s)
{
    s->wal_again = WAL_RESTART;
    sqlite3_wal_hook(s->db, after_commit, s);
}

/* The marks of readers, from SQLite's own mapping of the file. */
static bool read_marks(sqlite3 *db, uint32_t marks[SLOTS])
{
    sqlite3_file *f = NULL;
    volatile void *shm = NULL;

    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &f) != SQLITE_OK ||
        !f->pMethods || f->pMethods->iVersion < 2 ||
        f->pMethods->xShmMap(f, 0, SHM_BYTES, 0, &shm) != SQLITE_OK || !shm)
        return false;
    for (int i = 0; i < SLOTS; i++)
        marks[i] = ((volatile uint32_t *)shm)[MARKS_AT / 4 + i];
    return true;
}

/* One line of /proc/locks: whose lock upon which bytes of which file. */
struct held {
    int64_t pid;
    uint64_t inode;
    int64_t first, last;
};

/* "1: POSIX  ADVISORY  READ 4711 fe:01:131073 124 124"; one that waits has "->" there. */
static bool read_held(char *line, struct held *h)
{
    enum { KIND = 1, PID = 4, FILE_ID, FIRST, LAST, WORDS };
    char *word[WORDS], *rest = NULL;
    const char *inode;
    int n = 0;

    for (char *p = strtok_r(line, " \n", &rest); p && n < WORDS;
         p = strtok_r(NULL, " \n", &rest))
        word[n++] = p;
    if (n < WORDS || strcmp(word[KIND], "POSIX") != 0)
        return false;
    inode = strrchr(word[FILE_ID], ':');
    *h = (struct held){.pid = strtoll(word[PID], NULL, 10),
                       .inode = inode ? strtoull(inode + 1, NULL, 10) : 0,
                       .first = strtoll(word[FIRST], NULL, 10),
                       .last = strcmp(word[LAST], "EOF") == 0
                                   ? INT64_MAX
                                   : strtoll(word[LAST], NULL, 10)};
    return true;
}

/* Bit i of the answer: others hold slot i. Those of `slots` are put into pid (room). */
static unsigned look_at_locks(uint64_t inode, unsigned slots, int64_t *pid, size_t room,
                              size_t *n)
{
    FILE *f = fopen("/proc/locks", "re");
    unsigned held = 0;
    char line[256];

    *n = 0;
    while (f && fgets(line, sizeof line, f)) {
        struct held h;

        if (!read_held(line, &h) || h.inode != inode || h.pid <= 0 || h.pid == getpid())
            continue;
        for (int i = 0; i < SLOTS; i++) {
            if (h.first > LOCKS_AT + i || h.last < LOCKS_AT + i)
                continue;
            held |= 1u << i;
            if ((slots >> i & 1) && *n < room && (*n == 0 || pid[*n - 1] != h.pid))
                pid[(*n)++] = h.pid;
        }
    }
    if (f)
        fclose(f);
    return held;
}

/* Of the slots that are held those with the lowest mark. */
static unsigned oldest(unsigned held, const uint32_t marks[SLOTS])
{
    unsigned slots = 0;
    uint32_t low = UINT32_MAX;

    for (int i = 0; i < SLOTS; i++)
        if ((held >> i & 1) && marks[i] < low)
            low = marks[i];
    for (int i = 0; i < SLOTS; i++)
        if ((held >> i & 1) && marks[i] == low)
            slots |= 1u << i;
    return slots;
}

size_t wal_readers(struct store *s, int64_t *pid, size_t room)
{
    const char *file = sqlite3_db_filename(s->db, "main");
    uint32_t marks[SLOTS];
    char shm[4200];
    struct stat st;
    unsigned held;
    size_t n;

    snprintf(shm, sizeof shm, "%s-shm", file ? file : "");
    if (!file || !*file || stat(shm, &st) != 0 || !read_marks(s->db, marks))
        return 0;
    held = look_at_locks(st.st_ino, 0, pid, room, &n);
    look_at_locks(st.st_ino, oldest(held, marks), pid, room, &n);
    return n;
}

static void name_program(int64_t pid, char name[NAME])
{
    char path[64];
    FILE *f;

    snprintf(path, sizeof path, "/proc/%" PRId64 "/comm", pid);
    f = fopen(path, "re");
    if (!f || !fgets(name, NAME, f))
        snprintf(name, NAME, "?");
    name[strcspn(name, "\n")] = '\0';
    if (f)
        fclose(f);
}

static int warn(struct store *s, const void *arg, struct err *e)
{
    int64_t pid[PINS];
    const size_t n = wal_readers(s, pid, PINS);

    (void)arg;
    for (size_t i = 0; i < n; i++) {
        char name[NAME];
        const struct warning w = {
            .pid = pid[i], .program = name, .bytes = (int64_t)s->wal_pages * FRAME_BYTES};

        name_program(pid[i], name);
        if (warning_put(s, &w, e) != 0)
            return -1;
    }
    return 0;
}

void wal_tend(struct store *s)
{
    struct err ignored = {0};

    if (s->lock_fd < 0 || s->wal_tended)
        return;
    s->wal_tended = true; /* what is written here is a commit, too */
    if (s->wal_stuck && s->wal_pages >= WAL_WARN && s->wal_pages >= s->wal_warned) {
        s->wal_warned = s->wal_pages + AGAIN_PAGES;
        db_atomic(s, warn, NULL, &ignored);
    } else if (s->wal_warned && !s->wal_stuck) {
        s->wal_warned = 0;
        warnings_withdraw(s, &ignored);
    }
    s->wal_tended = false;
}

void wal_rest(struct store *s)
{
    if (s->wal_warned && start_over(s, s->db, "main") == SQLITE_OK) {
        s->wal_stuck = false;
        wal_tend(s);
    }
}
