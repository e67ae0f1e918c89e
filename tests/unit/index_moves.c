/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index/ against a disk on which anything happens between two runs: after each, the rows
 * say what a fresh library would say. */
#include "yard.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/rng.h"

enum { ROUNDS = 120, PATH = 100, CONTENTS = 12 };

struct storm {
    struct yard y;
    struct rng r;
    long clock_s; /* of the last change; files of one name and size differ by it */
    int files;
};

/* A path from few, so that they collide; directories lie in each other. */
static void draw_dir(struct storm *s, char *out)
{
    static const char *const dir[] = {"", "/a", "/b", "/a/b", "/a/b/c", "/b/a"};

    sprintf(out, "%s%s", s->y.dir, dir[rng_below(&s->r, sizeof dir / sizeof *dir)]);
}

static void draw_file(struct storm *s, char *out)
{
    draw_dir(s, out);
    sprintf(out + strlen(out), "/%d.wav", (int)rng_below(&s->r, 6));
}

static void make_dirs(struct storm *s)
{
    static const char *const dir[] = {"/a", "/b", "/a/b", "/a/b/c", "/b/a"};
    char path[PATH];

    for (size_t i = 0; i < sizeof dir / sizeof *dir; i++) {
        sprintf(path, "%s%s", s->y.dir, dir[i]);
        mkdir(path, 0700);
    }
}

/* In place or as a new inode; many files hold the same. */
static void write_file(struct storm *s, const char *path)
{
    const struct timespec when[2] = {{++s->clock_s, 0}, {s->clock_s, 0}};
    FILE *f;

    if (rng_below(&s->r, 2))
        unlink(path);
    f = fopen(path, "w");
    if (!f)
        return; /* its directory is gone, or it is one itself */
    fprintf(f, "ok %02d", (int)rng_below(&s->r, CONTENTS));
    fclose(f);
    utimensat(AT_FDCWD, path, when, 0);
}

/* One change of the disk; those that cannot be made are none. */
static void happen(struct storm *s)
{
    char from[PATH], to[PATH];

    draw_file(s, from);
    draw_file(s, to);
    switch (rng_below(&s->r, 8)) {
    case 0:
    case 1:
    case 2:
        write_file(s, from);
        break;
    case 3:
        unlink(from);
        break;
    case 4:
    case 5:
        rename(from, to);
        break;
    case 6:
        if (link(from, to) != 0)
            make_dirs(s);
        break;
    default:
        draw_dir(s, from);
        draw_dir(s, to);
        if (strcmp(from, s->y.dir) != 0 && strcmp(to, s->y.dir) != 0)
            rename(from, to);
        break;
    }
}

/* The row of a file on disk is its sound's. */
static void check_file(struct storm *s, const char *path)
{
    char text[20] = "", sql[800];
    FILE *f = fopen(path, "r");

    cr_assert(f && fgets(text, sizeof text, f) && fclose(f) == 0, "%s", path);
    /* The sound's hash is the file's text and zeros: rogue_acts.c. */
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM v1_file f JOIN v1_sample m ON m.id = f.sample_id "
             "WHERE f.path = '%s' AND f.state = 'ok' AND m.available AND "
             "m.hash = substr(lower(hex('%s')) || printf('%%032d', 0), 1, 32)",
             path, text);
    cr_expect(yard_sql(&s->y, sql) == 1, "%s should hold '%s'", path, text);
    s->files++;
}

static void check_below(struct storm *s, const char *dir)
{
    DIR *d = opendir(dir);
    const struct dirent *entry;
    char path[PATH + 260];

    cr_assert(d, "%s", dir);
    while ((entry = readdir(d))) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
        if (entry->d_type == DT_DIR)
            check_below(s, path);
        else
            check_file(s, path);
    }
    closedir(d);
}

static void check_all(struct storm *s, int round)
{
    s->files = 0;
    check_below(s, s->y.dir);
    cr_expect(yard_sql(&s->y, "SELECT count(*) FROM v1_file WHERE state = 'ok'") ==
                  s->files,
              "round %d: rows for what is not there", round);
    cr_expect(yard_sql(&s->y, "SELECT count(*) FROM v1_file WHERE state NOT IN "
                              "('ok', 'unavailable')") == 0,
              "round %d: files left over", round);
    cr_expect(yard_sql(&s->y, "SELECT max(seq) = count(*) FROM v1_change") == 1);
    cr_expect(s->y.n.seen == s->files && s->y.n.failed == 0 && s->y.complaints == 0);
}

Test(index, whatever_happens_on_disk_the_rows_follow)
{
    struct storm s = {.clock_s = 1000};

    yard_open(&s.y);
    rng_init(&s.r, 2026);
    make_dirs(&s);
    yard_write(&s.y, "always.wav", "ok 99");
    for (int round = 0; round < ROUNDS; round++) {
        const size_t events = rng_below(&s.r, 12);

        for (size_t i = 0; i < events; i++)
            happen(&s);
        cr_assert(yard_index(&s.y) == 0, "round %d: %s", round, s.y.err.text);
        check_all(&s, round);
    }
    cr_expect(s.files > 5, "only %d files: the storm was none", s.files);
    yard_close(&s.y);
}
