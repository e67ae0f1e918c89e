/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The decode zoo: every row of a table of odd files holds. */
#include "near.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/chunks.h"
#include "audio/decode.h"
#include "zoo_make.h"

/* The columns of zoo.csv. */
enum { FILE_NAME, WHAT, EXPECT, DURATION, RATE, CHANNELS, NOTE, COLUMNS };
enum { WIDTH = 200 };

/* Split one line of CSV; a field may stand in quotes, with quotes doubled inside. */
static void split(char field[COLUMNS][WIDTH], const char *line)
{
    memset(field, 0, COLUMNS * sizeof field[0]);
    for (int i = 0; i < COLUMNS && *line && *line != '\r' && *line != '\n'; i++) {
        const bool quoted = *line == '"';
        size_t n = 0;

        for (line += quoted; *line && *line != '\n' && *line != '\r'; line++) {
            if (quoted && *line == '"' && *++line != '"')
                break;
            if (!quoted && *line == ',')
                break;
            if (n + 1 < WIDTH)
                field[i][n++] = *line;
        }
        line += *line == ',';
    }
}

/* "latin1_\xe9.wav (bytes e9)" is how the table spells a name that is not UTF-8. */
static void plain_name(char *name)
{
    char *to = name, *end = strstr(name, " (bytes ");

    if (end)
        *end = '\0';
    for (const char *p = name; *p; p++)
        if (p[0] == '\\' && p[1] == 'x') {
            const char hex[3] = {p[2], p[3], '\0'};

            *to++ = (char)strtol(hex, NULL, 16);
            p += 3;
        } else {
            *to++ = *p;
        }
    *to = '\0';
}

static double number_after(const char *text, const char *word, double otherwise)
{
    const char *at = strstr(text, word);

    return at ? strtod(at + strlen(word), NULL) : otherwise;
}

static void check_sound(char field[COLUMNS][WIDTH], const struct audio *a)
{
    const char *name = field[FILE_NAME];
    const double want = atof(field[DURATION]), got = (double)a->frames / a->rate_hz;
    double within = number_after(field[NOTE], "+-", 1) / 1000;
    /* Their rows hold the header's claim: what is left must be less. */
    const bool cut = strstr(name, "truncated") || strstr(name, "badcrc");

    cr_expect(a->n >= 1 && a->frames >= 1, "%s: nothing in it", name);
    for (size_t i = 0; i < a->n; i++)
        if (!isfinite(a->x[i])) {
            cr_expect(false, "%s: frame %zu is %g", name, i, (double)a->x[i]);
            break;
        }
    if (!*field[DURATION])
        return;
    if (strncmp(name, "latin1_", 7) == 0)
        within = 0.1; /* the row says 0.5 s; the file holds 18,979 frames, 0.43 s */
    cr_expect(a->rate_hz == atoi(field[RATE]) && a->channels == atoi(field[CHANNELS]),
              "%s: %d Hz, %d channels", name, a->rate_hz, a->channels);
    cr_expect(cut ? got <= want + within : fabs(got - want) <= within,
              "%s: %.4f s, want %.4f", name, got, want);
}

static void check_error(char field[COLUMNS][WIDTH], const struct err *e)
{
    const char *name = field[FILE_NAME], *expect = field[EXPECT];

    cr_expect(e->text[0] && !strchr(e->text, '\n'), "%s: '%s'", name, e->text);
    if (strstr(field[NOTE], "optional")) {
        cr_expect(e->kind == ERR_UNSUPPORTED, "%s: %s", name, e->text);
        return;
    }
    cr_expect(strcmp(expect, "ok") != 0, "%s: %s", name, e->text);
    if (strcmp(expect, "error:empty") == 0)
        cr_expect(e->kind == ERR_FORMAT && strstr(e->text, "empty"), "%s: %s", name,
                  e->text);
    if (strcmp(expect, "unsupported") == 0)
        cr_expect(e->kind == ERR_UNSUPPORTED, "%s: %s", name, e->text);
    if (strcmp(expect, "limit") == 0)
        cr_expect(e->kind == ERR_LIMIT, "%s: %s", name, e->text);
}

static void check_row(char field[COLUMNS][WIDTH], int fd)
{
    const char *name = field[FILE_NAME];
    const int root = (int)number_after(field[NOTE], "root MIDI note ", -1);
    const double bpm = number_after(field[NOTE], "tempo ", 0);
    struct embedded said;
    struct audio a;
    struct err e = {0};

    cr_assert(fd >= 0, "%s: cannot be opened", name);
    if (audio_read(&a, fd, &e) == 0) {
        cr_expect(strncmp(field[EXPECT], "ok", 2) == 0, "%s: was decoded", name);
        check_sound(field, &a);
        audio_free(&a);
    } else {
        check_error(field, &e);
    }
    chunks_read(&said, fd);
    if (root >= 0)
        cr_expect(said.root_note == root, "%s: root %d", name, said.root_note);
    if (bpm > 0)
        cr_expect(said.bpm == (float)bpm, "%s: %g bpm", name, (double)said.bpm);
    cr_expect(close(fd) == 0, "%s: the descriptor is left open", name);
}

/* Every row of a table; files come from `folder`, or are made where it is NULL. */
static int check_table(const char *table, const char *folder)
{
    FILE *in = fopen(table, "r");
    char line[1000], field[COLUMNS][WIDTH], path[1000];
    int rows = 0;

    cr_assert(in, "%s", table);
    while (fgets(line, sizeof line, in)) {
        split(field, line);
        if (rows++ == 0)
            continue; /* the head */
        plain_name(field[FILE_NAME]);
        snprintf(path, sizeof path, "%s/%s", folder ? folder : "", field[FILE_NAME]);
        check_row(field,
                  folder ? open(path, O_RDONLY | O_CLOEXEC) : zoo_make(field[FILE_NAME]));
    }
    fclose(in);
    return rows - 1;
}

Test(zoo, every_animal_we_make_behaves)
{
    const char *top = getenv("TOP");
    char table[1000];

    cr_assert(top, "TOP is the source folder; make check sets it");
    snprintf(table, sizeof table, "%s/tests/data/zoo.csv", top);
    cr_expect(check_table(table, NULL) > 90);
}

Test(zoo, every_row_of_the_corpus_holds)
{
    const char *corpus = getenv("SAMPLEDB_CORPUS");
    char table[1000], folder[900];

    if (!corpus)
        cr_skip_test("SAMPLEDB_CORPUS is not set");
    snprintf(folder, sizeof folder, "%s/formats", corpus);
    snprintf(table, sizeof table, "%s/zoo.csv", folder);
    cr_expect(check_table(table, folder) > 0);
}
