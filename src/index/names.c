/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which names a crawl cares for. */
#include "index/names.h"

#include <string.h>
#include <strings.h>

static bool listed(const char *const *list, const char *name)
{
    for (; *list; list++)
        if (strcasecmp(*list, name) == 0)
            return true;
    return false;
}

bool name_skips_dir(const char *name)
{
    static const char *const never[] = {"@eaDir", "__MACOSX", NULL};

    return name[0] == '.' || listed(never, name);
}

bool name_is_audio(const char *name)
{
    static const char *const known[] = {
        "wav", "wave", "bwf",  "rf64", "w64", "aif",  "aiff", "aifc", "afc", "caf",
        "au",  "snd",  "flac", "ogg",  "oga", "opus", "mp3",  "mp2",  "m4a", "mp4",
        "aac", "wma",  "ac3",  "webm", "mka", "alac", "ape",  "wv",   "paf", "iff",
        "svx", "8svx", "nist", "sph",  "voc", "xi",   NULL};
    const char *dot = strrchr(name, '.');

    /* Partial downloads end otherwise (.part, .crdownload), hidden files start so. */
    return name[0] != '.' && dot && listed(known, dot + 1);
}
