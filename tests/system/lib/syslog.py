# SPDX-License-Identifier: ISC
"""Writes what comes to /dev/log to a file, one line a message."""
import os
import re
import socket
import sys


def main():
    path = "/dev/log"
    if os.path.exists(path):
        os.unlink(path)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind(path)
    os.chmod(path, 0o666)
    while True:
        text = sock.recv(65536).decode("utf-8", "replace").rstrip("\0\n")
        text = re.sub(r"^<\d+>(?:\w{3} [ \d]\d [\d:]{8} )?", "", text)
        with open(sys.argv[1], "a", encoding="utf-8") as out:
            out.write(text.replace("\n", "\\n") + "\n")


main()
