#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch while other file systems are mounted inside of a folder, and taken away: what is
# there is in the library, what was there before comes back, and nothing is analysed twice.
if [ "${1:-}" != inside ] && [ -z "${WATCH_INSIDE:-}" ]; then
    as=
    [ "$(id -u)" -ne 0 ] || as='setpriv --reuid 65534 --regid 65534 --clear-groups'
    if $as unshare -Urm true 2>/dev/null && $as test -x "$SAMPLEDB"; then
        WATCH_INSIDE=1
        export WATCH_INSIDE
        exec $as unshare -Urm sh "$0" inside
    fi
    echo "no name space may be made here"
    exit 77
fi
. "${0%/*}/../soak/daemon.sh"
cycles=${CYCLES:-3}

mkdir s s/in s/in/deep s/other keep
mount -t tmpfs sampledb-test keep 2>/dev/null || {
    echo "no tmpfs may be mounted here"
    exit 77
}
mounts='s/in/deep s/in keep'
many s/in 3
many s/in/deep 2
many s/other 2
mkdir keep/disc keep/disc/sub
wav keep/disc/one.wav 901
wav keep/disc/sub/two.wav 902
watch "$dir/s"
quiet

has() { sees "SELECT count(*) = $2 FROM v1_file WHERE state = '$1'"; }
has ok 7 || die "not indexed: $(q 'SELECT path, state FROM v1_file')"

# What is mounted is found without an event, and what it hides is not there.
mount --bind keep/disc s/in
await 'what was mounted' has ok 4
quiet
has unavailable 5 || die "what is hidden: $(q 'SELECT path, state FROM v1_file')"
is 2 "SELECT count(*) FROM v1_file WHERE state = 'ok' AND path LIKE '$dir/s/in/%'"

# It is watched.
wav s/in/sub/three.wav 903
await 'an event from there' has ok 5
umount s/in
await 'what was there before' has ok 7
quiet
has unavailable 3 || die "what went: $(q 'SELECT path, state FROM v1_file')"

# What was beneath is watched again, too.
wav s/in/deep/four.wav 904
await 'an event from beneath' has ok 8
quiet
analysed=$(q 'SELECT count(*) FROM feature')
q "SELECT id, path FROM v1_file ORDER BY id" >before

i=0
while [ $((i += 1)) -le "$cycles" ]; do
    mount --bind keep/disc s/in
    await "mount $i" has ok 5
    umount -l s/in
    await "umount $i" has ok 8
done

# Two on top of each other, one of them below; and all at once.
mount -t tmpfs sampledb-test s/in/deep
await 'an empty one' has ok 5
wav s/in/deep/five.wav 901 # as one.wav: nothing new to analyse
await 'in the empty one' has ok 6
mount --bind keep/disc s/in
await 'one above it' has ok 5
umount -l s/in
await 'the one below it' has ok 6
umount s/in/deep
await 'all as before' has ok 8
quiet
is "$analysed" 'SELECT count(*) FROM feature'
q "SELECT id, path FROM v1_file WHERE name <> 'five.wav' ORDER BY id" >after
cmp -s before after || die "rows: $(diff before after)"
crawls=$(state counters.crawls)
[ "$crawls" -eq 1 ] || die "$crawls crawls: a mount is no reason to look at everything"
stop
equals "$dir/s"
