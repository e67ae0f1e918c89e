# SPDX-License-Identifier: GPL-2.0-or-later
# How the tables of a report are drawn. Sizes are those of the SVG; a PNG has twice as many
# pixels each way. Colours: Okabe and Ito, Color Universal Design, 2008; they differ for
# colour-blind readers too.
if (!exists("ending")) ending = ""
blue = "#0072B2"; red = "#D55E00"; amber = "#E69F00"; grey = "#767676"; black = "#222222"

pngs = "set terminal pngcairo noenhanced size %d,%d font 'sans,10' fontscale 2 linewidth 2 pointscale 2 background 'white'; set output '%s.png%s'"
svgs = "set terminal svg noenhanced size %d,%d font 'sans-serif,12' linewidth 1.2 background 'white'; set output '%s.svg%s'"
to(k, name, w, h) = k == 1 ? sprintf(pngs, 2 * w, 2 * h, name, ending) : sprintf(svgs, w, h, name, ending)

set datafile separator tab
set datafile missing "nan"
set border 3 linewidth 0.8 linecolor rgb grey
set tics nomirror out scale 0.5 textcolor rgb black
set grid back linetype 1 linewidth 0.5 linecolor rgb "#dddddd"
set key textcolor rgb black
what = sprintf("%s%d files", measured_on eq "" ? "" : measured_on . ", ", files)

# Learning: the loss, and what validation says of each epoch.
if (epochs > 0) {
    set xlabel "epoch"
    set xrange [0:epochs + 0.5]
    set xtics auto
    set yrange [*:*]
    do for [k = 1:2] {
        eval(to(k, "learning", 820, 360))
        set multiplot
        set size 0.5, 1
        set origin 0, 0
        set title "Loss in training"
        set ylabel "cross-entropy (nats)"
        set yrange [*:*]
        set ytics auto
        set arrow 2 from first best_epoch, graph 0 to first best_epoch, graph 1 nohead back dashtype 2 linewidth 1 linecolor rgb grey
        set key off
        plot "learning.tsv" using 1:2 skip 1 with linespoints linewidth 1.5 pointtype 7 pointsize 0.35 linecolor rgb black
        set origin 0.5, 0
        set title "Validation, and training as varied"
        set ylabel "accuracy, macro-F1"
        set yrange [* < 0.9 : 0.1 < * < 1]
        set key on inside bottom right Left reverse samplen 2 opaque
        plot "learning.tsv" using 1:6 skip 1 with lines linewidth 1.5 linecolor rgb grey title "accuracy in training", \
             "" using 1:3 skip 1 with linespoints linewidth 1.5 pointtype 7 pointsize 0.35 linecolor rgb blue title "accuracy", \
             "" using 1:4 skip 1 with linespoints linewidth 1.5 pointtype 7 pointsize 0.35 linecolor rgb red title "macro-F1", \
             "" using 1:($5 == 1 ? $4 : NaN) skip 1 with points pointtype 6 pointsize 1.4 linewidth 1.5 linecolor rgb black title sprintf("best: epoch %d", best_epoch)
        unset multiplot
    }
    unset arrow 2
    set size 1, 1
    set origin 0, 0
    unset xlabel
    set xrange [*:*]
}
if (files == 0) exit

# Per label: precision, recall, F1, the best first.
set title sprintf("Precision, recall and F1 of each label (%s; macro-F1 %.3f)", what, macro_f1)
set style data histograms
set style histogram clustered gap 1.5
set style fill solid 1 noborder
set boxwidth 1 relative
set yrange [0:1.1]
set ytics 0, 0.2, 1
set grid ytics noxtics
set xtics rotate by 55 right scale 0
set ylabel "precision, recall, F1"
set xlabel "label (files)"
set key inside top right horizontal samplen 1.5
width = 130 + 28 * classes
width = width < 560 ? 560 : width
do for [k = 1:2] {
    eval(to(k, "classes", width, 440))
    plot "classes.tsv" using 5:xtic(sprintf("%s (%d)", stringcolumn(1), column(3))) skip 1 title "precision" linecolor rgb blue, \
         "" using 6 skip 1 title "recall" linecolor rgb amber, \
         "" using 7 skip 1 title "F1" linecolor rgb black
}
unset xlabel
set style data points
set xtics norotate autojustify scale 0.5

