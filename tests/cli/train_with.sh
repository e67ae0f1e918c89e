#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# train --with: rows of further manifests at a weight, wherever these lie, to learn from
# and never to measure on.
. "${0%/*}/lib.sh"

corpus c
corpus c/in/more
corpus beside
# The same sounds are other files here, of other kits and makers.
for d in c/in/more beside; do
    sed -i 's/,kit/,new/; s/,maker/,render/' $d/list.csv
done
train() { ok train -q -J --cache own.db "$@"; }
q() { sqlite3 :memory: "SELECT json_extract(CAST(readfile('${2:-out}') AS TEXT), '$1')"; }

train -o alone.st c/list.csv
cp out alone
train --with c/in/more/list.csv:0.5 -o with.st c/list.csv
cp out with
[ "$(q '$.trained')" -eq $(($(q '$.trained' alone) + 36)) ] || die "$(cat out)"
for part in '$.validation.n' '$.dev.all.n' '$.dev.new_source.n'; do
    [ "$(q "$part")" = "$(q "$part" alone)" ] || die "$part: $(cat out)"
done

# Its weight counts; the same weight gives the same bytes, from another cache too.
ok train -q -o again.st --with c/in/more/list.csv:.5 c/list.csv
cmp -s with.st again.st || die "the same rows and weights gave another model"
train --with c/in/more/list.csv:2 -o heavy.st c/list.csv
! cmp -s with.st heavy.st || die "the weight is of no matter"

# Beside the main manifest's folder, above it, and more than one; a name with a colon.
train --with beside/list.csv:1 --with c/in/more/list.csv:0.01 -o two.st c/list.csv
[ "$(q '$.trained')" -eq $(($(q '$.trained' alone) + 72)) ] || die "$(cat out)"
train --with c/list.csv:10 -o above.st c/in/more/list.csv
[ "$(q '$.dev.all.n')" = 12 ] || die "$(cat out)"
cp c/list.csv c/a:2
train --with "$dir/c/a:2:1" -o colon.st beside/list.csv
# The same once more, now that the library has it all: nothing is analysed again.
ok train -qJ --cache own.db --with c/in/more/list.csv:0.5 -o again.st c/list.csv
cmp -s with.st again.st || die "another model from a library with more in it"

# All rows of a manifest without a split "train"; a label that only it has.
sed 's/,train,/,all,/; s/,dev,/,all,/; s/,bass,/,strings,/' beside/list.csv >beside/all.csv
train --with beside/all.csv:1 -o all.st c/list.csv
[ "$(q '$.trained')" -eq $(($(q '$.trained' alone) + 48)) ] || die "$(cat out)"
q '$.validation.classes' | grep -q '"strings","n":0' || die "$(cat out)"

# Rows of a group that validates are not learned from: here these are the same files.
train --with c/list.csv:1 -o same.st c/list.csv
[ "$(q '$.trained')" -eq $((2 * $(q '$.trained' alone))) ] || die "$(cat out)"

# What is wrong is named.
bad() { fails "$1" "sampledb train: $2" train -q --cache own.db -o no.st --with "$3" c/list.csv; }
for w in c/list.csv c/list.csv: :1 c/list.csv:x c/list.csv:0 c/list.csv:0.001 c/list.csv:11 \
    c/list.csv:-1 c/list.csv:nan c/list.csv:inf c/list.csv:0x1 c/list.csv:1e 'c/list.csv: 1'; do
    bad 2 "--with wants FILE:WEIGHT, a weight from 0.01 to 10, not '$w'" "$w"
done
bad 1 "nowhere.csv: No such file or directory" nowhere.csv:1
sed '4s/,bass,/,base,/' c/list.csv >c/bad.csv
bad 1 "c/bad.csv:4: unknown label 'base'" c/bad.csv:1
sed '2,$d' c/list.csv >c/bad.csv
bad 1 "c/bad.csv: no rows to learn from" c/bad.csv:1
sed 's/^bass-3/bass-no/' c/list.csv >c/bad.csv
why="c/bad.csv:16: c/bass-no.wav: no such file, or no audio in it"
bad 1 "$why (--skip-missing leaves such files out)" c/bad.csv:1
run train -q --cache own.db -o some.st --skip-missing --with c/bad.csv:1 c/list.csv
[ $rc -eq 0 ] && [ "$(cat err)" = "sampledb train: 1 files left out, the first: $why" ] ||
    die "--skip-missing: $rc: $(cat err)"
set --
while [ $# -lt 34 ]; do set -- "$@" --with c/list.csv:1; done
fails 2 "sampledb train: --with is given more than 16 times" train -q -o no.st "$@" c/list.csv
[ ! -e no.st ] || die "a model was written"
