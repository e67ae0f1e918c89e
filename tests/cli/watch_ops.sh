#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch while random file operations happen to three trees, and a user labels sounds: after
# quiet the library is what a fresh index of the trees is, and no correction is lost.
# SEED repeats a run; COUNT operations; with GROWTH the memory must be flat.
. "${0%/*}/../soak/daemon.sh"

seed=${SEED:-$(date +%s)}
count=${COUNT:-2000}
echo "SEED=$seed COUNT=$count"
mkdir one two three shed
watch "$dir/one" "$dir/two" "$dir/three"
quiet

LABELS=$dir/labels
: >"$LABELS"
sh "$TOP/tests/soak/label.sh" "$library" "$LABELS" 0.3 2>label.log &
helpers="$helpers $!"
while sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$daemon/status" 2>/dev/null; do
    sleep "${RSS_EVERY:-0.5}"
done >rss &
helpers="$helpers $!"

"$SOAK/ops" "$seed" "$count" "$(awk "BEGIN { print $settle * 1000 }")" shed one two three >ops.log ||
    die "the operations did not end well: $(tail -n 1 ops.log)"
quiet
for pid in $helpers; do
    kill "$pid" 2>/dev/null || true
done
[ ! -s label.log ] || die "a user had to wait for too long: $(head -n 3 label.log)"
[ "$(wc -l <"$LABELS")" -gt 0 ] || die 'nothing was labelled'
cp ops.log watch.err rss "$library" "${KEEP:-/dev/null}" 2>/dev/null || true
equals "$dir/one" "$dir/two" "$dir/three"
echo "$(wc -l <"$LABELS") labelled, $(q "SELECT count(*) FROM v1_file WHERE state <> 'unavailable'") files, $(q 'SELECT count(*) FROM v1_file') rows; $(cat status.json | tr -d '\n' | tr -s ' ')"

# Memory: the second tenth of the run against its last.
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
n=$(wc -l <rss)
if [ -n "${GROWTH:-}" ] && [ "$n" -ge 20 ]; then
    early=$(sed -n "$((n / 10)),$((n / 5))p" rss | median)
    late=$(tail -n "$((n / 10))" rss | median)
    echo "RSS $early KiB, in the end $late KiB"
    [ "$late" -le $((early + early * GROWTH / 100)) ] || die "memory grew from $early to $late KiB"
fi
stop
