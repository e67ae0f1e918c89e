/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows in the user's own words: "{path}\t{bpm:.1f}". */
#include "cli/format.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/glyphs.h"
#include "cli/opts.h"
#include "util/mem.h"
#include "util/sound.h"

enum { NAME_MAX_BYTES = 64, NOT_GIVEN = -1 };

/* Some text, and behind it a field. */
struct part {
    struct buf text; /* without a NUL at its end */
    bool has_field;
    size_t field;
    char side;            /* '<', '>'; 0 = by kind */
    char kind;            /* 'f', 'n'; 0 = as it is */
    int width, precision; /* NOT_GIVEN */
    struct buf instead;   /* of what is not known */
};

struct format {
    struct part part[FORMAT_PARTS];
    size_t n;
};

/* A format on its way. */
struct scan {
    const char *text, *at;
    const char *const *name;
    size_t names;
    struct format *out;
};

static int wrong(const struct scan *s, const char *at, struct err *e, const char *what,
                 const char *detail)
{
    return err_set(e, ERR_USAGE, "format: column %zu: %s%s",
                   glyphs_columns(s->text, true) - glyphs_columns(at, true) + 1, what,
                   detail);
}

static int scan_escape(struct scan *s, struct buf *out, struct err *e)
{
    static const char letter[] = "tnr0\\", meant[] = "\t\n\r\0\\";
    const char *found = s->at[1] ? strchr(letter, s->at[1]) : NULL;

    if (!found)
        return wrong(s, s->at, e, "after \\ comes t, n, r, 0 or \\", "");
    buf_u8(out, (uint8_t)meant[found - letter]);
    s->at += 2;
    return 0;
}

/* Up to one of the bytes in `ends`, or the end. */
static int scan_text(struct scan *s, struct buf *out, const char *ends, struct err *e)
{
    while (*s->at && !strchr(ends, *s->at)) {
        if (*s->at == '\\') {
            if (scan_escape(s, out, e) != 0)
                return -1;
        } else {
            buf_u8(out, (uint8_t)*s->at++);
        }
    }
    return 0;
}

static int scan_name(struct scan *s, struct part *p, struct err *e)
{
    const size_t len = strspn(s->at, "abcdefghijklmnopqrstuvwxyz0123456789_");
    char typed[NAME_MAX_BYTES + 1], detail[3 * NAME_MAX_BYTES];
    const char *near;

    snprintf(typed, sizeof typed, "%.*s",
             (int)(len < NAME_MAX_BYTES ? len : NAME_MAX_BYTES), s->at);
    if (len == 0)
        return wrong(s, s->at, e, "here goes the name of a field, such as {path}", "");
    for (p->field = 0; p->field < s->names; p->field++)
        if (strcmp(typed, s->name[p->field]) == 0)
            break;
    if (p->field < s->names) {
        s->at += len;
        return 0;
    }
    near = opts_nearest(typed, s->name, (int)s->names);
    snprintf(detail, sizeof detail, "'%s'; %s%s%s", typed, near ? "did you mean '" : "",
             near ? near : "sampledb-find(1) says which there are", near ? "'?" : "");
    return wrong(s, s->at, e, "there is no field ", detail);
}

/* Digits, if there are any, of a number up to FORMAT_WIDE. */
static int scan_number(struct scan *s, int *out, struct err *e)
{
    const char *from = s->at;
    int n = 0;

    for (; isdigit((unsigned char)*s->at); s->at++) {
        n = 10 * n + (*s->at - '0');
        if (n > FORMAT_WIDE)
            return wrong(s, from, e, "that is too wide", "");
    }
    if (s->at > from)
        *out = n;
    return 0;
}

static int scan_spec(struct scan *s, struct part *p, struct err *e)
{
    if (*s->at == '<' || *s->at == '>')
        p->side = *s->at++;
    if (scan_number(s, &p->width, e) != 0)
        return -1;
    if (*s->at == '.') {
        s->at++;
        if (!isdigit((unsigned char)*s->at))
            return wrong(s, s->at, e, "after the point comes a number", "");
        if (scan_number(s, &p->precision, e) != 0)
            return -1;
    }
    if (*s->at == 'f' || *s->at == 'n')
        p->kind = *s->at++;
    if (*s->at && *s->at != '|' && *s->at != '}')
        return wrong(s, s->at, e, "a field is {NAME:[<>][WIDTH][.PRECISION][f|n]|TEXT}",
                     "");
    return 0;
}

static int scan_field(struct scan *s, struct part *p, struct err *e)
{
    const char *from = s->at++;

    p->has_field = true;
    if (scan_name(s, p, e) != 0)
        return -1;
    if (*s->at == ':') {
        s->at++;
        if (scan_spec(s, p, e) != 0)
            return -1;
    }
    if (*s->at == '|') {
        s->at++;
        if (scan_text(s, &p->instead, "}", e) != 0)
            return -1;
    }
    if (*s->at == '\0')
        return wrong(s, from, e, "this { has no }; a { by itself is {{", "");
    if (*s->at != '}')
        return wrong(s, s->at, e, "after a name comes :, | or }", "");
    s->at++;
    return 0;
}

