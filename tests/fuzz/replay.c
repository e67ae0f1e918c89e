/* SPDX-License-Identifier: GPL-2.0-or-later */
/* main() for a fuzz target built without libFuzzer: run its stored corpus. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SKIPPED = 77, FAILED = 1 }; /* exit statuses of an Automake test */

/* One input in a block of its own size, so that a sanitizer sees a read past its end. */
static int run(const char *path)
{
    FILE *in = fopen(path, "rb");
    uint8_t *bytes = NULL;
    long size;
    int rc = -1;

    if (!in)
        return -1;
    if (fseek(in, 0, SEEK_END) == 0 && (size = ftell(in)) >= 0 &&
        fseek(in, 0, SEEK_SET) == 0 && (bytes = malloc(size ? (size_t)size : 1)) &&
        fread(bytes, 1, (size_t)size, in) == (size_t)size) {
        LLVMFuzzerTestOneInput(bytes, (size_t)size);
        rc = 0;
    }
    free(bytes);
    fclose(in);
    return rc;
}

/*
 * The corpus of tests/fuzz/NAME is the folder NAME in $CORPUS_ROOT. A missing
 * folder is a skipped test, an empty one or an unreadable file a failed one.
 */
int main(int argc, char **argv)
{
    const char *root = getenv("CORPUS_ROOT"), *slash = strrchr(argv[0], '/');
    char dir[2048], path[4096];
    struct dirent *entry;
    int inputs = 0, bad = 0;
    DIR *d;

    (void)argc;
    snprintf(dir, sizeof dir, "%s/%s", root ? root : ".", slash ? slash + 1 : argv[0]);
    d = opendir(dir);
    if (!d)
        return SKIPPED;
    while ((entry = readdir(d))) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
        if (run(path) != 0 && ++bad)
            fprintf(stderr, "cannot read %s\n", path);
        inputs++;
    }
    closedir(d);
    printf("%s: %d inputs\n", dir, inputs);
    return inputs == 0 || bad ? FAILED : 0;
}
