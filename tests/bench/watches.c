/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time to watch a tree of many directories, against inotify_add_watch() and readdir()
 * alone on the same tree: watches DIR [DIRECTORIES [ROUNDS]]. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "util/clock.h"
#include "util/mem.h"
#include "watch/events.h"
#include "watch/scan.h"

enum { A_LEVEL = 10 };

/* Ten directories in each, level by level, until there are enough: as a list, it is a
 * heap of that width. */
static bool make_tree(const char *path, long wanted)
{
    char sub[1024], name[24];

    for (long i = 1; i < wanted; i++) {
        size_t len = sizeof sub - 1;

        sub[len] = '\0';
        for (long at = i; at > 0; at = (at - 1) / A_LEVEL) {
            const int n = snprintf(name, sizeof name, "/folder-%ld", (at - 1) % A_LEVEL);

            memcpy(sub + (len -= (size_t)n), name, (size_t)n);
        }
        len -= strlen(path);
        memcpy(sub + len, path, strlen(path));
        if (mkdir(sub + len, 0700) != 0)
            return false;
    }
    return true;
}

/* A watch before the reading, in the order of the directory, as we do; each directory is
 * opened from the one above. */
static long plain(int in, char *path, size_t len, int fd)
{
    long watched = inotify_add_watch(in, path, IN_CREATE | IN_DELETE | IN_ONLYDIR) >= 0;
    DIR *dir = fdopendir(fd);
    const struct dirent *e;

    while (dir && (e = readdir(dir)))
        if (e->d_type == DT_DIR && e->d_name[0] != '.') {
            const size_t n = strlen(e->d_name);

            path[len] = '/';
            memcpy(path + len + 1, e->d_name, n + 1);
            watched += plain(in, path, len + 1 + n,
                             openat(fd, e->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
            path[len] = '\0';
        }
    closedir(dir);
    return watched;
}

/* What it took, by the clock and of the processor. */
struct took {
    double wall_ms, cpu_ms;
};

static double cpu_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static struct took now(void)
{
    return (struct took){(double)clock_ns() * 1e-6, cpu_ms()};
}

static struct took since(struct took t)
{
    const struct took n = now();

    return (struct took){n.wall_ms - t.wall_ms, n.cpu_ms - t.cpu_ms};
}

static struct took time_plain(const char *root, long *watched)
{
    char path[4096];
    const struct took began = now();
    const int in = inotify_init1(IN_CLOEXEC);
    struct took t;

    snprintf(path, sizeof path, "%s", root);
    *watched = plain(in, path, strlen(path), open(root, O_RDONLY | O_DIRECTORY));
    t = since(began);
    close(in);
    return t;
}

static struct took time_ours(const char *root, long *watched)
{
    static const struct watch_options none;
    struct daemon d = {.o = &none};
    struct root r = {.folder = 1, .path = mem_text(root, strlen(root))};
    const struct took began = now();
    struct took t = {0};
    struct err e;

    d.tree = tree_new();
    if (events_open(&e) == 0) {
        scan_root(&d, &r, open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        t = since(began);
        *watched = (long)(tree_count(d.tree, 1) - r.unwatched);
        events_close();
    }
    tree_free(d.tree);
    free(r.path);
    return t;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The middle one, from the least to the most. */
static void print_ratio(const char *what, double *ratio, size_t n)
{
    qsort(ratio, n, sizeof *ratio, by_value);
    printf("  %s: %.2f x, %.2f to %.2f in %zu rounds (goal 2.0 x)\n", what, ratio[n / 2],
           ratio[0], ratio[n - 1], n);
}

int main(int argc, char **argv)
{
    const long wanted = argc > 2 ? strtol(argv[2], NULL, 10) : 50000;
    const size_t rounds = argc > 3 ? strtoul(argv[3], NULL, 10) : 9;
    long n = 0, plain_n = 0;
    double *wall, *cpu;
    struct took a, b;

    if (argc < 2 || !rounds || !make_tree(argv[1], wanted))
        return 2;
    wall = mem_new(rounds, sizeof *wall);
    cpu = mem_new(rounds, sizeof *cpu);
    time_plain(argv[1], &plain_n); /* warm */
    for (size_t i = 0; i < rounds; i++) {
        a = time_plain(argv[1], &plain_n);
        b = time_ours(argv[1], &n);
        wall[i] = b.wall_ms / a.wall_ms;
        cpu[i] = b.cpu_ms / a.cpu_ms;
    }
    printf("watches for %ld directories (plain %ld), over inotify_add_watch() and "
           "readdir():\n",
           n, plain_n);
    print_ratio("time", wall, rounds);
    print_ratio("CPU", cpu, rounds);
    printf("  the last: %.0f ms, %.2f us each; plain %.0f ms\n", b.wall_ms,
           b.wall_ms * 1e3 / (double)n, a.wall_ms);
    free(wall);
    free(cpu);
    if (n == wanted && plain_n == wanted)
        return 0;
    fprintf(stderr, "watches: not all of %ld: raise fs.inotify.max_user_watches\n",
            wanted);
    return 1;
}
