#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch while more happens than the kernel keeps events for: the daemon is stopped, 40,000
# files come and others go; once it runs again the library is what the tree is.
. "${0%/*}/../soak/daemon.sh"

count=${COUNT:-40000}
mkdir s s/seed s/many s/other s/leaves
many s/seed 400
many s/leaves 50
watch "$dir/s"
quiet
[ "$(state counters.overflows)" = 0 ] || die 'an overflow of nothing'

kill -STOP "$daemon"
"$SOAK/flood" "$count" s/many s/seed/*.wav
many s/other 100
rm -r s/leaves
mv s/seed s/moved
kill -CONT "$daemon"
begun=$(now_ms)
await 'it sees that it missed something' eval '[ "$(state counters.overflows)" -ge 1 ]'
quiet
echo "in step $(($(now_ms) - begun)) ms after $count files came at once"
find "$dir/s" -name '*.wav' | LC_ALL=C sort >disk
q "SELECT path FROM v1_file WHERE state = 'ok' ORDER BY path" >rows
cmp -s disk rows || die "not what the tree is: $(diff disk rows | head -n 20)"
is 400 "SELECT count(*) FROM v1_sample WHERE files > $((count / 400))"
is $((count + 500)) "SELECT count(*) FROM v1_file WHERE state = 'ok'"
is 50 "SELECT count(*) FROM v1_file WHERE state = 'unavailable'"

# And it goes on by events: one more file, without one more crawl.
crawls=$(state counters.crawls)
wav s/after.wav 333
await 'a file after that' sees "SELECT count(*) FROM v1_file WHERE name = 'after.wav' AND state = 'ok'"
[ "$(state counters.crawls)" = "$crawls" ] || die 'one file took a crawl'
stop
