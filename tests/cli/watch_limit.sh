#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch where only 100 directories may be watched: it says so, and finds by polling what it
# cannot see. The limit is that of a user namespace: nobody else's changes.
if [ "${1:-}" != inside ]; then
    WATCH_INSIDE=1
    export WATCH_INSIDE
    as=
    [ "$(id -u)" -ne 0 ] || as='setpriv --reuid 65534 --regid 65534 --clear-groups'
    $as unshare -Ur sh -c 'echo 100 >/proc/sys/user/max_inotify_watches' 2>/dev/null || {
        echo "no namespace with a limit of its own may be made here"
        exit 77
    }
    $as test -x "$SAMPLEDB" && exec $as unshare -Ur sh "$0" inside
    echo "an ordinary user may not run $SAMPLEDB"
    exit 77
fi
echo 100 >/proc/sys/user/max_inotify_watches
. "${0%/*}/../soak/daemon.sh"
configure 'poll = 1'

mkdir s few
for i in $(seq 150); do
    mkdir "s/$i"
done
many few 3
many s/150 3
watch "$dir/s" "$dir/few"
quiet
is polled "SELECT coverage FROM v1_folder WHERE path = '$dir/s'"
is 1 "SELECT coverage_why IS NOT NULL FROM v1_folder WHERE path = '$dir/s'"
is 6 "SELECT count(*) FROM v1_file WHERE state = 'ok'"
q "SELECT coverage_why FROM v1_folder"

# In every directory, watched or not: one file comes, and then all go.
for i in $(seq 150); do
    ln few/1.wav "s/$i/new.wav"
done
await 'files in directories that are not watched' \
    sees "SELECT count(*) = 150 FROM v1_file WHERE name = 'new.wav' AND state = 'ok'"
rm s/*/new.wav
await 'the same gone' \
    sees "SELECT count(*) = 150 FROM v1_file WHERE name = 'new.wav' AND state = 'unavailable'"
mv s/150 few/moved
await 'a directory moved' \
    sees "SELECT count(*) = 3 FROM v1_file WHERE path LIKE '%/few/moved/%' AND state = 'ok'"

# With room again it is watched again.
rm -r s/1?? s/??
await 'watched again' sees "SELECT count(*) = 2 FROM v1_folder WHERE coverage = 'watched'"
quiet
equals "$dir/s" "$dir/few"
stop
