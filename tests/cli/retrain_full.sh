#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# retrain on a full disk, whichever write it is that finds no room: the old model is in
# use, or the new one, and nothing that was said is lost; with room again it goes on.
. "${0%/*}/lib.sh"
corpus corpus
"$SAMPLEDB" train -q --out mine.safetensors corpus/list.csv >/dev/null
mkdir s
many s 150
zaps s/zaps 4 0
run index -q "$dir/s"
ok model import -q --use mine.safetensors
old=$(q 'SELECT key FROM v1_model WHERE current')
ok tag s/zaps/* +bass
sqlite3 "$library" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
cp -r "$HOME/.local" before
run retrain -q
[ $rc -eq 0 ] || die "with room: $rc $(cat out err)"
new=$(q 'SELECT key FROM v1_model WHERE current')
[ "$new" != "$old" ] || die 'nothing was learned: no test'

# A limit on the size of files stands for a disk that is full after so many bytes, here of
# the library's WAL: in the first transaction, and in each of those that give labels.
refused=0
adopted=0
done=0
for kib in 1 8 40 70 90 130 200 300 400 500 600 700 800 1000 1500 100000; do
    rm -rf "$HOME/.local"
    cp -r before "$HOME/.local"
    rc=0
    (
        ulimit -f $((kib * 2)) # blocks of 512 bytes
        trap '' XFSZ
        exec "$SAMPLEDB" retrain -q
    ) >out 2>err || rc=$?
    state=$(sqlite3 "$library" 'PRAGMA integrity_check; SELECT count(*) FROM v1_feedback;
        SELECT key FROM v1_model WHERE current' | tr '\n' ' ')
    if [ $rc -eq 0 ]; then
        done=$((done + 1))
        [ "$state" = "ok 4 $new " ] && [ ! -s err ] || die "$kib KiB: said to be done: $state $(cat err)"
    else
        [ $rc -eq 1 ] && [ "$(wc -l <err)" -eq 1 ] || die "$kib KiB: $rc: $(cat out err)"
        if [ "$state" = "ok 4 $new " ]; then
            adopted=$((adopted + 1))
            has '^in use  '
        else
            refused=$((refused + 1))
            [ "$state" = "ok 4 $old " ] && [ ! -s out ] || die "$kib KiB: $state: $(cat out)"
        fi
    fi
    is 0 "SELECT count(*) FROM v1_witness w JOIN v1_sample s ON s.id = w.sample_id
           WHERE w.source = 'model' AND w.model_id <> s.model_id"
    ok retrain -q # there is room again
    is "154|$new" 'SELECT count(*), max(m.key) FROM v1_sample s JOIN v1_model m ON m.id = s.model_id AND m.current'
    is 4 "SELECT count(*) FROM v1_tag WHERE tag = 'bass' AND source = 'user'"
    ok check
    hasnt '^(problem|repaired): '
done
[ $refused -ge 2 ] && [ $adopted -ge 1 ] && [ $done -ge 1 ] ||
    die "$refused refused, $adopted adopted, $done done: no test"
echo "$refused refused, $adopted with labels left over, $done done"
