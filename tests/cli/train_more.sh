#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# train with the help of other models: --teacher adds what they say to the labels, --refit
# learns from the files set aside too, and takes the calibration of a model over.
. "${0%/*}/lib.sh"

corpus c
train() { ok train -q --cache own.db "$@"; }
q() { sqlite3 :memory: "SELECT json_extract(CAST(readfile('$1') AS TEXT), '$2')"; }

train -J -o part.st c/list.csv
cp out part.json
train -J --refit part.st --report rep -o whole.st c/list.csv
cp out whole.json
[ "$(q whole.json '$.trained')" -eq $(($(q part.json '$.trained') + $(q part.json '$.validation.n'))) ] ||
    die "$(cat whole.json)"
for key in temperature leaf_threshold parent_threshold form_threshold; do
    [ "$(q whole.json "\$.model.$key")" = "$(q part.json "\$.model.$key")" ] || die "$key: $(cat whole.json)"
done
[ "$(q whole.json '$.options.refit[0]')" = "$(q part.json '$.id')" ] || die "$(cat whole.json)"
[ -z "$(q whole.json '$.learning[0].accuracy')" ] || die "validation without files: $(cat whole.json)"
[ -s rep/learning.tsv ] || die "no learning curve"
train -o again.st --refit part.st c/list.csv
cmp -s whole.st again.st || die "refit twice is not the same"
run train --cache own.db -o again.st --refit part.st c/list.csv
grep -q '^epoch  1/40  loss [0-9.]*  accuracy [0-9.]*  [0-9.]* s' err || die "$(cat err)"

train -o taught.st --teacher part.st --teacher whole.st c/list.csv
! cmp -s taught.st part.st || die "a teacher changes nothing"
train -o again.st --teacher part.st --teacher whole.st c/list.csv
cmp -s taught.st again.st || die "taught twice is not the same"

id=$(q part.json '$.id')
refused() {
    fails 2 "sampledb train: $1" train -q --cache own.db -o no.st "$2" part.st "$3" "$4"
    [ ! -e no.st ] || die "a model was written"
}
sed '/kick/d' c/list.csv >c/fewer.csv
refused "model $id knows other labels than the manifest" --teacher -q c/fewer.csv
refused "model $id knows other labels than the manifest" --refit -q c/fewer.csv
refused "teacher $id: architecture linear cannot teach cnn" --teacher -acnn c/list.csv
refused "model $id is a linear: it cannot be refitted as cnn" --refit -acnn c/list.csv
for how in --teacher --refit; do
    run train -q --cache own.db -o no.st $how c/kick-1.wav c/list.csv
    [ $rc -eq 1 ] && grep -q "^sampledb train: c/kick-1.wav: " err || die "$how: $rc: $(cat err)"
done
