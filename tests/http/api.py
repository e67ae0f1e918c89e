#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The interface over HTTP against its own description: every route is called, every answer
is what openapi.json says, and the examples of sampledb-http(7) work.

usage: api.py, with $SAMPLEDB the program and $TOP the source
"""
import base64
import http.client
import json
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.parse
import wave

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is missing: not run")
    sys.exit(77)

SAMPLEDB, TOP = os.environ["SAMPLEDB"], os.environ["TOP"]
FILES = 260
bad = 0


def complain(what):
    global bad
    bad += 1
    print("api:", what, file=sys.stderr)


def check(what, true):
    if not true:
        complain(what)


# A library of short sounds that are all different, in a home of its own.


def tone(path, hz, frames=1600):
    with open(path, "wb") as f, wave.open(f, "wb") as w:
        w.setnchannels(1)
        w.setsampwidth(2)
        w.setframerate(8000)
        w.writeframes(b"".join(
            int(2e4 * math.exp(-4 * i / frames) * math.sin(hz * i * math.tau / 8000))
            .to_bytes(2, "little", signed=True) for i in range(frames)))


def sampledb(*words):
    done = subprocess.run([SAMPLEDB, *words], stdout=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, check=True)
    return done.stdout


def index():
    """One file is broken: that is said once, by a status of 1."""
    done = subprocess.run([SAMPLEDB, "index", "-q", "Samples"], stderr=subprocess.PIPE,
                          check=False)
    check(f"index: {done.stderr}", done.returncode in (0, 1))


def found(*words):
    return [json.loads(line) for line in sampledb("find", "--json", *words).splitlines()]


def furnish(home):
    run = os.path.join(home, "run")
    os.mkdir(run, 0o700)
    for name in ("SAMPLEDB_LIBRARY", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        os.environ.pop(name, None)
    os.environ.update(HOME=home, XDG_RUNTIME_DIR=run, TZ="UTC", LC_ALL="C")
    os.chdir(home)
    os.makedirs("Samples/Kicks")
    os.makedirs(b"Samples/odd \xff")
    for i in range(FILES):
        tone(f"Samples/{'Kicks/kick' if i % 3 else 'snare'} {i}.wav", 40 + 3 * i)
    tone(b"Samples/odd \xff/\xe4 loop.wav", 3000, 8000)
    tone("kick.wav", 55.5)
    with open("Samples/broken.wav", "wb") as f:
        f.write(b"RIFF....WAVE")
    os.makedirs(".config/sampledb")
    with open(".config/sampledb/synonyms.csv", "w", encoding="utf-8") as f:
        f.write("word,tag\nBums,drums.kick\n")
    index()
    sampledb("tag", "Samples/Kicks/kick 1.wav", "+kick", "-snare", "+user:mine")


class Server:
    def __init__(self):
        self.process = subprocess.Popen([SAMPLEDB, "serve", "--port", "0"],
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.port = int(re.match(r"http://127\.0\.0\.1:(\d+)/#token=", line).group(1))
        self.token = line.strip().partition("=")[2]

    def ask(self, method, path, body=None, **headers):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {k.replace("_", "-"): v for k, v in headers.items()}
        if method == "POST":
            headers.setdefault("Authorization", "Bearer " + self.token)
            headers.setdefault("Content-Type", "application/json")
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        c.request(method, path, body, headers)
        r = c.getresponse()
        got = r.read()
        c.close()
        return r, got

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        check("the server ends well", self.process.wait(30) == 0)


# What the description says of an answer.


class Description:
    def __init__(self, text):
        self.doc = json.loads(text)
        self.called = set()
        check("it is OpenAPI 3.1", self.doc["openapi"].startswith("3.1."))
        for name, schema in self.doc["components"]["schemas"].items():
            try:
                jsonschema.Draft202012Validator.check_schema(schema)
            except jsonschema.SchemaError as e:
                complain(f"schema {name}: {e.message}")

    def routes(self):
        return {(method.upper(), path) for path, item in self.doc["paths"].items()
                for method in item}

    def find(self, method, path):
        """The route of a path, as the description spells it."""
        method = "GET" if method == "HEAD" else method
        for known in sorted(self.doc["paths"], key=len, reverse=True):
            pattern = re.escape(known).replace(r"\{id\}", r"[1-9]\d*")
            if re.fullmatch(pattern, path):
                return known, self.doc["paths"][known].get(method.lower())
        return None, None

    def fits(self, what, schema, value):
        whole = {**schema, "components": self.doc["components"]}
        for e in jsonschema.Draft202012Validator(whole).iter_errors(value):
            complain(f"{what}: {e.json_path}: {e.message[:300]}")

    def judge(self, what, method, path, response, got):
        known, operation = self.find(method, path.partition("?")[0])
        if not operation:
            complain(f"{what}: openapi.json does not know it")
            return None
        self.called.add(("GET" if method == "HEAD" else method, known))
        told = operation["responses"].get(str(response.status))
        if told is None:
            complain(f"{what}: openapi.json has no status {response.status}: {got[:200]}")
            return None
        type_ = response.getheader("Content-Type", "").partition(";")[0]
        content = told.get("content", {})
        if content and type_ not in content and not any(
                c.endswith("/*") and type_.startswith(c[:-1]) for c in content):
            complain(f"{what}: Content-Type {type_}, not {list(content)}")
        if not type_.endswith("json") or method == "HEAD":
            return got
        value = json.loads(got)
        self.fits(what, content.get(type_, {}).get("schema", {}), value)
        return value


server = description = None


def ask(method, path, status, body=None, **headers):
    """The answer, which has that status, or one of these, and is as described."""
    what = f"{method} {path}"
    response, got = server.ask(method, path, body, **headers)
    if response.status not in (status if isinstance(status, tuple) else (status,)):
        complain(f"{what}: {response.status}, not {status}: {got[:300]}")
        return None
    return description.judge(what, method, path, response, got)


def get(path, status=200, **headers):
    return ask("GET", path, status, **headers)


# The routes of the program and those of the description are the same.


def routes_of_program():
    """Those of serve/route.c that are no part of the page."""
    with open(os.path.join(TOP, "src/serve/route.c"), encoding="utf-8") as f:
        lines = re.findall(r'\{CALL_(\w+),\s*"([^"]+)",\s*([^,]+),', f.read())
    return {(method, path) for method, path, flags in lines if "PAGE" not in flags}


def compare_routes():
    here, told = routes_of_program(), description.routes()
    for method, path in sorted(here - told):
        complain(f"{method} {path}: is not in openapi.json")
    for method, path in sorted(told - here):
        complain(f"{method} {path}: is in openapi.json, but not in serve/route.c")


# Searching.


def same_rows(what, rows, lines):
    check(f"{what}: {len(rows)} rows, not {len(lines)}", len(rows) == len(lines))
    for row, line in zip(rows, lines):
        plain = {k: v for k, v in row.items()
                 if k not in ("key", "loudness_lufs", "peaks")}
        check(f"{what}: {plain} is not {line}", plain == line)


def walk(query, limit):
    """All pages of a search, one after the other."""
    path = "/v1/samples?" + urllib.parse.urlencode({"q": query, "limit": limit})
    rows, page, cursor = [], get(path), None
    while page:
        check(f"{query}: at {page['at']}, not {len(rows)}", page["at"] == len(rows))
        check(f"{query}: more than {limit} rows", len(page["samples"]) <= limit)
        rows += page["samples"]
        cursor = page["next"]
        if not cursor:
            break
        page = get(f"{path}&cursor={cursor}")
    return rows


def test_pages():
    lines = found()
    same_rows("everything", walk("", 100), lines)
    same_rows("in small pages", walk("", 7), lines)
    for query in ("kick", "oneshot -kick", "sort:-dur", "name:kick sort:name",
                  '"kick 1"', "limit:5", "dur:>100", "state:failed", "user:mine",
                  "drums or loop", "Bums"):
        same_rows(query, walk(query, 3), found(query))
    one = next(x for x in lines if x["name"] == "kick 1.wav")["sample_id"]
    same_rows("similar", walk(f"similar:{one}", 50), found(f"similar:{one}"))
    same_rows("a path", walk(f'similar:"{os.getcwd()}/Samples/Kicks/kick 1.wav"', 400),
              found(f"similar:{one}"))
    mixed = [x["id"] for x in walk("sort:random", 50)]
    check("random order has all", sorted(mixed) == sorted(x["id"] for x in lines))
    check("random order is random", mixed != [x["id"] for x in lines])


def test_jumps():
    lines = found()
    page = get("/v1/samples?limit=4&count=1")
    for _ in range(50):
        if page["total"] is not None:
            break
        page = get("/v1/samples?limit=4&count=1")
    check(f"total {page['total']}", page["total"] == len(lines))
    for at in (0, 3, len(lines) - 2, len(lines), len(lines) + 100):
        jump = get(f"/v1/samples?limit=4&at={at}")
        same_rows(f"at={at}", jump["samples"], lines[at:at + 4])
        check("at is told", jump["at"] == at)
        there = get(f"/v1/samples?limit=4&at={at}&cursor={page['next']}")
        same_rows(f"at={at} of a cursor", there["samples"], lines[at:at + 4])
    check("the last page says so", jump["next"] is None)
    check("what is short is counted", get("/v1/samples?q=user:mine")["total"] == 1)
    response, got = server.ask("HEAD", "/v1/samples")
    check("HEAD has no body", response.status == 200 and got == b"")


def test_stays():
    """What comes later moves nothing that is scrolled through."""
    before = found()
    page = get("/v1/samples?limit=10")
    cursor = get(f"/v1/samples?limit=10&cursor={page['next']}")["next"]
    tone("Samples/Kicks/a new one.wav", 2000)
    index()
    same_rows("the list of a cursor",
              get(f"/v1/samples?limit=1000&cursor={cursor}")["samples"], before[20:])
    check("a new search finds it", len(walk("", 1000)) == len(before) + 1)


def test_refusals():
    for path in ("q=dur:long", "q=%22open", "q=kick+or", "q=(a", "q=bpm:fast"):
        problem = get("/v1/samples?" + path, 400)
        check(f"{path}: {problem}", problem and problem["column"] >= 1 and
              "^" in problem["caret"])
    check("columns count characters",
          get("/v1/samples?q=%C3%A4%C3%B6+dur:long", 400)["column"] == 8)
    for path in ("limit=0", "limit=1001", "limit=x", "limit=", "at=-1", "at=1.5",
                 "count=2", "peaks=yes", "cursor=x", "cursor=0-5", "cursor=0-5-0",
                 "cursor=-1-5-811c9dc5", "q=similar:999999", "q=similar:/nothing",
                 "q=similar:kick.wav", "q=bst:nothing"):
        get("/v1/samples?" + path, 400)
    cursor = get("/v1/samples?limit=5")["next"]
    get(f"/v1/samples?q=kick&cursor={cursor}", 400)
    for path in ("", "/why", "/neighbours"):
        get(f"/v1/samples/999999{path}", 404)
    get("/v1/samples/1/neighbours?limit=17", 400)
    for path in ("/v1/samples/0", "/v1/samples/01", "/v1/samples/x", "/v1/nothing",
                 "/v1/samples/1/nothing", "/v1/samples/1/"):
        response, got = server.ask("GET", path)
        problem = json.loads(got)
        description.fits(path, {"$ref": "#/components/schemas/Problem"}, problem)
        check(f"{path}: {response.status}", response.status == 404)
    for path in ("/v1/samples", "/v1/samples/1", "/v1/tags", "/v1/openapi.json"):
        response, got = server.ask("POST", path, {})
        problem = json.loads(got)
        description.fits(path, {"$ref": "#/components/schemas/Problem"}, problem)
        check(f"POST {path}: {response.status}", response.status == 405)


# One sample, and lists.


def test_sample():
    line = next(x for x in found() if x["name"] == "kick 1.wav")
    at = f"/v1/samples/{line['sample_id']}"
    check("as show --json", get(at) == json.loads(
        sampledb("show", "--json", str(line["sample_id"]))))
    why = get(at + "/why")
    check("what users said", [(o["tag"], o["verdict"], o["actor"])
                              for o in why["feedback"]] ==
          [("drums.kick", 1, "user"), ("drums.snare", -1, "user"), ("mine", 1, "user")])
    check("what it wears", any(t["tag"] == "drums.kick" and t["source"] == "user"
                               for t in why["published"]))
    rows = get("/v1/samples?peaks=1&limit=3&q=kick")["samples"]
    for row in rows:
        whole = get(f"/v1/samples/{row['sample_id']}/peaks")
        pairs = [v - 256 if v > 127 else v for v in base64.b64decode(row["peaks"])]
        check(f"peaks of {row['name']}", pairs[0::2] == whole["min"] and
              pairs[1::2] == whole["max"] and len(pairs) == 2 * whole["columns"] > 0)
    check("peaks of a neighbour", get(f"{at}/neighbours?peaks=1")["neighbours"][0]["peaks"])
    check("no peaks unasked", "peaks" not in get("/v1/samples?limit=1")["samples"][0])
    for n in (1, 16):
        rows = get(f"{at}/neighbours?limit={n}")["neighbours"]
        check(f"{len(rows)} neighbours", len(rows) == n)
        far = [row["distance"] for row in rows]
        check("nearest first", far == sorted(far) and all(x is not None for x in far))
        check("not itself", all(row["sample_id"] != line["sample_id"] for row in rows))
    check("neighbours of why", why["neighbours"] == rows)
    odd = next(x for x in found() if x["path_hex"])
    check("bytes that are no UTF-8",
          get(f"/v1/samples/{odd['sample_id']}")["file"]["path_hex"] == odd["path_hex"])


def test_lists():
    check("as stats --json", get("/v1/stats") == json.loads(sampledb("stats", "--json")))
    check("as folder list --json", get("/v1/folders")["folders"] ==
          [json.loads(x) for x in sampledb("folder", "list", "--json").splitlines()])
    check("as model list --json", get("/v1/models")["models"] ==
          [json.loads(x) for x in sampledb("model", "list", "--json").splitlines()])
    tags = {(t["facet"], t["tag"]): t for t in get("/v1/tags")["tags"]}
    check("one is mine", tags[("user", "mine")]["samples"] == 1)
    kick = tags[("category", "drums.kick")]
    check(f"words of kick: {kick['words']}",
          "bass drum" in kick["words"] and "bums" in kick["words"])
    check("as many as are found",
          kick["samples"] == len({x["sample_id"] for x in found("category:drums.kick")}))
    check("a category that nothing wears is there", ("category", "vocal.speech") in tags)
    response, got = server.ask("GET", "/v1/openapi.json")
    same, nothing = server.ask("GET", "/v1/openapi.json",
                               If_None_Match=response.getheader("ETag"))
    check("openapi.json is known by its ETag", same.status == 304 and nothing == b"")
    get("/healthz")
    get("/v1/openapi.json")


# What others have made: called as soon as it is there.


def test_others():
    here = routes_of_program()
    one = next(x for x in found() if x["name"] == "kick 1.wav")["sample_id"]
    for method, path in sorted(here - description.called):
        if method == "GET":
            get(path.replace("{id}", str(one)))
    if ("POST", "/v1/classify") in here:
        with open("kick.wav", "rb") as f:
            sound = f.read()
        ask("POST", "/v1/classify?nearest=3&name=kick.wav", 200, sound,
            Content_Type="application/octet-stream")
        ask("POST", "/v1/classify", 422, sound[:20],
            Content_Type="application/octet-stream")
    if ("POST", "/v1/feedback") in here:
        said = ask("POST", "/v1/feedback", 200, {"feedback": [
            {"sample_id": one, "tag": "user:yours", "verdict": 1}]})
        check("it is there", len(walk("user:yours", 10)) == 1)
        ask("POST", "/v1/feedback", 200, {"feedback": said["undo"]})
        check("it is taken back", len(walk("user:yours", 10)) == 0)
    if ("POST", "/v1/models/use") in here:
        ask("POST", "/v1/models/use", 404, {"id": 999999})
    if ("POST", "/v1/retrain") in here:
        ask("POST", "/v1/retrain", 202, {"dry_run": True})
        get("/v1/retrain")
        ask("POST", "/v1/retrain/stop", (202, 409))  # it may have ended
    for method, path in sorted(here - description.called):
        complain(f"{method} {path}: is not called by this test")


def examples():
    """The lines of sampledb-http(7) that a person would type."""
    with open(os.path.join(TOP, "man/sampledb-http.7"), encoding="utf-8") as f:
        lines = re.findall(r"^\.Dl (curl .*)$", f.read(), re.M)
    escapes = ((r"\(dq", '"'), (r"\(aq", "'"), (r"\-", "-"), (r"\&", ""), (r"\e", "\\"))
    for line in lines:
        for escape, plain in escapes:
            line = line.replace(escape, plain)
        yield line


def test_manual():
    if not shutil.which("curl"):
        print("curl is missing: the examples of the manual are not run")
        return
    here = routes_of_program()
    lines = list(examples())
    check("the manual has examples", len(lines) >= 8)
    told = " ".join(lines)
    with open(os.path.join(TOP, "man/sampledb-http.7"), encoding="utf-8") as f:
        page = re.sub(r" Ns (Li )?|Ar ", "", f.read())
    for method, path in description.routes():
        check(f"the manual lacks {method} {path}", re.search(
            rf"^\.It Li {method} {re.escape(path.replace('{id}', 'ID'))}$", page, re.M))
    for line in lines:
        path = re.search(r"http://127\.0\.0\.1:8321([^'? ]*)", line).group(1)
        method = "POST" if "Authorization" in line else "GET"
        if (method, description.find(method, path)[0]) not in here:
            continue
        line = line.replace(":8321", f":{server.port}").replace("curl ", "curl -f ", 1)
        done = subprocess.run(["sh", "-c", line], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        check(f"'{line}' fails: {done.stdout[:200]}", done.returncode == 0)
    check("they are for this server", "127.0.0.1:8321" in told)


def main():
    global server, description
    home = tempfile.mkdtemp()
    try:
        furnish(home)
        server = Server()
        try:
            description = Description(server.ask("GET", "/v1/openapi.json")[1])
            compare_routes()
            for test in (test_pages, test_jumps, test_refusals, test_sample, test_lists,
                         test_others, test_manual, test_stays):
                test()
        finally:
            server.end()
    finally:
        os.chdir("/")
        shutil.rmtree(home, ignore_errors=True)
    sys.exit(1 if bad else 0)


main()
