#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The include law: which folder of src/ may include which. One line each.
set -eu
cd "$SRC"
allowed() {
    case $1 in
    util)                 echo util ;;
    audio|dsp|nn|store)   echo "$1 util" ;;
    worker)               echo "worker audio dsp nn util" ;;
    index)                echo "index store worker util" ;;
    watch)                echo "watch index util" ;;
    learn)                echo "learn store nn util" ;;
    serve)                echo "serve store util" ;;
    cli)                  echo "cli watch index learn serve worker store nn dsp audio util" ;;
    esac
}
bad=0
for f in */*.[ch]; do
    from=${f%%/*}
    for to in $(sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$f" | sort -u); do
        case " $(allowed "$from") " in
        *" $to "*) ;;
        *) echo "$f: $from/ may not include $to/"; bad=1 ;;
        esac
    done
done
for f in $(grep -l '^#include "worker/\(analyse\|sandbox\)' index/*.[ch] 2>/dev/null); do
    echo "$f: index/ may include only wire.h and worker.h of worker/"
    bad=1
done
exit $bad
