#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What sampledb needs on Debian 12: `apt.sh build` or `apt.sh build test demo` installs
# what is missing of those groups; `apt.sh list GROUP...` prints the names. The group
# clients is for the test of contrib/clients/sounds.js, page for that of the page of serve,
# bench for `make bench-facets`.
set -eu

packages() {
    case $1 in
    build) echo autoconf automake gcc libc6-dev make pkg-config libfftw3-dev \
        libinih-dev libinotifytools0-dev libjansson-dev libmicrohttpd-dev \
        libopenblas-serial-dev libpng-dev libseccomp-dev libsndfile1-dev libsqlite3-dev libsystemd-dev libxxhash-dev zlib1g-dev ;;
    test) echo curl gnuplot-nox libcriterion-dev mandoc python3 python3-jsonschema sqlite3 strace xz-utils ;;
    clients) echo g++ libnode-dev make nodejs npm python3 ;;
    page) echo chromium nodejs npm ;;
    lint) echo clang clang-format clang-tidy libclang-rt-14-dev ;;
    demo) echo lmms-common sqlite3 ;;
    bench) echo ffmpeg fluid-soundfont-gm fluidsynth libebur128-dev timgm6mb-soundfont ;;
    *) echo "apt.sh: no group $1" >&2; exit 2 ;;
    esac
}

# A Node.js from elsewhere will do; it may come with npm and with its headers.
have() {
    case $1 in
    nodejs) command -v node >/dev/null && return ;;
    npm | python3) command -v "$1" >/dev/null && return ;;
    libnode-dev)
        node=$(readlink -f "$(command -v node)") &&
            [ -e "${node%/bin/node}/include/node/node.h" ] && return
        ;;
    esac
    case $(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null) in
    ii*) return 0 ;;
    *) return 1 ;;
    esac
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    elif command -v sudo >/dev/null; then
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    else
        echo "apt.sh: please install as root: $*" >&2
        exit 1
    fi
}

if [ "${1:-}" = list ]; then
    shift
    for group in "$@"; do packages "$group"; done | tr ' ' '\n' | sort -u
    exit 0
fi

missing=
for p in $(for group in "$@"; do packages "$group"; done | tr ' ' '\n' | sort -u); do
    have "$p" || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
echo "installing:$missing"
as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of words
as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
