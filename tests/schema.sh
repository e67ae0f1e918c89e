#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The public views, read by the stock shell, against what is promised of them: columns only
# come, each by a step of the schema (tests/data/views.txt), and sampledb-schema(5) has
# every column, its type, its nulls and units, and queries that find something.
# `tests/schema.sh --accept` takes new columns and steps into tests/data/views.txt and
# steps.txt; what these have cannot change any more, unless no release has it yet and its
# lines are taken out by hand.
TOP=${TOP:-$(cd "${0%/*}/.." && pwd)}
SAMPLEDB=${SAMPLEDB:-none}
. "$TOP/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo 'no sqlite3 shell'; exit 77; }
page=$TOP/man/sampledb-schema.5
views=$TOP/tests/data/views.txt
frozen=$TOP/tests/data/steps.txt
bad=0
wrong() {
    echo "$*"
    bad=1
}
ask() { sqlite3 -readonly "$lib" "$1"; } # of the library $lib

# Which step of the schema brought each column: "view column since".
lib=steps.db
step=0
for file in "$TOP"/sql/migrate/*.sql; do
    step=$((step + 1))
    sqlite3 "$lib" <"$file"
    echo "${file##*/} $(cksum <"$file" | cut -d' ' -f1)" >>steps
    ask "SELECT $step || ' ' || m.name || ' ' || p.cid || ' ' || p.name
           FROM sqlite_master m, pragma_table_info(m.name) p
          WHERE m.name GLOB 'v1_*' AND (m.type = 'view' OR m.sql LIKE 'CREATE VIRTUAL%')
          ORDER BY m.name, p.cid" >>history
done
awk '{ at = $2 " " $3 } !(at in name) { name[at] = $4; since[at] = $1 }
     name[at] != $4 { print "moves", $2, name[at] } { last[at] = $1 }
     END { for (at in name) if (last[at] != '$step') print "removes", at }' history >lost
[ ! -s lost ] || wrong "a step of the schema $(cat lost)"
awk '!(($2, $4) in since) { since[$2, $4] = $1 }
     $1 == '$step' { print $2, $4, since[$2, $4] }' history >have

# What the page says of each: "view column TYPE null|-", and the rules
# "view column with OTHER", null where that is, and "view column now", still always null.
awk '/^\.Ss v1_/ { view = $2 } /^\.Ss/ && !/v1_/ { view = "" } /^\.Sh/ { view = "" }
     view == "" { next }
     /^\.It Va/ { column = $3; fresh = 1; next }
     /^\.El/ { column = "" }
     column == "" { next }
     fresh { type = $1; gsub(/\./, "", type)
             print view, column, type, (/^[A-Z]* or null/ ? "null" : "-") > "columns"; fresh = 0 }
     tolower($0) ~ /null for now/ { print view, column, "now" > "rules" }
     with { print view, column, "with", $2 > "rules" }
     { with = tolower($0) ~ /null with$/ }' "$page"
awk '{ print $1, $2 }' have | sort -s -k1,1 >a
awk '{ print $1, $2 }' columns | sort -s -k1,1 >b
diff a b >difference ||
    wrong "sampledb-schema(5) (>) does not list the columns (<) in order: $(cat difference)"
awk 'NR == FNR { said[$1, $2] = $3 " " $4; next } { print $1, $2, said[$1, $2], $3 }' \
    columns have >promises

# keep FILE NEW WHAT: every line of FILE is in NEW, as it was; with --accept it gets the rest.
keep() {
    grep -v '^#' "$1" >kept || true
    grep -vxF -f "$2" kept >changed || true
    [ ! -s changed ] || wrong "$3 cannot change any more, make a new one: $(cat changed)"
    grep -vxF -f kept "$2" >new || true
    [ -s new ] || return 0
    if [ "$accept" ] && [ $bad -eq 0 ]; then
        { grep '^#' "$1"; cat "$2"; } >all
        cat all >"$1"
    else
        wrong "new in ${1##*/}; if this is meant, run tests/schema.sh --accept: $(cat new)"
    fi
}
accept=
[ "${1:-}" != --accept ] || accept=1
keep "$frozen" steps 'a step that is released'
keep "$views" promises 'what apps know of a column'
[ -z "$accept" ] || exit $bad

