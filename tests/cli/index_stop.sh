#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# index interrupted, killed, doubled and watched: nothing is lost, nobody waits.
. "${0%/*}/lib.sh"

rows() { q "SELECT count(*) FROM v1_file WHERE state = 'ok'" 2>/dev/null || echo 0; }

total=3000
mkdir s
many s $total

# start: index in the background, until it has stored something but not all.
start() {
    "$SAMPLEDB" index -j 1 "$dir/s" >bg.out 2>bg.err &
    pid=$!
    until [ "$(rows)" -gt "$1" ]; do
        kill -0 $pid 2>/dev/null || die "it ended too early: $(cat bg.err)"
        sleep 0.02
    done
}

# Ctrl-C: what is done is kept, the message says how to go on, no worker is left.
start 0
for twin in 1 2 3; do # as timeout(1) sends it: to the process, and to its group
    kill -INT $pid || break
    sleep 0.02
done
rc=0
wait $pid || rc=$?
[ $rc -eq 1 ] || die "status $rc after SIGINT: $(cat bg.err)"
grep -q 'stopped; run it again to go on from here' bg.err || die "$(cat bg.err)"
is ok 'PRAGMA integrity_check'
done=$(rows)
[ "$done" -lt $total ] || die "it was too quick to be stopped"

# kill -9: the same, without a word.
start "$done"
kill -9 $pid
wait $pid 2>/dev/null || true
[ "$(sqlite3 "$library" 'PRAGMA integrity_check')" = ok ] || die "damaged by SIGKILL"
done=$(rows)

# A second index at the same time says who has the library, and does no harm.
start "$done"
kill -STOP $pid
fails 1 "sampledb index: $library: another sampledb (pid $pid) is indexing into it; wait or stop it" \
    index "$dir/s"
kill -CONT $pid

# Readers with the stock shell never wait and never fail while it writes.
n=0
while kill -0 $pid 2>/dev/null; do
    q "SELECT count(*), max(seq) FROM v1_change; SELECT count(*) FROM v1_sample" \
        >read.out 2>read.err || die "a reader failed: $(cat read.err)"
    n=$((n + 1))
    sleep 0.05
done
wait $pid || die "the run failed: $(cat bg.err)"
[ $n -gt 3 ] || die "only $n reads while it wrote"
[ "$(rows)" -eq $total ] || die "$(rows) of $total files"
is 1 "SELECT max(seq) = count(*) FROM v1_change" # no gaps

# The same with readers through all of a short run, its start and its end included.
rm -f "$library"*
mkdir t
many t 500
ok index "$dir/s/../t" --json
"$SAMPLEDB" index --force >bg.out 2>bg.err &
pid=$!
while kill -0 $pid 2>/dev/null; do
    q "SELECT count(*) FROM v1_file" >/dev/null 2>read.err ||
        die "a reader failed: $(cat read.err)"
done
wait $pid || die "$(cat bg.err)"
