# SPDX-License-Identifier: GPL-2.0-or-later
"""Is stdin what a Prometheus server reads (text format 0.0.4)? With arguments, each
NAME{LABELS} must have a value, and it is printed."""
import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"'
SAMPLE = re.compile(rf"({NAME})(?:\{{((?:{LABEL},?)*)\}})? (\S+)$")


def parse(text):
    """{(name, labels): value}; raises ValueError at the first line that is wrong."""
    helps, types, values, closed, last = {}, {}, {}, set(), None
    if not text.endswith("\n"):
        raise ValueError("no newline at the end")
    for line in text.split("\n")[:-1]:
        meta = re.match(rf"# (HELP|TYPE) ({NAME}) (.+)$", line)
        if meta:
            table = helps if meta[1] == "HELP" else types
            if meta[2] in table:
                raise ValueError("twice: " + line)
            table[meta[2]] = meta[3]
            continue
        if line.startswith("#"):
            continue
        m = SAMPLE.match(line)
        if not m:
            raise ValueError("no sample: " + line)
        labels = tuple(sorted((a, b) for a, b in re.findall(LABEL, m[2] or "")))
        family = m[1]
        if family not in types:
            family = re.sub("_(bucket|sum|count)$", "", m[1])
            if types.get(family) != "histogram":
                raise ValueError("no type: " + line)
        if family not in helps:
            raise ValueError("no help: " + line)
        if family != last and family in closed:
            raise ValueError("not together: " + line)
        closed.add(family)
        last = family
        if (m[1], labels) in values:
            raise ValueError("said twice: " + line)
        values[m[1], labels] = float(m[m.lastindex])
    for family, kind in types.items():
        if kind == "histogram":
            check_histogram(family, values)
        elif kind == "counter" and not family.endswith("_total"):
            raise ValueError("a counter without _total: " + family)
    return values


def check_histogram(family, values):
    groups = {}
    for (name, labels), v in values.items():
        if name == family + "_bucket":
            rest = tuple(x for x in labels if x[0] != "le")
            groups.setdefault(rest, []).append((float(dict(labels)["le"]), v))
    for rest, buckets in groups.items():
        buckets.sort()
        counts = [v for _, v in buckets]
        if counts != sorted(counts) or buckets[-1][0] != float("inf"):
            raise ValueError(f"classes of {family} {rest}: {buckets}")
        if counts[-1] != values[family + "_count", rest] or (family + "_sum", rest) not in values:
            raise ValueError(f"sum and count of {family} {rest}")


def main():
    values = parse(sys.stdin.read())
    for wanted in sys.argv[1:]:
        name, _, labels = wanted.partition("{")
        key = name, tuple(sorted(re.findall(LABEL, labels)))
        if key not in values:
            sys.exit(f"no {wanted}")
        print(f"{wanted} {values[key]:g}")


main()
