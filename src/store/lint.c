/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is heard of files, to be held against what they are called. */
#include "store/lint.h"

#include <stdlib.h>
#include <string.h>

#include "store/db.h"

static const char *text(sqlite3_stmt *st, int col)
{
    return (const char *)sqlite3_column_text(st, col);
}

/* The faults that a text names. */
static uint32_t faults_of(const char *names)
{
    uint32_t faults = 0;

    for (const char *p = names ? names : ""; *p;) {
        const size_t n = strcspn(p, " ");

        for (int i = 0; wording_word(WORDING_QUALITY, i); i++) {
            const char *word = wording_word(WORDING_QUALITY, i);

            if (strlen(word) == n && strncmp(word, p, n) == 0)
                faults |= 1u << i;
        }
        p += n + strspn(p + n, " ");
    }
    return faults;
}

static void read_faults(sqlite3_stmt *st, struct lint_file *x)
{
    enum { FIRST = 17 };
    static const enum fault of[] = {FAULT_CLIPPED,         FAULT_DC,
                                    FAULT_LEADING_SILENCE, FAULT_TRAILING_SILENCE,
                                    FAULT_MONO_AS_STEREO,  FAULT_ONE_SIDED,
                                    FAULT_TRUNCATED,       FAULT_OVERS};

    x->faults = faults_of(text(st, 15));
    x->no_faults = faults_of(text(st, 16));
    x->fault[FAULT_NEAR_SILENT] = x->peak_db;
    for (int i = 0; i < (int)(sizeof of / sizeof *of); i++)
        x->fault[of[i]] = db_column_real(st, FIRST + i);
}

static int give(sqlite3_stmt *st,
                int (*each)(void *arg, const struct lint_file *x, struct err *e),
                void *arg, struct err *e)
{
    char *path = db_column_bytes(st, 3), *dir = db_column_bytes(st, 4),
         *name = db_column_bytes(st, 5);
    struct lint_file x = {
        .file = sqlite3_column_int64(st, 0),
        .sample = sqlite3_column_int64(st, 1),
        .dir_id = sqlite3_column_int64(st, 2),
        .path = path,
        .dir = dir,
        .name = name,
        .category = text(st, 6),
        .category_p = db_column_real(st, 7),
        .form = text(st, 8),
        .form_p = db_column_real(st, 9),
        .duration_s = db_column_real(st, 10),
        .peak_db = db_column_real(st, 11),
        .descriptor = sqlite3_column_blob(st, 12),
        .n = (size_t)sqlite3_column_bytes(st, 12),
        .category_ruled = sqlite3_column_int(st, 13) != 0,
        .form_ruled = sqlite3_column_int(st, 14) != 0,
    };
    int rc;

    read_faults(st, &x);
    rc = each(arg, &x, e);
    free(path);
    free(dir);
    free(name);
    return rc;
}

int lint_each(struct store *s,
              int (*each)(void *arg, const struct lint_file *x, struct err *e), void *arg,
              struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_LINT_EACH, e);
    int rc = st ? 1 : -1;

    while (rc == 1) {
        rc = db_row(s, st, SQL_LINT_EACH, e);
        if (rc != 1)
            break;
        rc = give(st, each, arg, e);
        if (rc != 0) {
            sqlite3_reset(st);
            return rc;
        }
        rc = 1;
    }
    return rc;
}

int lint_ear(struct store *s, int64_t sample, const char *category, double *p,
             struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_LINT_EAR, sample, e);
    int rc;

    if (!st)
        return -1;
    db_text(st, ":category", category);
    rc = db_row(s, st, SQL_LINT_EAR, e);
    if (rc == 1) {
        *p = sqlite3_column_double(st, 0);
        sqlite3_reset(st);
    }
    return rc == 1 ? 0 : -1;
}
