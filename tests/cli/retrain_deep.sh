#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# retrain --deep: what it wants before it begins, and that whichever ears it comes to, what
# users said stays, every sample is labelled and heard by the model in use, and there is a
# way back.  SAMPLEDB_CORPUS=DIR: also by real sounds.
. "${0%/*}/lib.sh"
s=$HOME/Samples
wants() { fails 2 "sampledb retrain: $1" retrain --deep; }
labels() { q 'SELECT path, category, form FROM v1_sample ORDER BY path'; }
# json SQL: of the object o in ./out.
json() { sqlite3 :memory: "SELECT $1 FROM (SELECT CAST(readfile('out') AS TEXT) AS o)"; }
said() { q "SELECT sample_id, tag, confidence FROM v1_tag WHERE source = 'user' ORDER BY 1, 2"; }
# in_step: all are labelled by the model in use, and have an embedding of its trunk.
in_step() {
    is 0 'SELECT count(*) FROM sample WHERE model_id IS NOT (SELECT id FROM model WHERE current)'
    is 0 "SELECT count(*) FROM sample s WHERE NOT EXISTS (SELECT 1 FROM feature k
           WHERE k.sample_id = s.id AND k.kind = 'embedding'
             AND substr(k.data, 21, 16) = (SELECT trunk FROM model WHERE current))"
    said >said.now
    cmp said.user said.now || die 'what users said has changed'
    ok check
    hasnt '^(problem|repaired): '
}

# What it wants.
for box in 0 1 2 3 4; do zaps "$s/box $box" 42 $((42 * box)); done
run index -q "$s"
ok tag "$s/box 0"/* +drums.perc.zap --new
wants '42 corrected sounds in 1 folders: to learn deeply takes 200 in 4'
ok tag "$s"/box*/* +drums.perc.zap
wants '0 sounds that nobody corrected: to learn deeply takes as many as corrected ones, 210'
sqlite3 "$library" "VACUUM INTO 'said.db'"
sqlite3 "$library" "DELETE FROM mel WHERE sample_id % 10 = 0"
wants '189 corrected sounds in 5 folders: to learn deeply takes 200 in 4'
corpus corpus
"$SAMPLEDB" train -q --arch linear --out linear.safetensors corpus/list.csv >/dev/null
ok model import -q --use linear.safetensors
fails 1 'sampledb retrain: a linear model has no last block that could learn to hear' retrain --deep
rm -rf "${library%/*}"

# A library to learn from; stopped, nothing has changed.
mkdir -p "$s/rest"
many "$s/rest" 230
run index -q "$s"
ok tag "$s"/box*/* +drums.perc.zap --new
said >said.user
labels >labels.said
base=$(q 'SELECT key FROM v1_model WHERE current')
ok retrain -nJ
plain=$(json "o ->> 'model'")
[ "$(json "o -> 'deep' IS NULL")" = 1 ] || die "deep: $(cat out)"
"$SAMPLEDB" retrain --deep -q >out 2>err &
pid=$!
sleep 2
kill -TERM $pid
rc=0
wait $pid || rc=$?
[ $rc -eq 143 ] && [ "$(cat err)" = 'sampledb retrain: stopped; nothing has changed' ] ||
    die "stopped: $rc: $(cat out err)"
is "$base|1" "SELECT key, (SELECT count(*) FROM model) FROM v1_model WHERE current"

# learns: for good, whichever ears it keeps, and back again.
learns() {
    run retrain --deep --json
    [ $rc -eq 0 ] && [ ! -s err ] || die "retrain --deep: $rc: $(cat out err)"
    new=$(json "o ->> 'model'")
    kept=$(json "iif(o ->> '\$.deep.refused', 'old', 'new')")
    [ "$(json "o ->> '\$.deep.epochs' BETWEEN 1 AND 6 AND o ->> '\$.deep.deep.n' = o ->> '\$.deep.was.n'
        AND (o ->> '\$.deep.why' IS NULL) = (NOT o ->> '\$.deep.refused')")" = 1 ] || die "deep: $(cat out)"
    is "$new|retrain|$base" 'SELECT m.key, m.made_by, b.key FROM v1_model m
        JOIN v1_model b ON b.id = m.parent_id WHERE m.current'
    in_step
    trunks=$(q 'SELECT count(DISTINCT trunk) FROM model')
    if [ $kept = old ]; then
        [ "$new|$trunks" = "$plain|1" ] || die "not the ordinary result: $new, $plain"
    else
        [ "$new" != "$plain" ] && [ "$trunks" -eq 2 ] || die "no other ears: $new, $plain"
        ok retrain # begins with the base, whose ears are the old ones
        is "$plain" 'SELECT key FROM v1_model WHERE current'
        in_step
        ok model rollback
        is "$new" 'SELECT key FROM v1_model WHERE current'
        in_step
    fi
    ok model rollback
    is "$base" 'SELECT key FROM v1_model WHERE current'
    in_step
    labels >labels.back
    cmp labels.said labels.back || die 'not what it was'
    echo "$1: the $kept ears"
}
learns 'made sounds'

# By real sounds: a source of which 265 are corrected, beside others.
[ -n "${SAMPLEDB_CORPUS:-}" ] || exit 0
rm -rf "${library%/*}" "$s"
awk -F, 'NR == FNR { is[$1] = $2; next }
    $4 ~ /Dough-Amiga$/ && $6 == "dev" { print $1 "," $5 "," (n++ % 10 < 7 ? is[$2] : "") }
    $4 !~ /Dough-Amiga$/ && m++ % 4 == 0 && FNR > 1 { print $1 ",rest," }' \
    "$SAMPLEDB_CORPUS/taxonomy.csv" "$SAMPLEDB_CORPUS/manifest.csv" >rows
while IFS=, read -r path at is; do
    mkdir -p "$s/$at"
    cp "$SAMPLEDB_CORPUS/$path" "$s/$at/"
    [ -z "$is" ] || printf '%s\0' "$s/$at/${path##*/}" >>"is.$is"
done <rows
run index -q "$s"
for f in is.*; do
    xargs -0 sh -c 'is=$1; shift; exec "$SAMPLEDB" tag "$@" "+$is"' x "${f#is.}" <"$f" >/dev/null
done
said >said.user
labels >labels.said
ok retrain -nJ
plain=$(json "o ->> 'model'")
learns 'real sounds'
