#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The page of sampledb serve in a browser without a screen: what a person does with it by
# keys and by mouse, that nobody is shut out of it, and pictures of it for a person to
# look at. Wants chromium, and what install.sh brings, here or in $NODE_PATH.
#   page.sh [ACT...]: only acts with these words in their names
. "${0%/*}/../cli/lib.sh"
: "${TOP:?is not set; run this with make check}"
pictures=${PICTURES:-$OLDPWD/tests/page.pictures}
page=$TOP/tests/page
for program in node chromium; do
    command -v "$program" >/dev/null || { echo "no $program"; exit 77; }
done
(cd "$page" && node -e 'require("playwright-core"); require("axe-core")') 2>/dev/null || {
    echo 'no playwright-core and axe-core: run tests/page/install.sh'
    exit 77
}

# Sounds that the model knows, some that it does not, and one that browsers cannot play as
# it is.
s=$HOME/Samples
corpus "$s/known"
for box in 0 1 2 3; do zaps "$s/box $box" 4 $((4 * box)); done
many "$s" 60
ok index -q "$s"
"$SAMPLEDB" serve --port 0 >address 2>serve.log &
daemon=$!
listens() { grep -q '#token=' address; }
eventually listens
mkdir -p "$pictures"
node "$page/run.mjs" "$(grep -o 'http://[^ ]*' address | head -n 1)" "$pictures" "$@" || die "see above; the server says: $(cat serve.log)"
