#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Turn the files of the page into C: embed-page.sh FILE... > page_data.c, their bytes and
# the table of serve/page.h.
set -eu
here=$(dirname "$0")
n=0
for file in "$@"; do
    sh "$here/embed-bin.sh" "page_$n" "$file"
    n=$((n + 1))
done
echo '#include "serve/page.h"'
echo 'const struct page_file page_files[] = {'
n=0
for file in "$@"; do
    echo "    {\"${file##*/}\", page_$n, &page_${n}_len},"
    n=$((n + 1))
done
echo '    {0},'
echo '};'
