#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# index into a library on a disk that is really full: told in one line, nothing torn, and
# it goes on when there is room. Needs a mount of its own; passes over it where it has none.
if [ "${1:-}" != inside ]; then
    unshare -m true 2>/dev/null && exec unshare -m sh "$0" inside
    unshare -Urm true 2>/dev/null && exec unshare -Urm sh "$0" inside
    echo "no mounts may be made here"
    exit 77
fi
. "${0%/*}/lib.sh"

mkdir disk s
mount -t tmpfs -o size=2m sampledb-test disk 2>/dev/null || {
    echo "no tmpfs may be mounted here"
    exit 77
}
trap 'umount "$dir/disk"; rm -rf "$dir"' EXIT
many s 2500
db=$dir/disk/library.db
q() { sqlite3 "$db" "$1"; }
remount() { mount -t tmpfs -o "remount,size=$1" sampledb-test disk; }

# It ends when there is no room, and the library is as sound as before.
full() {
    run --db "$db" index -q s
    [ "$rc" -eq 1 ] || die "$1: status $rc: $(cat err)"
    [ "$(wc -l <err)" -eq 1 ] || die "$1: $(cat err)"
    grep -q "^sampledb index: .*library\.db: .*full" err || die "$1: $(cat err)"
    [ "$(q 'PRAGMA integrity_check')" = ok ] || die "$1: damaged"
}
full "the first run"
done=$(q "SELECT count(*) FROM v1_file WHERE state = 'ok'")
[ "$done" -lt 2500 ] || die "2 MB held all"
full "once more"
[ "$(q "SELECT count(*) FROM v1_file WHERE state = 'ok'")" -ge "$done" ] || die "rows were lost"

# Not even room for an empty library.
remount 4k 2>/dev/null || true
run --db "$dir/disk/other.db" index -q s
[ "$rc" -eq 1 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q 'other\.db: ' err || die "$(cat err)"

# With room again it goes on from where it was.
remount 64m
ok --db "$db" index -q s
[ "$(q "SELECT count(*) FROM v1_file WHERE state = 'ok'")" -eq 2500 ] || die "not all"
[ "$(q 'SELECT max(seq) = count(*) FROM v1_change')" -eq 1 ] || die "gaps in the feed"
ok --db "$db" check
