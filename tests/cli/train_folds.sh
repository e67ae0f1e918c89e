#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# train --fold leaves sources out, and --refit with the models of all parts calibrates a
# model of all files by what each said of the sources that it had not heard.
. "${0%/*}/lib.sh"

corpus c
sed -i 's/,kit[0-9]*,/,,/' c/list.csv # a kit of two makers would tell of one what it learns of the other
train() { ok train -q --cache own.db "$@"; }
q() { sqlite3 :memory: "SELECT json_extract(CAST(readfile('$1') AS TEXT), '$2')"; }

all=$(grep -c ',train,' c/list.csv)
left=0
for i in 1 2 3; do
    train -J --fold $i/3 -o f$i.st c/list.csv
    cp out f$i.json
    [ $(($(q f$i.json '$.trained') + $(q f$i.json '$.left_out.n'))) -eq "$all" ] || die "$(cat out)"
    [ "$(q f$i.json '$.options.fold')" = "[$i,3]" ] || die "$(cat out)"
    [ "$(q f$i.json '$.learning[39].best')" -eq 1 ] || die "an epoch was chosen: $(cat out)"
    left=$((left + $(q f$i.json '$.left_out.n')))
done
[ "$left" -eq "$all" ] || die "$left files in three parts of $all"
train --fold 1/3 --seed 1 -o again.st c/list.csv
cmp -s f1.st again.st || die "a fold twice is not the same"
grep -q '  left_out$' out || die "$(cat out)"

train -J --refit f3.st --refit f1.st --refit f2.st --report rep -o whole.st c/list.csv
cp out whole.json
[ "$(q whole.json '$.trained')" -eq "$all" ] || die "$(cat whole.json)"
[ "$(q whole.json '$.left_out.n')" -eq "$all" ] || die "$(cat whole.json)"
[ "$(q whole.json '$.options.refit[0]')" = "$(q f3.json '$.id')" ] || die "$(cat whole.json)"
[ -z "$(q whole.json '$.validation')" ] || die "$(cat whole.json)"
[ -s rep/metrics.json ] || die "no report"
train --refit f1.st --refit f2.st --refit f3.st -o again.st c/list.csv
[ "$(sed -n 's/^\([0-9a-f]*\): .* learned from$/\1/p' out)" = "$(q whole.json '$.id')" ] ||
    die "in another order they give other weights: $(cat out)"
ok eval -q --cache own.db whole.st c/list.csv

refused() {
    fails 2 "sampledb train: $1" train -q --cache own.db -o no.st "$2" "$3" "$4" "$5" "${6:-c/list.csv}"
    [ ! -e no.st ] || die "a model was written"
}
refused "fold 3/3 is missing" --refit f1.st --refit f2.st
refused "fold 2/3 is given twice" --refit f2.st --refit f2.st
train -J -o part.st c/list.csv
refused "model $(q out '$.id') is of no fold: give it alone" --refit f2.st --refit part.st
train -J --fold 1/2 -o half.st c/list.csv
refused "model $(q out '$.id') is of fold 1/2, another of 2/3" --refit f2.st --refit half.st
refused "--fold sets files aside, --refit none: give one of them" --refit f2.st --fold 1/3
for bad in 5/4 0/4 1/1 1/33 1/ /3 1 3/-4 ' 1/3' 1/3x +1/3 ''; do
    fails 2 "sampledb train: --fold wants I/K, K from 2 to 32 and I from 1 to K, not '$bad'" \
        train -q --cache own.db -o no.st --fold "$bad" c/list.csv
done
fails 1 "sampledb train: c/list.csv: files of 9 sources cannot make 10 parts" \
    train -q --cache own.db -o no.st --fold 1/10 c/list.csv
sed '/,train,.*maker4/s/,loop,/,oneshot,/' c/list.csv >c/other.csv
run train -q --cache own.db -o no.st --refit f1.st --refit f2.st --refit f3.st c/other.csv
[ $rc -eq 2 ] && grep -q '^sampledb train: model [0-9a-f]*: fold ./3 was of other files$' err || die "$rc: $(cat err)"

# A fold that is stopped goes on as that fold, and as no other.
"$SAMPLEDB" train --cache own.db -a cnn -n 8 --fold 2/3 -o go.st c/list.csv >bg.out 2>bg.err &
pid=$!
until grep -q '^epoch  2/8 ' bg.err; do
    kill -0 $pid 2>/dev/null || die "it ended too early: $(cat bg.err)"
done
kill -INT $pid
wait $pid 2>/dev/null && die "it did not stop: $(cat bg.err)"
for other in 1/3 2/4; do
    run train -q --cache own.db -a cnn -n 8 --resume --fold $other -o go.st c/list.csv
    [ $rc -eq 2 ] && grep -q '^sampledb train: go.st.checkpoint: ' err || die "$other: $rc: $(cat err)"
done
train -a cnn -n 8 --resume --fold 2/3 -o go.st c/list.csv
train -a cnn -n 8 --fold 2/3 -o through.st c/list.csv
cmp -s go.st through.st || die "gone on with, it is another model"
