#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --report of train and eval: a folder of tables, numbers and plots; whole with gnuplot,
# without it, and where it fails; and nothing that others wrote is a command to gnuplot.
. "${0%/*}/lib.sh"

corpus c
q() { sqlite3 :memory: "SELECT json_extract(CAST(readfile('$1') AS TEXT), '$2')"; }
header() { [ "$(head -n 1 "$1" | tr '\t' ' ')" = "$2" ] || die "$1: $(head -n 1 "$1")"; }
rows() { [ "$(wc -l <"$1")" -eq $(($2 + 1)) ] || die "$1: not $2 rows: $(cat "$1")"; }
plots="learning classes confusion reliability coverage"
tables="classes.tsv confusion.tsv coverage.tsv learning.tsv metrics.json plots.gp reliability.tsv"

# A gnuplot of our own, so that tables can be looked at on machines without it.
mkdir bin none
cat >bin/gnuplot <<'END'
#!/bin/sh
[ "$1 $2 $4" = "-d -e plots.gp" ] || exit 3
for p in learning classes confusion reliability coverage; do
    if [ -f $p.tsv ]; then echo png >$p.png.new; echo svg >$p.svg.new; fi
done
END
chmod +x bin/gnuplot
real_path=$PATH
PATH=$dir/bin:$PATH

ok train -q -n 7 -o m.st --report rep c/list.csv
[ "$(ls rep | tr '\n' ' ')" = "$(for p in $plots; do
    for e in png svg tsv; do echo $p.$e; done
done | { cat; echo metrics.json; echo plots.gp; } | sort | tr '\n' ' ')" ] || die "$(ls rep)"
header rep/learning.tsv "epoch loss accuracy macro_f1 best train_accuracy"
rows rep/learning.tsv 7
[ "$(cut -f 5 rep/learning.tsv | grep -c '^1$')" -eq 1 ] || die "$(cat rep/learning.tsv)"
header rep/classes.tsv "label category files answers precision recall f1"
rows rep/classes.tsv 4
header rep/confusion.tsv "truth bass hat-closed kick synth-lead"
rows rep/confusion.tsv 4
header rep/reliability.tsv "from to files confidence accuracy"
rows rep/reliability.tsv 15
[ "$(awk -F '\t' 'NR > 1 { n += $3 } END { print n }' rep/reliability.tsv)" -eq 12 ] ||
    die "$(cat rep/reliability.tsv)"
rows rep/coverage.tsv 200
[ "$(tail -n 1 rep/coverage.tsv | cut -f 1-2 | tr '\t' ' ')" = "1.000000 $(
    q rep/metrics.json '$.dev.all.accuracy' | xargs printf %.6f)" ] || die "$(tail -n 1 rep/coverage.tsv)"
grep -q '^measured_on = "dev"$' rep/plots.gp || die "$(cat rep/plots.gp)"
while read -r path value; do
    [ "$(q rep/metrics.json "\$.$path")" = "$value" ] || die "$path: $(q rep/metrics.json "\$.$path")"
done <<'END'
model.arch linear
model.labels 4
options.seed 1
options.epochs 7
options.manifest c/list.csv
options.with []
splits {"train":36,"dev":12}
learning[6].epoch 7
dev.all.n 12
dev.pack.n 8
dev.new_source.n 4
dev.domains.soundfont.n 4
dev.all.classes[0].answered 3
dev.all.first_levels[1].label drums
dev.all.first_levels[1].n 6
dev.all.form_confusion[1][1] 6
dev.all.reliability[14].to 1.0
dev.all.coverage_curve[49].coverage 1.0
END
[ "$(q rep/metrics.json '$.validation.confusion')" != '' ] || die "metrics.json lacks it"

# eval into the same folder: no learning curve is left there that is not of this model.
echo mine >rep/notes.txt
ok eval -q m.st c/list.csv --report rep
[ "$(ls rep | grep -c '^learning')" -eq 0 ] && [ -f rep/notes.txt ] && [ -s rep/classes.svg ] ||
    die "$(ls rep)"
[ "$(q rep/metrics.json '$.all.n')" = 12 ] || die "metrics.json lacks it"
grep -q '^epochs = 0$' rep/plots.gp || die "$(cat rep/plots.gp)"
ok eval -q -J m.st c/list.csv -r rep2
[ "$(q out '$.all.classes')" = "$(q rep2/metrics.json '$.all.classes')" ] || die "$(cat out)"

# Without a split to measure on it is what validation said.
sed '/,dev,/d' c/list.csv >c/train.csv
ok train -q -n 2 -o no.st -r rep2 c/train.csv
grep -q '^measured_on = "validation"$' rep2/plots.gp || die "$(cat rep2/plots.gp)"

