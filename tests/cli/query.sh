#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The language of searches from outside: what a mistake looks like, the user's synonyms,
# and words that hurt.
. "${0%/*}/lib.sh"
demo
label
s=$HOME/Samples

# found NAME...: these files, in this order.
found() {
    sed 's/.*\///' out >names
    printf '%s\n' "$@" >want
    diff names want >difference || die "found $(cat difference)"
}

# A query is one argument or many.
ok find 'kick -copy or loop' sort:-name limit:2
lines 0 # of two arguments one with blanks is a phrase
ok find 'kick -copy or loop sort:-name limit:2'
found loop_120.wav 'kick 02.wav'
ok find kick -copy or loop sort:-name limit:2
found loop_120.wav 'kick 02.wav'
ok find '(kick or loop)' 'dur:>0.5'
found loop_120.wav
ok find loop 'folder:Vinyl Loops'
found loop_120.wav
ok find kick 'copy' -n 5 limit:1
found 'kick copy.wav'
ok find '"kick"' -drums.kick # it lies in Kicks
found snare.wav
ok find '"snare"'
found snare.wav

# Synonyms: built in, one's own, and those of another file.
ok find bd -copy
found 'kick 01.wav' 'kick 02.wav'
ok find 'bass drum -copy'
found 'kick 01.wav' 'kick 02.wav'
ok find Kicks -copy
found 'kick 01.wav' 'kick 02.wav'
mkdir -p "$HOME/.config/sampledb"
mine=$HOME/.config/sampledb/synonyms.csv
printf 'word,tag\n# mine\nBumm,kick\nbd,-\n' >"$mine"
ok find bumm -copy
found 'kick 01.wav' 'kick 02.wav'
ok find bd
lines 0
ok find '_120'
found loop_120.wav
printf 'umpf,loop\n' >"$dir/other.csv"
printf 'synonyms = %s\n' "$dir/other.csv" >"$HOME/.config/sampledb/config"
ok find umpf
found loop_120.wav
ok find bumm
lines 0
printf 'synonyms = %s\n' "$dir/absent.csv" >"$HOME/.config/sampledb/config"
fails 1 "sampledb find: $dir/absent.csv: open: No such file or directory" find kick
rm "$HOME/.config/sampledb/config"
printf 'bumm,kick\nbu mm,loop\n' >"$mine"
fails 1 "sampledb find: $mine:2: 'bu mm' is there already" find kick
printf 'bumm\n' >"$mine"
fails 1 "sampledb find: $mine:1: WORD,TAG is wanted" find kick
rm "$mine"
printf 'jobs = 1\n' >"$dir/conf"
printf 'wumm,kick\n' >"$dir/synonyms.csv" # beside the configuration that is named
ok --config "$dir/conf" find wumm -copy
lines 2
rm "$dir/synonyms.csv"

# A mistake: one line that says it, the query, and a caret below.
fails 2 "sampledb find: column 10: 'dur:long': a duration is <2, >=500ms or 0.5..2; units ms, s, m, h
  kick dur:long
           ^" find kick dur:long
fails 2 'sampledb find: column 6: this parenthesis is never closed
  kick (loop
       ^' find 'kick (loop'
fails 2 "sampledb find: column 8: a word is missing behind 'or', before the end
  kick or
         ^" find kick or
fails 2 "sampledb find: column 2: this quote is never closed
  -\"kick
   ^" find '-"kick'
fails 1 'sampledb find: the library knows no model that compares sounds; run sampledb index' \
    find similar:kick.wav
fails 2 "sampledb find: 'ucs:NOPE': no category has this code" find ucs:NOPE
run find ''
[ $rc -eq 2 ] || die "an empty word: $rc"
says "an empty word finds nothing"

# Bytes that are no text, and terminals: nothing that was typed reaches one as it is.
run find "$(printf 'a\351b')"
[ $rc -eq 2 ] || die "not UTF-8: $rc"
says 'column 2: this byte is not UTF-8'
run find "$(printf 'a\033[31m')"
[ $rc -eq 2 ] || die "escape: $rc"
says 'column 2: a control character'
! grep -q "$(printf '\033')" err || die 'an escape sequence is printed'

# Too much of everything, and what no sound can have.
words=$(seq 65 | tr '\n' ' ')
run find "$words"
[ $rc -eq 2 ] || die "65 words: $rc"
says 'more than 64 words'
deep=$(printf '(%.0s' $(seq 1 40))
run find "$deep a"
[ $rc -eq 2 ] || die "40 parentheses: $rc"
says 'column 33: more than 32'
run find "$(printf 'a%.0s' $(seq 1 9000))"
[ $rc -eq 2 ] || die "9000 bytes: $rc"
says 'at most 8192 bytes'
[ "$(wc -l <err)" -eq 3 ] && [ "$(wc -c <err)" -lt 500 ] || die "$(cat err)"
for q in limit:0 limit:-1 limit:2147483648 limit:99999999999999999999 limit:1e3 \
    'dur:>99999999999999999' 'dur:2..1' 'conf:>1' 'bpm:nan' 'bpm:inf..' 'dur:0x10..' \
    'added:<99999999999999999y' 'added:2026-02-30' 'note:C99' 'channels:<1e9'; do
    run find "$q"
    [ $rc -eq 2 ] || die "$q: $rc $(cat out)"
    [ "$(wc -l <err)" -eq 3 ] || die "$q: $(cat err)"
done
ok find limit:2147483647
lines 5

# Nothing that is typed becomes SQL, not even in what --sql prints.
for q in "'" "';DROP TABLE file;--" 'name:"x'\'' OR 1=1 --"' "user:'" "path:%'_" 'tag:";"' \
    "\"''\""; do
    ok find "$q"
    lines 0
    ok find --sql "$q"
    sqlite3 -readonly "$library" <out >rows
    [ ! -s rows ] || die "$q: --sql finds $(cat rows)"
done
is 6 'SELECT count(*) FROM file'

# What --sql prints finds the same, with a limit and in the same order.
for q in 'kick or loop' 'dur:<1 sort:-dur' '(kick bpm:..1) or -kick limit:2' 'added:<1d' \
    'added:2020.. key:Am or loop' 'bst:is-p' 'state:any sort:-path'; do
    ok find -0 "$q"
    tr '\0' '\n' <out >paths
    ok find --sql "$q"
    sqlite3 -readonly -separator '	' "$library" <out | cut -f 3 >rows
    diff paths rows || die "--sql of '$q'"
done
