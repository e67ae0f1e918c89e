/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder of made-up files and runs over it, for the tests of index/. */
#include "yard.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crowd.h"

static void progress(void *arg, const struct index_counts *n)
{
    struct yard *y = arg;

    if (y->on_progress)
        y->on_progress(y, n);
}

static void complain(void *arg, const char *path, const char *text)
{
    struct yard *y = arg;

    buf_bytes(&y->complained, path, strlen(path));
    buf_bytes(&y->complained, ": ", 2);
    buf_bytes(&y->complained, text, strlen(text));
    buf_u8(&y->complained, '\n');
    y->complaints++;
}

void yard_open(struct yard *y)
{
    static const char *const tag[] = {"a", "b", "c"};
    struct err err = {0};

    *y = (struct yard){.dir = "/tmp/yard-XXXXXX",
                       .model = {.key = "00112233445566778899aabbccddeeff",
                                 .arch = "linear",
                                 .feature_version = BLOB_MEL_VERSION,
                                 .metrics = "{}",
                                 .nodes = 3,
                                 .tag = tag}};
    cr_assert(mkdtemp(y->dir));
    ok(store_open(&y->shelf.s, ":memory:", STORE_OWN, &err));
    y->o = (struct index_options){.model = &y->model,
                                  .jobs = 2,
                                  .timeout_ms = PATIENT_MS,
                                  .program = getenv("ROGUE"),
                                  .arg = y,
                                  .progress = progress,
                                  .complain = complain,
                                  .stop = &y->stop};
    cr_assert(y->o.program, "ROGUE names the test worker");
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

void yard_close(struct yard *y)
{
    indexer_close(y->x);
    store_close(y->shelf.s);
    buf_clear(&y->complained);
    nftw(y->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void yard_path(char out[YARD_PATH], const struct yard *y, const char *path)
{
    snprintf(out, YARD_PATH, "%s%s%s", y->dir, *path ? "/" : "", path);
}

void yard_write(const struct yard *y, const char *path, const char *bytes)
{
    char full[YARD_PATH];
    FILE *f;

    yard_path(full, y, path);
    for (char *slash = full + strlen(y->dir) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(full, 0700);
        *slash = '/';
    }
    remove(full);
    f = fopen(full, "w");
    cr_assert(f && fputs(bytes, f) >= 0 && fclose(f) == 0, "%s", full);
}

void yard_append(const struct yard *y, const char *path, const char *bytes)
{
    char full[YARD_PATH];
    FILE *f;

    yard_path(full, y, path);
    f = fopen(full, "a");
    cr_assert(f && fputs(bytes, f) >= 0 && fclose(f) == 0, "%s", full);
}

void yard_remove(const struct yard *y, const char *path)
{
    char full[YARD_PATH];

    yard_path(full, y, path);
    cr_assert(remove(full) == 0, "%s", full);
}

void yard_rename(const struct yard *y, const char *from, const char *to)
{
    char old[YARD_PATH], new[YARD_PATH];

    yard_path(old, y, from);
    yard_path(new, y, to);
    cr_assert(rename(old, new) == 0, "%s", old);
}

void yard_link(const struct yard *y, const char *to, const char *path)
{
    char full[YARD_PATH];

    yard_path(full, y, path);
    cr_assert(symlink(to, full) == 0, "%s", full);
}

void yard_hard_link(const struct yard *y, const char *from, const char *to)
{
    char old[YARD_PATH], new[YARD_PATH];

    yard_path(old, y, from);
    yard_path(new, y, to);
    cr_assert(link(old, new) == 0, "%s", new);
}

static void reset(struct yard *y)
{
    y->n = (struct index_counts){0};
    y->err = (struct err){0};
    buf_reset(&y->complained);
    y->complaints = 0;
}

int yard_index_these(struct yard *y, const char *const *part, size_t parts)
{
    char full[8][YARD_PATH];
    const char *list[8];

    cr_assert(parts <= 8);
    for (size_t i = 0; i < parts; i++) {
        yard_path(full[i], y, part[i]);
        list[i] = full[i];
    }
    reset(y);
    return index_folders(y->shelf.s, list, parts, &y->o, &y->n, &y->err);
}

int yard_index(struct yard *y) { return yard_index_these(y, (const char *[]){""}, 1); }

int yard_index_files(struct yard *y, const char *const *path, size_t paths)
{
    reset(y);
    return index_files(y->shelf.s, y->dir, path, paths, &y->o, &y->n, &y->err);
}

void yard_watch(struct yard *y)
{
    struct err err = {0};

    ok(indexer_open(&y->x, y->shelf.s, &y->o, &err));
    ok(indexer_add(y->x, y->dir, &y->folder, &err));
    yard_crawl(y);
    cr_assert(yard_work(y) == 0, "%s", y->err.text);
}

void yard_crawl(struct yard *y)
{
    reset(y);
    cr_assert(indexer_crawl(y->x, y->folder, &y->online, &y->n, &y->err) == 0, "%s",
              y->err.text);
}

void yard_look(struct yard *y, const struct look *look, size_t looks)
{
    reset(y);
    cr_assert(indexer_look(y->x, y->folder, look, looks, &y->online, &y->n, &y->err) == 0,
              "%s", y->err.text);
}

int yard_work(struct yard *y) { return indexer_work(y->x, 0, "", &y->n, &y->err); }

void yard_names(struct yard *y, const char *first, const char *second)
{
    const struct look look[] = {{first, LOOK_NAME}, {second, LOOK_NAME}};

    yard_look(y, look, second ? 2 : 1);
    cr_assert(yard_work(y) == 0, "%s", y->err.text);
}

void yard_name(struct yard *y, const char *path) { yard_names(y, path, NULL); }

int64_t yard_sql(struct yard *y, const char *sql) { return shelf_sql(&y->shelf, sql); }

int64_t yard_row_at(struct yard *y, const char *path)
{
    char sql[600];

    snprintf(sql, sizeof sql,
             "SELECT id FROM v1_file WHERE state = 'ok' AND path_bytes = "
             "CAST('%s/%s' AS BLOB)",
             y->dir, path);
    return yard_sql(y, sql);
}

int64_t yard_rows_ok(struct yard *y)
{
    return yard_sql(y, "SELECT count(*) FROM v1_file WHERE state = 'ok'");
}

void yard_complained(const struct yard *y, const char *path, const char *text)
{
    char line[YARD_PATH + 200];
    const char *said = y->complained.len ? (const char *)y->complained.data : "", *at;
    const size_t len = y->complained.len;

    snprintf(line, sizeof line, "%s/%s: %s", y->dir, path, text);
    at = memmem(said, len, line, strlen(line));
    cr_expect(at, "nobody said '%s' but:\n%.*s", line, (int)len, said);
    cr_expect(!at || !memmem(at + 1, len - (size_t)(at + 1 - said), line, strlen(line)),
              "said twice: %s", line);
}