# No gnuplot, or one that fails: one line, the tables, no picture of other numbers.
missing="gnuplot is not installed: plots are not drawn; data and plots.gp are in"
PATH=$dir/none run eval -q m.st c/list.csv --report rep
[ $rc -eq 0 ] || die "without gnuplot: $rc: $(cat err)"
[ "$(cat err)" = "sampledb eval: $missing rep; on Debian: apt install gnuplot-nox" ] || die "$(cat err)"
[ "$(ls rep | grep -c 'png\|svg')" -eq 0 ] && [ -s rep/classes.tsv ] || die "$(ls rep)"
PATH=$dir/none run train -q -n 1 -o no.st c/list.csv --report rep3
[ $rc -eq 0 ] && grep -qF "sampledb train: $missing rep3;" err || die "without gnuplot: $(cat err)"
[ "$(ls rep3 | tr '\n' ' ')" = "$tables " ] || die "$(ls rep3)"
ok eval -q m.st c/list.csv --report rep
printf '#!/bin/sh\necho half >classes.png.new\necho noise >&2\nexit 1\n' >bin/gnuplot
run eval -q m.st c/list.csv --report rep
[ $rc -eq 0 ] || die "gnuplot fails: $rc: $(cat err)"
[ "$(cat err)" = "sampledb eval: gnuplot failed: plots are not drawn; data are in rep, where \
'gnuplot plots.gp' says why" ] || die "$(cat err)"
[ "$(ls rep | grep -c 'png\|svg')" -eq 0 ] || die "$(ls rep)"
printf '#!/bin/sh\nkill -9 $$\n' >bin/gnuplot
run eval -q m.st c/list.csv --report rep
[ $rc -eq 0 ] && grep -q 'gnuplot failed' err || die "gnuplot is killed: $rc: $(cat err)"

# Places that take no report are named before anything is analysed or learned.
echo old >taken
for command in "train -o no.st" "eval m.st"; do
    name=${command%% *}
    rm -f no.st
    fails 1 "sampledb $name: taken: is a file; a report is a folder" \
        $command -q --cache new.db -r taken c/list.csv
    fails 1 "sampledb $name: taken/rep: create: Not a directory" \
        $command -q --cache new.db -r taken/rep c/list.csv
    fails 1 "sampledb $name: nowhere/rep: create: No such file or directory" \
        $command -q --cache new.db -r nowhere/rep c/list.csv
    [ "$(cat taken)" = old ] && [ ! -e new.db ] && [ ! -e no.st ] || die "$name: $(ls)"
done
chmod 755 "$dir"
mkdir locked
chmod 555 locked
(as_other "$SAMPLEDB" eval -q --cache new.db -r locked m.st c/list.csv >out 2>err) &&
    die "no word on a folder that cannot be written to"
[ "$(cat err)" = "sampledb eval: locked: write in it: Permission denied" ] || die "$(cat err)"
# A table that cannot be replaced: one line, and no part of a file.
mkdir rep4 rep4/coverage.tsv
fails 1 "sampledb eval: rep4/coverage.tsv: is not a regular file" eval -q -r rep4 m.st c/list.csv
ls rep4 | grep -q '\.......$' && die "a part of a file was left: $(ls rep4)"

# The real one: pictures that are pictures. Names of folders and splits are no commands.
PATH=$real_path
command -v gnuplot >/dev/null || {
    echo 'gnuplot is missing: no plot is drawn'
    exit 0
}
cat >c/evil.csv <<'END'
path,label,split,domain
kick-9.wav,kick,"x""; system ""touch hacked""; y=""","`touch hacked`"
bass-9.wav,bass,"x""; system ""touch hacked""; y=""","$(touch hacked)"
END
folder="f'\"; system \"touch hacked\"; \`touch hacked\`"
ok eval -q m.st c/evil.csv --split 'x"; system "touch hacked"; y="' --report "$folder"
[ -z "$(find . -name hacked)" ] && ! grep -q hacked "$folder/plots.gp" || die "injected: $(ls)"
cp "$folder/metrics.json" said
[ "$(q said '$.split')" = 'x"; system "touch hacked"; y="' ] || die "the split: $(q said '$.split')"
ok train -q -n 3 -o no.st --report rep5 c/list.csv
for d in rep5 "$folder"; do
    for p in $plots; do
        [ $p != learning ] || [ "$d" = rep5 ] || continue
        [ "$(head -c 4 "$d/$p.png" | tail -c 3)" = PNG ] && tail -c 8 "$d/$p.png" | grep -q IEND ||
            die "$d/$p.png is no picture"
        grep -q '</svg>' "$d/$p.svg" || die "$d/$p.svg is no picture"
    done
done
grep -q '>hat-closed<\|hat-closed' rep5/confusion.svg || die "no labels in the picture"
(cd rep5 && gnuplot plots.gp >../said 2>&1 </dev/null) && [ ! -e rep5/classes.png.new ] ||
    die "plots.gp by hand: $(cat said)"
