#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The manual against the program: it is well formed, knows every option, and its
# examples work.
. "${0%/*}/cli/lib.sh"
: "${TOP:?is not set; run this with make check}"
bad=0
complain() {
    echo "$*" >&2
    bad=1
}

# Well formed.
if command -v mandoc >/dev/null; then
    for page in "$TOP"/man/*.[1-8]; do
        mandoc -Tlint -Wwarning "$page" >lint 2>&1 || complain "$(cat lint)"
    done
else
    echo 'mandoc is missing: the form of the manual is not checked'
fi

# The options that --help lists, and those that the page lists.
in_help() {
    awk '/^Options:/ { on = 1; next } /^$/ { on = 0 }
        on { for (i = 1; i <= 2; i++) if ($i ~ /^-/) { sub(/,$/, "", $i); print $i } }' out
}
in_page() {
    awk '/^\.It Fl/ {
        for (i = 2; i < NF; i++)
            if ($i == "Fl" && $(i + 1) == "Fl") print "--" $(i + 2)
            else if ($(i - 1) == "Fl") continue
            else if ($i == "Fl") print "-" $(i + 1)
    }' "$1"
}
ok --help
commands=$(awk '/^Commands:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }' out)
[ "$(echo "$commands" | wc -l)" -ge 6 ] || die "too few commands: $commands"
for c in $commands; do
    page=$TOP/man/sampledb-$c.1
    [ -f "$page" ] || {
        complain "sampledb $c has no page"
        continue
    }
    grep -q "^\.It Cm $c\$" "$TOP/man/sampledb.1" || complain "sampledb.1 lacks $c"
    ok "$c" --help
    in_help | sort >a
    in_page "$page" | sort >b
    diff a b >difference ||
        complain "sampledb $c: options of --help (<) and of its page (>): $(cat difference)"
    [ "$(grep -c '^\.Dl \$ sampledb\|^\.Dl \$ .* sampledb' "$page")" -ge 2 ] ||
        complain "$page has less than two examples"
done

# The examples, as they stand, in a home that has ~/Samples, and with the labelled files
# and the model that the pages of train and eval speak of.
corpus() {
    mkdir corpus
    echo path,label,split,source >corpus/manifest.csv
    echo path,midi_note >corpus/notes.csv
    for k in 1 2 3 4 5 6; do
        split=train
        [ $k -le 4 ] || split=dev
        for l in kick:50 snare:900 hat-closed:3000; do
            wav "corpus/${l%:*}$k.wav" $((${l#*:} + 7 * k))
            echo "${l%:*}$k.wav,${l%:*},$split,maker $k" >>corpus/manifest.csv
            echo "${l%:*}$k.wav,$((40 + k))" >>corpus/notes.csv
        done
    done
    cp -R corpus rendered
    sampledb train -q --out mine.safetensors corpus/manifest.csv >/dev/null
}
example() {
    case $1 in
    *'| jq '*)
        command -v jq >/dev/null || {
            echo "jq is missing: not run: $1"
            return 0
        } ;;
    esac
    sh -c "$1" >../said 2>&1 </dev/null && return 0
    complain "${page##*/}: '$1' fails: $(cat ../said)"
}
mkdir bin
ln -s "$SAMPLEDB" bin/sampledb
PATH=$dir/bin:$PATH
export PATH
mkdir made
(cd made && corpus)
for page in "$TOP"/man/sampledb*.[17]; do
    HOME=$dir/${page##*/}
    export HOME
    mkdir -p "$HOME/Samples/Kicks" "$HOME/Samples/Vinyl Loops" "$HOME/Music" "$HOME/work"
    wav "$HOME/Samples/Kicks/kick.wav" 55
    wav "$HOME/Samples/Kicks/kick 2.wav" 60
    wav "$HOME/Samples/snare.wav" 700
    wav "$HOME/Samples/Vinyl Loops/loop_120.wav" 220 8000
    cd "$HOME/work"
    sampledb index -q ~/Samples >/dev/null
    cp -R ../../made/. .
    sed -n 's/^\.Dl \$ //p' "$page" |
        sed "s/\\\\(aq/'/g; s/\\\\(dq/\"/g; s/\\\\-/-/g; s/\\\\&//g; s/\\\\e/\\\\/g" >examples
    while IFS= read -r line <&3; do
        example "$line"
    done 3<examples
    cd "$dir"
done
exit $bad
