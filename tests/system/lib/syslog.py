# SPDX-License-Identifier: ISC
"""Writes what comes to /dev/log to a file, one line a message.

    syslog.py FILE [FILE-WITH-LEVELS]

The second file's lines begin with the level in words.  Of the program "synced"
a message is the name of a file to make: what came before it is written then.
"""
import os
import re
import socket
import sys

LEVELS = "emerg alert crit error warning notice info debug".split()


def main():
    path = "/dev/log"
    if os.path.exists(path):
        os.unlink(path)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind(path)
    os.chmod(path, 0o666)
    while True:
        text = sock.recv(65536).decode("utf-8", "replace").rstrip("\0\n")
        number = re.match(r"<(\d+)>", text)
        level = LEVELS[int(number.group(1)) & 7] if number else "?"
        text = re.sub(r"^<\d+>(?:\w{3} [ \d]\d [\d:]{8} )?", "", text)
        if text.startswith("synced: /"):
            open(text[len("synced: "):], "w", encoding="ascii").close()
            continue
        text = text.replace("\n", "\\n") + "\n"
        for name, words in zip(sys.argv[1:], (text, level + " " + text)):
            with open(name, "a", encoding="utf-8") as out:
                out.write(words)


main()
