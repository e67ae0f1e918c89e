# SPDX-License-Identifier: GPL-2.0-or-later
# What every command's test shares: a home of its own, tiny sounds, and checks.
# Sourced, with $SAMPLEDB set. Leaves the working directory in $dir.
set -eu
: "${SAMPLEDB:?is not set; run this with make check}"
dir=$(mktemp -d)
dir=$(cd "$dir" && pwd -P)
trap '[ -z "${daemon:-}" ] || kill "$daemon" 2>/dev/null || true
      chmod -R u+w "$dir" 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
HOME=$dir/home
TZ=UTC
LC_ALL=C
export HOME TZ LC_ALL
XDG_RUNTIME_DIR=$dir/.run
export XDG_RUNTIME_DIR
unset SAMPLEDB_LIBRARY XDG_CONFIG_HOME XDG_DATA_HOME NO_COLOR
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
library=$HOME/.local/share/sampledb/library.db

die() {
    echo "$0: $*" >&2
    exit 1
}

# le N BYTES: an integer as printf(1) escapes, little-endian.
le() {
    le_n=$1
    le_left=$2
    while [ "$le_left" -gt 0 ]; do
        printf '\\%03o' $((le_n % 256))
        le_n=$((le_n / 256))
        le_left=$((le_left - 1))
    done
}

# wav FILE HZ [FRAMES [CHUNKS]]: a decaying sine, 8 bits, 8 kHz, mono, as a new file.
# Another HZ, another sound. FRAMES is even; CHUNKS are escapes, put at the end.
wav() {
    wav_n=${3:-1600}
    wav_more=$(printf "${4:-}" | wc -c)
    rm -f -- "$1"
    {
        printf 'RIFF'
        printf "$(le $((36 + wav_n + wav_more)) 4)"
        printf 'WAVEfmt '
        printf "$(le 16 4)$(le 1 2)$(le 1 2)$(le 8000 4)$(le 8000 4)$(le 1 2)$(le 8 2)"
        printf 'data'
        printf "$(le "$wav_n" 4)"
        printf "$(awk -v n="$wav_n" -v hz="$2" 'BEGIN {
            for (i = 0; i < n; i++)
                printf "\\%03o", 128 + 120 * exp(-4 * i / n) * sin(i * hz * 6.2831853 / 8000)
        }')"
        printf "${4:-}"
    } >"$1"
}

# many DIR N: so many different sounds of 200 frames, in one go.
many() {
    LC_ALL=C awk -v dir="$1" -v n="$2" '
        function le(v, bytes) { while (bytes--) { printf "%c", v % 256 > f; v = int(v / 256) } }
        BEGIN {
            for (k = 0; k < n; k++) {
                f = dir "/" k ".wav"
                printf "RIFF" > f; le(236, 4); printf "WAVEfmt " > f
                le(16, 4); le(1, 2); le(1, 2); le(8000, 4); le(8000, 4); le(1, 2); le(8, 2)
                printf "data" > f; le(200, 4)
                for (i = 0; i < 196; i++) le(128 + int(100 * sin(i * (1 + k / n))), 1)
                le(k, 4)
                close(f)
            }
        }'
}

# run ARG...: the program; its output in ./out, its errors in ./err, its status in $rc.
run() {
    rc=0
    "$SAMPLEDB" "$@" >out 2>err || rc=$?
}

# ok ARG...: the same, and it must succeed without a word on stderr.
ok() {
    run "$@"
    [ "$rc" -eq 0 ] && [ ! -s err ] || die "sampledb $*: status $rc: $(cat err)"
}

# fails STATUS TEXT ARG...: it must end so, and say exactly TEXT, once, on stderr.
fails() {
    fails_rc=$1
    fails_text=$2
    shift 2
    run "$@"
    [ "$rc" -eq "$fails_rc" ] || die "sampledb $*: status $rc, not $fails_rc: $(cat err)"
    [ "$(cat err)" = "$fails_text" ] ||
        die "sampledb $*: says '$(cat err)', not '$fails_text'"
}

# measured NAME FAULTS: of the file of that name these numbers are told, whatever the
# program has measured; what follows of them, the next word on it brings.
measured() {
    sqlite3 "$library" "INSERT OR REPLACE INTO measured
        (sample_id, sure, pitch_why, pitch_mhz, pitch_sure, note, tempo_why, bpm, bpm_sure,
         bpm_2, beats, downbeat_ms, key_why, key, key_sure, key_2, key_2_sure, tuning,
         loudness_why, lufs, momentary, true_peak, centroid_hz, audible_ms, late, sustain,
         noisiness, tail_ms, punch, distortion, clipped_us, dc, leading_ms, trailing_ms,
         side, balance, ending, faults)
        SELECT sample_id, 7, 0, 441500, 900, 69, 0, 120040, 800, 60020, 4, 250, 0, 21, 700,
         0, 200, -125, 0, -1425, -1050, 50, 8000, 250, 250, -3000, 500, 125, 900, 62,
         1000, -500000, 50, 125, -2000, 300, -4000, $2
          FROM file WHERE CAST(name AS TEXT) = '$1'"
}