static int scan_part(struct scan *s, struct part *p, struct err *e)
{
    *p = (struct part){.width = NOT_GIVEN, .precision = NOT_GIVEN};
    s->out->n++; /* so that it is freed, however this ends */
    for (;;) {
        if (scan_text(s, &p->text, "{}", e) != 0)
            return -1;
        if (*s->at == '\0')
            return 0;
        if (s->at[0] != s->at[1])
            break;
        buf_u8(&p->text, (uint8_t)*s->at);
        s->at += 2;
    }
    if (*s->at == '}')
        return wrong(s, s->at, e, "this } has no {; a } by itself is }}", "");
    return scan_field(s, p, e);
}

int format_parse(struct format **out, const char *text, const char *const *name,
                 size_t names, struct err *e)
{
    struct scan s = {.text = text, .at = text, .name = name, .names = names};
    int rc = 0;

    s.out = mem_new(1, sizeof *s.out);
    while (*s.at && rc == 0)
        rc = s.out->n == FORMAT_PARTS ? wrong(&s, s.at, e, "too many fields", "")
                                      : scan_part(&s, &s.out->part[s.out->n], e);
    if (rc == 0)
        *out = s.out;
    else
        format_free(s.out);
    return rc;
}

void format_free(struct format *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->n; i++) {
        buf_clear(&f->part[i].text);
        buf_clear(&f->part[i].instead);
    }
    free(f);
}

void format_value(struct buf *out, const struct value *v)
{
    char number[32] = "";

    if (v->kind == VALUE_TEXT || v->kind == VALUE_BYTES)
        buf_bytes(out, v->text, strlen(v->text));
    else if (v->kind == VALUE_INTEGER)
        snprintf(number, sizeof number, "%" PRId64, v->integer);
    else if (v->kind == VALUE_REAL)
        snprintf(number, sizeof number, "%.9g", v->real);
    buf_bytes(out, number, strlen(number));
}

static bool is_number(const struct value *v)
{
    return v->kind == VALUE_INTEGER || v->kind == VALUE_REAL;
}

static void put_number(struct buf *out, const struct part *p, const struct value *v)
{
    char number[FORMAT_WIDE + 512]; /* a double has 309 digits before the point at most */
    char note[SOUND_NOTE];

    if (p->kind == 'n' && v->kind == VALUE_INTEGER && v->integer >= 0 &&
        v->integer <= 127) {
        sound_note_name(note, (int)v->integer);
        buf_bytes(out, note, strlen(note));
    } else if (p->kind == 'f' || p->precision != NOT_GIVEN) {
        snprintf(number, sizeof number, "%.*f",
                 p->precision == NOT_GIVEN ? 6 : p->precision,
                 v->kind == VALUE_REAL ? v->real : (double)v->integer);
        buf_bytes(out, number, strlen(number));
    } else {
        format_value(out, v);
    }
}

/* The value as it stands, with nothing round it. To be reset. */
static void put_value(struct buf *out, const struct part *p, const struct value *v)
{
    if (v->kind == VALUE_NONE)
        buf_bytes(out, p->instead.data, p->instead.len);
    else if (is_number(v))
        put_number(out, p, v);
    else if (p->precision == NOT_GIVEN)
        format_value(out, v);
    else
        glyphs_head(out, v->text, (size_t)p->precision, true);
}

static void pad(struct buf *out, size_t n)
{
    while (n-- > 0)
        buf_u8(out, ' ');
}

static void put_padded(struct buf *out, const struct part *p, const struct value *v)
{
    const bool right = p->side == '>' || (p->side == 0 && is_number(v));
    struct buf text = {0};
    size_t columns, room = p->width == NOT_GIVEN ? 0 : (size_t)p->width;

    put_value(&text, p, v);
    buf_u8(&text, 0);
    columns = room ? glyphs_columns((const char *)text.data, true) : 0;
    room = room > columns ? room - columns : 0;
    pad(out, right ? room : 0);
    buf_bytes(out, text.data, text.len - 1);
    pad(out, right ? 0 : room);
    buf_clear(&text);
}

int format_row(const struct format *f, struct buf *out,
               int (*value)(void *arg, size_t field, struct value *v, struct err *e),
               void *arg, struct err *e)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct part *p = &f->part[i];
        struct value v;

        buf_bytes(out, p->text.data, p->text.len);
        if (!p->has_field)
            continue;
        if (value(arg, p->field, &v, e) != 0)
            return -1;
        put_padded(out, p, &v);
    }
    return 0;
}
