#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""A TCP proxy that counts how often a conversation changes its direction.

    turns.py LISTEN-ADDRESS:PORT SERVER-ADDRESS:PORT LOG [--free]

It lets one side speak at a time: the other side's bytes pass only when the
first has nothing more to say.  So a run of bytes from the server that the
client waited for is one turn, however many segments it came in, and the
number does not depend on the machine's speed.  The log gets a line an event:

    N open            connection number N
    N hello           the client begins a TLS handshake
    N turn K          the server's K-th run of bytes goes to the client
    N close

The round trips of a conversation are its turns and one for TCP itself.
With --free bytes pass at once, for counting connections and handshakes only.
"""
import select
import socket
import sys
import threading

# How long a side must have been silent before the other one may speak.
# It only has to be longer than the pause between two writes of one program.
SETTLE = 0.06


class Conversation:
    """One connection through the proxy."""

    def __init__(self, number, client, server, log, free):
        self.number = number
        self.client = client
        self.server = server
        self.log = log
        self.settle = 0 if free else SETTLE
        self.talker = None
        self.turns = 0

    def say(self, text):
        self.log("%d %s" % (self.number, text))

    def other(self, side):
        return self.server if side is self.client else self.client

    def next_talker(self):
        """Waits until somebody speaks; the one who spoke last goes on."""
        ready = select.select([self.client, self.server], [], [])[0]
        if self.talker is None:
            return ready[0]
        if self.talker not in ready:
            ready = select.select([self.talker], [], [], self.settle)[0]
        return self.talker if ready else self.other(self.talker)

    def pass_on(self, side):
        data = side.recv(65536)
        if not data:
            return False
        if side is not self.talker and side is self.server:
            self.turns += 1
            self.say("turn %d" % self.turns)
        if side is self.client and data[0:2] == b"\x16\x03" and \
                data[5:6] == b"\x01":
            self.say("hello")
        self.talker = side
        self.other(side).sendall(data)
        return True

    def run(self):
        try:
            while self.pass_on(self.next_talker()):
                pass
        except OSError as error:
            self.say("error %s" % error)
        self.say("close")
        self.client.close()
        self.server.close()


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


def main():
    listen, target, path = sys.argv[1:4]
    free = "--free" in sys.argv[4:]
    lock = threading.Lock()
    out = open(path, "w", encoding="ascii", buffering=1)

    def log(line):
        with lock:
            out.write(line + "\n")

    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address(listen))
    listener.listen(64)
    number = 0
    while True:
        client = listener.accept()[0]
        server = socket.create_connection(address(target))
        for side in (client, server):
            side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        number += 1
        talk = Conversation(number, client, server, log, free)
        talk.say("open")
        threading.Thread(target=talk.run, daemon=True).start()


main()
