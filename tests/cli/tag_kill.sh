#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tag killed again and again, at moments that are drawn, beside an index that is killed as
# well: what was said to be stored is there, in both copies.  CYCLES=N  SEED=N
. "${0%/*}/lib.sh"
cycles=${CYCLES:-40}
sounds=160 # more than two transactions of tag

mkdir s
many s $sounds
ok index -q "$dir/s"
ok find -0
mv out names
: >acked
killed=0
cycle=0
trouble() { die "cycle $cycle, killed after $ms ms: $*"; }

# How long it takes when nobody kills it, on this machine now.
began=$(date +%s%N)
ok tag -0 +user:c0 <names
took=$((($(date +%s%N) - began) / 1000000))
for ms in $(awk -v seed="${SEED:-20}" -v n="$cycles" -v took="$took" \
    'BEGIN { srand(seed); for (i = 0; i < n; i++) print int(1 + rand() * took * 1.1) }'); do
    cycle=$((cycle + 1))
    if [ $((cycle % 5)) -eq 0 ]; then # it labels all of them anew
        "$SAMPLEDB" index -q -f "$dir/s" >/dev/null 2>&1 &
        index=$!
    else
        index=
    fi
    "$SAMPLEDB" tag -0 "+user:c$cycle" "-bpm:$((10 + cycle % 900))" <names >said 2>bg.err &
    tag=$!
    sleep "$((ms / 1000)).$(printf '%03d' $((ms % 1000)))"
    kill -9 $tag 2>/dev/null || true
    [ -z "$index" ] || kill -9 "$index" 2>/dev/null || true
    rc=0
    wait $tag 2>/dev/null || rc=$?
    [ -z "$index" ] || wait "$index" 2>/dev/null || true
    [ $rc -eq 137 ] && killed=$((killed + 1))
    [ $rc -eq 137 ] || [ $rc -eq 0 ] || trouble "status $rc: $(cat bg.err)"
    # A last line without its end was cut by us.
    awk -v c="c$cycle" '{ print c " " $NF }' said | grep "\.wav$" >>acked || true
    [ $((cycle % 8)) -ne 0 ] || [ "$(q 'PRAGMA integrity_check')" = ok ] ||
        trouble 'the library is damaged'
done
[ $killed -ge $((cycles / 4)) ] || die "only $killed of $cycles were there to be killed"
[ -s acked ] || die 'nothing was acknowledged'

# compare WHAT: all that was acknowledged is there, and nothing twice.
compare() {
    ok tag id:1 +user:last
    q "SELECT f.tag || ' ' || s.path FROM v1_feedback f JOIN v1_sample s ON s.id = f.sample_id
        WHERE f.facet = 'user' AND f.tag GLOB 'c*'" | sort >have
    sort -u acked >want
    comm -23 want have >lost
    [ ! -s lost ] || die "$1: $(wc -l <lost) words lost: $(head -n 3 lost)"
    uniq -d have >twice
    [ ! -s twice ] || die "$1: said twice: $(head -n 3 twice)"
    [ "$(q 'PRAGMA integrity_check')" = ok ] || die "$1: damaged"
    ok check
    hasnt '^(problem|repaired): '
    # Half a line of a word that nobody was told is on disk may stay in the ledger.
    sed -i '/^note: [0-9]* places in the ledger of corrections cannot be read/d' out
    hasnt 'correction'
}
compare 'in the end'
is 0 "SELECT count(*) FROM v1_feedback f JOIN v1_sample s ON s.id = f.sample_id
       WHERE f.facet = 'user' AND NOT EXISTS (SELECT 1 FROM v1_tag t WHERE
             t.sample_id = s.id AND t.tag = f.tag AND t.source = 'user')"

# The library is lost: the ledger gives all of it back to a new one.
rm "$library" "$library-wal" "$library-shm"
ok index -q "$dir/s"
compare 'a new library'
echo "$cycles cycles, $killed killed, $(wc -l <want) words acknowledged, 0 lost"
