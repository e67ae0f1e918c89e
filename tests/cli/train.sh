#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# train: the same model from the same sounds, all its numbers, and clear words for a
# list that is wrong. What eval says of models: eval.sh.
. "${0%/*}/lib.sh"

corpus c
train() { ok train -q "$@"; }
# refused STATUS TEXT ARG...: so ends train with these arguments, and leaves no model.
refused() {
    refused_rc=$1
    refused_text=$2
    shift 2
    fails "$refused_rc" "sampledb train: $refused_text" train -q -o no.st "$@"
    [ ! -e no.st ] || die "a model was written: $*"
    [ ! -e no.st.?????? ] || die "a part of a model was left: $*"
}
# csv COMMAND...: c/bad.csv, made from the good one.
csv() { sed "$@" c/list.csv >c/bad.csv; }

# All there is to know on stdout, as text and as JSON. The report: report.sh.
train -J -o m.st c/list.csv
cp out report.json
train -o m.st c/list.csv
has '^kick +3 +1\.000 +1\.000 +1\.000$'
has '^split dev$'
has '^files +12 +8 +4$'
has '^accuracy +1\.000 '
has '^[0-9a-f]{32}: [0-9]+ files learned from$'
q() { sqlite3 :memory: "SELECT json_extract(CAST(readfile('$1') AS TEXT), '$2')"; }
[ "$(q report.json '$.dev.all.n')" = 12 ] || die "$(cat report.json)"
[ "$(q report.json '$.dev.all.macro_f1')" = 1.0 ] || die "$(cat report.json)"
[ "$(q report.json '$.dev.pack.n')" = 8 ] || die "$(cat report.json)"
[ "$(q report.json '$.validation.classes[3].label')" = synth-lead ] || die "$(cat report.json)"
[ "$(q report.json '$.dev.all.confusion[2][2]')" = 3 ] || die "$(cat report.json)"
aside=$(q report.json '$.validation.n')
[ "$aside" -ge 4 ] && [ $(($(q report.json '$.trained') + aside)) -eq 36 ] || die "$(cat report.json)"
train -J -o again.st c/list.csv
cmp -s out report.json || die "--json: $(cat out)"

# The same bytes: again, from a cache of its own, by one worker, from other spellings
# of the same list. Other bytes from another seed.
same() { cmp -s m.st "$1" || die "$1 is another model"; }
same again.st
train -j 1 --cache own.db -o cache.st c/list.csv
same cache.st
sqlite3 :memory: -cmd '.import --csv c/list.csv t' -cmd '.mode json' 'SELECT * FROM t' >c/list.json
train -o json.st c/list.json
same json.st
csv 's/$/\r/'
train -o crlf.st c/bad.csv
same crlf.st
csv 's/[^,]*/"&"/g; 1s/^/\xef\xbb\xbf/'
train -o quoted.st c/bad.csv
same quoted.st
csv 's/,kick,/,drums.kick,/'
(cd c && train -o ../dotted.st bad.csv)
same dotted.st
train -s 2 -o seed.st c/list.csv
! cmp -s m.st seed.st || die "the seed is of no matter"

# The convolutional net: the same bytes too, and eval gives the same numbers.
train -a cnn -n 2 -J -o cnn.st c/list.csv
[ "$(q out '$.arch')" = cnn ] || die "$(cat out)"
seen=$(q out '$.dev.all')
train -a cnn -n 2 -o cnn2.st c/list.csv
cmp -s cnn.st cnn2.st || die "the same seed gave another convolutional net"
ok eval -q -J cnn.st c/list.csv
[ "$(q out '$.all')" = "$seen" ] || die "eval: $(cat out)"

# A name with a comma, a quote and a line break in it.
odd='c/a "b",
c.wav'
cp c/kick-3.wav "$odd"
wav "$odd" 51
{ cat c/list.csv; printf '"a ""b"",\nc.wav",kick,train,oneshot,kit9,maker1,\n'; } >c/odd.csv
train -J -o odd.st c/odd.csv
[ $(($(q out '$.trained') + $(q out '$.validation.n'))) -eq 37 ] || die "not 37: $(cat out)"

# Without a split to measure on, without the columns that nobody must give.
csv '/,dev,/d'
train -o nodev.st c/bad.csv
hasnt '^split dev$'
cut -d , -f 1-3 c/list.csv >c/bad.csv
train -o three.st c/bad.csv
has '^files +12$'

# A label with a single file is learned, and named.
awk -F , 'NR == 1 || $2 != "bass" || $1 == "bass-0.wav"' c/list.csv >c/bad.csv
train -o few.st c/bad.csv
has '^bass has a single example$'
has '^bass lies in one group: validation does not measure it$'

