#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Compares what programs opened with what their AppArmor profiles allow.

    apparmor.py ETC PROFILE-FILE PROFILE <TRACE

ETC is the directory with abstractions/ and tunables/; TRACE is strace's, with
-y and without pids.  Prints each path that the profile does not allow,
with the right that is missing.
"""
import os
import re
import sys

# Which rights a system call on a path needs, besides what open's flags say.
CALLS = {
    "execve": "x", "readlink": "r", "readlinkat": "r", "newfstatat": "r",
    "stat": "r", "lstat": "r", "statx": "r", "access": "r",
    "unlink": "w", "unlinkat": "w", "mkdir": "w", "mkdirat": "w",
    "symlink": "w", "symlinkat": "w", "rename": "rw", "renameat": "rw",
    "renameat2": "rw", "connect": "w", "bind": "w", "chmod": "w",
    "fchmodat": "w",
}
RULE = re.compile(r'^\s*(?:(audit|deny|owner)\s+)*'
                  r'((?:/|@\{)[^\s"]*|"[^"]*")\s+(\S+?)(\s*->.*)?,\s*(#.*)?$')
LINE = re.compile(r"^(\w+)\((.*?)\)?\s+= (-?\d+|\?)(.*)$")


class Profile:
    """The file rules of one profile, with what it includes."""

    def __init__(self, etc, path, name):
        self.etc, self.variables, self.rules, self.seen = etc, {}, [], set()
        self.tunables(os.path.join(etc, "tunables"))
        with open(path, encoding="utf-8") as lines:
            text = lines.read()
        body = re.search(r"^profile %s .*?\{$(.*?)^\}" % re.escape(name),
                         text, re.M | re.S)
        self.read(body.group(1))

    def tunables(self, directory):
        for at, _, names in os.walk(directory):
            for name in names:
                with open(os.path.join(at, name), encoding="utf-8") as lines:
                    for found in re.finditer(
                            r"^@\{(\w+)\}\s*\+?=\s*(.*?)\s*$", lines.read(),
                            re.M):
                        self.variables.setdefault(found[1], []).extend(
                            found[2].split("#")[0].split())

    def read(self, text):
        for line in text.splitlines():
            include = re.match(r"\s*#?include\s+(if exists\s+)?<([^>]+)>",
                               line)
            rule = RULE.match(line)
            if include:
                self.include(os.path.join(self.etc, include[2]))
            elif rule and "deny" not in line.split():
                self.rules.append((self.pattern(rule[2].strip('"')), rule[3]))

    def include(self, path):
        if path in self.seen:
            return
        self.seen.add(path)
        if os.path.isdir(path):
            for name in sorted(os.listdir(path)):
                self.include(os.path.join(path, name))
        elif os.path.exists(path):
            with open(path, encoding="utf-8") as lines:
                self.read(lines.read())

    def expand(self, glob):
        found = re.search(r"@\{(\w+)\}", glob)
        if not found:
            return [glob]
        values = {"pid": ["[0-9]*"], "pids": ["[0-9]*"]}.get(
            found[1], self.variables.get(found[1], ["/nowhere"]))
        return [each for value in values for each in
                self.expand(glob[:found.start()] + value + glob[found.end():])]

    def pattern(self, glob):
        return re.compile("|".join("(?:%s)" % one(g)
                                   for g in self.expand(glob)) + r"\Z")

    def allows(self, path, right):
        return any(right in rights for pattern, rights in self.rules if pattern.match(path))


def one(glob):
    """A glob of AppArmor's as a regular expression."""
    out, depth, i = "", 0, 0
    while i < len(glob):
        c = glob[i]
        if glob.startswith("**", i):
            out += "[^\\0]*"
            i += 1
        elif c == "*":
            out += "[^/]*"
        elif c == "?":
            out += "[^/]"
        elif c == "{":
            out, depth = out + "(?:", depth + 1
        elif c == "}":
            out, depth = out + ")", depth - 1
        elif c == "," and depth:
            out += "|"
        elif c in "[]^-":
            out += c
        else:
            out += re.escape(c)
        i += 1
    return out.replace("//", "/")


def wanted(line):
    """The path and rights of a line of the trace; None for most."""
    found = LINE.match(line)
    if not found or found[3] == "-1":
        return None
    call, arguments, _, rest = found.groups()
    if call in ("open", "openat", "openat2"):
        opened = re.search(r"^<(/[^>]*)>", rest)
        if not opened or opened[1].endswith("(deleted)") or \
                "O_PATH" in arguments:
            return None
        rights = "w" if "O_WRONLY" in arguments else \
            "rw" if "O_RDWR" in arguments else "r"
        return [(opened[1], rights)]
    if call not in CALLS:
        return None
    base = re.search(r"(?:AT_FDCWD|\d+)<(/[^>]*)>", arguments)
    names = re.findall(r'"((?:[^"\\]|\\.)*)"', arguments)
    if call == "execve":
        names = names[:1]
    if call.startswith("symlink"):
        names = names[1:]
    names = [n for n in names if n and not n.startswith("\\")]
    return [(n if n.startswith("/") else
             os.path.join(base[1] if base else "/", n), CALLS[call])
            for n in names]


def main():
    etc, path, name = sys.argv[1:]
    profile, lacking, asked = Profile(etc, path, name), set(), 0
    for line in sys.stdin:
        for where, rights in wanted(line) or []:
            where = os.path.normpath(where)
            if os.path.isdir(where):
                where = where.rstrip("/") + "/"
            asked += 1
            for right in rights:
                if not profile.allows(where, right):
                    lacking.add((where, right))
    for where, right in sorted(lacking):
        print(right, where)
    print("asked", asked)


if __name__ == "__main__":
    main()