# unmeasured: whatever was measured of the sounds in the library is another matter.
unmeasured() {
    sqlite3 "$library" "
        UPDATE sample SET bpm = CASE WHEN m.own & 1 THEN NULL ELSE sample.bpm END,
            key = CASE WHEN m.own & 2 THEN NULL ELSE sample.key END,
            note = CASE WHEN m.own & 4 THEN NULL ELSE sample.note END
            FROM measured m WHERE m.sample_id = sample.id;
        DELETE FROM sample_tag WHERE source IS NULL;
        DELETE FROM measured"
}

# says TEXT: ./err has it, to the letter.
says() {
    grep -qF -- "$1" err || die "no '$1' in: $(cat err)"
}

# has PATTERN, hasnt PATTERN: a line of ./out matches (grep -E).
has() {
    grep -Eq -e "$1" out || die "no line like '$1' in: $(cat out)"
}
hasnt() {
    ! grep -Eq -e "$1" out || die "a line like '$1' in: $(cat out)"
}

# daemon ARG...: sampledb watch in the background, its pid in $daemon, its log in
# ./watch.log, up and in step with the disk. It works whatever else the machine does.
daemon() {
    "$SAMPLEDB" watch --settle 50ms --on-battery work --cpu-pressure 0 --io-pressure 0 "$@" \
        >watch.out 2>watch.log &
    daemon=$!
    eventually in_step
}
in_step() { "$SAMPLEDB" status --json 2>/dev/null | grep -q '"state": "idle"'; }

# eventually COMMAND...: it succeeds within a minute.
eventually() {
    for _ in $(seq 600); do
        "$@" && return 0
        sleep 0.1
    done
    die "never: $*: $(cat watch.log)"
}

# lines N: ./out has so many.
lines() {
    [ "$(wc -l <out)" -eq "$1" ] || die "not $1 lines: $(cat out)"
}

# q SQL: the library asked as another program would. is TEXT SQL: it must answer TEXT.
q() { sqlite3 -readonly "$library" "$1"; }
is() { [ "$(q "$2")" = "$1" ] || die "'$2' gives '$(q "$2")', not '$1'"; }

# as_other COMMAND...: as an ordinary user, since as root every permission is granted.
as_other() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
    else
        "$@"
    fi
}

# A demo library: ~/Samples with a copy and a damaged file. Its labels are our own,
# whatever the built-in model says.
demo() {
    s=$HOME/Samples
    mkdir -p "$s/Kicks" "$s/Vinyl Loops"
    wav "$s/Kicks/kick 01.wav" 55
    wav "$s/Kicks/kick 02.wav" 60
    wav "$s/Kicks/snare.wav" 700
    wav "$s/Vinyl Loops/loop_120.wav" 220 8000
    cp "$s/Kicks/kick 01.wav" "$s/Vinyl Loops/kick copy.wav"
    echo 'no sound' >"$s/Kicks/broken.wav"
    run index -q "$s"
    unmeasured
    sqlite3 "$library" '
        DELETE FROM witness; DELETE FROM heard; DELETE FROM sample_tag; DELETE FROM tag_word;
        UPDATE sample SET form = NULL, form_confidence = NULL, category = NULL,
            category_confidence = NULL, model_id = NULL;
        DELETE FROM model_node; DELETE FROM tag; DELETE FROM model'
}

