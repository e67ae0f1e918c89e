/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time to watch a tree of many directories, against inotify_add_watch() and readdir()
 * alone on the same tree: watches DIR [DIRECTORIES]. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/clock.h"
#include "watch/events.h"
#include "watch/scan.h"

enum { ROUNDS = 5, A_LEVEL = 10 };

/* Ten directories in each, until there are enough. */
static long make_tree(const char *path, long left)
{
    char sub[512];
    long each = (left - A_LEVEL) / A_LEVEL, made = 0;

    for (int i = 0; i < A_LEVEL && made < left; i++) {
        snprintf(sub, sizeof sub, "%s/folder-%d", path, i);
        made += mkdir(sub, 0700) == 0;
        if (each > 0)
            made += make_tree(sub, each);
    }
    return made;
}

/* The floor: a watch before the reading, by whole paths. */
static long plain(int in, char *path, size_t len)
{
    DIR *dir;
    const struct dirent *e;
    long watched = inotify_add_watch(in, path, IN_CREATE | IN_DELETE | IN_ONLYDIR) >= 0;

    if (!(dir = opendir(path)))
        return watched;
    while ((e = readdir(dir)))
        if (e->d_type == DT_DIR && e->d_name[0] != '.') {
            const size_t n = strlen(e->d_name);

            path[len] = '/';
            memcpy(path + len + 1, e->d_name, n + 1);
            watched += plain(in, path, len + 1 + n);
            path[len] = '\0';
        }
    closedir(dir);
    return watched;
}

static double plain_ms(const char *root, long *watched)
{
    char path[4096];
    const int in = inotify_init1(IN_CLOEXEC);
    const int64_t began = clock_ns();

    snprintf(path, sizeof path, "%s", root);
    *watched = plain(in, path, strlen(path));
    close(in);
    return (double)(clock_ns() - began) * 1e-6;
}

static double ours_ms(const char *root, long *watched)
{
    static const struct watch_options none;
    struct daemon d = {.o = &none, .tree = tree_new()};
    struct root r = {.folder = 1, .path = strdup(root)};
    struct err e;
    double ms = -1;
    int64_t began = clock_ns();
    const int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (events_open(&e) == 0) {
        scan_root(&d, &r, fd);
        *watched = (long)(tree_count(d.tree, 1) - r.unwatched);
        events_close();
        ms = (double)(clock_ns() - began) * 1e-6;
    }
    tree_free(d.tree);
    free(r.path);
    return ms;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    double floor_ms[ROUNDS], ms[ROUNDS], ratio[ROUNDS];
    long wanted = argc > 2 ? strtol(argv[2], NULL, 10) : 50000, floor_n = 0, n = 0;

    if (argc < 2)
        return 2;
    make_tree(argv[1], wanted);
    plain_ms(argv[1], &floor_n); /* warm */
    for (int i = 0; i < ROUNDS; i++) {
        floor_ms[i] = plain_ms(argv[1], &floor_n);
        ms[i] = ours_ms(argv[1], &n);
        ratio[i] = ms[i] / floor_ms[i];
    }
    qsort(floor_ms, ROUNDS, sizeof *floor_ms, by_value);
    qsort(ms, ROUNDS, sizeof *ms, by_value);
    qsort(ratio, ROUNDS, sizeof *ratio, by_value);
    printf("directories %ld of %ld; plain %.0f ms, ours %.0f ms; ratio %.2f (%.2f to "
           "%.2f)\n",
           n, floor_n, floor_ms[ROUNDS / 2], ms[ROUNDS / 2], ratio[ROUNDS / 2], ratio[0],
           ratio[ROUNDS - 1]);
    return n == floor_n ? 0 : 1;
}
