/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index/ told of each random change by looks, as events would tell it, in any order and
 * grain: then its rows are those that a library has that never saw the tree before. */
#include "yard.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/rng.h"

enum { OPERATIONS = 300, PATH = 64, FULL = 128, CONTENTS = 12, MOST = 64 };

struct weather {
    struct yard y;
    struct rng r;
    unsigned long long seed; /* a failure names it, STORM_SEED makes it happen again */
    long clock_s;
    char place[MOST][PATH]; /* told of, not yet looked at */
    struct look look[MOST];
    size_t looks;
};

static const char *const dirs[] = {"", "a", "b", "a/b", "a/b/c", "b/a", "b/x.wav"};

static const char *draw_dir(struct weather *w)
{
    return dirs[rng_below(&w->r, sizeof dirs / sizeof *dirs)];
}

static void draw_file(struct weather *w, char *out)
{
    static const char *const name[] = {"1.wav", "2.wav",         "3.wav", "X.WAV",
                                       "x.wav", "e\xcc\x81.wav", "4.txt", "\xc3\xa9.wav"};
    const char *dir = draw_dir(w);

    sprintf(out, "%s%s%s", dir, *dir ? "/" : "",
            name[rng_below(&w->r, sizeof name / sizeof *name)]);
}

static void full(char out[FULL], const struct weather *w, const char *path)
{
    snprintf(out, FULL, "%s%s%s", w->y.dir, *path ? "/" : "", path);
}

/* Events come as a name, or coarser: as its directory, which is enough for a file, or as
 * all below a directory above it. */
static void tell(struct weather *w, const char *path, bool dir)
{
    struct look *look = &w->look[w->looks];
    char *place = w->place[w->looks++], *slash;

    cr_assert(w->looks <= MOST);
    strcpy(place, path);
    *look = (struct look){place, LOOK_NAME};
    if (rng_below(&w->r, 4) == 0) {
        slash = strrchr(place, '/');
        *(slash ? slash : place) = '\0';
        look->how = LOOK_DIR;
    }
    if (look->how == LOOK_DIR && (dir || rng_below(&w->r, 2))) {
        slash = strrchr(place, '/');
        *(slash ? slash : place) = '\0';
        look->how = LOOK_TREE;
    }
}

/* What a daemon does once it is quiet: the places in any order, in one call or two. */
static void settle(struct weather *w)
{
    const size_t cut = w->looks ? rng_below(&w->r, (uint32_t)w->looks + 1) : 0;

    for (size_t i = w->looks; i-- > 1;) {
        const size_t k = rng_below(&w->r, (uint32_t)i + 1);
        const struct look swap = w->look[i];

        w->look[i] = w->look[k];
        w->look[k] = swap;
    }
    yard_look(&w->y, w->look, cut);
    yard_look(&w->y, w->look + cut, w->looks - cut);
    cr_assert(yard_work(&w->y) == 0, "seed %llu: %s", w->seed, w->y.err.text);
    w->looks = 0;
}

static void write_file(struct weather *w, const char *path)
{
    const struct timespec when[2] = {{++w->clock_s, 0}, {w->clock_s, 0}};
    char at[FULL], link_to[PATH];
    struct stat st;
    FILE *f;

    full(at, w, path);
    /* Through a link another file would be written to, of which nobody is told; and of
     * what is no audio file, only its own name tells that it is another name of one. */
    if (rng_below(&w->r, 2) || readlink(at, link_to, sizeof link_to) >= 0 ||
        strstr(path, ".txt"))
        unlink(at);
    f = fopen(at, "w");
    if (!f)
        return;
    if (rng_below(&w->r, 10) == 0)
        fputs("crash", f);
    else
        fprintf(f, "ok %02d", (int)rng_below(&w->r, CONTENTS));
    fclose(f);
    utimensat(AT_FDCWD, at, when, 0);
    tell(w, path, false);
    /* Once this name is gone, nobody can tell that the others have new content. */
    if (stat(at, &st) == 0 && st.st_nlink > 1)
        settle(w);
}

