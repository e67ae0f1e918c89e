#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Organ tones to learn notes from: drawbars drawn at random, of which the lowest sounds an
# octave below the key. N FOLDER: so many, with manifest.csv and notes.csv, by ffmpeg(1).
set -eu
n=${1:?how many}
to=${2:?a new folder}
mkdir "$to"
echo path,label,split,source,form >"$to/manifest.csv"
echo path,midi_note >"$to/notes.csv"
LC_ALL=C awk -v n="$n" '
    function draw(m) { seed = (seed * 16807) % 2147483647; return int(seed / 2147483647 * m) }
    BEGIN {
        seed = 4711
        split("0.5 1.5 1 2 3 4 5 6 8", ratio, " ")
        for (k = 1; k <= n; k++) {
            midi = 36 + draw(66)
            hz = 440 * exp(log(2) * (midi - 69 + (draw(41) - 20) / 100) / 12)
            swing = draw(3) ? 0 : (1 + draw(20)) / 20
            sum = ""
            for (i = 1; i <= 9; i++) {
                bar = draw(i < 5 ? 3 : 2) ? draw(9) : 0 # 3 dB a step, 0 is off
                if (i == 3 && bar < 3)
                    bar = 3
                # A drawn-in bar still leaks a little.
                level = bar ? exp(log(2) * (bar - 8) / 2) : 0.0005 * (1 + draw(10))
                if (hz * ratio[i] < 15000)
                    sum = sum sprintf("+%.4f*sin(%.3f*t+%.3f*sin(41*t)+%d)", level,
                        hz * ratio[i] * 6.2831853, swing * ratio[i], draw(6))
            }
            drive = draw(2) ? 0.3 : 0.5 + draw(20) / 10
            printf "%d %d %.2f 0.5*min(1,t*%d)*tanh(%.2f*(%s))\n", k, midi,
                0.4 + draw(20) / 10, 50 + draw(400), drive, substr(sum, 2)
        }
    }' | while read -r k midi seconds tone; do
    ffmpeg -nostdin -v error -bitexact -f lavfi \
        -i "aevalsrc=exprs='$tone':s=44100:d=$seconds" "$to/$k.wav"
    echo "$k.wav,organ,train,drawbars,oneshot" >>"$to/manifest.csv"
    echo "$k.wav,$midi" >>"$to/notes.csv"
done
