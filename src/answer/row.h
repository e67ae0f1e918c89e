/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ANSWER_ROW_H
#define ANSWER_ROW_H

#include <jansson.h>

#include "answer/fields.h"

/* One file that a search found, as an object. Those that read more than the search
 * brought along are NULL with *e set where the library fails. */

/* The first `n` fields of the file that fields_of() was told. */
json_t *row_json(struct fields *f, size_t n, struct err *e);

/* Every field but path_bytes, and `tags` as row_tags() has them. */
json_t *row_whole(struct fields *f, struct store *s, const struct search_hit *h,
                  struct err *e);

/* A row of the HTTP interface: the usual fields, key and loudness_lufs, of a search with
 * facts. f: what fields_open() gave for no library. Never NULL. */
json_t *row_found(struct fields *f, const struct search_hit *h);

/* The same of a file that the library has lost since: null but for its id, and a state
 * "gone". */
json_t *row_gone(struct fields *f, int64_t file);

/* The same of a sample, by its best file, at a distance: added to the array `list`, but
 * not where there is no such file. 0, or -1. */
int row_sample(json_t *list, struct store *s, int64_t sample, double distance,
               struct err *e);

/* The overview of the row's sample (0: none) becomes its member `peaks`. 0, or -1. */
int row_peaks(json_t *row, struct store *s, int64_t sample, struct err *e);

/* What a sample (0: none) wears, as a list of objects: facet, tag, confidence, source. */
json_t *row_tags(struct store *s, int64_t sample, struct err *e);

/* A value as JSON, bytes as null. */
json_t *row_value(const struct value *v);

#endif
