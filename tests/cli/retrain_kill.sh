#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# retrain killed or stopped again and again, at moments that are drawn, while it learns,
# swaps and labels: every sample has the labels of one model, all that was said is there,
# and whoever comes next goes on.  CYCLES=N  SEED=N
. "${0%/*}/lib.sh"
cycles=${CYCLES:-36}
corpus corpus
"$SAMPLEDB" train -q --out mine.safetensors corpus/list.csv >/dev/null
mkdir s
many s 650 # more than two pages of labels
for box in 0 1 2 3; do zaps s/$box 12 $((12 * box)); done
run index -q "$dir/s"
ok model import -q --use mine.safetensors
ok tag s/?/*[05].wav +bass
said=$(q 'SELECT count(*) FROM v1_feedback')
stand=$said
trouble() { die "cycle $cycle, $signal after $ms ms: $*"; }

# How long it takes when nobody interferes, on this machine now.
began=$(date +%s%N)
ok retrain -q
took=$((($(date +%s%N) - began) / 1000000))
ended=0
left=0
stopped=0
cycle=0
for ms in $(awk -v seed="${SEED:-20}" -v n="$cycles" -v took="$took" \
    'BEGIN { srand(seed); for (i = 0; i < n; i++) print int(1 + rand() * took * 1.1) }'); do
    cycle=$((cycle + 1))
    case $((cycle % 6)) in
    0) signal=INT ;;
    3) signal=TERM ;;
    *) signal=KILL ;;
    esac
    # One word more, or one withdrawn: another model each time.
    id=$(q "SELECT id FROM v1_sample WHERE path LIKE '%/s/_/%' ORDER BY path LIMIT 1 OFFSET $((cycle % 48))")
    if [ "$(q "SELECT count(*) FROM v1_tag WHERE sample_id = $id AND source = 'user'")" -eq 0 ]; then
        ok tag "id:$id" +bass
        stand=$((stand + 1))
    else
        ok untag "id:$id" +bass
        stand=$((stand - 1))
    fi
    said=$((said + 1))
    old=$(q 'SELECT key FROM v1_model WHERE current')
    "$SAMPLEDB" retrain -q >said 2>bg.err &
    pid=$!
    if [ $((cycle % 2)) -eq 0 ]; then # while it gives labels: it has said that it begins
        while ! grep -q '^\(in use\|refused\|nothing\) ' said && kill -0 $pid 2>/dev/null; do
            sleep 0.01
        done
        ms=$((ms / 8))
    fi
    sleep "$((ms / 1000)).$(printf '%03d' $((ms % 1000)))"
    kill -$signal $pid 2>/dev/null || true
    rc=0
    wait $pid 2>/dev/null || rc=$?
    new=$(q 'SELECT key FROM v1_model WHERE current')
    case $rc in
    137) ended=$((ended + 1)) ;;
    130 | 143)
        stopped=$((stopped + 1))
        [ "$(cat bg.err)" = 'sampledb retrain: stopped; nothing has changed' ] && [ "$new" = "$old" ] ||
            [ ! -s bg.err ] || trouble "$rc, $old, $new: $(cat bg.err)"
        ;;
    1)
        stopped=$((stopped + 1))
        [ "$(cat bg.err)" = 'sampledb retrain: stopped; sampledb index goes on with the labels' ] ||
            trouble "status 1: $(cat bg.err)"
        grep -q '^\(in use\|refused\|nothing new\)  ' said || trouble "stopped, and not a word: $(cat said)"
        ;;
    0) [ "$new" != "$old" ] || grep -q '^nothing new' said || trouble "done, and nothing new: $(cat said)" ;;
    3) [ "$new" = "$old" ] || trouble 'refused, and yet in use' ;;
    *) trouble "status $rc: $(cat bg.err)" ;;
    esac
    is 0 "SELECT count(*) FROM v1_witness w JOIN v1_sample s ON s.id = w.sample_id
           WHERE w.source = 'model' AND w.model_id <> s.model_id"
    is 1 'SELECT count(*) FROM v1_model WHERE current'
    is $stand "SELECT count(*) FROM v1_tag WHERE tag = 'bass' AND source = 'user'"
    n=$(q 'SELECT count(*) FROM sample WHERE model_id <> (SELECT id FROM model WHERE current)')
    [ "$n" -eq 0 ] || left=$((left + 1))
    [ $((cycle % 6)) -ne 0 ] || [ "$(q 'PRAGMA integrity_check')" = ok ] || trouble 'the library is damaged'
    # An index that comes next has no more to learn, and goes on with the labels.
    if [ $((cycle % 9)) -eq 0 ]; then
        ok index -q
        is 0 'SELECT count(*) FROM sample WHERE model_id <> (SELECT id FROM model WHERE current)'
    fi
done
[ $ended -ge $((cycles / 4)) ] || die "only $ended of $cycles were there to be killed"
[ $left -ge 1 ] || die 'no labels were ever left over: no test'

ok model prune # what it begins with is kept
run retrain -q
[ $rc -eq 0 ] || [ $rc -eq 3 ] || die "in the end: $rc: $(cat err)"
is 0 'SELECT count(*) FROM sample WHERE model_id <> (SELECT id FROM model WHERE current)'
is $stand "SELECT count(*) FROM v1_tag WHERE tag = 'bass' AND source = 'user'"
is $said 'SELECT count(*) FROM v1_feedback'
is import 'SELECT b.made_by FROM v1_model m JOIN v1_model b ON b.id = m.parent_id WHERE m.current'
is ok 'PRAGMA integrity_check'
ok check
hasnt '^(problem|repaired): '
hasnt 'correction'
echo "$cycles cycles, $ended killed, $stopped stopped, labels left over after $left, $said corrections, 0 lost"
