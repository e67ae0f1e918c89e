/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Categories and their codes in the vocabularies of others. */
#include "query/codes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "query/tables_data.h"
#include "util/csv.h"
#include "util/mem.h"

static const char small[] = "abcdefghijklmnopqrstuvwxyz";
static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* The length of a code's first part: "is" of "is-p", "MUSC" of "MUSCPerc". */
static size_t first_part(enum query_facet of, const char *code)
{
    const size_t n = strspn(code, of == QUERY_BST ? small : capitals);

    return of == QUERY_UCS && n > 0 ? n - 1 : n;
}

bool codes_valid(enum query_facet of, const char *code)
{
    const size_t n = first_part(of, code), all = strlen(code);

    if (n == 0 || all >= CODES_CODE)
        return false;
    if (of == QUERY_BST)
        return all == n || (code[n] == '-' && all > n + 1 &&
                            strspn(code + n + 1, small) == all - n - 1);
    return all > n + 1 && strspn(code + n + 1, small) == all - n - 1;
}

bool codes_within(enum query_facet of, const char *code, const char *asked)
{
    const size_t n = strlen(asked);

    return strcasecmp(code, asked) == 0 ||
           (n == first_part(of, code) && strncasecmp(code, asked, n) == 0);
}

static int add_row(struct codes *c, const struct csv *from, struct err *e)
{
    const char *category = csv_field(from, 0), *code = csv_field(from, 1);
    const char *loop_code = csv_field(from, 2);
    struct code_row *row;

    if (from->fields != 3 || !*category || strlen(category) >= CODES_NAME ||
        !codes_valid(c->of, code) || !codes_valid(c->of, loop_code))
        return err_set(e, ERR_FORMAT, "map-%s.csv:%zu: no category with two codes",
                       facets[c->of].name, from->row_line);
    c->row = mem_more(c->row, c->n, &c->room, sizeof *c->row);
    row = &c->row[c->n++];
    snprintf(row->category, sizeof row->category, "%s", category);
    snprintf(row->code, sizeof row->code, "%s", code);
    snprintf(row->loop_code, sizeof row->loop_code, "%s", loop_code);
    return 0;
}

int codes_open(struct codes *out, enum query_facet of, struct err *e)
{
    const bool bst = of == QUERY_BST;
    struct csv c;
    int rc;

    *out = (struct codes){.of = of};
    csv_init(&c, (const char *)(bst ? map_bst_data : map_ucs_data),
             bst ? map_bst_data_len : map_ucs_data_len);
    rc = csv_next(&c, e); /* the names of the columns */
    while (rc > 0 && (rc = csv_next(&c, e)) > 0)
        if (add_row(out, &c, e) != 0)
            rc = -1;
    csv_clear(&c);
    if (rc != 0)
        codes_close(out);
    return rc;
}

void codes_close(struct codes *c)
{
    free(c->row);
    *c = (struct codes){.of = c->of};
}

const struct code_row *codes_find(const struct codes *c, const char *category)
{
    size_t n = strlen(category);

    for (;;) {
        for (size_t i = 0; i < c->n; i++)
            if (strlen(c->row[i].category) == n &&
                memcmp(c->row[i].category, category, n) == 0)
                return &c->row[i];
        while (n > 0 && category[n - 1] != '.')
            n--;
        if (n == 0)
            return NULL;
        n--;
    }
}
