#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# review: kill -9 loses no answer that was shown as stored.
. "${0%/*}/lib.sh"
: "${TERMINAL:?is not set; run this with make check}"
s=$HOME/Samples
mkdir -p "$s"
many "$s" 24
run index -q "$s"
q 'SELECT count(*) FROM v1_model WHERE current' | grep -q 1 || {
    echo 'built without a model'
    exit 77
}
TERM=xterm
export TERM
session() {
    "$TERMINAL" "$SAMPLEDB" review --no-play >out || die "the terminal: $(tail -n 40 out)"
    grep -q '^terminal: signal 9$' out || die "status: $(tail -n 1 out)"
}

# Once it was shown, and once at some moment before.
shown=0
for round in 1 2 3 4 5 6; do
    session <<'KEYS'
wait Enter yes
type y
wait stored: 
type n
wait stored: not 
signal 9
KEYS
    shown=$((shown + 2))
    have=$(q 'SELECT count(*) FROM v1_feedback')
    [ "$have" -ge $shown ] || die "$shown answers were shown as stored, $have are"
    shown=$have
    session <<'KEYS'
wait Enter yes
type y
signal 9
KEYS
    ok check
    hasnt '^(problem|repaired): '
    shown=$(q 'SELECT count(*) FROM v1_feedback')
done
ok check
[ "$(grep -c '^~' "$library.corrections")" -eq "$(q 'SELECT count(*) FROM v1_feedback')" ] ||
    die 'the ledger and the library differ'
