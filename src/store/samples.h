/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_SAMPLES_H
#define STORE_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/files.h"
#include "store/models.h"
#include "store/store.h"
#include "util/sound.h"

/* One analysis becomes rows. Call these in a transaction. */

/* An answer of SOUND_OK: sample, features and tags, and the file that holds it. */
int sample_put(struct store *s, int64_t file, const struct sound *sound,
               const struct model_ref *model, struct err *e);

/* Another row of the same bytes (device and stamp of `file`, which waits to be analysed)
 * whose sample is known: 1 and *twin, 0 none, -1. Never for a file that was forced. */
int sample_twin(struct store *s, int64_t file, uint64_t device,
                const struct file_stamp *stamp, int64_t *twin, struct err *e);

/* The file holds what its twin holds. */
int sample_share(struct store *s, int64_t file, int64_t twin, struct err *e);

/*
 * No sample: state FILE_FAILED or FILE_UNSUPPORTED, with the reason. With
 * again the next scan tries once more even if the file has not changed.
 */
int sample_put_failure(struct store *s, int64_t file, enum file_state state,
                       const char *reason, bool again, struct err *e);

/* What another model says of a known sample: the verdict, and the embedding if it is new.
 */
int sample_put_verdict(struct store *s, int64_t sample, const struct sound *said,
                       const struct model_ref *model, struct err *e);

/*
 * Samples whose tags are not from `model`, or that lack its embedding, after id `after`,
 * with their embedding BLOB where the model can read it, else with their mel BLOB.
 * samples_outdated() says quickly whether there may be any: 1, 0, -1. Once there are no
 * more, samples_classified() is told so.
 */
int samples_to_classify(struct store *s, const struct model_ref *model, int64_t after,
                        int limit,
                        int (*each)(void *arg, int64_t sample, const void *blob, size_t n,
                                    struct err *e),
                        void *arg, struct err *e);
int samples_outdated(struct store *s, const struct model_ref *model, struct err *e);
int samples_classified(struct store *s, const struct model_ref *model, struct err *e);

/* The mel BLOB of the file at folder path + relative path: 1, 0 none, -1. *data is
 * borrowed until the next call. */
int sample_mel_of_file(struct store *s, const char *folder, const char *dir,
                       const char *name, const void **data, size_t *n, struct err *e);

#endif
