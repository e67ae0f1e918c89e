#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch while the clock is set: ten years back, and on again. Nothing is missed, nothing
# waits for time to catch up.
. "${0%/*}/../soak/daemon.sh"
configure 'poll = 1'
[ -r "$SOAK/past.so" ] || {
    echo "no clock of its own in this build"
    exit 77
}
back='\000\375\063\355\377\377\377\377' # minus 315360000 seconds, as 64 bits
printf '\0\0\0\0\0\0\0\0' >shift
PAST=$dir/shift
export PAST
known() { sees "SELECT count(*) = $2 FROM v1_file WHERE path LIKE '%/$1' AND state = 'ok'"; }
# A sanitizer wants to be the first that is loaded, and works as the second too.
before_watch="env ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD=$SOAK/past.so"
mkdir s
many s 5
watch "$dir/s"
quiet
wav s/first.wav 500
await 'a file before' known s/first.wav 1

printf "$back" | dd of=shift conv=notrunc 2>/dev/null
wav s/second.wav 501
await 'a file from the future' known s/second.wav 1
head -c 30 s/first.wav >s/part.wav
sleep "$(awk "BEGIN { print 3 * $settle }")"
tail -c +31 s/first.wav >>s/part.wav
await 'a partial copy from the future' known s/part.wav 1
wav s/old.wav 503 && touch -d '2000-01-01' s/old.wav
await 'an old file' known s/old.wav 1
mv s t
await 'offline' sees "SELECT state = 'offline' FROM v1_folder"
mv t s
await 'and back' sees "SELECT state = 'ok' FROM v1_folder"
quiet

printf '\0\0\0\0\0\0\0\0' | dd of=shift conv=notrunc 2>/dev/null
wav s/third.wav 504
await 'a file after' known s/third.wav 1
quiet
equals "$dir/s"
stop
