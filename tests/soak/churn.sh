#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch while directories come and go, 5,000 at a time: what is gone leaves no memory.
. "${0%/*}/daemon.sh"
rounds=${SOAK_ROUNDS:-20}
dirs_are() { [ "$(state "folders[0].directories")" -eq "$1" ]; }
mkdir s
watch "$dir/s"
quiet
round=0
while [ $round -lt "$rounds" ]; do
    mkdir s/x
    (cd s/x && seq 5000 | xargs mkdir)
    await 'they are watched' dirs_are 5002
    rm -r s/x
    await 'they are gone' dirs_are 1
    round=$((round + 1))
    [ $round -ne 3 ] || early=$(held)
done
quiet
late=$(held)
echo "held $early KiB, after $((rounds * 5001)) directories $late KiB, resident $(memory) KiB; $(state counters.crawls) crawls"
flat "$early" "$late"
[ "$(watches)" -eq 1 ] || die "$(watches) watches of one directory"
stop
