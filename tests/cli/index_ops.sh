#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# index after random file operations, run after run: the library is what a fresh index of
# the trees is, and no correction is lost. SEED repeats a run.
. "${0%/*}/../soak/daemon.sh"

seed=${SEED:-$(date +%s)}
echo "SEED=$seed"
mkdir one two shed
LABELS=$dir/labels
: >"$LABELS"
for round in 1 2 3 4 5 6; do
    "$SOAK/ops" "$((seed + round))" "${COUNT:-400}" 0 shed one two >ops.log || die 'the operations did not end well'
    run index -q "$dir/one" "$dir/two"
    [ "$rc" -le 1 ] || die "round $round: status $rc: $(cat err)"
    sh "$TOP/tests/soak/label.sh" "$library" "$LABELS" 0 2>label.log &
    helpers=$!
    await 'labels' eval "[ \$(wc -l <$LABELS) -ge $((round * 10)) ]"
    kill $helpers
    wait $helpers 2>/dev/null || true
    helpers=
    equals "$dir/one" "$dir/two"
done
echo "$(wc -l <"$LABELS") labelled, $(q 'SELECT count(*) FROM v1_file') rows"
