#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch while random file operations happen to three trees, and a user labels sounds: after
# quiet the library is what a fresh index of the trees is, and no correction is lost.
# SEED repeats a run; COUNT operations; with FLAT the memory must be that; GROUND: a
# folder on another file system, in which the trees are made.
. "${0%/*}/../soak/daemon.sh"

seed=${SEED:-$(date +%s)}
count=${COUNT:-2000}
echo "SEED=$seed COUNT=$count"
[ -z "${GROUND:-}" ] || ground=$(mktemp -d "$GROUND/sampledb-soak.XXXXXX")
at=${ground:-$dir} # no spaces in it
mkdir "$at/one" "$at/two" "$at/three" "$at/shed"
roots="$at/one $at/two $at/three"
watch $roots
quiet

LABELS=$dir/labels
: >"$LABELS"
sh "$TOP/tests/soak/label.sh" "$library" "$LABELS" 0.3 2>label.log &
helpers="$helpers $!"
if [ -n "${FLAT:-}" ]; then
    while sleep 2; do
        held_now=$(held) && echo "$held_now $(memory)"
    done >held &
    helpers="$helpers $!"
fi

"$SOAK/ops" "$seed" "$count" "$(awk "BEGIN { print $settle * 1000 }")" "$at/shed" $roots >ops.log ||
    die "the operations did not end well: $(tail -n 1 ops.log)"
quiet
for pid in $helpers; do
    kill "$pid" 2>/dev/null || true
done
[ ! -s label.log ] || die "a user had to wait for too long: $(head -n 3 label.log)"
[ "$(wc -l <"$LABELS")" -gt 0 ] || die 'nothing was labelled'
cp ops.log watch.err held "$library" "${KEEP:-/dev/null}" 2>/dev/null || true
equals $roots
echo "$(wc -l <"$LABELS") labelled, $(q "SELECT count(*) FROM v1_file WHERE state <> 'unavailable'") files, $(q 'SELECT count(*) FROM v1_file') rows; $(cat status.json | tr -d '\n' | tr -s ' ')"

# Memory: the second tenth of the run against its last.
column() { cut -d ' ' -f "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
if [ -n "${FLAT:-}" ]; then
    n=$(wc -l <held)
    [ "$n" -ge 20 ] || die "only $n looks at its memory"
    early=$(sed -n "$((n / 10)),$((n / 5))p" held | column 1)
    late=$(tail -n "$((n / 10))" held | column 1)
    echo "memory held $early KiB, in the end $late KiB; resident $(tail -n "$((n / 10))" held | column 2) KiB"
    flat "$early" "$late"
fi
[ "$(watches)" -eq "$(directories)" ] || die "$(watches) watches of $(directories) directories"
stop
