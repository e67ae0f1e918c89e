/* SPDX-License-Identifier: GPL-2.0-or-later */
/* main() for a fuzz target built without libFuzzer: run the stored corpus. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(void)
{
    static uint8_t buf[1 << 20];
    const char *dir = getenv("CORPUS");
    DIR *d = dir ? opendir(dir) : NULL;
    struct dirent *f;
    char path[4096];

    if (!d)
        return 77; /* skipped */
    while ((f = readdir(d))) {
        FILE *in;
        if (f->d_name[0] == '.' ||
            snprintf(path, sizeof path, "%s/%s", dir, f->d_name) >= (int)sizeof path ||
            !(in = fopen(path, "rb")))
            continue;
        LLVMFuzzerTestOneInput(buf, fread(buf, 1, sizeof buf, in));
        fclose(in);
    }
    closedir(d);
    return 0;
}
