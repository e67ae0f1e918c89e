#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch a directory of a million files: the daemon stays below 200 MB, and hears of one more.
. "${0%/*}/daemon.sh"
count=${SOAK_FILES:-1000000}
seeds=${SOAK_SEEDS:-5000} # a file of very many names is another test
mkdir s s/seed s/big
many s/seed "$seeds"
watch "$dir/s"
quiet
begun=$(date +%s)
"$SOAK/flood" "$count" s/big s/seed/*.wav
await 'it sees that they come' eval '[ "$(state counters.events)" -gt 1000 ]'
quiet
echo "$count files in $(($(date +%s) - begun)) s"
is $((count + seeds)) "SELECT count(*) FROM file WHERE state = 'ok'"
wav s/big/new.wav 700
await 'one more' sees "SELECT count(*) FROM file WHERE name = CAST('new.wav' AS BLOB) AND state = 'ok'"
mv s/big/new.wav s/big/newer.wav
await 'its new name' sees "SELECT count(*) FROM file WHERE name = CAST('newer.wav' AS BLOB) AND state = 'ok'"
rm s/big/newer.wav
await 'the end of it' sees "SELECT count(*) FROM file WHERE name = CAST('newer.wav' AS BLOB) AND state = 'unavailable'"
kill -HUP "$daemon"
quiet
peak=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$daemon/status")
echo "peak memory $peak KiB"
[ "$peak" -lt 204800 ] || die "$peak KiB of memory"
stop
