#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# How long it takes until a model has learned from the corrections in a large library, and
# until all labels are its own, while somebody reads and somebody else writes; and the
# labels of a model whose heads alone differ, and the same from the mels.
# Needs: SAMPLEDB, BENCH. Samples: $SAMPLEDB_BENCH_SAMPLES, 100,000; corrections:
# $SAMPLEDB_BENCH_CORRECTIONS, 1,000.
set -eu
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-retag.XXXXXX")
trap 'rm -rf "$scratch"' EXIT INT TERM
samples=${SAMPLEDB_BENCH_SAMPLES:-100000}
corrections=${SAMPLEDB_BENCH_CORRECTIONS:-1000}
files=${SAMPLEDB_BENCH:-/usr/share/lmms/samples}
goal=30
lib=$scratch/library.db
q() { sqlite3 -cmd '.timeout 10000' "$lib" "$1"; }
now() { date +%s.%N; }
calc() { awk "BEGIN { printf \"%.${2:-2}f\", $1 }"; }

# A real library, then each of its samples many times over, as other sounds of other files,
# each time in a folder of its own.
"$SAMPLEDB" --db "$lib" index -q "$files" >/dev/null || true
have=$(q 'SELECT count(*) FROM sample')
q "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;
CREATE TEMP TABLE twin AS
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $samples / $have)
  SELECT s.id AS of, n.i AS pack,
         1000 + n.i * $have + row_number() OVER (PARTITION BY n.i ORDER BY s.id) AS id
    FROM n, sample s;
BEGIN;
INSERT INTO sample SELECT t.id, randomblob(16), s.frames, s.rate_hz, s.channels, s.duration_s,
    s.peak_db, s.brightness_hz, s.form, s.form_confidence, s.category, s.category_confidence,
    s.bpm, s.note, s.model_id, s.analysed_at, s.audio_category, s.audio_category_confidence,
    s.audio_form, s.audio_form_confidence, s.renamed, NULL, s.key, NULL
  FROM twin t JOIN sample s ON s.id = t.of ORDER BY t.id;
INSERT INTO mel SELECT t.id, f.version, f.data FROM twin t JOIN mel f ON f.sample_id = t.of
   ORDER BY t.id;
INSERT INTO descriptor SELECT t.id, f.version, f.data
  FROM twin t JOIN descriptor f ON f.sample_id = t.of ORDER BY t.id;
INSERT INTO embedding SELECT t.id, f.version, f.data
  FROM twin t JOIN embedding f ON f.sample_id = t.of ORDER BY t.id;
INSERT INTO sample_tag SELECT g.tag_id, t.id, g.confidence, g.source, g.model_id
  FROM twin t JOIN sample_tag g ON g.sample_id = t.of;
INSERT INTO heard SELECT t.id, h.model_id, h.tag1, h.tag2, h.tag3, h.tag4, h.tag5, h.p1, h.p2,
    h.p3, h.p4, h.p5, h.loop FROM twin t JOIN heard h ON h.sample_id = t.of ORDER BY t.id;
INSERT INTO measured SELECT t.id, m.own, m.sure, m.pitch_why, m.pitch_mhz, m.pitch_sure,
    m.note, m.tempo_why, m.bpm, m.bpm_sure, m.bpm_2, m.bpm_3, m.beats, m.downbeat_ms,
    m.loop_sure, m.key_why, m.key, m.key_sure, m.key_2, m.key_2_sure, m.tuning,
    m.loudness_why, m.lufs, m.momentary, m.true_peak, m.centroid_hz, m.audible_ms, m.late,
    m.sustain, m.noisiness, m.tail_ms, m.punch, m.distortion, m.clipped_us, m.dc,
    m.leading_ms, m.trailing_ms, m.side, m.balance, m.ending, m.faults
  FROM twin t JOIN measured m ON m.sample_id = t.of ORDER BY t.id;
INSERT INTO witness SELECT t.id, w.source, w.tag_id, w.rank, w.confidence, w.model_id, w.words,
    w.place FROM twin t JOIN witness w ON w.sample_id = t.of ORDER BY t.id;
INSERT INTO dir (id, folder_id, parent_id, path, device)
  SELECT DISTINCT 100000 + t.pack, d.folder_id, d.id, CAST('pack ' || t.pack AS BLOB), d.device
    FROM twin t, dir d WHERE d.parent_id IS NULL;
INSERT INTO file (id, dir_id, name, display, size, mtime_ns, inode, state, sample_id, format,
    error, analysis, program)
  SELECT 1000000 + t.id, 100000 + t.pack, CAST(t.id || ' ' || CAST(x.name AS TEXT) AS BLOB),
    NULL, x.size, x.mtime_ns, 1000000 + t.id, x.state, t.id, x.format, x.error,
    x.analysis, x.program
  FROM twin t JOIN file x ON x.id = (SELECT min(id) FROM file WHERE sample_id = t.of)
 ORDER BY t.id;
DELETE FROM neighbour_todo; -- what sounds alike is found when sounds come, not here
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);" >/dev/null
all=$(q 'SELECT count(*) FROM sample')

