/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names as a directory spells them that takes upper for lower case. */
#include "index/folding.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { READ_DIR = O_RDONLY | O_DIRECTORY | O_CLOEXEC };

/* Numbers: Linux, include/uapi/linux/magic.h and fs/hfs, fs/hfsplus, fs/ntfs3. */
static bool always_folds(unsigned type)
{
    static const unsigned folds[] = {0x4d44,     0x2011bab0, 0x5346544e,
                                     0x7366746e, 0x4244,     0x482b};

    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++)
        if (type == folds[i])
            return true;
    return false;
}

bool folding_dir(int dir)
{
    struct statfs fs;
    int fd, flags = 0;

    if (fstatfs(dir, &fs) == 0 && always_folds((unsigned)fs.f_type))
        return true;
    fd = openat(dir, ".", READ_DIR);
    if (fd < 0)
        return false;
    if (ioctl(fd, FS_IOC_GETFLAGS, &flags) != 0)
        flags = 0;
    close(fd);
    return flags & FS_CASEFOLD_FL;
}

/* Of two that lead to the same file the one that differs in case; what only the file
 * system knows to be the same letters tells itself by the inode. */
static void find_spelling(DIR *dir, ino_t inode, char name[NAME_MAX + 1])
{
    char found[NAME_MAX + 1] = "";
    bool sure = false;
    const struct dirent *d;

    while ((d = readdir(dir)) && strcmp(d->d_name, name) != 0) {
        const bool same = strcasecmp(d->d_name, name) == 0;

        if (same || (d->d_ino == inode && !sure))
            snprintf(found, sizeof found, "%s", d->d_name);
        sure = sure || same;
    }
    if (!d && *found)
        memcpy(name, found, sizeof found);
}

void folding_spell(int dir, char name[NAME_MAX + 1])
{
    struct stat st;
    const int fd = fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0
                       ? openat(dir, ".", READ_DIR)
                       : -1;
    DIR *all = fd < 0 ? NULL : fdopendir(fd);

    if (all) {
        find_spelling(all, st.st_ino, name);
        closedir(all);
    } else if (fd >= 0) {
        close(fd);
    }
}

static bool is_spelt(int dir, const char *part)
{
    char name[NAME_MAX + 1];

    if (!folding_dir(dir))
        return true;
    snprintf(name, sizeof name, "%s", part);
    folding_spell(dir, name);
    return strcmp(name, part) == 0;
}

bool folding_is_spelt(int root, const char *path)
{
    int dir = openat(root, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool spelt = true;

    while (*path && dir >= 0 && spelt) {
        const size_t n = strcspn(path, "/");
        char part[NAME_MAX + 1];
        int next;

        if (n > NAME_MAX)
            break;
        memcpy(part, path, n);
        part[n] = '\0';
        spelt = is_spelt(dir, part);
        next = openat(dir, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        close(dir);
        dir = next;
        path += n + (path[n] == '/');
    }
    if (dir >= 0)
        close(dir);
    return spelt;
}
