#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# review: what it asks about, what its keys store, and what can be taken back.
. "${0%/*}/lib.sh"
: "${TERMINAL:?is not set; run this with make check}"
s=$HOME/Samples

# Misuse, and libraries that there is nothing to ask about.
fails 2 'sampledb review: asks on a terminal, and this is none; what it would ask about is printed by --list' review </dev/null
fails 2 'sampledb review: --json goes with --list' review --json
fails 2 "sampledb review: --limit wants a number from 1 to 2147483647, not '0'" review --list -n 0
fails 1 "sampledb review: $library: no library here yet; make one with: sampledb index DIR" review --list
[ ! -e "$library" ] || die 'a library was made'
mkdir -p "$s/Kicks" "$s/Other"
run index -q "$s"
q 'SELECT count(*) FROM v1_model WHERE current' | grep -q 1 || {
    echo 'built without a model'
    exit 77
}
ok review --list
lines 0

# Eight sounds, one of them silent, one twice, one with a name that is no text.
n=0
for hz in 50 61 250 700 1500 3100; do
    n=$((n + 1))
    wav "$s/Kicks/sound $n.wav" $hz
done
cp "$s/Kicks/sound 1.wav" "$s/Other/copy.wav"
wav "$s/Other/only.wav" 980
wav "$s/Other/$(printf 'a\033[31m\377').wav" 2100
wav "$s/Other/silence.wav" 0
run index -q

