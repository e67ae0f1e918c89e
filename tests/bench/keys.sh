#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# How well keys are found: on the half of the generated loops that the profile was not
# fitted to, on the loops of known key of a corpus, and on its drums, which have none; a
# plain chroma matcher beside it on the same files.
# Needs: BENCH (folder of the bench programs), SAMPLEDB_CORPUS (with manifest.csv and
# rendered/loops_truth.csv). SAMPLEDB_SCRATCH (a folder for the loops, which is kept).
set -eu
here=$(dirname "$0")
if [ -n "${SAMPLEDB_SCRATCH:-}" ]; then
    scratch=$SAMPLEDB_SCRATCH
else
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-keys.XXXXXX")
    trap 'rm -rf "$scratch"' EXIT INT TERM
fi
BENCH=$BENCH sh "$here/chords.sh" "$scratch/chords"

echo "generated loops, the half that is held out:"
"$BENCH/keys" score test <"$scratch/chords/chords.csv"

# Rows of a CSV by the names of its columns, as "path,key".
columns() {
    awk -F, -v root="$2" -v want="$3" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { key = at["key"] ? $at["key"] : ""
          if (want == "key" ? key != "" : $at["label"] == want && $at["split"] == "dev")
              print root "/" $at["path"] (key == "" ? "" : "," key) }' "$1"
}
echo "rendered music loops of the corpus:"
columns "$SAMPLEDB_CORPUS/rendered/loops_truth.csv" "$SAMPLEDB_CORPUS/rendered" key |
    "$BENCH/keys" score
for label in loop-drum noise loop-music; do
    echo "$label of the corpus, dev:"
    columns "$SAMPLEDB_CORPUS/manifest.csv" "$SAMPLEDB_CORPUS" "$label" | "$BENCH/keys" atonal
done
