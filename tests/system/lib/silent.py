#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Somebody who never answers: packets are taken, and that is all.

    silent.py tcp|udp ADDRESS PORT READY-FILE

With tcp a connection attempt gets no answer at all, as at an address where
nobody is and no router says so: the queue of those who wait is kept full.
"""
import signal
import socket
import sys

# More than a queue of length 0 takes.
FILLERS = 4


def main():
    kind, host, port, ready = sys.argv[1:5]
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(
        family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, int(port)))
    waiting = []
    if kind == "tcp":
        sock.listen(0)
        for _ in range(FILLERS):
            filler = socket.socket(family, socket.SOCK_STREAM)
            filler.setblocking(False)
            filler.connect_ex((host, int(port)))
            waiting.append(filler)
    open(ready, "w", encoding="ascii").close()
    signal.pause()


main()
