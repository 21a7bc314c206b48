# SPDX-License-Identifier: ISC
"""fill.py DIRECTORY NUMBER UID GID: messages of a spool, made directly, each
with a recipient of its own; every tenth has a journal."""
import os
import sys

directory, number, uid, gid = sys.argv[1], *map(int, sys.argv[2:5])
text = b"Subject: filled\r\n\r\ntext\r\n"
journal = (b"postern-journal 1\nto 0 %d:%s %d:%s\nend 1\n"
           b"state 0 deferred 3 1990000000 780 8:provider 9:450 later\n")


def line(key, value):
    return b"%s %d:%s\n" % (key, len(value), value)


def write(name, content, mode):
    fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    os.write(fd, content)
    os.fchown(fd, uid, gid)
    os.close(fd)


os.chdir(directory)
for i in range(number):
    name = "%016x-%016x" % (1790000000000000 + i, i)
    to = b"user%d@example.net" % i
    write(name, b"postern-message 1\n" + line(b"sender", b"root@example.test")
          + line(b"uid", b"0") + line(b"time", b"1790000000")
          + line(b"recipient", to)
          + line(b"size", b"%020d" % len(text)) + line(b"eight-bit", b"0")
          + line(b"longest", b"%020d" % 15) + line(b"end", b"") + text, 0o640)
    if i % 10 == 0:
        write(name + ".j", journal % (len(to), to, len(to), to), 0o600)
