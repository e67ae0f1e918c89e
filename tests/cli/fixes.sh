#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --fixes of train and eval: known label errors, and the numbers with and without them.
. "${0%/*}/lib.sh"

corpus c
q() { sqlite3 :memory: "SELECT json_extract(CAST(readfile('${2:-out}') AS TEXT), '$1')"; }
ok train -q -o m.st c/list.csv
ok eval -q -J m.st c/list.csv
cp out right

# Two rows to measure on that are labelled wrongly, and a file that is no sound of the kind.
sed '/^kick-9/s/,kick,/,bass,/; /^kick-11/s/,kick,/,snare,/' c/list.csv >c/wrong.csv
wav c/odd.wav 3000
echo odd.wav,kick,dev,oneshot,kit9,maker9,pack >>c/wrong.csv
cat >fixes.csv <<'END'
path,old,new,why
kick-9.wav,bass,kick,"no tone, a drum"
kick-11.wav,snare,drums.kick,a bass drum
odd.wav,kick,drop,a beep
END
ok eval -q -J --fixes fixes.csv m.st c/wrong.csv
for part in all pack new_source; do
    [ "$(q "\$.$part")" = "$(q "\$.$part" right)" ] || die "$part: $(cat out)"
done
[ "$(q '$.fixes')" = '{"changed":2,"dropped":1}' ] || die "$(cat out)"
cp out fixed
ok eval -q -J m.st c/wrong.csv
[ "$(q '$.fixes')" = '' ] || die "$(cat out)"
[ "$(q '$.all.n')" = 12 ] && [ "$(q '$.unknown')" = 1 ] || die "$(cat out)"
for x in n accuracy macro_f1 ece; do
    [ "$(q "\$.all.$x")" = "$(q "\$.without_fixes.all.$x" fixed)" ] || die "$x: $(cat fixed)"
done
ok eval -q --fixes fixes.csv m.st c/wrong.csv
has '^without the corrections: 2 labels changed back, 1 files more$'
[ "$(grep -c '^macro-F1 ' out)" -eq 2 ] || die "$(cat out)"

# Corrected rows are learned from as if the list had been right: the same bytes.
sed '/^kick-1\./s/,kick,/,bass,/' c/list.csv >c/wrong.csv
echo odd.wav,bass,train,oneshot,kit0,maker0,pack >>c/wrong.csv
cat >fixes.csv <<'END'
path,old,new,why
kick-1.wav,bass,kick,a bass drum
odd.wav,bass,drop,a beep
END
ok train -q -J --fixes fixes.csv -o fixed.st c/wrong.csv
[ "$(q '$.dev.fixes')" = '{"changed":0,"dropped":0}' ] || die "$(cat out)"
sqlite3 :memory: "SELECT hex(readfile('m.st')) = hex(readfile('fixed.st'))" | grep -q 1 ||
    die "corrected rows gave another model"

# What is wrong is named, before anything is analysed.
for command in "train -o no.st" "eval m.st"; do
    bad() { fails 1 "sampledb ${command%% *}: $1" $command -q --cache new.db --fixes fixes.csv c/wrong.csv; }
    echo path,old,new,why >fixes.csv
    echo kick-1.wav,kick,bass,no >>fixes.csv
    bad "fixes.csv:2: 'kick-1.wav' is labelled 'bass' at c/wrong.csv:6, not 'kick'"
    sed -i '2s/.*/kick-99.wav,kick,bass,no/' fixes.csv
    bad "fixes.csv:2: c/wrong.csv does not list 'kick-99.wav'"
    rm fixes.csv
    bad "fixes.csv: No such file or directory"
    [ ! -e new.db ] && [ ! -e no.st ] || die "$command: something was written: $(ls)"
done
