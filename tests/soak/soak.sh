#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The long tests of the daemon, one after the other; the first that fails ends it.
#   SEED=N repeats the operations of a run, SOAK_COUNT their number; SOAK_ONLY="ops" runs
#   one of: corrections ops day churn unplug trouble overflow big arrival; or case, which
#   needs SOAK_FOLDING, a folder on FAT or with casefold.
set -eu
: "${SAMPLEDB:?is not set; run this with make soak}"
only=${SOAK_ONLY:-corrections ops day churn unplug trouble overflow big arrival}
cli=$TOP/tests/cli
wanted() { case " $only " in *" $1 "*) echo "== $1" ;; *) return 1 ;; esac; }
PATIENCE=${PATIENCE:-1200}
export PATIENCE

if wanted corrections; then
    CYCLES=1000 sh "$cli/tag_kill.sh"
    CYCLES=${SOAK_RETRAINS:-1000} sh "$cli/retrain_kill.sh"
    CUTS=1500 sh "$cli/tag_power.sh"
fi
if wanted ops; then
    COUNT=${SOAK_COUNT:-100000} FLAT=1 sh "$cli/watch_ops.sh"
fi
if wanted day; then
    sh "$TOP/tests/soak/day.sh"
fi
if wanted churn; then
    sh "$TOP/tests/soak/churn.sh"
fi
if wanted unplug; then
    CYCLES=100 sh "$cli/watch_unplug.sh"
fi
if wanted trouble; then
    LOCK_S=30 sh "$cli/watch_trouble.sh"
fi
if wanted overflow; then
    COUNT=60000 sh "$cli/watch_overflow.sh"
fi
if wanted big; then
    sh "$TOP/tests/soak/big.sh"
fi
if wanted case; then
    sh "$TOP/tests/soak/case.sh"
    COUNT=${SOAK_COUNT:-2000} GROUND=$SOAK_FOLDING sh "$cli/watch_ops.sh"
fi
if wanted arrival; then
    SAMPLEDB_BENCH_ARRIVALS=1000 sh "$TOP/tests/bench/arrival.sh"
fi
echo 'all is well'
