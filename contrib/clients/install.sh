#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Install better-sqlite3 for sounds.js, here or in DIR, compiled with the headers of the
# Node.js that is there: sh install.sh [DIR]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:-$here}"
cd "${1:-$here}"
works() { node -e 'new (require("better-sqlite3"))(":memory:")' 2>/dev/null; }

works && exit 0
[ "$PWD" = "$here" ] || cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" .
npm ci --ignore-scripts --no-audit --no-fund
prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
[ ! -e "$prefix/include/node/node.h" ] || export npm_config_nodedir="$prefix"
npm_config_build_from_source=true npm rebuild better-sqlite3
works
