#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests that no browser sends, over plain sockets: each gets the answer that
sampledb-serve(1) documents, and the server goes on.

usage: hostile.py PORT SOCKET TOKEN PATIENCE, of a server with that --patience
"""
import json
import socket
import sys
import time

PORT, UNIX, TOKEN, PATIENCE = int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
HOST = f"Host: 127.0.0.1:{PORT}\r\n"
FIELDS = (b"X-Content-Type-Options: nosniff", b"Content-Security-Policy: default-src 'self'",
          b"Referrer-Policy: no-referrer", b"Connection: close")
tried = wrong = 0


def complain(what):
    global wrong
    wrong += 1
    print("hostile:", what, file=sys.stderr)


def connect(local=False):
    s = socket.socket(socket.AF_UNIX if local else socket.AF_INET, socket.SOCK_STREAM)
    s.settimeout(30)
    for _ in range(1000):
        try:
            s.connect(UNIX if local else ("127.0.0.1", PORT))
            return s
        except BlockingIOError:  # the kernel's queue of a Unix socket is full
            time.sleep(0.01)
    raise OSError("nobody takes connections")


def send(s, raw):
    """As much as the other side takes."""
    try:
        s.sendall(raw if isinstance(raw, bytes) else raw.encode("latin-1"))
    except (ConnectionResetError, BrokenPipeError):
        pass


def hear(s):
    """All that comes until the other side ends."""
    got = b""
    try:
        while piece := s.recv(65536):
            got += piece
    except (ConnectionResetError, BrokenPipeError):
        pass
    s.close()
    return got


def ask(raw, local=False):
    s = connect(local)
    send(s, raw)
    return hear(s)


def status_of(got):
    try:
        return int(got.split(b" ", 2)[1])
    except (IndexError, ValueError):
        return None


def check_problem(name, status, head, body):
    problem = json.loads(body)
    if (problem["type"], problem["status"]) != ("about:blank", status) or \
            not problem["title"] or not problem["detail"] or \
            b"Content-Type: application/problem+json" not in head:
        complain(f"{name}: {head!r} {body!r}")


def expect(name, status, raw, local=False):
    """One answer with that status and what keeps browsers safe; of errors, a problem."""
    global tried
    tried += 1
    got = ask(raw, local)
    head, _, body = got.partition(b"\r\n\r\n")
    if status_of(got) != status:
        complain(f"{name}: {status_of(got)}, not {status}: {got[:300]!r}")
        return got
    if got.count(b"nosniff") != 1:
        complain(f"{name}: more than one answer: {got!r}")
    for field in FIELDS:
        if field not in head:
            complain(f"{name}: no {field!r} in {head!r}")
    if b"Access-Control" in head:
        complain(f"{name}: pages of others are let in")
    if status >= 400:
        check_problem(name, status, head, body)
    return got


def get(target="/healthz", more="", host=HOST, method="GET", version="HTTP/1.1"):
    return f"{method} {target} {version}\r\n{host}{more}\r\n"


def post(length, more="", body="", target="/healthz", token=TOKEN, host=HOST,
         kind="application/json"):
    show = f"Authorization: Bearer {token}\r\n" if token else ""
    size = f"Content-Length: {length}\r\n" if length is not None else ""
    return f"POST {target} HTTP/1.1\r\n{host}{show}{size}Content-Type: {kind}\r\n{more}\r\n{body}"


def hosts():
    expect("plain", 200, get())
    expect("no Host", 400, get(host=""))
    expect("two Hosts", 400, get(host=HOST + "Host: evil.example\r\n"))
    expect("two Hosts, the other way", 400, get(host="Host: evil.example\r\n" + HOST))
    expect("the same Host twice", 400, get(host=HOST + HOST))
    for host in ("evil.example", f"evil.example:{PORT}", f"127.0.0.1:{PORT + 1}", "127.0.0.1",
                 f"a@127.0.0.1:{PORT}", f"127.0.0.1:{PORT}.evil.example", f"0:{PORT}", "",
                 f"127.0.0.1.evil.example:{PORT}", f"127.0.0.1:{PORT} evil.example",
                 f"127.1:{PORT}", f"localhost.:{PORT}", f"127.0.0.1:0{PORT}"):
        expect(f"Host {host!r}", 421, get(host=f"Host: {host}\r\n"))
    for host in (f"LocalHost:{PORT}", f"[::1]:{PORT}"):
        expect(f"Host {host!r}", 200, get(host=f"Host: {host}\r\n"))


def targets():
    expect("absolute-form, evil", 400, get("http://evil.example/healthz"))
    expect("absolute-form, ours", 400, get(f"http://127.0.0.1:{PORT}/healthz"))
    expect("authority-form", 405, get("evil.example:80", method="CONNECT"))
    expect("asterisk-form", 405, get("*", method="OPTIONS"))
    for path in ("/../../etc/passwd", "/..", "/x/../healthz", "//healthz", "/./healthz",
                 "/%2e%2e%2fetc/passwd", "/%2E%2E/", "/healthz%00", "/health%7a", "/a%2fb",
                 "/a%5cb", "/a\\b", "/healthz\x7f", "/h\xc3\xa9", "healthz", "/a;b", "/%", "*"):
        expect(f"path {path!r}", 400, get(path))
    for query in ("a=%00", "a=%ff", "a=%0a", "a=%c0%80", "a=%", "a=%4", "a=%zz", 'a="',
                  "a=<b>", "a#b", "a=\xe9", "a&" * 17):
        expect(f"query {query!r}", 400, get("/healthz?" + query))
    expect("a query as it should be", 200, get("/healthz?q=bpm:120..128+%2Bx&x=%2e%2E%2f"))
    expect("no such path", 404, get("/v1/nothing"))
    for sample in ("0", "-1", "1e3", "99999999999999999999", "1/../2", "%31"):
        status = 400 if ".." in sample or "%" in sample else 404
        expect(f"sample {sample}", status, get(f"/v1/samples/{sample}/audio"))


def lines():
    for method in ("BREW", "PUT", "get", "DELETE", "OPTIONS", "TRACE", "GET\t"):
        expect(f"method {method!r}", 400 if "\t" in method else 405,
               get(method=method).replace("\t ", "\t"))
    expect("POST where there is none", 405, post(0))
    for version in ("HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "HTTP/1.10", "http/1.1"):
        expect(version, 505, get(version=version))
    expect("no version", 400, f"GET /healthz\r\n{HOST}\r\n")
    expect("two blanks", 505, f"GET /healthz  HTTP/1.1\r\n{HOST}\r\n")
    expect("an empty line first", 400, "\r\n" + get())
    expect("TLS", 400, "\x16\x03\x01\x02\r\n\r\n")
    expect("HTTP/2's beginning", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    expect("all LF", 400, get().replace("\r\n", "\n"))
    expect("one bare LF", 400, f"GET /healthz HTTP/1.1\n{HOST}\r\n")
    expect("a bare LF in a field", 400, get(more="A: b\nHost: evil.example\r\n"))
    expect("a bare CR", 400, get(more="A: b\rc\r\n"))
    expect("NUL in a field", 400, get(more="A: b\0c\r\n"))
    expect("NUL in a name", 400, get(more="A\0: b\r\n"))
    expect("NUL in the Host", 400, get(host=f"Host: 127.0.0.1:{PORT}\0\r\n"))
    expect("NUL in the path", 400, get("/healthz\0"))
    expect("a folded field", 400, get(more="A: b\r\n c\r\n"))
    expect("folded by a tab", 400, get(more="A: b\r\n\tc\r\n"))
    expect("a folded Host", 400, get(host=f"Host:\r\n 127.0.0.1:{PORT}\r\n"))
    expect("a folded first line", 400, f"GET /healthz HTTP/1.1\r\n {HOST}\r\n")
    expect("no colon", 400, get(more="nonsense\r\n"))
    expect("no name", 400, get(more=": x\r\n"))
    expect("blank before the colon", 400, get(more="Accept : x\r\n"))
    expect("letters that are none", 400, get(more="\xc3\xa9: x\r\n"))
    expect("bytes in Range", 400, get(more="Range: \xff\r\n"))
    expect("Range twice", 400, get(more="Range: bytes=0-1\r\nRange: bytes=2-3\r\n"))
    expect("bytes in a Cookie", 200, get(more="Cookie: \xff\r\n"))
    expect("an expectation", 417, get(more="Expect: miracles\r\n"))
    expect("upgrade", 200, get(more="Connection: Upgrade\r\nUpgrade: websocket\r\n"))


def sizes():
    expect("64 kB of a field", 431, get(more="A: " + "b" * 65536 + "\r\n"))
    expect("64 kB of path", 414, get("/" + "a" * 65536))
    expect("64 kB of query", 414, get("/healthz?q=" + "a" * 65536))
    expect("10,000 fields", 431, get(more="A: b\r\n" * 10000))
    expect("100 fields", 431, get(more="A: b\r\n" * 100))
    expect("8 kB of query", 200, get("/healthz?q=" + "a" * 8000))
    expect("15 kB of head", 200, get(more="A: " + "b" * 15000 + "\r\n"))


def bodies():
    chunked = "Transfer-Encoding: chunked\r\n"
    expect("CL and TE", 411, post(5, chunked, "0\r\n\r\n"))
    expect("TE", 411, post(None, chunked, "0\r\n\r\n"))
    expect("TE in capitals", 411, post(None, chunked.upper(), "0\r\n\r\n"))
    expect("a huge chunk", 411, post(None, chunked, "f" * 17 + "\r\n"))
    expect("TE gzip, chunked", 411, post(None, "Transfer-Encoding: gzip, chunked\r\n"))
    expect("TE identity", 411, post(None, "Transfer-Encoding: identity\r\n"))
    expect("TE with a blank", 400, post(None, "Transfer-Encoding : chunked\r\n"))
    expect("TE of a GET", 411, get(more=chunked))
    expect("two different CLs", 400, post(5, "Content-Length: 6\r\n", "hello!"))
    expect("the same CL twice", 400, post(5, "Content-Length: 5\r\n", "hello"))
    for length in ("-1", "+5", "0x5", "5, 5", "", "5 5", "5.0", "1e1"):
        expect(f"CL {length!r}", 400, post(length))
    expect("CL of 20 digits", 413, post("1" * 20))
    expect("CL of 2^64 + 5", 413, post("18446744073709551621"))
    expect("a body of a GET", 400, get(more="Content-Length: 3\r\n") + "abc")
    got = ask(get() + get())
    if got.count(b"HTTP/1.1 200") != 1:
        complain(f"two requests in one go: {got!r}")
    if not expect("HEAD", 200, get(method="HEAD")).endswith(b"\r\n\r\n"):
        complain("HEAD is answered with a body")


def posts():
    at = {"target": "/v1/feedback"}
    expect("no token", 401, post(2, body="{}", token=None, **at))
    for token in ("", "x", TOKEN[:-1], TOKEN + "0", TOKEN[:-1] + "-", TOKEN.upper() + " ",
                  "0" * 64):
        expect(f"token {token!r}", 401, post(2, f"Authorization: Bearer {token}\r\n", "{}",
                                            token=None, **at))
    expect("token by another scheme", 401,
           post(2, f"Authorization: Basic {TOKEN}\r\n", "{}", token=None, **at))
    expect("two tokens", 400, post(2, f"Authorization: Bearer {TOKEN}\r\n", "{}", **at))
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{PORT}",
                   f"http://127.0.0.1:{PORT}.evil.example", "http://127.0.0.1",
                   f"http://127.0.0.1:{PORT + 1}"):
        expect(f"Origin {origin}", 403, post(2, f"Origin: {origin}\r\n", "{}", **at))
    expect("cross-site", 403, post(2, "Sec-Fetch-Site: cross-site\r\n", "{}", **at))
    expect("a rebound name", 421, post(2, body="{}", host=f"Host: evil.example:{PORT}\r\n", **at))
    expect("a form", 415, post(2, body="a=", kind="application/x-www-form-urlencoded", **at))
    expect("text", 415, post(2, body="{}", kind="text/plain", **at))
    expect("64 KiB and one", 413, post(65537, body="x" * 65537, **at))
    expect("1 MB", 413, post(1000000, body="x" * 1000000, **at))
    expect("no length", 411, post(None, **at))
    for body in ("", "{", "[]", "nonsense", '{"feedback":1}', "[" * 60000, '{"a":"\\ud800"}',
                 "\xff\xfe", "{}{}", '{"feedback":[]}x'):
        got = ask(post(len(body), body=body, **at))
        if status_of(got) not in (400, 422):
            complain(f"body {body[:20]!r}: {got[:200]!r}")
    expect("an upload over 64 MiB", 413, post(67108865, target="/v1/classify"))


def seconds(begin):
    return time.monotonic() - begin


def slow():
    """Idle, 1 byte a second, half a body: all are ended, and nobody else is kept waiting."""
    begin = time.monotonic()
    idle = connect()
    half, body = connect(), connect()
    send(half, get()[:-2])
    send(body, post(100, body="{", target="/v1/feedback"))
    drip = [connect(), connect(local=True)]
    ended = {}
    while seconds(begin) < 3 * PATIENCE + 3 and len(ended) < 2:
        for i, s in enumerate(drip):
            if i in ended:
                continue
            try:
                s.send(b"G")
                s.settimeout(0.01)
                if not s.recv(1):
                    ended[i] = seconds(begin)
            except socket.timeout:
                pass
            except OSError:
                ended[i] = seconds(begin)
        time.sleep(0.2)
    for i in range(2):
        if not ended.get(i, 99) < 2 * PATIENCE + 2:
            complain(f"5 bytes a second are heard for {ended.get(i)} s")
    for name, s in (("idle", idle), ("half a head", half), ("half a body", body)):
        if hear(s) != b"" or not seconds(begin) < 3 * PATIENCE + 4:
            complain(f"{name}: ended after {seconds(begin)} s")


def crowd():
    """More than there is room for: those who ask are served, of those who say nothing the
    first make room."""
    idle = [connect() for _ in range(90)]
    expect("beside 90 idle connections", 200, get())
    expect("beside them, by the Unix socket", 200, get(), local=True)
    gone = 0
    for s in idle:
        s.setblocking(False)
        try:
            gone += s.recv(1) == b""
        except BlockingIOError:
            pass
        except OSError:
            gone += 1
    if not 26 <= gone <= 60:
        complain(f"of 90 idle connections {gone} were ended")
    for s in idle:
        s.close()
    local = [connect(local=True) for _ in range(230)]
    expect("beside 230 idle connections", 200, get())
    for s in local:
        s.close()


def vanishing():
    for _ in range(100):
        s = connect()
        send(s, get("/"))
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        s.close()
    s = connect()
    for piece in get():
        send(s, piece)
    if status_of(hear(s)) != 200:
        complain("a request in single bytes is not answered")
    expect("after those who vanished", 200, get())


def connections():
    """How many there are, this one among them."""
    for line in ask(get("/metrics")).split(b"\n"):
        if line.startswith(b"sampledb_http_connections "):
            return int(line.split()[1])
    return None


def streams():
    """They stay, in nobody's way, until the other side is gone, however it goes."""
    listen = get("/v1/changes", "Accept: text/event-stream\r\n")
    open_ = [connect(local=i % 2 == 1) for i in range(40)]
    for s in open_:
        send(s, listen)
        if b" 200 " not in s.recv(4096):
            complain("a stream does not begin")
    expect("beside 40 streams", 200, get())
    if (connections() or 0) < 40:
        complain(f"{connections()} connections, with 40 streams")
    for i, s in enumerate(open_):
        if i % 3 == 0:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        elif i % 3 == 1:
            s.shutdown(socket.SHUT_WR)
        if i % 3 != 1:
            s.close()
    begin = time.monotonic()
    while (connections() or 99) > 1 and seconds(begin) < 10:
        time.sleep(0.05)
    if connections() != 1:
        complain(f"{connections()} connections, once streams were left")


def local_rows():
    expect("by the Unix socket", 200, get(), local=True)
    expect("two Hosts there", 400, get(host=HOST + HOST), local=True)
    expect("no Host there", 400, get(host=""), local=True)
    expect("any Host there", 200, get(host="Host: app\r\n"), local=True)
    expect("NUL there", 400, get(more="A: \0\r\n"), local=True)


for part in (hosts, targets, lines, sizes, bodies, posts, local_rows, streams, crowd, vanishing,
             slow):
    begin = time.monotonic()
    part()
    print(f"{part.__name__}: {seconds(begin):.1f} s")
print(f"{tried} requests, {wrong} wrong")
sys.exit(wrong > 0)
