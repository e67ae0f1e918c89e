/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is what lies at a folder's path the folder that the library knows? */
#include "index/volume.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "index/names.h"
#include "index/report.h"
#include "store/dirs.h"
#include "store/files.h"
#include "store/folders.h"
#include "util/marker.h"
#include "util/mem.h"

bool volume_dir_is_empty(int fd)
{
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *d;
    bool empty = true;

    if (!dir) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    while (empty && (d = readdir(dir)))
        empty = name_skips_dir(d->d_name);
    closedir(dir);
    return empty;
}

/* FAT, exFAT, NTFS and FUSE number their inodes anew at each mount. */
static bool has_stable_inodes(const struct statfs *fs)
{
    enum { FAT = 0x4d44, EXFAT = 0x2011bab0, NTFS = 0x7366746e, FUSE = 0x65735546 };

    return fs->f_type != FAT && fs->f_type != EXFAT && fs->f_type != NTFS &&
           fs->f_type != FUSE;
}

/* Two numbers of which nothing is known but that they tell one volume from another. */
static uint64_t number_of(const struct statfs *fs)
{
    uint32_t half[2];

    _Static_assert(sizeof fs->f_fsid == sizeof half, "f_fsid is two ints");
    memcpy(half, &fs->f_fsid, sizeof half);
    return (uint64_t)half[0] << 32 | half[1];
}

static int open_dir(struct volume *r, struct err *e)
{
    struct statfs fs;
    struct stat st;

    r->fd = open(r->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (r->fd < 0 || fstat(r->fd, &st) != 0 || fstatfs(r->fd, &fs) != 0)
        return err_set(e, ERR_IO, "%s", strerror(errno));
    r->device = st.st_dev;
    r->inode = st.st_ino;
    r->fs = number_of(&fs);
    r->stable_inodes = has_stable_inodes(&fs);
    return 0;
}

/* The file that the user put there to tell this volume from others. */
static int check_marker(const struct volume *r, const char *marker, struct err *e)
{
    char line[MARKER_ROOM];
    int found;

    if (!marker)
        return 0;
    found = marker_read(r->fd, FOLDER_MARKER, line, e);
    if (found < 0)
        return err_in(e, "its file " FOLDER_MARKER);
    if (found == 0)
        return err_set(e, ERR_IO,
                       "its file " FOLDER_MARKER " is missing; is its drive mounted?");
    if (strcmp(line, marker) == 0)
        return 0;
    return err_set(e, ERR_IO, "its file " FOLDER_MARKER " is that of another folder");
}

/* A volume tells itself by its file system's number. Some have none (FUSE, NFS), and the
 * number of a device is given to whoever comes next. */
static bool is_another(const struct volume *r, const struct folder *f)
{
    if (r->fs && f->fs)
        return r->fs != f->fs;
    return f->device && r->device != f->device && r->inode != f->inode;
}

static int is_there(void *arg, int64_t id, const char *name, struct err *e)
{
    const struct volume *r = arg;
    struct stat st;

    (void)id;
    (void)e;
    return fstatat(r->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Is any name there that the library knows at the top? 1, 0, -1. */
static int has_known_name(struct volume *r, struct store *s, struct err *e)
{
    struct file_list files = {0};
    uint64_t device;
    int64_t top;
    int found = dir_find(s, r->folder, "", &top, &device, e);

    if (found == 1)
        found = dirs_in_dir(s, top, is_there, r, e);
    if (found == 0)
        found = files_in_dir(s, top, &files, e);
    for (size_t i = 0; found == 0 && i < files.n; i++)
        found = files.entry[i].state != FILE_UNAVAILABLE &&
                is_there(r, 0, files.entry[i].name, e);
    file_list_clear(&files);
    return found;
}

/* 1; 0: `why` says why not; -1. */
static int check_volume(struct volume *r, struct store *s, const struct folder *f,
                        struct err *why, struct err *e)
{
    const bool empty =
        volume_dir_is_empty(openat(r->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    int rc;

    if (check_marker(r, f->marker, why) != 0)
        return 0;
    if (!empty && !is_another(r, f))
        return 1;
    rc = folder_has_files(s, r->folder, e);
    if (rc != 1)
        return rc < 0 ? -1 : 1;
    if (empty) {
        err_set(why, ERR_IO, "is empty; is its drive mounted?");
        return 0;
    }
    rc = has_known_name(r, s, e);
    if (rc == 0)
        err_set(why, ERR_IO, "another volume is mounted there");
    return rc;
}

/* One row, and only where it says something else already. */
static int go_offline(struct store *s, const struct folder *f, const char *why,
                      const struct index_options *o, struct index_counts *n,
                      struct err *e)
{
    n->offline++;
    report(o, f->path, "", "", why);
    if (f->offline && f->why && strcmp(f->why, why) == 0)
        return 0;
    if (store_begin(s, e) != 0)
        return -1;
    if (folder_offline(s, f->id, why, e) == 0)
        return store_commit(s, e);
    store_rollback(s);
    return -1;
}

static int come_back(struct store *s, int64_t folder, struct err *e)
{
    if (store_begin(s, e) != 0)
        return -1;
    if (folder_online(s, folder, e) == 0)
        return store_commit(s, e) == 0 ? 1 : -1;
    store_rollback(s);
    return -1;
}

int volume_open(struct volume *out, struct store *s, int64_t folder, bool back,
                const struct index_options *o, struct index_counts *n, struct err *e)
{
    struct err why = {0};
    struct folder f;
    int rc;

    *out = (struct volume){.folder = folder, .fd = -1};
    rc = folder_get(s, folder, &f, e);
    if (rc != 1 || (f.offline && !back))
        return rc < 0 ? -1 : 0;
    out->path = mem_text(f.path, strlen(f.path));
    rc = open_dir(out, &why) == 0 ? check_volume(out, s, &f, &why, e) : 0;
    if (rc == 1)
        return f.offline ? come_back(s, folder, e) : 1;
    return rc == 0 ? go_offline(s, &f, why.text, o, n, e) : -1;
}

void volume_close(struct volume *r)
{
    if (r->fd >= 0)
        close(r->fd);
    free(r->path);
    *r = (struct volume){.fd = -1};
}

bool volume_is_here(const struct volume *r)
{
    struct stat st;

    return stat(r->path, &st) == 0 && st.st_dev == r->device && st.st_ino == r->inode;
}
