#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every fuzz target, ten million inputs each ($FUZZ_RUNS; $FUZZ_ONLY names some of them),
# begun from its corpus, which stays as it is. Needs a build with --enable-fuzzing, its
# folder in FUZZ, and CORPUS_ROOT. A target that fails leaves its input in the folder where
# this was called, and the others still run.
#   nightly.sh TARGET...
set -eu
runs=${FUZZ_RUNS:-10000000}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-fuzz.XXXXXX")
trap 'rm -rf "$scratch"' EXIT INT TERM
bad=0
for target in "$@"; do
    case " ${FUZZ_ONLY:-$target} " in
    *" $target "*) ;;
    *) continue ;;
    esac
    mkdir "$scratch/$target"
    if "$FUZZ/$target" -runs="$runs" -timeout=20 -print_final_stats=1 \
        -artifact_prefix="$target-" "$scratch/$target" "$CORPUS_ROOT/$target" >"$scratch/log" 2>&1 &&
        grep -q '^stat::number_of_executed_units' "$scratch/log"; then
        awk -v t="$target" '/^Done/ { print t ": " $2 " inputs in " $5 " s, no failure" }' "$scratch/log"
    else
        tail -n 30 "$scratch/log"
        echo "$target: failed, or was not built with --enable-fuzzing"
        bad=1
    fi
done
exit $bad