# Readers must never see a sample without the labels of exactly one model, and a writer
# wants its turn every half second.
watch_over() {
    torn=0 waits=0 worst=0 reads=0
    while [ ! -e "$scratch/done" ]; do
        odd=$(q "SELECT count(*) FROM sample s JOIN sample_tag g ON g.sample_id = s.id
                  WHERE s.id % 97 = $((reads % 97)) AND g.source IN ('model', 'model+name')
                    AND g.model_id <> s.model_id")
        [ "$odd" = 0 ] || torn=$((torn + odd))
        reads=$((reads + 1))
        before=$(now)
        q "BEGIN IMMEDIATE; UPDATE folder SET why = why; COMMIT" >/dev/null
        took=$(calc "1000 * ($(now) - $before)" 0)
        [ "$took" -le "$worst" ] || worst=$took
        waits=$((waits + 1))
        sleep 0.5
    done
    echo "  meanwhile $reads readers saw $torn torn rows; $waits writers waited $worst ms at most"
}

# retag NAME: the model that has just been imported.
retag() {
    rm -f "$scratch/done"
    watch_over >"$scratch/watch" &
    watcher=$!
    before=$(now)
    ("$SAMPLEDB" --db "$lib" model use -q "$2" >"$scratch/said" && times) >"$scratch/cpu"
    took=$(calc "$(now) - $before" 1)
    touch "$scratch/done"
    wait "$watcher"
    left=$(q 'SELECT count(*) FROM sample WHERE model_id <> (SELECT id FROM model WHERE current)')
    echo "$1: $all samples in $took s, CPU $(tail -n 1 "$scratch/cpu"), $left left (goal $goal s on 2 cores)"
    cat "$scratch/watch"
}

# What a user says: in one of ten cases that a bass is a bass which does not sound like one
# to the built-in model, else that what it says is right.
teach() {
    q "SELECT 'id:' || s.id FROM sample s JOIN file x ON x.sample_id = s.id
        WHERE x.dir_id >= 100000 AND s.audio_category IS NOT 'bass'
          AND CAST(x.name AS TEXT) LIKE '%bass%' AND CAST(x.name AS TEXT) NOT LIKE '%bassdrum%'
        ORDER BY (s.id * 7919) % 100003 LIMIT $corrections / 10" >"$scratch/ids"
    tr '\n' '\0' <"$scratch/ids" | "$SAMPLEDB" --db "$lib" tag -0 +bass >/dev/null
    q "SELECT DISTINCT s.category FROM sample s JOIN file x ON x.sample_id = s.id
        WHERE x.dir_id >= 100000 AND s.category = s.audio_category" >"$scratch/called"
    kinds=$(wc -l <"$scratch/called")
    while read -r category; do
        q "SELECT 'id:' || s.id FROM sample s JOIN file x ON x.sample_id = s.id
            WHERE x.dir_id >= 100000 AND s.category = '$category' AND s.audio_category = '$category'
            ORDER BY (s.id * 7919) % 100003 LIMIT $corrections * 9 / 10 / $kinds + 1" |
            tr '\n' '\0' | "$SAMPLEDB" --db "$lib" tag -0 "+$category" >/dev/null
    done <"$scratch/called"
}

# What was said, as a model, and as labels.
learn() {
    rm -f "$scratch/done"
    watch_over >"$scratch/watch" &
    watcher=$!
    : >"$scratch/said"
    before=$(now)
    ("$SAMPLEDB" --db "$lib" retrain -q >"$scratch/said" || true; times) >"$scratch/cpu" &
    learner=$!
    until grep -q '^\(in use\|refused\)' "$scratch/said" || ! kill -0 $learner 2>/dev/null; do
        sleep 0.05
    done
    ready=$(calc "$(now) - $before" 1)
    wait $learner
    took=$(calc "$(now) - $before" 1)
    touch "$scratch/done"
    wait "$watcher"
    left=$(q 'SELECT count(*) FROM sample WHERE model_id <> (SELECT id FROM model WHERE current)')
    grep '^\(learned\|held\|refused\)' "$scratch/said"
    echo "retrain: the model after $ready s (goal 10 s on 2 cores), all labels after $took s, CPU $(tail -n 1 "$scratch/cpu"), $left left (goal 10 + $goal s); load $(cut -d ' ' -f 1 /proc/loadavg)"
    cat "$scratch/watch"
}

teach
before=$(now)
("$SAMPLEDB" --db "$lib" retrain -nq >"$scratch/said" || true; times) >"$scratch/cpu"
echo "retrain --dry-run: $(calc "$(now) - $before" 1) s, CPU $(tail -n 1 "$scratch/cpu"): $(grep '^labels' "$scratch/said")"
learn
"$SAMPLEDB" --db "$lib" model use -q base >/dev/null
"$BENCH/heads" "$scratch/heads.safetensors"
key=$("$SAMPLEDB" --db "$lib" model import "$scratch/heads.safetensors" | sed -n 's/imported \([0-9a-f]*\):.*/\1/p')
retag "from embeddings" "$key"
q "DELETE FROM embedding"
retag "from mels, and the embeddings with them" base
