#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Install what is missing, and run the whole test suite: plain, with gcc's address and
# undefined behaviour sanitizers, built by clang, and from the release tarball.
# Ends with one line, "N passed, N failed".
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
base=${1:-$top/build-test}
passed=0
failed=0

sh "$top/build-aux/apt.sh" build test lint clients page

# Add up what automake's runner says of the suite in the folder $1.
tally() {
    passed=$((passed + $(grep -h -c '^PASS' "$1"/test-suite.log.txt || true)))
    failed=$((failed + $(grep -h -c -E '^(FAIL|ERROR)' "$1"/test-suite.log.txt || true)))
}

suite() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    sh "$top/build-aux/bootstrap.sh" "$base/$name" "$@"
    log=$base/$name/test-suite.log.txt
    { make -C "$base/$name" -j"$(nproc)" --no-print-directory check 2>&1 || echo "make: check failed"; } |
        tee "$log" | { grep --line-buffered -E '^(PASS|FAIL|SKIP|ERROR|XPASS): ' || true; }
    if grep -qx 'make: check failed' "$log"; then
        failed_here=1
        cat "$base/$name/test-suite.log" 2>/dev/null || tail -n 40 "$log"
    fi
    tally "$base/$name"
}

step() {
    printf '\n== %s\n' "$1"
    shift
    if "$@" >"$base/step.log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        tail -n 40 "$base/step.log"
    fi
}

failed_here=0
mkdir -p "$base"
# What the client in JavaScript needs; it has to start, not to be fast.
step better-sqlite3 env CFLAGS=-O1 CXXFLAGS=-O0 sh "$top/contrib/clients/install.sh" "$base/clients"
step playwright-core sh "$top/tests/page/install.sh" "$base/page"
here=$(cd "$base" && pwd)
NODE_PATH=$here/clients/node_modules:$here/page/node_modules
export NODE_PATH
suite gcc --enable-werror
suite sanitizers --enable-werror --with-sanitizer=address,undefined
step clang sh "$top/build-aux/bootstrap.sh" "$base/clang" --enable-werror CC=clang
step distcheck make -C "$base/gcc" -j"$(nproc)" distcheck
[ "$failed_here" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