# Labels for the demo: a bass drum that is sure, a snare that is not, a loop.
label() {
    sqlite3 "$library" "
        INSERT INTO model (id, key, arch, feature_version, metrics, current)
        VALUES (1, '0123456789abcdef0123456789abcdef', 'linear', 1, '{}', 1);
        INSERT INTO tag (id, facet, name) VALUES (1, 'category', 'drums.kick'),
            (2, 'category', 'drums.snare'), (3, 'form', 'oneshot'), (4, 'form', 'loop');
        INSERT INTO tag_word (word, tag_id) VALUES ('drums.kick', 1), ('kick', 1),
            ('drums', 1), ('drums', 2), ('drums.snare', 2), ('snare', 2), ('oneshot', 3),
            ('loop', 4);
        CREATE TEMP TABLE is_a (name, form, sure, category, surer);
        INSERT INTO is_a VALUES ('kick 01.wav', 'oneshot', 0.99, 'drums.kick', 0.93),
            ('kick 02.wav', 'oneshot', 0.98, 'drums.kick', 0.81),
            ('snare.wav', 'oneshot', 0.97, NULL, NULL), ('loop_120.wav', 'loop', 0.9, NULL, NULL);
        UPDATE sample SET (form, form_confidence, category, category_confidence, model_id) =
            (SELECT form, sure, category, surer, 1
               FROM is_a JOIN file ON CAST(file.name AS TEXT) = is_a.name
              WHERE file.sample_id = sample.id);
        INSERT INTO sample_tag SELECT t.id, s.id, s.category_confidence, 'model', 1
            FROM sample s JOIN tag t ON t.facet = 'category' AND t.name = s.category;
        INSERT INTO sample_tag SELECT t.id, s.id, s.form_confidence, 'model', 1
            FROM sample s JOIN tag t ON t.facet = 'form' AND t.name = s.form;
        INSERT INTO heard (sample_id, model_id, tag1, p1, tag2, p2, category_tag, category_p,
                           is_loop, form_p)
            SELECT s.id, 1, 1, 930000, 2, 50000,
                   (SELECT t.id FROM tag t WHERE t.facet = 'category' AND t.name = s.category),
                   CAST(round(s.category_confidence * 1e6) AS INTEGER), s.form = 'loop',
                   CAST(round(s.form_confidence * 1e6) AS INTEGER)
              FROM sample s"
}

# corpus DIR: 48 sounds of four labels in DIR, each label in eight kits, and DIR/list.csv
# of them: kits 0 to 5 to learn from (36 sounds), 6 and 7 to measure on (12).
corpus() {
    mkdir -p "$1"
    LC_ALL=C awk -v dir="$1" '
        function le(v, bytes) { while (bytes--) { printf "%c", v % 256 > f; v = int(v / 256) } }
        function noise() { seed = (seed * 16807) % 2147483647; return seed / 1073741824 - 1 }
        function kick(i)  { return exp(-i / 300) * sin(60 * (0.8 + k / 20) * i / 1273) }
        function hat(i)   { return exp(-i / (60 + 8 * k)) * noise() }
        function bass(i)  { return ((i * (70 + 9 * k) / 8000) % 1) - 0.5 }
        function lead(i)  { return 0.8 * sin((900 + 60 * k) * i / 1273 + 3 * sin(i / 900)) }
        BEGIN {
            seed = 4711
            list = dir "/list.csv"
            print "path,label,split,form,group,source,domain" > list
            for (k = 0; k < 12; k++)
                for (c = 0; c < 4; c++) {
                    label = c == 0 ? "kick" : c == 1 ? "hat-closed" : c == 2 ? "bass" : "synth-lead"
                    name = label "-" k ".wav"
                    printf "%s,%s,%s,%s,kit%d,maker%d,%s\n", name, label, k < 9 ? "train" : "dev",
                        c < 2 ? "oneshot" : "loop", k / 1.5, k % 10, k % 2 ? "pack" : "soundfont" > list
                    f = dir "/" name
                    printf "RIFF" > f; le(1636, 4); printf "WAVEfmt " > f
                    le(16, 4); le(1, 2); le(1, 2); le(8000, 4); le(8000, 4); le(1, 2); le(8, 2)
                    printf "data" > f; le(1600, 4)
                    for (i = 0; i < 1600; i++)
                        le(128 + int(120 * (c == 0 ? kick(i) : c == 1 ? hat(i) : c == 2 ? bass(i) : lead(i))), 1)
                    close(f)
                }
        }'
}

# zaps DIR N FROM: sounds number FROM to FROM + N - 1 of a kind that no model was trained on.
zaps() {
    mkdir -p "$1"
    LC_ALL=C awk -v dir="$1" -v n="$2" -v from="$3" '
        function le(v, bytes) { while (bytes--) { printf "%c", v % 256 > f; v = int(v / 256) } }
        BEGIN {
            for (k = from; k < from + n; k++) {
                f = dir "/" k ".wav"
                printf "RIFF" > f; le(1636, 4); printf "WAVEfmt " > f
                le(16, 4); le(1, 2); le(1, 2); le(8000, 4); le(8000, 4); le(1, 2); le(8, 2)
                printf "data" > f; le(1600, 4)
                for (i = 0; i < 1600; i++)
                    le(128 + int(110 * exp(-i / (500 + 10 * k)) * sin((2.6 - k / 40) * i * exp(-i / 1200))), 1)
                close(f)
            }
        }'
}
