#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# eval: the numbers of a model that train wrote and of the built-in one, and clear words
# for a model that is none.
. "${0%/*}/lib.sh"

corpus c
ok train -q -J -o m.st c/list.csv
cp out trained
q() { sqlite3 :memory: "SELECT json_extract(CAST(readfile('$1') AS TEXT), '$2')"; }

# What train measured on the split dev, eval measures again, to the letter.
ok eval -q m.st c/list.csv
has '^synth-lead +3 +1\.000 +1\.000 +1\.000$'
has '^split dev$'
has '^ +all +pack new_source$'
has '^files +12 +8 +4$'
ok eval -q -J m.st c/list.csv
[ "$(q out '$.id')" = "$(q trained '$.id')" ] || die "$(cat out)"
[ "$(q out '$.split')" = dev ] || die "$(cat out)"
for part in all pack new_source; do
    [ -n "$(q out "\$.$part")" ] && [ "$(q out "\$.$part")" = "$(q trained "\$.dev.$part")" ] ||
        die "$part: $(cat out)"
done

# Another split, and the same from a JSON list.
ok eval -q -S train m.st c/list.csv
has '^split train$'
has '^files +36 '
sqlite3 :memory: -cmd '.import --csv c/list.csv t' -cmd '.mode json' 'SELECT * FROM t' >c/list.json
ok eval -q -J m.st c/list.json
[ "$(q out '$.all.n')" = 12 ] || die "$(cat out)"

# The built-in model knows all labels; one of two labels does not know the others'.
ok eval -q base c/list.csv
has '^files +12 '
ok eval -q -J base c/list.csv
[ "$(q out '$.all.n')" = 12 ] && [ "$(q out '$.unknown')" = 0 ] || die "$(cat out)"
sed -E '1p;/,(kick|bass),/!d' c/list.csv >c/two.csv
ok train -q -o two.st c/two.csv
ok eval -q -J two.st c/list.csv
[ "$(q out '$.all.n')" = 6 ] && [ "$(q out '$.unknown')" = 6 ] || die "$(cat out)"
ok eval -q two.st c/list.csv
has '^6 files have labels that the model does not know$'
sed -E '/,(kick|bass),/d' c/list.csv >c/other.csv
ok eval -q two.st c/other.csv
has '^split dev: no file with a label that the model knows$'

# Nothing to measure on, or not all of it.
fails 1 "sampledb eval: c/list.csv: split 'test' is empty; there are: dev, train" eval -q -S test m.st c/list.csv
fails 1 "sampledb eval: nowhere.csv: No such file or directory" eval -q m.st nowhere.csv
sed 's/^bass-9/bass-no/' c/list.csv >c/bad.csv
line=$(awk -F , '$1 == "bass-no.wav" { print NR }' c/bad.csv)
why="c/bad.csv:$line: c/bass-no.wav: no such file, or no audio in it"
fails 1 "sampledb eval: $why (--skip-missing leaves such files out)" eval -q m.st c/bad.csv
run eval -q --skip-missing m.st c/bad.csv
[ $rc -eq 0 ] && [ "$(cat err)" = "sampledb eval: 1 files left out, the first: $why" ] ||
    die "--skip-missing: $rc: $(cat err)"
has '^files +11 '

# Models that are none: cut anywhere, changed anywhere, of other features, not one at all.
no_model() { fails 1 "sampledb eval: $1" eval -q "${1%%: *}" c/list.csv; }
# refused WHAT: bad.st is, in one line that names it.
refused() {
    run eval -q bad.st c/list.csv
    [ $rc -eq 1 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q '^sampledb eval: bad\.st: ' err ||
        die "$1: status $rc: $(cat err)"
}
size=$(wc -c <m.st)
for n in 0 7 8 9 1000 $((size / 2)) $((size - 1)); do
    head -c "$n" m.st >bad.st
    refused "cut after $n bytes"
done
cat m.st c/kick-0.wav >bad.st
refused "something behind it"
for at in 0 40 $((size / 2)) $((size - 1)); do
    { head -c "$at" m.st; printf '\001'; tail -c +$((at + 2)) m.st; } >bad.st
    refused "byte $at changed"
done
sed 's/"feature_version":"1"/"feature_version":"9"/' m.st >other.st
no_model "other.st: model for feature version 9, not 1: train it again with this sampledb"
no_model "nowhere.st: open: No such file or directory"
no_model "c: not a regular file"
no_model "c/list.csv: not a model file"
fails 2 "sampledb eval: eval wants a model (or base) and a manifest" eval m.st