static void make_dir(struct weather *w, const char *path)
{
    char at[FULL];

    full(at, w, path);
    if (*path && mkdir(at, 0700) == 0)
        tell(w, path, true);
}

static void move(struct weather *w, const char *from, const char *to)
{
    char old[FULL], new[FULL];
    struct stat st;
    bool dir;

    full(old, w, from);
    full(new, w, to);
    if (!*from || !*to || rename(old, new) != 0)
        return;
    dir = stat(new, &st) == 0 && S_ISDIR(st.st_mode);
    tell(w, from, dir);
    tell(w, to, dir);
}

static void happen(struct weather *w)
{
    char from[PATH], to[PATH], old[FULL], new[FULL];

    draw_file(w, from);
    draw_file(w, to);
    full(old, w, from);
    full(new, w, to);
    switch (rng_below(&w->r, 10)) {
    case 0:
    case 1:
    case 2:
        write_file(w, from);
        break;
    case 3:
        if (unlink(old) == 0)
            tell(w, from, false);
        break;
    case 4:
    case 5:
        move(w, from, to);
        break;
    case 6:
        if (link(old, new) == 0)
            tell(w, to, false);
        break;
    case 7:
        if (symlink(from, new) == 0)
            tell(w, to, false);
        break;
    case 8:
        make_dir(w, draw_dir(w));
        break;
    default:
        move(w, draw_dir(w), draw_dir(w));
        break;
    }
}

/* All that the library says of what is there. */
static void picture(struct store *s, struct buf *out)
{
    static const char sql[] =
        "SELECT f.path, f.state, coalesce(f.error, ''), coalesce(m.hash, '') "
        "FROM v1_file f LEFT JOIN v1_sample m ON m.id = f.sample_id "
        "WHERE f.state <> 'unavailable' ORDER BY f.path_bytes";
    sqlite3_stmt *st = NULL;

    buf_reset(out);
    cr_assert(sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) == SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW) {
        for (int i = 0; i < 4; i++) {
            const char *text = (const char *)sqlite3_column_text(st, i);

            buf_bytes(out, text, strlen(text));
            buf_u8(out, ' ');
        }
        buf_u8(out, '\n');
    }
    sqlite3_finalize(st);
    buf_u8(out, 0);
}

static void compare(struct weather *w, int operation)
{
    const char *const folder[] = {w->y.dir};
    struct index_counts n = {0};
    struct store *fresh = NULL;
    struct buf want = {0}, got = {0};
    struct err err = {0};

    ok(store_open(&fresh, ":memory:", STORE_OWN, &err));
    ok(index_folders(fresh, folder, 1, &w->y.o, &n, &err));
    picture(fresh, &want);
    picture(w->y.shelf.s, &got);
    cr_assert_str_eq((char *)got.data, (char *)want.data,
                     "seed %llu, after %d operations:\n%s--- a fresh index says:\n%s",
                     w->seed, operation, (char *)got.data, (char *)want.data);
    cr_expect(yard_sql(&w->y, "SELECT max(seq) = count(*) FROM change") == 1);
    buf_clear(&want);
    buf_clear(&got);
    store_close(fresh);
}

static void storm(uint64_t seed)
{
    struct weather w = {.clock_s = 1000, .seed = (unsigned long long)seed};

    rng_init(&w.r, seed);
    yard_open(&w.y);
    for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++)
        make_dir(&w, dirs[i]);
    yard_write(&w.y, "always.wav", "ok 99");
    w.looks = 0;
    yard_watch(&w.y);
    for (int i = 1; i <= OPERATIONS; i++) {
        happen(&w);
        if (w.looks + 8 > MOST || rng_below(&w.r, 4) == 0)
            settle(&w);
        if (i % 50 == 0) {
            settle(&w);
            compare(&w, i);
        }
    }
    yard_close(&w.y);
}

Test(storm, looks_at_each_change_come_to_what_a_fresh_index_says)
{
    const char *seed = getenv("STORM_SEED");

    if (seed) {
        storm(strtoull(seed, NULL, 10));
        return;
    }
    for (uint64_t s = 1; s <= 3; s++)
        storm(s);
}
