/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happens to whole directories. */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deeds.h"

bool deed_out(struct ground *g)
{
    char path[ROOM], to[ROOM], name[32];

    snprintf(name, sizeof name, "%zu.wav", draw(g, 30));
    if (!(chance(g, 30) ? draw_below(g, path) : draw_file(g, path)) ||
        !join(to, g->shed, name))
        return false;
    tell(g, "out", path, to);
    return rename(path, to) == 0;
}

bool deed_in(struct ground *g)
{
    char path[ROOM], to[ROOM];

    if (!draw_shed(g, path) || !draw_new_file(g, to))
        return false;
    tell(g, "in", path, to);
    return rename(path, to) == 0;
}

bool deed_mkdir(struct ground *g)
{
    char path[ROOM];

    if (!draw_new_dir(g, path))
        return false;
    tell(g, "mkdir", path, NULL);
    return mkdir(path, 0755) == 0;
}

bool deed_deep(struct ground *g)
{
    unsigned char bytes[600];
    char path[ROOM], file[ROOM + 64];

    if (!draw_new_dir(g, path))
        return false;
    tell(g, "deep", path, NULL);
    for (size_t levels = 2 + draw(g, 5), i = 0; i < levels; i++) {
        const size_t n = strlen(path);

        if (mkdir(path, 0755) != 0 || n > LONGEST)
            return i > 0;
        for (size_t files = draw(g, 3), k = 0; k < files; k++) {
            snprintf(file, sizeof file, "%s/at once %zu.wav", path, k);
            write_new(file, bytes, next_sound(g, bytes));
        }
        snprintf(path + n, ROOM - n, "/d%zu", draw(g, 3));
    }
    return true;
}

bool deed_move_dir(struct ground *g)
{
    char path[ROOM], to[ROOM];

    if (!draw_below(g, path) || !draw_new_dir(g, to))
        return false;
    tell(g, "move dir", path, to);
    return rename(path, to) == 0; /* not into itself */
}

bool deed_rename_dir(struct ground *g)
{
    char path[ROOM], to[ROOM], name[32];
    const char *first = chance(g, 5) ? ".hidden" : "renamed";
    struct stat st;

    snprintf(name, sizeof name, "/%s %zu", first, draw(g, 20));
    if (!draw_below(g, path))
        return false;
    memcpy(to, path, ROOM);
    *strrchr(to, '/') = '\0';
    snprintf(to + strlen(to), sizeof name, "%s", name);
    tell(g, "rename dir", path, to);
    return lstat(to, &st) != 0 && rename(path, to) == 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path) == 0 || errno == ENOENT ? 0 : -1;
}

bool deed_rm(struct ground *g)
{
    char path[ROOM];

    if (!draw_below(g, path))
        return false;
    open_shut(g);
    tell(g, "rm -r", path, NULL);
    return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0;
}
