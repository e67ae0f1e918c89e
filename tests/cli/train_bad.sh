#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# train and eval on what goes wrong beside the list itself (that: train.sh): sounds that
# are no numbers, too little to learn from, places that cannot be written to.
. "${0%/*}/lib.sh"

corpus c
q() { sqlite3 :memory: "SELECT json_extract(CAST(readfile('${2:-out}') AS TEXT), '$1')"; }

# float_wav FILE WORD: 400 samples of 32-bit float, of which each tenth is the four bytes
# WORD, the rest a decaying tone.
float_wav() {
    rm -f "$1"
    {
        printf 'RIFF'
        printf "$(le $((36 + 1600)) 4)"
        printf 'WAVEfmt '
        printf "$(le 16 4)$(le 3 2)$(le 1 2)$(le 8000 4)$(le 32000 4)$(le 4 2)$(le 32 2)"
        printf 'data'
        printf "$(le 1600 4)"
        # 0x3e.. and 0xbe.. are 0.125 to 0.5 and their negatives
        printf "$(awk -v word="$2" 'BEGIN {
            for (i = 0; i < 400; i++)
                printf "%s", i % 10 == 3 ? word : "\\000\\000" \
                    sprintf("\\%03o", (400 - i) / 2) (i % 4 < 2 ? "\\076" : "\\276")
        }')"
    } >"$1"
}
float_wav c/nan.wav '\000\000\300\177'
float_wav c/snan.wav '\001\000\200\177'
float_wav c/inf.wav '\000\000\200\177'
float_wav c/less.wav '\000\000\200\377'
float_wav c/huge.wav '\377\377\177\177'
float_wav c/tiny.wav '\001\000\000\000'
# Learned from and measured on, they leave numbers behind, and the same ones each time.
{
    cat c/list.csv
    for f in nan snan inf less huge tiny; do
        echo "$f.wav,hat-closed,train,oneshot,odd$f,maker1,pack"
    done
} >c/odd.csv
for arch in linear cnn; do
    ok train -q -J -a $arch -n 2 -o odd.st c/odd.csv
    for x in learning[1].loss learning[1].macro_f1 dev.all.ece model.temperature; do
        q "\$.$x" | grep -Eq '^[0-9]+\.[0-9]+$' || die "$arch: $x is '$(q "\$.$x")'"
    done
    [ $(($(q '$.trained') + $(q '$.validation.n'))) -eq 42 ] || die "$arch: not 42 rows"
    ok train -q -a $arch -n 2 -o odd2.st c/odd.csv
    cmp -s odd.st odd2.st || die "$arch: another model from the same files"
    ok eval -q -J -S train odd.st c/odd.csv
    [ "$(q '$.all.n')" = 42 ] || die "$arch: $(q '$.all.n')"
done

# As little as there can be: two files, which are all there is to learn from; a label of
# one file beside others; labels that no file to measure on has.
head -n 1 c/list.csv >c/two.csv
grep '^kick-0\|^bass-0' c/list.csv >>c/two.csv
for arch in linear cnn; do
    ok train -q -J -a $arch -n 2 -o two.st c/two.csv
    [ "$(q '$.trained')" = 2 ] && [ "$(q '$.validation.n')" = 0 ] || die "$arch: $(q '$.trained')"
    q '$.warnings' | grep -qx 'bass has a single example' || die "$arch: $(q '$.warnings')"
    ok eval -q two.st c/list.csv
done
sed 's/,kit[^,]*,/,one,/; s/,dev,/,test,/' c/list.csv >c/one.csv
ok train -q -J -n 2 -o one.st c/one.csv
[ "$(q '$.validation.n')" = 0 ] && [ "$(q '$.validation.coverage_curve')" = '[]' ] || die "$(q '$.validation')"
ok eval -q -S test one.st c/one.csv
has '^leaf published +0\.000 '
sed '/,dev,/d; /bass-[1-9]/d' c/list.csv >c/single.csv
sed -n '/,dev,/p' c/list.csv | grep -v '^bass' >>c/single.csv
ok train -q -J -n 2 -o single.st c/single.csv
q '$.warnings' | grep -qx 'bass has a single example' || die "$(q '$.warnings')"

# All files of a split are missing.
sed 's/^[a-z-]*-9/no-9/; s/^[a-z-]*-1\([01]\)/no-1\1/; /^no/s/,/,kick,/; /^no/s/,kick,[a-z-]*/,kick/' \
    c/list.csv | awk -F , '!seen[$1]++' >c/gone.csv
ok train -q -n 1 -o m.st c/list.csv
fails 1 "sampledb eval: c/gone.csv: no file of split 'dev' is left, the first: \
c/gone.csv:38: c/no-9.wav: no such file, or no audio in it" eval -q --skip-missing m.st c/gone.csv

# Places that cannot be written to are named before anything is analysed.
chmod 755 "$dir"
mkdir locked
chmod 555 locked
mkdir open
chmod 777 open
refused() {
    text=$1
    shift
    (as_other "$SAMPLEDB" "$@" >out 2>err) && die "no error: $*"
    [ "$(cat err)" = "$text" ] || die "$*: $(cat err)"
}
refused "sampledb train: locked/m.st: create: Permission denied" \
    train -q --cache "$dir/new.db" -o locked/m.st c/list.csv
refused "sampledb train: locked: write in it: Permission denied" \
    train -q --cache "$dir/new.db" -o open/none.st -r locked c/list.csv
[ ! -e new.db ] || die "files were analysed before the place was looked at"
for cache in m.st c/list.csv/no.db; do
    run train -q --cache $cache -o no.st c/list.csv
    [ $rc -eq 1 ] && [ "$(wc -l <err)" -eq 1 ] && grep -qF "$cache" err || die "$cache: $rc: $(cat err)"
done

# A run that is ended leaves the old model, and no part of a new one.
cp m.st old.st
# A new cache appears only after the program has begun to listen for signals.
"$SAMPLEDB" train -q --cache stop.db -a cnn -n 100000 -o m.st c/list.csv >out 2>err &
pid=$!
while [ ! -s stop.db ]; do kill -0 $pid 2>/dev/null || die "it ended by itself: $(cat err)"; done
kill -TERM $pid
rc=0
wait $pid || rc=$?
[ $rc -ne 0 ] || die "an interrupted run says it is done"
cmp -s m.st old.st || die "an interrupted run has written its model"
