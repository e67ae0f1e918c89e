#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The power is cut at moments that are drawn: no word that was acknowledged is lost; and
# without syncing some are, or else this test could not fail. And each write fails once.  CUTS=N  SEED=N
. "${0%/*}/lib.sh"
: "${SOAK:?is not set; run this with make check}"
fast=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$dir" "$fast"' EXIT

"$SOAK/powercut" "$fast" "${CUTS:-100}" full "${SEED:-5}" || die 'words were lost'
"$SOAK/powercut" "$fast" 0 faults || die 'a failing write is not survived'
for without in off deaf; do
    rc=0
    "$SOAK/powercut" "$fast" 25 $without "${SEED:-5}" || rc=$?
    [ $rc -eq 1 ] || die "$without: status $rc: this test notices nothing"
done
