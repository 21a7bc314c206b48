# SPDX-License-Identifier: ISC
"""Writes what authselect makes of a profile's file (authselect-profiles(5)).

usage: authselect.py FILE [FEATURE...]
"""
import re
import sys

CONDITION = r'(not )?"([a-z0-9-]+)"'


def holds(match, features):
    return (match[2] in features) != bool(match[1])


def inline(line, features):
    """{if CONDITION:one|other} in a line."""

    def choose(m):
        return m[3] if holds(m, features) else m[4] or ""

    return re.sub(r"\{if " + CONDITION + r":([^|}]*)(?:\|([^}]*))?\}", choose, line)


def render(text, features):
    out = []
    for line in text.splitlines():
        m = re.search(r"\s*\{(\w+) if (?=" + CONDITION + r"\})", line)
        if m:
            condition = re.compile(CONDITION).match(line, m.end())
            yes = holds(condition, features)
            line = line[: m.start()] + line[condition.end() + 1 :]
            if m[1] == "continue":
                if not yes:
                    break
                continue
            if m[1] not in ("include", "exclude"):
                sys.exit("unknown operator: " + m[1])
            if yes != (m[1] == "include"):
                continue
        line = inline(line, features)
        if re.search(r"[{}]", line):
            sys.exit("not understood: " + line)
        out.append(line)
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    sys.stdout.write(render(open(sys.argv[1]).read(), sys.argv[2:]))
