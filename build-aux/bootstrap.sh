#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# From a bare checkout to a built program in a folder of its own:
#   bootstrap.sh BUILD-DIR [configure arguments]
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
build=$1
shift
mkdir -p "$build"
log="$build/build.log"
quietly() {
    "$@" >>"$log" 2>&1 || { tail -n 30 "$log" >&2; echo "see $log" >&2; exit 1; }
}
: >"$log"
[ -x "$top/configure" ] || { cd "$top" && quietly autoreconf -i; }
cd "$build"
[ -f Makefile ] && [ $# -eq 0 ] || quietly "$top/configure" "$@"
echo "building in $build"
quietly make -j"$(nproc)"