# Two libraries: one made by hand of an old one, with what is seldom seen, and one of sounds.
work=$dir
lib=$dir/made.db
sqlite3 "$lib" < "$TOP/tests/data/library-1.sql"
for step in "$TOP"/sql/migrate/*.sql; do
    case $step in */0001-*) ;; *) sqlite3 "$lib" < "$step" ;; esac
done
sqlite3 "$lib" <<'SQL' > "$work/mode"
PRAGMA journal_mode = WAL;
UPDATE sample_tag SET tag_id = (SELECT id FROM tag WHERE name = 'bass')
 WHERE sample_id = 2 AND tag_id = (SELECT id FROM tag WHERE name = 'drums.hat.closed');
INSERT INTO folder (path, state, why) VALUES (x'2f61676f', 'offline', 'not mounted');
INSERT INTO folder (path, coverage, coverage_why, coverage_since, crawled_at)
VALUES (x'2f6e6173', 'polled', 'a network file system', 1795300000, 1795300060);
UPDATE daemon SET state = 'paused', why = 'on battery', pid = 4711;
INSERT INTO sample (id, hash, frames, rate_hz, channels, duration_s, analysed_at)
VALUES (3, zeroblob(16), 1, 1, 1, 1.0, 0), (4, x'ff00000000000000000000000000000f', 1, 1, 1, 1.0, 0);
INSERT INTO witness (sample_id, source, tag_id, rank, confidence, model_id)
VALUES (3, 'model', 1, 1, 0.3, 1);
INSERT INTO witness (sample_id, source, tag_id, rank, confidence, words, place)
SELECT 1, 'name', id, 1, 0.9, 'bass', 'folder' FROM tag WHERE name = 'bass';
UPDATE heard SET category_tag = (SELECT id FROM tag WHERE name = 'drums') WHERE sample_id = 1;
INSERT INTO neighbour (sample_id, r1, r2) VALUES (1, 2 * 2048 + 386, 3 * 2048 + 713);
INSERT INTO file (id, dir_id, name, size, mtime_ns, inode, state, sample_id)
VALUES (9, 1, x'6f6464', 0, 0, 0, 'ok', 3);
INSERT INTO embedded (file_id, bpm, loops, cues, one_shot, is_loop)
VALUES (9, 97.5, 0, 0, 0, 0);
INSERT INTO feedback (uuid, hash, facet, tag, verdict, actor, model, shown, at_ms)
SELECT randomblob(16), s.hash, 'category', 'drums.kick', 1, 'user', m.key, 'bass', 1795300000123
  FROM sample s, model m WHERE s.id = 1 AND m.id = 1;
INSERT INTO feedback (uuid, hash, facet, tag, verdict, actor, at_ms)
VALUES (randomblob(16), randomblob(16), 'user', 'good', 1, 'my app', 1795300000123);
INSERT INTO v1_feedback_in (sample_id, tag) VALUES (1, 'drums.kick'), (1, 'drums.snare');
INSERT INTO v1_feedback_in (hash, tag, verdict, actor, at) VALUES ('ff', 'kick', -1, 'my app', 1795300000);
DELETE FROM v1_feedback_in WHERE tag = 'drums.snare';
INSERT INTO warning (kind, pid, program, bytes) VALUES ('wal', 4711, 'player', 67108864);
INSERT INTO v1_text (v1_text) VALUES ('rebuild');
UPDATE feedback_in SET error = 'not understood' WHERE hash IS NOT NULL;
SQL


