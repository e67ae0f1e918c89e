#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# retrain: what was said of some sounds is heard in others like them, and nothing else
# changes; a dry run says just what would come of it.
. "${0%/*}/lib.sh"
s=$HOME/Samples
fails 1 "sampledb retrain: $library: no library here yet; make one with: sampledb index DIR" retrain
fails 2 "sampledb retrain: takes no arguments, but 'x'" retrain x
fails 2 'sampledb retrain: --show goes with --dry-run' retrain --show 3

corpus "$s/known"
for box in 0 1 2 3 4; do zaps "$s/box $box" 4 $((4 * box)); done
run index -q "$s"
base=$(q 'SELECT key FROM v1_model WHERE current')
labels() { q "SELECT path, category, form FROM v1_sample ORDER BY path"; }
# frozen COMMAND...: it leaves library and ledger as they are.
contents() { sqlite3 -readonly "$library" .dump | cksum && cksum <"$library.corrections"; }
frozen() {
    contents >contents.before
    "$@"
    contents >contents.after
    cmp contents.before contents.after || die "changed by: $*"
}
labels >labels.base

# Nothing to learn from: nothing said, free tags and numbers alone.
nothing='sampledb retrain: nobody has confirmed or rejected a category or a form yet; sampledb tag FILE +kick does'
fails 2 "$nothing" retrain
fails 2 "$nothing" retrain --dry-run
ok tag "$s"/known/*.wav +user:mine +bpm:120
fails 2 "$nothing" retrain

# Twelve sounds of three folders are said to be of a new kind; one of another folder is
# said to be what it was called, of one more it is said what it is not.
ok tag "$s/box 0"/* "$s/box 1"/* "$s/box 2"/* +drums.perc.zap --new
was=$(q "SELECT category FROM v1_sample WHERE path LIKE '%/box 3/12.wav'")
[ -n "$was" ] || die 'the built-in model says nothing of a zap: the test wants another sound'
labels >labels.said
sqlite3 "$library" "VACUUM INTO 'said.db'"

# A dry run writes nothing, and says what would change; so does one of a library that
# cannot be written.
frozen ok retrain --dry-run --show 1000
has '^learned from  12 corrections of 12 samples in 3 folders$'
has '^new category  drums\.perc\.zap$'
has '^held out      [0-9.]+ % of 12 right, 0\.0 % before \(in folders that were left out\)$'
has '^labels        [0-9]+ of 68 samples would change$'
hasnt '^(in use|refused)'
frozen ok retrain -nJ --show 1000
# json SQL: of the object o in ./out.
json() { sqlite3 :memory: "SELECT $1 FROM (SELECT CAST(readfile('out') AS TEXT) AS o)"; }
[ "$(json "o ->> 'dry_run', o ->> 'refused', o ->> 'corrections', o -> 'new'")" = '1|0|12|["drums.perc.zap"]' ] ||
    die "JSON: $(cat out)"
sqlite3 :memory: "SELECT x.value ->> 'path', x.value ->> 'from', x.value ->> 'to'
    FROM json_each(CAST(readfile('out') AS TEXT), '\$.labels.examples') x ORDER BY 1" >promised
[ "$(wc -l <promised)" -eq "$(json "o ->> '\$.labels.changed'")" ] || die "examples: $(cat out)"
[ "$(grep -c '|drums.perc.zap$' promised)" -eq 8 ] || die "the eight others: $(cat promised)"
key=$(json "o ->> 'model'")
frozen ok retrain -n --show 2
[ "$(grep -c ' -> drums.perc.zap$' out)" -ge 2 ] || die "no examples: $(cat out)"
chmod 755 "$dir"
mkdir ro
cp "$library" ro/r.db
chmod 444 ro/r.db
chmod 777 ro
if as_other env HOME=/nonexistent "$SAMPLEDB" --version >/dev/null 2>&1; then
    as_other env HOME=/nonexistent "$SAMPLEDB" --db ro/r.db retrain -nq >out 2>err ||
        die "read-only: $(cat err)"
    has '^new category  drums\.perc\.zap$'
    rc=0
    as_other env HOME=/nonexistent "$SAMPLEDB" --db ro/r.db retrain -q >out 2>err || rc=$?
    [ $rc -eq 1 ] && grep -q '^sampledb retrain: ro/r.db: is read-only' err ||
        die "writes what is read-only: $rc $(cat err)"
fi

# Then for good: just that has changed.
ok retrain
has "^in use        $(echo "$key" | cut -c-12); sampledb model rollback goes back$"
has '^68 samples were given new labels$'
is "$key|retrain|12|1|68" 'SELECT key, made_by, corrections, parent_id, samples FROM v1_model WHERE current'
is "$base" 'SELECT key FROM v1_model WHERE id = 1'
q "ATTACH 'said.db' AS said;
   SELECT a.path, CASE WHEN a.category IS b.category THEN a.form ELSE coalesce(a.category, 'unsure') END,
          CASE WHEN a.category IS b.category THEN b.form ELSE coalesce(b.category, 'unsure') END
     FROM said.v1_sample a JOIN v1_sample b ON b.id = a.id
    WHERE a.category IS NOT b.category OR a.form IS NOT b.form
    ORDER BY 1" >kept
cmp promised kept || die "promised: $(cat promised); kept: $(cat kept)"
is 20 "SELECT count(*) FROM v1_sample WHERE category = 'drums.perc.zap'"
is 12 "SELECT count(*) FROM v1_tag WHERE tag = 'drums.perc.zap' AND source = 'user' AND confidence = 1"
is 0 "SELECT count(*) FROM v1_tag t JOIN v1_model m ON m.id = t.model_id WHERE NOT m.current"
ok model info
has '^held out     [01]\.[0-9]+, 0\.000 before$'
ok model info --json
has '"metrics": \{"retrain": \{"model": "'"$key"
ok model export "$key" learned.safetensors
grep -aq '"pitch.weight"' learned.safetensors || die "what the base knew of notes is lost"

# Again: nothing new, and nothing done.
frozen ok retrain
has "^nothing new   $(echo "$key" | cut -c-12), which is in use, has learned all of this$"
ok retrain --json
has '^\{"model": "'"$key"
[ "$(json "o ->> 'adopted', o ->> 'labels_by', o ->> 'labelled'")" = '0||0' ] || die "again: $(cat out)"

# A program is told how far it is, in lines before the object.
fails 2 'sampledb retrain: --progress goes with --json' retrain --progress
frozen ok retrain -nJ --progress
[ "$(grep -c '^{"doing": "learning", "done": [0-9]*, "of": [1-9][0-9]*}$' out)" -ge 2 ] ||
    die "progress: $(cat out)"
[ "$(grep -c '^{"doing": "listening", "done": \([1-9][0-9]*\), "of": \1}$' out)" -eq 1 ] ||
    die "its end: $(cat out)"
tail -n 1 out | grep -q '^{"model": "'"$key" || die "the object is not the last: $(cat out)"

# An older program's model in the place of the built-in one: that one learns instead, and
# index says so.
sqlite3 "$library" "UPDATE model SET key = printf('%032d', 7) WHERE id = 1"
run index
[ $rc -eq 0 ] && says 'the built-in model: is not the one that this library uses; sampledb retrain takes' ||
    die "what waits: $(cat err)"
ok retrain -nJ
[ "$(json "o ->> 'base', o ->> 'model'")" = "$base|$key" ] || die "another base: $(cat out)"
sqlite3 "$library" "PRAGMA foreign_keys = ON; DELETE FROM model WHERE key = '$base'; UPDATE model SET key = '$base' WHERE id = 1"

# The same from mels, where embeddings are missing or of another trunk: an embedding is
# made, and it is the same.
sqlite3 "$library" "
    UPDATE embedding SET data = zeroblob(148) WHERE sample_id % 2;
    DELETE FROM embedding WHERE sample_id % 2 = 0"
ok retrain -n
hasnt '^passed over'
ok retrain -nJ
[ "$(json "o ->> 'model'")" = "$key" ] || die 'another model by mels'
sqlite3 "$library" "DELETE FROM mel
    WHERE sample_id IN (SELECT id FROM v1_sample WHERE path LIKE '%/box 1/%')"
ok retrain -n
has '^learned from  8 corrections of 8 samples in 2 folders$'
has '^passed over   4 samples whose features are gone$'
sqlite3 "$library" "DELETE FROM mel; DELETE FROM descriptor; DELETE FROM embedding"
fails 2 'sampledb retrain: the features of all 12 samples that you spoke of are gone; sampledb check --repair has them analysed again' retrain
run index -q --force
[ $rc -eq 0 ] || die "index --force: $(cat err)"

# What a user says of a neighbour stands, whatever the model is sure of; and it is gone
# back to what was before.
ok model rollback
labels >labels.back
cmp labels.said labels.back
ok tag "$s/box 3/12.wav" "+$was"
ok tag "$s/box 3/13.wav" -drums.perc.zap
run retrain -q
[ $rc -eq 0 ] || [ $rc -eq 3 ] || die "retrain: $rc $(cat err)"
is "$was" "SELECT category FROM v1_sample WHERE path LIKE '%/box 3/12.wav'"
is 0 "SELECT count(*) FROM v1_tag WHERE tag = 'drums.perc.zap'
       AND sample_id IN (SELECT id FROM v1_sample WHERE path LIKE '%/box 3/1[23].wav')"
ok untag "$s/box 3/12.wav" "$s/box 3/13.wav"

# What was withdrawn is unlearned: the model is the one of before, from the journal alone
# as well.
ok retrain -q
is "$key" 'SELECT key FROM v1_model WHERE current'
mkdir lost
mv "$library" lost/
rm -f "$library-wal" "$library-shm"
run index -q "$s"
ok retrain -q
is "$key" 'SELECT key FROM v1_model WHERE current'

# A daemon gives the labels, and goes on with its own work.
daemon
ok untag "$s/box 0"/*
ok retrain -q
has '^the daemon gives new labels$'
relabelled() { [ "$(q 'SELECT count(*) FROM sample WHERE model_id <> (SELECT id FROM model WHERE current)')" -eq 0 ]; }
eventually relabelled
kill "$daemon"
wait "$daemon" || die "watch: $(cat watch.log)"

# The gate: it would only be less sure of what it is right in, and learn nothing for that.
ok untag "$s"/box*/*
for box in 0 1 2 3; do ok tag "$s/box $box"/* "+$was"; done
ok tag "$s/box 4"/* +drums.kick
key=$(q 'SELECT key FROM v1_model WHERE current')
models=$(q 'SELECT count(*) FROM v1_model')
run retrain -q
[ $rc -eq 3 ] && has '^refused       ' || die "not refused: $rc: $(cat out err)"
hasnt '^(in use|nothing new)'
is "$key" 'SELECT key FROM v1_model WHERE current'
is "$models" 'SELECT count(*) FROM v1_model'
run retrain -nJ
[ $rc -eq 3 ] && [ "$(json "o ->> 'refused', length(o ->> 'why') > 10")" = '1|1' ] || die "refused: $rc: $(cat out)"
ok check
hasnt '^(problem|repaired): '
