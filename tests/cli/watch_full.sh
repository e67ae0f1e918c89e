#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch while the disk of the library is full: events come meanwhile, and with room again
# nothing was lost. Needs a mount of its own; passes over it where it has none.
if [ "${1:-}" != inside ]; then
    as=
    [ "$(id -u)" -ne 0 ] || as='setpriv --reuid 65534 --regid 65534 --clear-groups'
    $as unshare -Urm true 2>/dev/null && $as test -x "$SAMPLEDB" || {
        echo "no mounts may be made here"
        exit 77
    }
    WATCH_INSIDE=1
    export WATCH_INSIDE
    exec $as unshare -Urm sh "$0" inside
fi
. "${0%/*}/../soak/daemon.sh"
mkdir disk s s/gone
mount -t tmpfs -o size=2m sampledb-test disk 2>/dev/null || {
    echo "no tmpfs may be mounted here"
    exit 77
}
mounts=disk
library=$dir/disk/library.db
remount() { mount -t tmpfs -o "remount,size=$1" sampledb-test disk; }

many s 20
many s/gone 10
watch "$dir/s"
quiet

# Fill the rest: what comes now cannot be stored.
cat /dev/zero >disk/filler 2>/dev/null || true
mkdir s/new
many s/new 300
rm -r s/gone
mv s/1.wav s/new/moved.wav
await 'it was told that files came' eval '[ "$(state counters.events)" -gt 100 ]'
sleep "${FULL_S:-3}"
ask || die 'it cannot be asked while the disk is full'
kill -0 "$daemon" || die "it ended: $(cat watch.err)"
[ "$(q "SELECT count(*) FROM v1_file WHERE state = 'ok'")" -lt 320 ] || die 'the disk was never full'

# Room again, without a restart.
rm disk/filler
remount 64m
await 'everything in the end' sees "SELECT count(*) = 320 FROM v1_file WHERE state = 'ok'"
quiet
equals "$dir/s"
stop
