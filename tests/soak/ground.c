/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Draw a place, a name or a sound for the next file operation. */
#include "ground.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

size_t draw(struct ground *g, size_t n) { return rng_below(&g->rng, n); }

bool chance(struct ground *g, unsigned percent) { return draw(g, 100) < percent; }

bool join(char *out, const char *dir, const char *name)
{
    return snprintf(out, ROOM, "%s/%s", dir, name) < LONGEST;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int any(const struct dirent *d)
{
    return strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0;
}

static int files(const struct dirent *d) { return d->d_type == DT_REG; }

static int dirs(const struct dirent *d) { return d->d_type == DT_DIR && any(d); }

/* One entry of a directory; out may be dir. */
static bool draw_entry(struct ground *g, const char *dir, char *out,
                       int (*want)(const struct dirent *))
{
    struct dirent **entry = NULL;
    const int n = scandir(dir, &entry, want, by_name);
    char name[256];

    if (n > 0)
        snprintf(name, sizeof name, "%s", entry[draw(g, (size_t)n)]->d_name);
    for (int i = 0; i < n; i++)
        free(entry[i]);
    free(entry);
    if (n <= 0)
        return false;
    memmove(out, dir, strlen(dir) + 1);
    return snprintf(out + strlen(out), ROOM - strlen(out), "/%s", name) < LONGEST;
}

/* Down from a root, as long as the coin says so. */
static void descend(struct ground *g, char *out, unsigned deeper)
{
    char next[ROOM];

    snprintf(out, ROOM, "%s", g->root[draw(g, g->roots)]);
    while (chance(g, deeper) && draw_entry(g, out, next, dirs))
        memcpy(out, next, ROOM);
}

bool draw_dir(struct ground *g, char *out)
{
    descend(g, out, 60);
    return strlen(out) < LONGEST;
}

bool draw_below(struct ground *g, char *out)
{
    char dir[ROOM];

    descend(g, dir, 40);
    return draw_entry(g, dir, out, dirs);
}

bool draw_file(struct ground *g, char *out)
{
    char dir[ROOM];

    for (int i = 0; i < 6; i++) {
        descend(g, dir, 60);
        if (draw_entry(g, dir, out, files))
            return true;
    }
    return false;
}

bool draw_shed(struct ground *g, char *out) { return draw_entry(g, g->shed, out, any); }

static const char *const word[] = {
    "kick",  "Snare",       "hat closed", "Vinyl Loop 120", "Caf\303\251", "Cafe\314\201",
    "l\351", "new\nline\t", "BASS",       "lead_Am",        "%s;$(x)",     "-rf"};
static const char *const ending[] = {".wav", ".wav", ".wav", ".wav",  ".WAV",
                                     ".Wav", ".aif", ".txt", ".part", ""};

static void long_name(struct ground *g, char *out, const char *end)
{
    const size_t n = 255 - strlen(end);

    memset(out, (int)('a' + draw(g, 26)), n);
    snprintf(out + n, 256 - n, "%s", end);
}

static const char *new_name(struct ground *g, char out[300], const char *end)
{
    const char *hidden = chance(g, 2) ? "." : "";
    const char *first = word[draw(g, sizeof word / sizeof *word)];
    const size_t number = draw(g, 40);

    if (chance(g, 2))
        long_name(g, out, end);
    else
        snprintf(out, 300, "%s%s %zu%s", hidden, first, number, end);
    return out;
}

static bool is_free(const char *path)
{
    struct stat st;

    return lstat(path, &st) != 0;
}

bool draw_new_file(struct ground *g, char *out)
{
    char dir[ROOM], name[300];

    return draw_dir(g, dir) &&
           join(out, dir,
                new_name(g, name, ending[draw(g, sizeof ending / sizeof *ending)])) &&
           is_free(out);
}

bool draw_new_dir(struct ground *g, char *out)
{
    char dir[ROOM], name[300];

    return draw_dir(g, dir) && join(out, dir, new_name(g, name, "")) && is_free(out);
}

static unsigned char *le(unsigned char *p, unsigned long v, int bytes)
{
    for (; bytes > 0; bytes--, v >>= 8)
        *p++ = v & 255;
    return p;
}

static unsigned char *put(unsigned char *p, const char *text)
{
    while (*text)
        *p++ = (unsigned char)*text++;
    return p;
}

/* 8 bits, 8 kHz, mono: short, and no two numbers sound the same. */
size_t next_sound(struct ground *g, unsigned char bytes[600])
{
    const bool again = g->made > 0 && chance(g, 15);
    const long number = again ? (long)draw(g, (size_t)g->made) : g->made++;
    const unsigned n = 200 + 2 * (unsigned)(number % 100);
    unsigned char *p = bytes;

    p = le(put(p, "RIFF"), 36 + n, 4);
    p = le(put(p, "WAVEfmt "), 16, 4);
    p = le(le(p, 1, 2), 1, 2);
    p = le(le(p, 8000, 4), 8000, 4);
    p = le(le(p, 1, 2), 8, 2);
    p = le(put(p, "data"), n, 4);
    for (unsigned i = 0; i < n - 4; i++)
        *p++ = (unsigned char)(128 + 100 * sin(i * (1 + (double)(number % 997) / 997)));
    return (size_t)(le(p, (unsigned long)number, 4) - bytes);
}

void tell(struct ground *g, const char *what, const char *from, const char *to)
{
    snprintf(g->line, sizeof g->line, "%s '%s'%s%s%s", what, from, to ? " '" : "",
             to ? to : "", to ? "'" : "");
}
