/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read the table of words that name sounds, and refuse one that is not sound. */
#include "learn/namelist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "util/csv.h"
#include "learn/namelist_data.h"
#include "learn/taxonomy.h"
#include "util/naming.h"

enum column { WORDS, SAYS, PRIOR, PRECISION, COLUMNS };

static const char *const column_name[COLUMNS] = {
    [WORDS] = "words", [SAYS] = "says", [PRIOR] = "prior", [PRECISION] = "precision"};

/* The numbers of the rule, and whether the table has given each. */
enum { RULES = PLACES + 2 };
static const char *const rule_name[RULES] = {
    "place file", "place folder", "place folder 2", "place folder 3", "trust", "weight"};

struct reader {
    struct lexicon *x;
    struct taxonomy taxonomy;
    bool given[RULES];
};

static float *rule_of(struct lexicon *x, int rule)
{
    return rule < PLACES ? &x->place[rule] : rule == PLACES ? &x->trust : &x->weight;
}

static int read_number(const char *text, double *out, struct err *e)
{
    char *end;

    *out = strtod(text, &end);
    if (end == text || *end || !(*out >= 0.0 && *out <= 1.0))
        return err_set(e, ERR_FORMAT, "'%.40s' is no number from 0 to 1", text);
    return 0;
}

static int add_rule(struct reader *r, const char *name, double value, struct err *e)
{
    for (int i = 0; i < RULES; i++)
        if (strcmp(name, rule_name[i]) == 0) {
            if (r->given[i])
                return err_set(e, ERR_FORMAT, "rule '%s' is there already", name);
            r->given[i] = true;
            *rule_of(r->x, i) = (float)value;
            return 0;
        }
    return err_set(e, ERR_FORMAT, "no rule '%.40s'", name);
}

/* A leaf of the taxonomy or a category above one. */
static bool is_category(const struct taxonomy *t, const char *name)
{
    for (size_t i = 0; i < t->n && *name; i++)
        if (naming_within(t->leaf[i].tag, name))
            return true;
    return false;
}

static int add_row(struct reader *r, const char *words, const char *says, double prior,
                   double precision, struct err *e)
{
    const enum lexicon_strength strength = prior < NAMELIST_FAIR   ? WORD_WEAK
                                           : prior < NAMELIST_SURE ? WORD_FAIR
                                                                   : WORD_SURE;
    const int form = sound_form_of(says);

    if (strcmp(says, "rule") == 0)
        return add_rule(r, words, precision, e);
    if (form >= 0 || strcmp(says, "-") == 0)
        return lexicon_add(r->x, words, "", form, precision, strength, e);
    if (!is_category(&r->taxonomy, says))
        return err_set(e, ERR_FORMAT, "no category '%.60s'", says);
    return lexicon_add(r->x, words, says, -1, precision, strength, e);
}

static int find_columns(const struct csv *c, size_t at[COLUMNS], struct err *e)
{
    for (int k = 0; k < COLUMNS; k++) {
        at[k] = CSV_MAX_FIELDS;
        for (size_t i = 0; i < c->fields; i++)
            if (strcmp(csv_field(c, i), column_name[k]) == 0)
                at[k] = i;
        if (at[k] == CSV_MAX_FIELDS)
            return err_set(e, ERR_FORMAT, "no column '%s'", column_name[k]);
    }
    return 0;
}

static int read_table(struct reader *r, const char *csv, size_t n, struct err *e)
{
    size_t at[COLUMNS] = {0}, width;
    struct csv c;
    int rc;

    csv_init(&c, csv, n);
    rc = csv_next(&c, e);
    width = c.fields;
    if (rc == 0)
        rc = err_set(e, ERR_FORMAT, "it is empty");
    if (rc > 0 && find_columns(&c, at, e) != 0)
        rc = -1;
    while (rc > 0 && (rc = csv_next(&c, e)) > 0) {
        const char *words = csv_field(&c, at[WORDS]), *says = csv_field(&c, at[SAYS]);
        double prior = 0, precision = 0;

        if (c.fields != width)
            rc =
                err_set(e, ERR_FORMAT, "%zu fields, the header has %zu", c.fields, width);
        else if (read_number(csv_field(&c, at[PRECISION]), &precision, e) != 0 ||
                 (strcmp(says, "rule") != 0 &&
                  read_number(csv_field(&c, at[PRIOR]), &prior, e) != 0) ||
                 add_row(r, words, says, prior, precision, e) != 0)
            rc = -1;
        if (rc < 0)
            err_in(e, "line %zu", c.row_line);
    }
    csv_clear(&c);
    return rc;
}

struct lexicon *namelist_parse(const char *csv, size_t n, struct err *e)
{
    struct reader r = {.x = lexicon_new()};
    int rc = taxonomy_init(&r.taxonomy, NULL, e);
    XXH128_hash_t h;

    if (rc == 0)
        rc = read_table(&r, csv, n, e);
    for (int i = 0; i < RULES && rc == 0; i++)
        if (!r.given[i])
            rc = err_set(e, ERR_FORMAT, "no rule '%s'", rule_name[i]);
    if (rc == 0)
        rc = lexicon_seal(r.x, e);
    if (rc != 0) {
        err_in(e, "names.csv");
        lexicon_free(r.x);
        return NULL;
    }
    h = XXH3_128bits(csv, n);
    snprintf(r.x->id, sizeof r.x->id, "%016llx%016llx", (unsigned long long)h.high64,
             (unsigned long long)h.low64);
    return r.x;
}

struct lexicon *namelist_open(struct err *e)
{
    return namelist_parse((const char *)namelist_data, namelist_data_len, e);
}
