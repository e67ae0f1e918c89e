#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Install what is missing, build, and index a folder of samples (without one: the
# samples of Debian's LMMS), then show two queries. Run it again at will.
#   sh contrib/try.sh [DIR]
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
build="$top/build"

if [ $# -gt 0 ]; then
    dir=$1
    [ -d "$dir" ] || { echo "try.sh: $dir: is not a folder" >&2; exit 2; }
    sh "$top/build-aux/apt.sh" build
    library=${SAMPLEDB_LIBRARY:-${XDG_DATA_HOME:-$HOME/.local/share}/sampledb/library.db}
else
    sh "$top/build-aux/apt.sh" build demo
    dir=/usr/share/lmms/samples
    library="$build/demo.db"
fi

sh "$top/build-aux/bootstrap.sh" "$build"
sampledb="$build/sampledb"
status=0

# Say a command so that it can be typed, and run it on this library.
show() {
    printf '\n$ sampledb'
    for word in "$@"; do
        case $word in
        *[!A-Za-z0-9_./:-]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    "$sampledb" --db "$library" "$@"
}
show index "$dir" || status=$?
show stats
show find kick 'dur:<1' -n 8
show find drums -kick -n 8
printf '\nThe program is %s\nIts library is %s: read it with any SQLite client,\n' \
    "$sampledb" "$library"
printf 'or look, listen and correct in a browser: %s serve\n' "$sampledb"
exit "$status"
