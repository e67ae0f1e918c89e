#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# New categories of kinds that the base has never heard: a model is trained as the base was
# once, but without some leaves, and is then taught each by 10 files.
# Needs: SAMPLEDB, BENCH, SAMPLEDB_CORPUS.
# usage: unheard.sh FIXES [CACHE]
set -eu
leaves='clap crash loop-drum speech'
manifest=$SAMPLEDB_CORPUS/manifest.csv
fixes=$1
cache=${2:-}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-unheard.XXXXXX")
trap 'rm -rf "$scratch"' EXIT INT TERM

# What the fixes say, and that every file of such a leaf is dropped. Neither list quotes a
# path or a label.
awk -F, -v leaves="$leaves" '
    BEGIN { n = split(leaves, name, " "); for (i = 1; i <= n; i++) unheard[name[i]] }
    FNR == 1 { if (NR == 1) print "path,old,new,why"; next }
    FNR == NR {
        if ($2 in unheard || $3 in unheard) { print $1 "," $2 ",drop,"; done[$1] } else print
        next
    }
    $2 in unheard && !($1 in done) { print $1 "," $2 ",drop," }' "$fixes" "$manifest" \
    >"$scratch/fixes.csv"
"$SAMPLEDB" train -q --arch cnn-texture --seed 1 --fixes "$scratch/fixes.csv" \
    ${cache:+--cache "$cache"} --out "$scratch/model.safetensors" "$manifest" >/dev/null
"$BENCH/unheard" "$scratch/model.safetensors" "$manifest" "$fixes" ${cache:+"$cache"}
