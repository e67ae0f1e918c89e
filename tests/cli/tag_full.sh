#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tag on a full disk, whichever write it is that finds no room: stored twice and said so,
# or refused in one line and stored nowhere.
. "${0%/*}/lib.sh"
mkdir s
many s 3
ok index -q "$dir/s"
cp -r "$HOME/.local" before

# A limit on the size of files stands for a disk that is full after so many bytes: of the
# library's WAL, or of the ledger.
stored=0
refused=0
for kib in 1 $(seq 4 12 260) 512 1024 2048; do
    for long in '' 1; do
        rm -rf "$HOME/.local"
        cp -r before "$HOME/.local"
        # The ledger ends close below the limit, or is short.
        [ -z "$long" ] || yes '# it was longer than the library once' | head -c $((kib * 1024)) |
            head -c -150 >"$library.corrections"
        rc=0
        (
            ulimit -f $((kib * 2)) # blocks of 512 bytes
            trap '' XFSZ
            exec "$SAMPLEDB" tag id:1 +user:full -loop
        ) >out 2>err || rc=$?
        n=$(sqlite3 "$library" 'PRAGMA integrity_check; SELECT count(*) FROM v1_feedback' | tr '\n' ' ')
        if [ $rc -eq 0 ]; then
            stored=$((stored + 1))
            [ "$n" = 'ok 2 ' ] && [ ! -s err ] || die "$kib KiB$long: said to be stored: $n $(cat err)"
        else
            refused=$((refused + 1))
            [ $rc -eq 1 ] && [ "$n" = 'ok 0 ' ] || die "$kib KiB$long: $rc, $n: $(cat err)"
            [ "$(wc -l <err)" -eq 1 ] && [ ! -s out ] || die "$kib KiB$long: $(cat out err)"
            ! grep -aqs ' user full ' "$library.corrections" || die "$kib KiB$long: half of it"
        fi
        want=$((rc ? 1 : 3))
        ok tag id:1 +user:room # there is room again
        is $want 'SELECT count(*) FROM v1_feedback'
        ok check
        hasnt '^(problem|repaired): '
    done
done
[ $stored -ge 5 ] && [ $refused -ge 5 ] || die "$stored were stored and $refused refused: no test"
echo "$stored stored, $refused refused"