s=$HOME/Samples
mkdir -p "$s/Kicks" "$s/Bass Loops" "$HOME/drive"
acid() { printf '%s' "acid$(le 24 4)$(le 0 4)$(le 57 2)$(le 32768 2)$(le 0 4)$(le 2 4)$(le 4 2)$(le 4 2)$(le "$1" 4)"; }
wav "$s/Kicks/kick 1.wav" 50
wav "$s/Kicks/kick 2.wav" 55
cp "$s/Kicks/kick 1.wav" "$s/copy.wav"
wav "$s/Bass Loops/bass 125.wav" 60 7680 "$(acid 1123680256)"
wav "$s/Bass Loops/wrong tempo.wav" 64 1600 "$(acid 1123680256)"
for word in vocal organ 'closed hat' guitar; do
    wav "$s/$word.wav" $((58 + ${#word}))
done
wav "$HOME/drive/snare.wav" 900
echo 'no sound' >"$s/broken.wav"
run index -q "$s" "$HOME/drive"
ok tag "$s/Kicks/kick 1.wav" +drums.kick +form:oneshot +user:good
ok tag "$s/Kicks/kick 2.wav" +vocal.speech
ok tag "$s/organ.wav" -drums -bass -tonal -vocal -fx -field -music
ok tag "$s/Bass Loops/bass 125.wav" +bass +form:loop +key:Am +note:A2
mv "$HOME/drive" "$HOME/gone"
sqlite3 "$library" "INSERT INTO v1_feedback_in (sample_id, tag) VALUES (1, 'nonsense:x')"
run index -q

# Types and nulls of every column, in both.
for lib in made.db "$library"; do
    while read -r view column type null _; do
        types="'$(echo "$type" | tr '[:upper:]' '[:lower:]')'"
        [ "$null" != null ] || types="$types, 'null'"
        echo "SELECT DISTINCT '$view.$column is ' || typeof([$column]) || ', not $type'
                FROM $view WHERE typeof([$column]) NOT IN ($types);"
        case $column in
        *confidence | share) echo "SELECT '$view.$column is ' || [$column] FROM $view
                                     WHERE [$column] NOT BETWEEN 0 AND 1;" ;;
        *path_bytes) echo "SELECT '$view.$column is ' || quote([$column]) FROM $view
                             WHERE substr([$column], 1, 1) <> x'2f';" ;;
        esac
    done <promises >tests.sql
    while read -r view column rule other; do
        case $rule in
        now) echo "SELECT '$view.$column is not null any more' FROM $view WHERE [$column] IS NOT NULL;" ;;
        with) echo "SELECT '$view.$column is not null with $other' FROM $view
                     WHERE [$other] IS NULL AND [$column] IS NOT NULL;" ;;
        esac
    done <rules >>tests.sql
    sqlite3 -readonly "$lib" <tests.sql >found 2>&1 || wrong "the columns of ${lib##*/} cannot be read"
    [ ! -s found ] || wrong "${lib##*/}: $(sort -u found)"
done

# Units, of what was really heard.
lib=$library
while read -r want query; do
    [ "$(ask "$query")" = "$want" ] || wrong "$query: $(ask "$query"), not $want"
done <<'EOF'
0.2|8000|1|125.0 SELECT s.duration_s, s.rate_hz, s.channels, b.bpm FROM v1_sample s, v1_sample b WHERE s.name = 'kick 2.wav' AND b.name = 'bass 125.wav'
2|1 SELECT files, available FROM v1_sample WHERE id = (SELECT sample_id FROM v1_file WHERE name = 'copy.wav')
1 SELECT peak_db BETWEEN -3 AND 0 AND brightness BETWEEN 20 AND 4000 FROM v1_sample WHERE name = 'kick 2.wav'
45 SELECT note FROM v1_sample WHERE name = 'bass 125.wav'
1644|1 SELECT size, abs(mtime_ns / 1000000000 - unixepoch()) < 86400 FROM v1_file WHERE name = 'kick 2.wav'
1 SELECT min(abs(at - unixepoch()) < 86400) FROM (SELECT at FROM v1_change UNION ALL SELECT at FROM v1_feedback UNION ALL SELECT analysed_at FROM v1_sample UNION ALL SELECT added_at FROM v1_model UNION ALL SELECT since FROM v1_daemon UNION ALL SELECT last_crawl_at FROM v1_folder)
1 SELECT min(seq) = 1 AND max(seq) = count(*) FROM v1_change
EOF

# Every view has an example, every example runs, and finds something in one of the two.
awk '/^\.Ss/ { view = $2 } /^\.Bd/ { on = 1; text = ""; next }
     /^\.Ed/ { on = 0; print view text; next } on { text = text " " $0 }' "$page" >queries
for view in $(cut -d' ' -f1 have | sort -u); do
    grep -q "^$view .*$view" queries || wrong "$view has no example"
    for lib in made.db "$library"; do
        [ "$(ask "SELECT count(*) > 0 FROM $view")" = 0 ] || continue 2
    done
    wrong "$view has no row to test; let one of the libraries of this test have it"
done
while read -r view query; do
    found=
    for lib in made.db "$library"; do
        found=$found$(ask "$query" 2>&1) || wrong "$view: fails: $query: $found"
    done
    [ -n "$found" ] || wrong "$view: finds nothing: $query"
done <queries
sed -n 's/^\.Dl \(INSERT.*\)/\1/p' "$page" >writes
[ -s writes ] && sqlite3 "$library" <writes || wrong 'an INSERT of the page fails'
exit $bad
