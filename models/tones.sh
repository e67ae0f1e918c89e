#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tones to learn notes from, as N FOLDER: so many, with manifest.csv and notes.csv, made by
# ffmpeg(1). Every other is of an organ, with drawbars at random, of which the lowest sounds
# an octave below the key; the others are plain, so that not all low ones are taken for those.
set -eu
n=${1:?how many}
to=${2:?a new folder}
mkdir "$to"
echo path,label,split,source,form >"$to/manifest.csv"
echo path,midi_note >"$to/notes.csv"
LC_ALL=C awk -v n="$n" '
    function draw(m) { seed = (seed * 16807) % 2147483647; return int(seed / 2147483647 * m) }
    function sine(level, ratio) {
        if (hz * ratio < 15000)
            sum = sum sprintf("+%.4f*sin(%.3f*t+%.3f*sin(41*t)+%d)", level,
                hz * ratio * 6.2831853, swing * ratio, draw(6))
    }
    function organ(i, bar) {
        for (i = 1; i <= 9; i++) {
            bar = draw(i < 5 ? 3 : 2) ? draw(9) : 0 # 3 dB a step; 0 is in, but leaks
            if (i == 3 && bar < 3)
                bar = 3
            sine(bar ? exp(log(2) * (bar - 8) / 2) : 0.0005 * (1 + draw(10)), pipe[i])
        }
        return 0.2 + draw(4) / 10
    }
    function plain(i, most, slope, step) {
        most = draw(4) ? 2 + draw(24) : 1
        slope = 0.5 + draw(16) / 10
        step = draw(4) ? 1 : 2
        for (i = 1; i <= most; i += step)
            sine(exp(-slope * log(i)) * (4 + draw(5)) / 8, i)
        return 0.3 + draw(10) / 10
    }
    BEGIN {
        seed = 4711
        split("0.5 1.5 1 2 3 4 5 6 8", pipe, " ")
        for (k = 1; k <= n; k++) {
            midi = 30 + draw(72)
            hz = 440 * exp(log(2) * (midi - 69 + (draw(41) - 20) / 100) / 12)
            swing = draw(3) ? 0 : (1 + draw(20)) / 20
            sum = ""
            drive = k % 2 ? organ() : plain()
            printf "%d %d %.2f %s 0.5*min(1,t*%d)*exp(-%.2f*t)*tanh(%.2f*(%s))\n", k, midi,
                0.4 + draw(20) / 10, k % 2 ? "organ" : "synth-lead", 50 + draw(400),
                k % 2 ? 0 : draw(4) * draw(4) / 2, drive, substr(sum, 2)
        }
    }' | while read -r k midi seconds label tone; do
    ffmpeg -nostdin -v error -bitexact -f lavfi \
        -i "aevalsrc=exprs='$tone':s=44100:d=$seconds" "$to/$k.wav"
    echo "$k.wav,$label,train,tones,oneshot" >>"$to/manifest.csv"
    echo "$k.wav,$midi" >>"$to/notes.csv"
done