# Lists that are wrong: file and line are named.
refused 1 "nowhere.csv: No such file or directory" nowhere.csv
refused 1 "c: Is a directory" c
refused 1 "c/bass-1.wav:1: not text" c/bass-1.wav
: >c/bad.csv
refused 1 "c/bad.csv:1: no header row" c/bad.csv
csv '2,$d'
refused 1 "c/bad.csv: split 'train' is empty; there are no rows" c/bad.csv
csv 's/,train,/,test,/'
refused 1 "c/bad.csv: split 'train' is empty; there are: dev, test" c/bad.csv
csv '1s/label/lable/'
refused 1 "c/bad.csv:1: no column 'label'" c/bad.csv
csv '4s/,bass,/,base,/'
refused 1 "c/bad.csv:4: unknown label 'base'" c/bad.csv
csv '4s/,bass,/,,/'
refused 1 "c/bad.csv:4: empty label" c/bad.csv
csv '4s/,loop,/,often,/'
refused 1 "c/bad.csv:4: form 'often' is neither oneshot nor loop" c/bad.csv
csv '5s/$/,more/'
refused 1 "c/bad.csv:5: 8 fields, the header has 7" c/bad.csv
csv '6p'
refused 1 "c/bad.csv:7: c/kick-1.wav is listed already, at 6" c/bad.csv
csv '9s/^/"/'
refused 1 "c/bad.csv:9: a quote is not closed" c/bad.csv
csv '9s/[^,]*/"&"x/'
refused 1 "c/bad.csv:9: text after a closing quote" c/bad.csv
csv '1p;/kick/!d'
refused 1 "c/bad.csv: training needs examples of two labels or more" c/bad.csv
echo '{"path": "a.wav"}' >c/bad.json
refused 1 "c/bad.json:1: not a list of objects" c/bad.json
echo '[{"path": "a.wav", "label": 1}]' >c/bad.json
refused 1 "c/bad.json:item 1: no text 'label'" c/bad.json
printf '[\n{"path": "a.wav"}\n' >c/bad.json
refused 1 "c/bad.json:3: ']' expected near end of file" c/bad.json

# Files that are not there, not sounds, or not beneath the list.
csv '9s/^[^,]*/no\/such.wav/'
missing="no such file, or no audio in it (--skip-missing leaves such files out)"
refused 1 "c/bad.csv:9: c/no/such.wav: $missing" c/bad.csv
run train -o no.st c/bad.csv
grep -qxF "sampledb train: $dir/c/no/such.wav: is not there" err || die "$(cat err)"
run train -q --skip-missing -o some.st c/bad.csv
[ $rc -eq 0 ] && [ -s some.st ] || die "--skip-missing: $rc: $(cat err)"
[ "$(cat err)" = "sampledb train: 1 files left out, the first: c/bad.csv:9: c/no/such.wav: no such file, or no audio in it" ] ||
    die "--skip-missing: $(cat err)"
csv '9s/^[^,]*/list.json/'
refused 1 "c/bad.csv:9: c/list.json: $missing" c/bad.csv
csv '9s/^[^,]*/..\/c\/kick-0.wav/'
refused 1 "c/bad.csv:9: c/../c/kick-0.wav: $missing" c/bad.csv
csv '9s/^[^,]*/\/etc\/passwd/'
refused 2 "c/bad.csv:9: /etc/passwd lies outside the manifest's folder" c/bad.csv

# Places that take no model: nothing there is touched, and nothing is left beside it.
mkdir full
fails 1 "sampledb train: full: is not a regular file" train -q -o full c/list.csv
mkfifo pipe
fails 1 "sampledb train: pipe: is not a regular file" train -q -o pipe c/list.csv
[ -p pipe ] || die "the pipe was replaced"
fails 1 "sampledb train: nowhere/m.st: create: No such file or directory" \
    train -q -o nowhere/m.st c/list.csv
cp m.st old.st
(
    trap '' XFSZ
    ulimit -f 20
    exec "$SAMPLEDB" train -q --cache own.db -o old.st c/list.csv >out 2>err
) && die "no error from a full disk"
[ "$(wc -l <err)" -eq 1 ] || die "$(cat err)"
same old.st
ls | grep -q 'st\.......$' && die "a part of a model was left: $(ls)"

# What cannot be meant.
refused 2 "no architecture 'deep'; there are: linear, cnn, cnn-texture, crnn, attention" -a deep c/list.csv
refused 2 "--epochs wants a number from 1 to 100000, not '0'" -n 0 c/list.csv
refused 2 "train wants one manifest"
fails 2 "sampledb train: train wants --out FILE for the model" train c/list.csv
