#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# train --notes: a model learns which notes sounds are, and says the same of all else.
. "${0%/*}/lib.sh"

corpus c
ok train -q --cache own.db -o plain.st c/list.csv
awk 'BEGIN {
    print "path,midi_note,more"
    for (k = 0; k < 12; k++) {
        printf "bass-%d.wav,%.3f,x\n", k, 69 + 12 * log((70 + 9 * k) / 440) / log(2)
        printf "hat-closed-%d.wav,,x\n", k
    }
    print "elsewhere.wav,60,x"
}' >c/notes.csv
q() { sqlite3 :memory: "SELECT json_extract(CAST(readfile('${2:-out}') AS TEXT), '$1')"; }
learn() { ok train -q --cache own.db --notes c/notes.csv --net plain.st "$@" c/list.csv; }

learn -J -o notes.st
[ "$(q '$.trained')" = 18 ] && [ "$(q '$.dev.n')" = 3 ] && [ "$(q '$.dev.without')" = 3 ] &&
    [ "$(q '$.left_out.n')" = 9 ] || die "$(cat out)"
learn -o again.st
has '^dev: 3 files with a note, 3 without$'
cmp -s notes.st again.st || die "one seed, two models"
learn --seed 2 -o other.st
! cmp -s notes.st other.st || die "the seed is of no matter"

# What a model says of labels stays, and what it learned travels and can be learned again.
for m in plain notes; do
    ok eval -q -J --cache own.db $m.st c/list.csv
    q '$.dev' >$m.dev
done
cmp -s plain.dev notes.dev || die "labels changed: $(diff plain.dev notes.dev)"
ok train -q --cache own.db --notes c/notes.csv --net notes.st -o twice.st c/list.csv
cmp -s notes.st twice.st || die "what was there before is of matter"
strings notes.st | grep -q '"pitch.weight"' || die "no notes in the model"

# What is wrong is named.
bad() {
    printf '%s\n' "$3" >c/bad.csv
    fails "$1" "sampledb train: c/bad.csv:$2" \
        train -q --cache own.db --notes c/bad.csv --net plain.st -o no.st c/list.csv
}
bad 1 "1: no column 'midi_note'" path,note
bad 1 "1: no column 'path'" midi_note
bad 1 "2: no path" "$(printf 'path,midi_note\n,60')"
for n in x 128 -1 nan 60x; do
    bad 1 "2: midi_note is '$n', not a number from 0 to 127" "$(printf 'path,midi_note\na,%s' "$n")"
done
bad 1 "1: 'c/a' stands there twice" "$(printf 'path,midi_note\na,60\na,61')"
bad 1 " names no file of the manifest's split train" "$(printf 'path,midi_note\na,60')"
for o in --notes --net; do
    fails 2 "sampledb train: --notes and --net want each other" \
        train -q --cache own.db $o plain.st -o no.st c/list.csv
done
[ ! -e no.st ] || die "a model was written"
