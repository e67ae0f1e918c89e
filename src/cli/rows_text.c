/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows for people: columns that line up, and colour where it is wanted. */
#include "cli/rows_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/glyphs.h"
#include "cli/print.h"
#include "util/mem.h"

enum cell_kind { CATEGORY, SURE, FORM, LENGTH, TEMPO, NOTE, FAR, CELLS };
enum { USUAL_FAR = 5 };   /* columns of a distance */
enum { LEAST_PATH = 24 }; /* columns; with less a path is not cut, but goes on below */

struct row {
    char *cell[CELLS];  /* owned; "" = nothing to say */
    char *path;         /* with why there is nothing else; owned */
    enum colour colour; /* of category and confidence */
};

struct rows_text {
    size_t columns; /* of the terminal; 0 = it is none */
    bool colour, utf8;
    size_t width[CELLS];
    struct row *waiting; /* (n) whose widths are still being learnt */
    size_t n, room;
    bool settled; /* the widths are known */
};

struct rows_text *rows_text_new(void)
{
    static const size_t usual[CELLS] = {
        [CATEGORY] = 20, [SURE] = 4, [FORM] = 7, [LENGTH] = 10};
    struct rows_text *t = mem_new(1, sizeof *t);

    t->columns = print_columns();
    t->colour = print_colours();
    t->utf8 = t->columns == 0 || print_utf8();
    t->settled = t->columns == 0;
    if (t->settled)
        memcpy(t->width, usual, sizeof usual);
    return t;
}

static void row_clear(struct row *r)
{
    for (enum cell_kind k = 0; k < CELLS; k++)
        free(r->cell[k]);
    free(r->path);
}

void rows_text_free(struct rows_text *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->n; i++)
        row_clear(&t->waiting[i]);
    free(t->waiting);
    free(t);
}

static enum colour colour_of(double confidence)
{
    return confidence >= 0.8 ? COLOUR_GREEN
           : confidence >= 0 ? COLOUR_YELLOW
                             : COLOUR_DIM; /* NAN, too: unsure */
}

/* The path, and why nothing is known of such a file. To free(). */
static char *path_text(const struct search_hit *h)
{
    const char *why = strcmp(h->state, "ok") == 0 ? NULL : h->error ? h->error : h->state;
    const size_t n = strlen(h->path) + (why ? strlen(why) : 0) + 5;
    char *text = mem_new(n, 1);

    snprintf(text, n, "%s%s%s%s", h->path, why ? "  (" : "", why ? why : "",
             why ? ")" : "");
    return text;
}

static char *copy(const char *text) { return mem_text(text, strlen(text)); }

static struct row row_of(const struct search_hit *h)
{
    char sure[16] = "-", length[32], tempo[32] = "", note[32] = "", far[32] = "";

    if (h->category && isfinite(h->category_confidence))
        snprintf(sure, sizeof sure, "%.2f", h->category_confidence);
    if (isfinite(h->bpm))
        snprintf(tempo, sizeof tempo, "%.4g bpm", h->bpm);
    if (h->note >= 0)
        print_note(note, h->note);
    if (isfinite(h->distance))
        snprintf(far, sizeof far, "%.3f", h->distance);
    return (struct row){
        .cell = {[CATEGORY] = copy(!h->sample    ? h->state
                                   : h->category ? h->category
                                                 : "unsure"),
                 [SURE] = copy(sure),
                 [FORM] = copy(h->form ? h->form : "-"),
                 [LENGTH] = copy(print_seconds(length, h->duration_s)),
                 [TEMPO] = copy(tempo),
                 [NOTE] = copy(note),
                 [FAR] = copy(far)},
        .path = path_text(h),
        .colour = colour_of(h->category ? h->category_confidence : (double)NAN)};
}

static void pad(struct buf *out, size_t n)
{
    while (n-- > 0)
        buf_u8(out, ' ');
}

/* A cell with blanks up to its width, and `gap` more. A column without width is none. */
static void put_cell(struct buf *out, const struct rows_text *t, const struct row *r,
                     enum cell_kind k, size_t gap)
{
    const bool right = k == SURE || k == LENGTH || k == TEMPO || k == FAR;
    const size_t used = glyphs_columns(r->cell[k], t->utf8);
    const size_t room = t->width[k] > used ? t->width[k] - used : 0;

    if (t->width[k] == 0)
        return;
    pad(out, right ? room : 0);
    glyphs_head(out, r->cell[k], t->columns ? t->width[k] : SIZE_MAX, t->utf8);
    pad(out, (right ? 0 : room) + gap);
}

/* Columns that are left for the path; SIZE_MAX: it is not cut. */
static size_t room_for_path(const struct rows_text *t)
{
    size_t used = t->width[CATEGORY] + 1 + t->width[SURE] + 2;

    for (enum cell_kind k = FORM; k < CELLS; k++)
        used += t->width[k] ? t->width[k] + 2 : 0;
    return t->columns >= used + LEAST_PATH ? t->columns - used : SIZE_MAX;
}

static void show(const struct rows_text *t, const struct row *r)
{
    struct buf head = {0}, tail = {0};

    put_cell(&head, t, r, CATEGORY, 1);
    put_cell(&head, t, r, SURE, 0);
    pad(&tail, 2);
    for (enum cell_kind k = FORM; k < CELLS; k++)
        put_cell(&tail, t, r, k, 2);
    glyphs_tail(&tail, r->path, room_for_path(t), t->utf8);
    print_colour(t->colour, r->colour);
    fwrite(head.data, 1, head.len, stdout);
    print_colour(t->colour, COLOUR_PLAIN);
    fwrite(tail.data, 1, tail.len, stdout);
    putchar('\n');
    buf_clear(&head);
    buf_clear(&tail);
}

static void learn(struct rows_text *t, const struct row *r)
{
    for (enum cell_kind k = 0; k < CELLS; k++) {
        const size_t n = glyphs_columns(r->cell[k], t->utf8);

        t->width[k] = n > t->width[k] ? n : t->width[k];
    }
}

void rows_text_end(struct rows_text *t)
{
    t->settled = true;
    for (size_t i = 0; i < t->n; i++) {
        show(t, &t->waiting[i]);
        row_clear(&t->waiting[i]);
    }
    t->n = 0;
}

void rows_text_add(struct rows_text *t, const struct search_hit *h)
{
    struct row r = row_of(h);

    if (isfinite(h->distance) && t->width[FAR] == 0)
        t->width[FAR] = USUAL_FAR;
    if (t->settled) {
        show(t, &r);
        row_clear(&r);
        return;
    }
    learn(t, &r);
    t->waiting = mem_more(t->waiting, t->n, &t->room, sizeof *t->waiting);
    t->waiting[t->n++] = r;
    if (t->n == ROWS_TEXT_FIRST)
        rows_text_end(t);
}