# A list: every sound once, the same every time, and by folder and words.
ok review --list
lines 8
cp out first
ok review --list
cmp out first || die 'another list'
hasnt silence
! grep -q "$(printf '\033')" out || die 'an escape sequence'
has '^[a-z.]+ +0\.[0-9]{2}  [a-z.]+ +0\.[0-9]{2} +[0-9]+  /.*/sound 3\.wav$'
ok review --list -n 3
lines 3
ok review --list --folder "$s/Other"
lines 3
has '/Other/copy\.wav$'
hasnt Kicks
ok review --list --folder "$HOME"
lines 8
ok review --list --folder "$s/Kick"
lines 0
fails 2 'sampledb review: column 6: this parenthesis is never closed
  kick (loop
       ^' review --list 'kick (loop'
ok review --list name:only
lines 1
ok review --list 'dur:>5'
lines 0
ok review --list --json --folder "$s/Other" -name:only -name:sound -name:copy
lines 1
has '"path": "[^"]*/Other/a�\[31m�\.wav", "path_hex": "2f[0-9a-f]*2f611b5b33316dff2e776176", "hash": "[0-9a-f]{32}"'
has '"doubt": 0\.[0-9]+, "crowd": [0-9]+, "guesses": \[(\{"tag": "[a-z.-]+", "probability": 0\.[0-9]+\}(, )?){5}\]\}$'

# What the stored embedding says is what was said when it was heard.
ok review --list --json name:only
tag=$(sed 's/.*"guesses": \[{"tag": "\([^"]*\)".*/\1/' out)
is 1 "SELECT count(*) FROM v1_witness w JOIN v1_sample s ON s.id = w.sample_id WHERE s.name = 'only.wav'
    AND w.source = 'model' AND w.rank = 1 AND w.tag = '$tag'"
p=$(sed 's/.*"guesses": \[{"tag": "[^"]*", "probability": \([^}]*\)}.*/\1/' out)
is 1 "SELECT abs(w.confidence - $p) < 0.000001 FROM v1_witness w JOIN v1_sample s ON s.id = w.sample_id
    WHERE s.name = 'only.wav' AND w.source = 'model' AND w.facet = 'category' AND w.rank = 1"

# review ARG...: a session, whose keys come from stdin; what was seen is in ./out.
review() {
    rc=0
    TERM=xterm LC_ALL=C.UTF-8 "$TERMINAL" "$SAMPLEDB" review --no-play "$@" >out || rc=$?
    [ $rc -eq 0 ] || die "the terminal: $(tail -n 40 out)"
}
words() { q "SELECT group_concat(v, ', ') FROM (SELECT facet || ':' || tag || ' ' || verdict AS v
    FROM v1_feedback WHERE id > $1 ORDER BY id)"; }

# Each key, one after the other.
review -n 6 --folder "$s/Kicks" <<'KEYS'
wait 1 of 6
wait Enter yes
type ?
wait skip it
type x
wait Enter yes
type 2
wait 2 of 6
wait stored: 
type u
wait 1 of 6
wait withdrawn: 
type 2
wait stored: 
type f
wait 2 of 6
wait stored: loop
type n
wait 3 of 6
wait stored: not 
type s
wait 4 of 6
wait skipped
type /hat-cl
wait drums.hat.closed
type \t
wait tag: drums.hat.closed
type  -loop\n
wait 5 of 6
wait stored: drums.hat.closed, not loop
type /kicc\n
wait kicc: no such tag
type \x15user:so so\n
wait 5 of 6
wait stored: user:so so
type \e[A
type u
wait 5 of 6
wait withdrawn: user:so so
type tuser:x\e
wait Enter yes
type /drums.perc.gate\n
wait is no known category. Make it? [y/N]
type n
wait nothing is stored
type /drums.perc.gate\n
wait is no known category. Make it? [y/N]
type y
wait 6 of 6
wait stored: drums.perc.gate
type q
wait 5 answers stored, 1 skipped
wait the model learns from them by: sampledb retrain
end
cooked
KEYS
grep -q '^terminal: exit 0$' out || die "status: $(tail -n 1 out)"
said=$(words 0 | sed 's/category:\([a-z.-]*\)/category/g')
[ "$said" = 'category 1, category 0, category 1, form:loop 1, category -1, category 1, form:loop -1, user:so so 1, user:so so 0, category 1' ] ||
    die "said: $(words 0)"
is 1 "SELECT count(DISTINCT tag) FROM v1_feedback WHERE id <= 3"
is 0 "SELECT count(*) FROM v1_feedback WHERE tag IN ('x', 'kicc') OR actor <> 'user'"
[ "$(wc -l <"$library.corrections")" -eq 11 ] || die 'the ledger has not 10 words'
is 3 "SELECT count(*) FROM v1_sample WHERE category_confidence = 1"

# Who was answered for is not asked about again; who was skipped is.
ok review --list --folder "$s/Kicks"
lines 2

# What was withdrawn is asked again; a file that is gone is not.
first=$("$SAMPLEDB" review --list -n 1 --folder "$s/Kicks" | sed 's/.*  //')
before=$(q 'SELECT count(*) FROM v1_feedback')
review -n 1 --folder "$s/Kicks" <<'KEYS'
wait 1 of 1
wait Enter yes
type y
wait 1 answer stored, 0 skipped
KEYS
is $((before + 1)) 'SELECT count(*) FROM v1_feedback'
ok untag "$first"
ok review --list -n 1 --folder "$s/Kicks"
has "  $first\$"
mv "$first" gone.wav
review --folder "$s/Kicks" <<'KEYS'
wait passed over, since it is not there any more: 
type q
wait 0 answers stored
KEYS
mv gone.wav "$first"
for f in "$s"/*/sound*.wav "$s/Other/only.wav" "$s/Other/copy.wav"; do
    ok tag "$f" +kick
done
review <<'KEYS'
wait Enter yes
type y
wait nothing is left to ask about
wait 1 answer stored
KEYS
ok review --list
lines 0
ok check
hasnt '^(problem|repaired): '

# A model that has not heard the sounds has nothing to say of them.
wav "$s/Other/new.wav" 444
run index -q
ok review --list
lines 1
sqlite3 "$library" "UPDATE embedding SET data = zeroblob(30)"
fails 1 'sampledb review: the model in use has not heard these sounds yet; run: sampledb index' review --list

# No room on the disk: said, nothing is stored, and the question stays.
before=$(q 'SELECT count(*) FROM v1_feedback')
run index -q -f "$s"
ok review --list
rc=0
(
    trap '' XFSZ
    ulimit -f 72 # blocks of 512 bytes: less than an answer takes
    TERM=xterm exec "$TERMINAL" "$SAMPLEDB" review --no-play
) >out <<'KEYS' || rc=$?
wait Enter yes
type y
wait not stored: 
type q
wait 0 answers stored, 0 skipped
KEYS
[ $rc -eq 0 ] || die "the terminal: $(tail -n 30 out)"
is "$before" 'SELECT count(*) FROM v1_feedback'
ok check
