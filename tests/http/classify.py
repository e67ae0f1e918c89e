#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sounds sent to a real server: what comes back is what an index of the same files says,
what is no sound is refused as documented, and nothing is stored.

usage: classify.py, with $SAMPLEDB the program and $SOUNDS that of tests/http/sounds.c
"""
import concurrent.futures
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

SAMPLEDB, SOUNDS = os.environ["SAMPLEDB"], os.environ["SOUNDS"]
GOOD = ["wav_pcm16.wav", "wav_2ch.wav", "wav_f32.wav", "wav_8000hz.wav", "flac_pcm_24.flac",
        "ogg_vorbis.ogg", "opus.opus", "mp3.mp3", "aiff_pcm_16.aif", "wav_silence.wav",
        "wav_antiphase.wav"]
CUT = ["wav_truncated.wav", "flac_truncated.flac", "ogg_truncated.ogg", "mp3_truncated.mp3"]
NONE = ["text.wav", "noise.mp3", "wav_no_fmt.wav", "onebyte.flac", "wav_header_only.wav"]
FOREIGN = ["aac.m4a", "wma.wma", "wav_g721.wav"]
UPLOAD = 64 << 20
MEMORY_KIB = 256 << 10  # of a worker, and of the server
HOUR_S = 20
bad = 0


def check(what, true):
    global bad
    if not true:
        bad += 1
        print("classify:", what, file=sys.stderr)


def run(*words):
    done = subprocess.run([SAMPLEDB, *words], stdout=subprocess.PIPE, check=True,
                          stdin=subprocess.DEVNULL)
    return done.stdout


class Unix(http.client.HTTPConnection):
    """The socket for apps, which asks for no token."""

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(os.path.join(os.environ["XDG_RUNTIME_DIR"], "sampledb/http.sock"))


def ask(method, path, body=None, headers=None, connection=None):
    c = connection or Unix("localhost", timeout=120)
    c.request(method, path, body, headers or {})
    r = c.getresponse()
    said = r.read()
    c.close()
    return r, said


def classify(body, query=""):
    r, said = ask("POST", "/v1/classify" + query, body)
    return r.status, json.loads(said)


def refused(what, body, *statuses):
    status, said = classify(body)
    check(f"{what}: {status} {said}", status in statuses and said["status"] == status and
          said["type"] == "about:blank" and said["title"] and said["detail"])


def bytes_of(name):
    with open(os.path.join(MADE, name), "rb") as f:
        return f.read()


def counts():
    """Rows of every table of the library, and the bytes of its file."""
    db = sqlite3.connect(f"file:{LIBRARY}?mode=ro", uri=True)
    tables = [t for t, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' "
                                     "AND name NOT LIKE 'v1_text%'")]
    n = {t: db.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in tables}
    db.close()
    with open(LIBRARY, "rb") as f:
        return n, f.read()


# What an index says of the same file.


def same(name, said):
    shown = json.loads(run("show", "--json", os.path.join(MADE, name)))
    s, file = shown["sample"], shown["file"]
    check(f"{name}: sample_id", said["sample_id"] == s["id"])
    for key in ("duration_s", "rate_hz", "channels"):
        check(f"{name}: {key} {said[key]}, not {s[key]}", said[key] == s[key])
    check(f"{name}: format", said["format"] == file["format"])
    for key in ("form", "category"):
        check(f"{name}: {key} {said[key]}", (said[key]["tag"], said[key]["confidence"]) ==
              (s[key], s[key + "_confidence"]))
    top = [(w["tag"], w["confidence"]) for w in s["witnesses"]
           if w["source"] == "model" and w["facet"] == "category"]
    check(f"{name}: top", [(t["tag"], t["confidence"]) for t in said["category"]["top"]] == top)
    check(f"{name}: form is one or the other",
          abs(said["form"]["oneshot"] + said["form"]["loop"] - 1) < 1e-6)
    for key, value in said["facets"].items():
        check(f"{name}: {key} {value}, not {s[key]}", value == s[key])
    check(f"{name}: measured", len(said["facets"]) > 30)
    tags = [(t["facet"], t["tag"], t["confidence"], t["source"]) for t in s["tags"]]
    check(f"{name}: tags", tags ==
          [(t["facet"], t["tag"], t["confidence"], t["source"]) for t in said["tags"]])
    check(f"{name}: model", said["model"]["id"] == s["model"]["id"] and
          said["model"]["key"] == s["model"]["key"])


def good():
    for name in GOOD + CUT:
        status, said = classify(bytes_of(name))
        if name in CUT and status == 422:
            continue
        check(f"{name}: {status} {said}", status == 200)
        same(name, said)
        near = said["nearest"]
        if name == "wav_silence.wav":
            check("silence is like nothing", near is None and said["nearest_why"])
        else:
            # What sounds the same lies first; of several the one that came first.
            check(f"{name}: nearest {near}", near and near[0]["distance"] < 0.01 and
                  near == sorted(near, key=lambda r: r["distance"]) and len(near) <= 8)
            check(f"{name}: is among them",
                  said["sample_id"] in [r["sample_id"] for r in near])
    check("none, please", classify(bytes_of(GOOD[0]), "?nearest=0")[1]["nearest"] == [])
    check("two", len(classify(bytes_of(GOOD[0]), "?nearest=2")[1]["nearest"]) == 2)


def counted():
    def analyses():
        text = ask("GET", "/metrics")[1].decode()
        return int(text.split("\nsampledb_classify_seconds_count ")[1].split()[0])

    before = analyses()
    classify(bytes_of(GOOD[0]))
    refused("text", b"no sound at all", 415, 422)
    check(f"{analyses()} analyses after {before}", analyses() == before + 1)


def refusals():
    for name in NONE:
        refused(name, bytes_of(name), 422)
    for name in FOREIGN:
        refused(name, bytes_of(name), 415)
    refused("no body", b"", 422)
    refused("64 MiB of nothing", bytes(UPLOAD), 422)
    refused("a byte more", bytes(UPLOAD + 1), 413)
    for query in ("?nearest=101", "?nearest=x", "?name=", "?name=/etc/passwd",
                  "?name=a/../b.wav", "?name=a//b"):
        status, said = classify(bytes_of(GOOD[0]), query)
        check(f"{query}: {status}", status == 400 and said["status"] == 400)


def token():
    body = bytes_of(GOOD[0])
    for header, status in ((None, 401), ("Bearer " + "0" * 64, 401), ("Bearer " + TOKEN, 200)):
        r, _ = ask("POST", "/v1/classify", body, {"Authorization": header} if header else {},
                   http.client.HTTPConnection("127.0.0.1", PORT, timeout=60))
        check(f"token {header}: {r.status}", r.status == status)


def family():
    """The server and its workers: the most memory that each has had, in KiB."""
    most = {}
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(server.pid)],
                              stdout=subprocess.PIPE).stdout.split()
    for pid in [str(server.pid)] + [c.decode() for c in children]:
        with open(f"/proc/{pid}/status") as f:
            most[pid] = max(int(line.split()[1]) for line in f if line.startswith("VmHWM"))
    return most


def hour():
    body = bytes_of("hour.flac")
    since = time.monotonic()
    status, said = classify(body)
    took = time.monotonic() - since
    check(f"an hour: {status} {said}", status == 200 and said["duration_s"] == 3600)
    check(f"an hour of silence in {len(body)} bytes took {took:.1f} s", took < HOUR_S)
    with open(SAMPLEDB, "rb") as f:
        sanitized = b"__asan_init" in f.read()
    if not sanitized:  # whose shadow memory counts, too
        check(f"memory {family()}", max(family().values()) < MEMORY_KIB)


def names():
    body = bytes_of(GOOD[0])
    plain, named = classify(body)[1], classify(body, "?name=Snares/vinyl%20snare%201.wav")[1]
    check("a name is heard", plain["category"] != named["category"])
    check("and changes nothing else", plain["facets"]["loudness_lufs"] ==
          named["facets"]["loudness_lufs"])


def many():
    def one(i):
        for _ in range(1000):
            status, said = classify(bytes_of(GOOD[i % 4]))
            if status != 503:
                return status
            time.sleep(0.01)
        return 503

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        check("at once", set(pool.map(one, range(64))) == {200})


def pictures():
    sample = json.loads(run("show", "--json", os.path.join(MADE, GOOD[0])))["sample"]["id"]
    r, said = ask("GET", f"/v1/samples/{sample}/peaks")
    peaks = json.loads(said)
    check("peaks", r.status == 200 and peaks["columns"] == len(peaks["min"]) ==
          len(peaks["max"]) == 128 and max(map(abs, peaks["min"] + peaks["max"])) == 127 and
          all(a <= b for a, b in zip(peaks["min"], peaks["max"])) and 0 < peaks["peak"] <= 1)
    path = f"/v1/samples/{sample}/spectrogram.png"
    r, said = ask("GET", path + "?width=333&height=99")
    check("spectrogram", r.status == 200 and r.getheader("Content-Type") == "image/png" and
          said[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", said[16:24]) == (333, 99))
    etag = r.getheader("ETag")
    r, said = ask("GET", path + "?width=333&height=99", None, {"If-None-Match": etag})
    check("the same again", r.status == 304 and said == b"")
    for query, status in (("?width=15", 400), ("?height=1025", 400), ("?width=2049", 400),
                          ("?width=2048&height=1024", 200), ("?width=-5", 400)):
        check(query, ask("GET", path + query)[0].status == status)
    for path in ("/v1/samples/999999/peaks", "/v1/samples/999999/spectrogram.png"):
        check(path, ask("GET", path)[0].status == 404)


home = tempfile.mkdtemp(prefix="sampledb-classify-")
os.environ.update(HOME=home, XDG_RUNTIME_DIR=os.path.join(home, "run"), LC_ALL="C")
for name in ("SAMPLEDB_LIBRARY", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
    os.environ.pop(name, None)
os.mkdir(os.environ["XDG_RUNTIME_DIR"], 0o700)
MADE = os.path.join(home, "sounds")
LIBRARY = os.path.join(home, ".local/share/sampledb/library.db")
server = None
try:
    os.mkdir(MADE)
    subprocess.run([SOUNDS, MADE, *GOOD, *CUT], check=True)
    subprocess.run([SAMPLEDB, "index", "-q", "--no-names", MADE])
    subprocess.run([SOUNDS, MADE, *NONE, *FOREIGN, "hour.flac"], check=True)
    server = subprocess.Popen([SAMPLEDB, "serve", "--port", "0"], stdout=subprocess.PIPE)
    line = server.stdout.readline().decode().strip()
    PORT = int(line.split(":")[2].split("/")[0])
    TOKEN = line.split("#token=")[1]
    before = counts()
    good()
    counted()
    refusals()
    token()
    hour()
    many()
    pictures()
    check("nothing is stored", counts() == before)
    subprocess.run([SAMPLEDB, "index", "-q", "--names"], stdout=subprocess.DEVNULL)
    names()
    server.send_signal(signal.SIGTERM)
    check("ends well", server.wait(30) == 0)
finally:
    if server and server.poll() is None:
        server.kill()
    shutil.rmtree(home, ignore_errors=True)
sys.exit(bad != 0)