# Reliability: how often answers of some confidence are right, and how many there are.
few = 10
set xrange [*:*]
set yrange [*:*]
stats "reliability.tsv" using 3 skip 1 nooutput
step = STATS_max < 4 ? 1 : 10 ** floor(log10(STATS_max / 2))
step = STATS_max / step > 10 ? 5 * step : STATS_max / step > 4 ? 2 * step : step
set xrange [0:1]
set xtics 0.2
middle(low, high) = (low + high) / 2
wide(low, high) = 0.9 * (high - low)
do for [k = 1:2] {
    eval(to(k, "reliability", 480, 560))
    set multiplot
    set lmargin 10
    set rmargin 3
    set origin 0, 0.3
    set size 1, 0.7
    set bmargin 1.2
    set tmargin 6.5
    set key at graph 0, graph 1.005 left bottom vertical Left reverse samplen 2
    set title offset 0, 3.3
    set title sprintf("Reliability of the confidence (%s; ECE %.3f)", what, ece)
    set yrange [0:1]
    set ytics 0.2
    set grid xtics ytics
    set format x ""
    set ylabel "share of answers that are right"
    plot "reliability.tsv" using (middle($1, $2)):($3 < few ? NaN : $5):(wide($1, $2)) skip 1 with boxes linecolor rgb blue title "right", \
         "" using (middle($1, $2)):($3 < few ? $5 : NaN):(wide($1, $2)) skip 1 with boxes linecolor rgb "#b3d4e8" title sprintf("right, of fewer than %d answers", few), \
         x with lines linewidth 1.2 dashtype 2 linecolor rgb black title "as often right as it says"
    unset title
    set origin 0, 0
    set size 1, 0.3
    set tmargin 0.5
    set bmargin 3.5
    set format x "%g"
    set xlabel "confidence of the likeliest label"
    set ylabel "answers"
    set yrange [0:*]
    set ytics 0, step
    plot "reliability.tsv" using (middle($1, $2)):3:(wide($1, $2)) skip 1 with boxes linecolor rgb grey notitle
    unset multiplot
    unset xlabel
}
set lmargin; set rmargin; set tmargin; set bmargin
set size 1, 1
set origin 0, 0
set title offset 0, 0

# Coverage against precision: the surest answers first, with what the threshold publishes.
set title sprintf("Precision of the surest answers (%s)", what)
set xlabel "coverage: share of the files answered"
set ylabel "precision: share of these right"
set yrange [* < 0.4 : 1.005]
set ytics 0.1
set key inside bottom left Left reverse samplen 2
part(n, name) = sprintf("%s, %d files", name, n)
set arrow 1 from 0, 0.9 to 1, 0.9 nohead back dashtype 2 linewidth 1.2 linecolor rgb black
set label 1 "0.90" at 1, 0.9 right offset 0, 0.5 textcolor rgb black
chosen = leaf_threshold > 1 ? "no leaf is published" : sprintf("published: confidence from %.2f", leaf_threshold)
do for [k = 1:2] {
    eval(to(k, "coverage", 560, 420))
    plot "coverage.tsv" using 1:2 skip 1 with lines linewidth 2 linecolor rgb black title part(all_files, "all"), \
         "" using 1:(pack_files > 0 ? $4 : NaN) skip 1 with lines linewidth 2 linecolor rgb blue title pack_files > 0 ? part(pack_files, "packs") : "", \
         "" using 1:(new_source_files > 0 ? $6 : NaN) skip 1 with lines linewidth 2 linecolor rgb red title new_source_files > 0 ? part(new_source_files, "new sources") : "", \
         "+" using (all_share):(all_share > 0 ? all_precision : NaN) every ::0::0 with points pointtype 7 pointsize 1.1 linecolor rgb black title chosen, \
         "+" using (pack_share):(pack_share > 0 ? pack_precision : NaN) every ::0::0 with points pointtype 7 pointsize 1.1 linecolor rgb blue notitle, \
         "+" using (new_source_share):(new_source_share > 0 ? new_source_precision : NaN) every ::0::0 with points pointtype 7 pointsize 1.1 linecolor rgb red notitle
}
unset arrow 1
unset label 1

# What was taken for what: each line adds up to 100. Lines part the first levels.
set title sprintf("What each label was taken for, in per cent (%s; accuracy %.3f)", what, accuracy)
set palette defined (0 "#ffffff", 0.02 "#eef3fa", 0.25 "#9ecae1", 0.5 "#4292c6", 0.75 "#1c5a9e", 1 "#08306b")
set cbrange [0:100]
set cbtics 20 scale 0.5
set cblabel "per cent of the label's files"
set border 15
set ylabel "label"
set xlabel "taken for"
set xrange [-0.5 : leaves - 0.5]
set yrange [leaves - 0.5 : -0.5]
set xtics auto rotate by 90 right scale 0
set ytics auto scale 0
unset grid
unset key
side = 200 + 21 * leaves
side = side < 520 ? 520 : side
do for [i = 1:words(borders)] {
    at = word(borders, i) - 0.5
    set arrow from first at, first -0.5 to first at, first leaves - 0.5 nohead front linecolor rgb grey linewidth 0.6
    set arrow from first -0.5, first at to first leaves - 0.5, first at nohead front linecolor rgb grey linewidth 0.6
}
cell(x, low, high) = x >= low && x < high ? sprintf("%.0f", 100 * x) : ""
do for [k = 1:2] {
    eval(to(k, "confusion", side + 60, side))
    small = k == 1 ? "sans,8" : "sans-serif,9"
    plot "confusion.tsv" matrix rowheaders columnheaders using 1:2:(100 * $3) with image pixels, \
         "" matrix rowheaders columnheaders using 1:2:(cell($3, 0.05, 0.5)) with labels font small textcolor rgb black, \
         "" matrix rowheaders columnheaders using 1:2:(cell($3, 0.5, 2)) with labels font small textcolor rgb "white"
}
