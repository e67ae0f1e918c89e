#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch while a drive comes and goes: the folder turns offline and back, and not one row of
# a file or sample is written. CYCLES times.
if [ "${1:-}" != inside ] && [ -z "${WATCH_INSIDE:-}" ]; then
    as=
    [ "$(id -u)" -ne 0 ] || as='setpriv --reuid 65534 --regid 65534 --clear-groups'
    if $as unshare -Urm true 2>/dev/null && $as test -x "$SAMPLEDB"; then
        WATCH_INSIDE=1
        export WATCH_INSIDE
        exec $as unshare -Urm sh "$0" inside
    fi
fi
. "${0%/*}/../soak/daemon.sh"
configure 'poll = 1'
cycles=${CYCLES:-4}

folder_is() { sees "SELECT state = '$1' FROM v1_folder WHERE path = '$drive'"; }
all_are() { sees "SELECT count(*) = 12 FROM v1_file WHERE state = '$1'"; }

# cycle WHAT OUT IN: one unplug and replug.
cycle() {
    eval "$2"
    await "$1 $i: offline" folder_is offline
    is 12 "SELECT count(*) FROM v1_file WHERE state = 'unavailable'"
    is offline "SELECT coverage FROM v1_folder WHERE path = '$drive'"
    is 1 "SELECT why IS NOT NULL FROM v1_folder WHERE path = '$drive'"
    eval "$3"
    await "$1 $i: back" folder_is ok
    quiet
    is 12 "SELECT count(*) FROM v1_file WHERE state = 'ok'"
    untouched "$1 $i"
}

# A folder that is moved away, and one that is there but empty.
mkdir drive drive/sub
many drive 8
many drive/sub 4
drive=$dir/drive
watch "$drive"
quiet
all_are ok || die 'not indexed'
guard
i=0
while [ $((i += 1)) -le "$cycles" ]; do
    cycle 'away' 'mv drive gone' 'mv gone drive'
    cycle 'empty' 'mv drive gone; mkdir drive' 'rmdir drive; mv gone drive'
done

# What came while it was away is found, and it is watched as before.
mv drive gone
await 'offline' folder_is offline
wav gone/sub/new.wav 777
mv gone drive
await 'what came meanwhile' \
    sees "SELECT count(*) FROM v1_file WHERE name = 'new.wav' AND state = 'ok'"
wav drive/sub/newer.wav 779
await 'and what came then' \
    sees "SELECT count(*) FROM v1_file WHERE name = 'newer.wav' AND state = 'ok'"
stop
equals "$drive"

# Off while the daemon is not there.
mv drive gone
watch
await 'offline from the start' folder_is offline
mv gone drive
await 'and back' folder_is ok
quiet
equals "$drive"
stop

# A real mount, unmounted lazily with files in use, and mounted again; at last elsewhere.
rm -f "$library"*
mkdir mnt elsewhere keep
mount -t tmpfs sampledb-test mnt 2>/dev/null || {
    echo "no tmpfs may be mounted here: only renames were tried"
    exit 0
}
mounts='mnt elsewhere keep'
mkdir mnt/card mnt/card/sub
many mnt/card 8
many mnt/card/sub 4
mount --bind mnt keep # so that it outlives its unmount
drive=$dir/mnt/card
watch "$drive"
quiet
all_are ok || die 'not indexed'
guard
i=0
while [ $((i += 1)) -le "$cycles" ]; do
    cycle 'mount' 'umount -l mnt' 'mount --bind keep mnt'
done
umount -l mnt
await 'offline before it moves' folder_is offline
mount --bind keep elsewhere
"$SAMPLEDB" --db "$library" folder relocate "$drive" "$dir/elsewhere/card" >out 2>err ||
    die "relocate: $(cat err)"
drive=$dir/elsewhere/card
await 'back at another place' folder_is ok
quiet
all_are ok || die "after relocate: $(q 'SELECT path, state FROM v1_file')"
untouched 'elsewhere'
wav elsewhere/card/new.wav 780
await 'watched there' \
    sees "SELECT count(*) FROM v1_file WHERE path = '$drive/new.wav' AND state = 'ok'"
stop
equals "$drive"
