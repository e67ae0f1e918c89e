/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_REPORT_H
#define INDEX_REPORT_H

#include <sys/stat.h>

#include "index/index.h"
#include "store/files.h"
#include "util/buf.h"

/* Tell the caller, if it wants to know, what is wrong with root/dir/name. dir and name
 * may be "". */
void report(const struct index_options *o, const char *root, const char *dir,
            const char *name, const char *text);

/* dir/name with a final NUL after what *out holds already, if that is anything; both may
 * be "". */
void path_join(struct buf *out, const char *dir, const char *name);

/* Tell the caller that root/dir/name is handed to a worker. */
void report_begin(const struct index_options *o, const char *root, const char *dir,
                  const char *name);

/* What tells that a file is unchanged. */
struct file_stamp stamp_of(const struct stat *st);
bool stamp_same(const struct file_stamp *a, const struct file_stamp *b, bool with_inode);

#endif
