# SPDX-License-Identifier: ISC
"""Postfix's smtp-sink as a relay, each time with other options.

It speaks no TLS, so a server of ours stands before it that does.  PST_SINKS
has a line for each: its port, what becomes of all messages, its options.
"""
import os
import select
import socket

import asking
import rooms

ADDRESS = "127.0.0.61"
DUMPS = "/shared/sink/"
# Outcomes after which nothing is left; with others everything waits.
DONE = ["sent", "bounced"]


class Tunnel:
    """One connection to the sink."""

    def __init__(self, wire, server, port):
        self.wire = wire
        self.server = server
        self.port = port

    def run(self):
        try:
            with self.server.context("good").wrap_socket(
                    self.wire.sock, server_side=True) as tls, \
                    socket.create_connection((ADDRESS, self.port)) as sink:
                while self.pass_on(tls, sink):
                    pass
        except OSError:
            pass

    @staticmethod
    def pass_on(tls, sink):
        """What either side says next; False when one is gone."""
        ready = [tls] if tls.pending() else \
            select.select([tls, sink], [], [], 120)[0]
        for side, other in (tls, sink), (sink, tls):
            if side not in ready:
                continue
            data = side.recv(65536)
            if not data:
                return False
            if side is tls and data.startswith(b"AUTH "):
                # The sink says 250, which is no answer to it.
                tls.sendall(b"235 2.7.0 welcome\r\n")
                continue
            other.sendall(data)
        return bool(ready)


def is_up(port):
    try:
        socket.create_connection((ADDRESS, port)).close()
    except OSError:
        return False
    return True


def dumped(port):
    """How often the sink took each message to its end."""
    try:
        with open(DUMPS + port, encoding="utf-8") as dump:
            subjects = [line[9:].strip() for line in dump
                        if line.startswith("Subject: ")]
    except FileNotFoundError:
        subjects = []
    return {s: subjects.count(s) for s in subjects}


# What an option has the sink say, or do.
REASONS = {"-f": "500 5.3.0 Error: command failed",
           "-r": "450 4.3.0 Error: command failed",
           "-q": "the server closed the connection", "-Q": "421 4.0.0"}


def judge(room, port, outcome, option):
    """Messages have this outcome, or wait where they are not done."""
    problems = []
    states = {status for _s, to, status, _r in room.statuses()
              if to.endswith("@example.net")}
    if states - {outcome} or not states and outcome != "waits":
        problems.append("in the log: %s" % states)
    waits = [to for to in room.waits() if to.endswith("@example.net")]
    if len(waits) != (0 if outcome in DONE else rooms.MESSAGES):
        problems.append("in the queue: %s" % waits)
    said = room.words() if outcome in DONE else \
        room.run("mailq").stdout.decode()
    if REASONS.get(option, "") not in said:
        problems.append("no reason: " + said)
    if outcome == "sent" and not rooms.wait(lambda: dumped(port) == {
            "message %d" % i: 1 for i in range(rooms.MESSAGES)}, 30):
        problems.append("it took: %s" % dumped(port))
    return problems


def sink(server, port, outcome, *options):
    name = "smtp-sink %s: %s" % (" ".join(options), outcome)
    if not rooms.wait(lambda: is_up(int(port))):
        asking.check(name, ["it does not listen"])
        return
    lane = server.lane("submissions")
    lane.make = lambda wire: Tunnel(wire, server, int(port))
    lane.start()
    room = rooms.Room(name, ["submissions://fake.example.test:%d" % lane.port])
    try:
        room.send(rooms.some_messages())
        room.start()
        problems = []
        # The relay is spoken of before what it had.
        if not rooms.wait(lambda: room.tried() == rooms.MESSAGES or
                          "(mail waits" in room.words() and
                          bool(room.tried()) != (outcome == "waits")):
            problems.append("nothing comes of it")
        problems += judge(room, port, outcome, options[0])
        if problems:
            problems += room.words().splitlines()[-20:]
        asking.check(name, problems)
    finally:
        room.close()


def everything():
    """All there is to do: (what to call, what it is called with)."""
    for line in os.environ["PST_SINKS"].splitlines():
        yield sink, line.split()
