#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# index killed again and again, at moments that are drawn: what is stored is whole each
# time, and in the end every file is there once.
. "${0%/*}/lib.sh"

total=2000
mkdir s s/a s/b
many s/a $total
i=0
while [ $i -lt 5 ]; do # two names for one sound, spread over both folders
    cp "s/a/$i.wav" "s/b/copy $i.wav"
    i=$((i + 1))
done
files=$((total + 5))
q() { sqlite3 "$library" "$1"; }

# sound: pages, references, every row that says it is done, and the feed.
sound() {
    [ "$(q 'PRAGMA integrity_check')" = ok ] || die "$1: damaged pages"
    [ -z "$(q 'PRAGMA foreign_key_check')" ] || die "$1: rows that refer to nothing"
    half=$(q "SELECT count(*) FROM v1_file f WHERE f.state = 'ok' AND NOT (
        EXISTS (SELECT 1 FROM v1_sample s WHERE s.id = f.sample_id AND s.model_id IS NOT NULL)
        AND (SELECT count(*) FROM v1_feature b WHERE b.sample_id = f.sample_id) = 4
        AND EXISTS (SELECT 1 FROM v1_witness w WHERE w.sample_id = f.sample_id AND w.source = 'model'))")
    [ "$half" -eq 0 ] || die "$1: $half files are done by halves"
    lone=$(q "SELECT count(*) FROM v1_sample WHERE files = 0")
    [ "$lone" -eq 0 ] || die "$1: $lone samples without a file"
    unsaid=$(q "SELECT count(*) FROM v1_sample s WHERE
        (SELECT count(*) FROM v1_change c WHERE c.sample_id = s.id AND c.what = 'added') <> 1")
    [ "$unsaid" -eq 0 ] || die "$1: $unsaid samples are not in the feed, or twice"
    [ "$(q 'SELECT coalesce(max(seq), 0) = count(*) FROM v1_change')" -eq 1 ] ||
        die "$1: gaps in the feed"
}

# Each cycle is killed after a time that is drawn, from a fixed seed:
# from before the library is opened to well within a batch.
cycle=0
killed=0
for ms in $(awk 'BEGIN { srand(20); for (i = 0; i < 25; i++) print int(rand() * rand() * 400) }'); do
    "$SAMPLEDB" index -q "$dir/s" >/dev/null 2>bg.err &
    pid=$!
    sleep "$(printf '0.%03d' "$ms")"
    kill -9 $pid 2>/dev/null || true
    rc=0
    wait $pid 2>/dev/null || rc=$?
    cycle=$((cycle + 1))
    [ $rc -eq 137 ] && killed=$((killed + 1))
    [ $rc -eq 137 ] || [ $rc -eq 0 ] || die "cycle $cycle: status $rc: $(cat bg.err)"
    if [ -s "$library" ] && [ -n "$(sqlite3 "$library" "SELECT 1 FROM sqlite_schema WHERE name = 'v1_change'" 2>/dev/null)" ]; then
        sound "cycle $cycle, killed after $ms ms"
    fi
    # All done: begin again with some of it, as after a reformat of the drive.
    if [ $rc -eq 0 ]; then
        q "UPDATE file SET state = 'pending' WHERE id % 3 = $((cycle % 3))"
    fi
done
[ $killed -ge 5 ] || die "only $killed of $cycle runs were there to be killed"

run index -q "$dir/s"
[ $rc -eq 0 ] || die "the last run: status $rc: $(cat err)"
sound "in the end"
[ "$(q "SELECT count(*) FROM v1_file WHERE state = 'ok'")" -eq $files ] || die "not all files"
[ "$(q 'SELECT count(*) FROM v1_file')" -eq $files ] || die "files that are not there"
[ "$(q 'SELECT count(*) FROM v1_sample')" -eq $total ] || die "not all samples"
[ "$(q 'SELECT count(*) FROM v1_sample WHERE files = 2')" -eq 5 ] || die "copies are apart"
ok check
