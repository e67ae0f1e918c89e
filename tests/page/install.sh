#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Install what page.sh needs of npm, here or in DIR, and no browser: sh install.sh [DIR]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:-$here}"
cd "${1:-$here}"
works() { node -e 'require("playwright-core"); require("axe-core")' 2>/dev/null; }

works && exit 0
[ "$PWD" = "$here" ] || cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" .
npm ci --ignore-scripts --no-audit --no-fund
works
