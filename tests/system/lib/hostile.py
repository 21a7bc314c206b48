# SPDX-License-Identifier: ISC
"""Logs in at servers that go wrong, at every step and in every way.

    hostile.py WAY SCHEME...

WAY is "daemon" or "--once".  The servers are tried beside each other, as far
as the daemon has slots.  At last they are all killed at once.  Runs inside the
host's root.
"""
import concurrent.futures
import os
import signal
import sys
import time

import asking
import lanes

# The module's deadline: LIMIT_LOGIN_MS and LIMIT_LOGIN_MARGIN_MS; and what a
# busy machine needs to notice.
DEADLINE = 35 + 20
# LIMIT_LOGIN_MS: who hangs in a step that has LIMIT_LOGIN_STEP_MS, half of it,
# does not make the login last that long.
WHOLE = 30
STEPPED = ("greeting", "starttls", "capa")
# What runs at a time: of LIMIT_LOGIN_SLOTS, some are left for the fast ones.
SLOTS = {"daemon": 28, "--once": 150}
TURNS = 4
# The daemon's slots make slow servers take turns: without --full, one way.
SLOW = {"daemon": ["hang"], "--once": ["hang", "drip", "half-hang"]}
if os.environ.get("PST_FULL"):
    SLOW["daemon"] = SLOW["--once"]

SCRAM = "mechs SCRAM-SHA-256; "
# Each step, how a server comes there, and the schemes without it.
STEPS = {
    "accept": ("", ()),
    "hello": ("", ()),
    "flight": ("", ()),
    "greeting": ("", ()),
    "starttls": ("", ("imaps", "pop3s")),
    "capa": ("quiet yes; ", ()),
    "auth": (SCRAM, ()),
    "challenge": (SCRAM, ()),
    "proof": (SCRAM, ()),
    "reply": ("", ()),
}
# SLOW ways keep a login waiting, up to one of its deadlines.
FAST = ["close", "reset", "half", "half-reset", "garbage", "endless-line",
        "endless-lines", "endless-records", "broken-records"]
# What needs a text to begin with.
HALVES = ["half", "half-reset", "half-hang"]
WITHOUT_TEXT = ["accept", "hello", "flight", "auth"]


def behaviours(scheme, ways):
    for step, (before, lacking) in STEPS.items():
        for way in ways:
            if scheme in lacking or \
                    (way in HALVES and step in WITHOUT_TEXT):
                continue
            yield "%s%s !%s" % (before, step, way)


def limit(behaviour):
    """How long a login may take, by the step where it goes wrong."""
    step = behaviour.split("; ")[-1].split()[0].lstrip("!")
    return WHOLE if step in STEPPED else DEADLINE


class Lane(lanes.Lane):
    """One server that goes wrong."""

    def __init__(self, server, scheme, number, behaviour):
        super().__init__(server, scheme, "c%d" % number)
        self.port.behaviour = behaviour

    def is_wrong(self):
        return any(talk.wire.wrong for talk in self.port.talks)

    def go(self, way):
        """A login; it has to end in time, and to say nothing either way."""
        self.port.start()
        answer = self.log_in(self.port.behaviour, "wonder land")
        problems = []
        if answer.code != "AUTHINFO_UNAVAIL":
            problems.append("PAM says " + answer.code)
        if answer.seconds > limit(self.port.behaviour):
            problems.append("only after %.1f s" % answer.seconds)
        if not self.is_wrong():
            problems.append("the server did not come that far")
        asking.check("%s: %s: %s" % (way, self.scheme, self.port.behaviour),
                     problems)


class Leftovers:
    """What there is of processes and descriptors, to be compared."""

    def __init__(self):
        self.before = self.count()

    @staticmethod
    def count():
        daemons = asking.processes("postern-login")
        return {
            "imap-check": len(asking.processes("imap-check")),
            "postern-login": len(daemons),
            "its descriptors": sum(
                len(os.listdir("/proc/%d/fd" % pid)) for pid in daemons),
        }

    def is_same(self):
        try:
            return self.count() == self.before
        except OSError:
            return False

    def check(self, name, ports):
        """All is as it was, and no connection is left at the servers."""
        problems = []
        if not asking.wait_until(60, self.is_same):
            problems.append("%s before, %s after" % (
                self.before, self.count()))
        if not asking.wait_until(60, lambda: not any(
                port.alive for port in ports)):
            problems.append("servers still have connections: " + ", ".join(
                port.behaviour for port in ports if port.alive))
        asking.check(name + ": nothing is left behind", problems)


def make(server, schemes, ways, first):
    pairs = [(s, b) for s in schemes for b in behaviours(s, ways)]
    return [Lane(server, scheme, first + n, behaviour)
            for n, (scheme, behaviour) in enumerate(pairs)]


def go_all(slow, fast, way):
    """The slow ones fill the slots, the others take turns beside them."""
    with concurrent.futures.ThreadPoolExecutor(SLOTS[way]) as many, \
            concurrent.futures.ThreadPoolExecutor(TURNS) as few:
        done = [pool.submit(lane.go, way)
                for pool, some in ((many, slow), (few, fast))
                for lane in some]
    for future in done:
        future.result()


def go_wrong(way, schemes):
    server = lanes.mailserver.Server("/shared/pki")
    slow = make(server, schemes, SLOW[way], 0)
    fast = make(server, schemes, FAST, len(slow))
    lanes.install(slow + fast)
    left = Leftovers()
    go_all(slow, fast, way)
    left.check(way, [lane.port for lane in slow + fast])


def serve(own, write):
    """In a process of its own: says when all its servers hang."""
    for lane in own:
        lane.port.start()
    if asking.wait_until(90, lambda: all(lane.is_wrong() for lane in own)):
        os.write(write, b"!")
    signal.pause()


def go_down(way, schemes):
    """Servers that hang at every step, and are killed while they do."""
    own = make(lanes.mailserver.Server("/shared/pki"), schemes, ["hang"], 0)
    lanes.install(own)
    left = Leftovers()
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        serve(own, write)
    os.close(write)
    for lane in own:
        lane.port.listener.close()
    with concurrent.futures.ThreadPoolExecutor(len(own)) as pool:
        asked = [pool.submit(lane.log_in, lane.port.behaviour, "wonder land")
                 for lane in own]
        hung = os.read(read, 1)
        os.kill(pid, signal.SIGKILL)
        killed = time.monotonic()
        answers = [future.result() for future in asked]
    os.waitpid(pid, 0)
    seconds = time.monotonic() - killed
    wrong = [answer.code for answer in answers
             if answer.code != "AUTHINFO_UNAVAIL"]
    asking.check("%s: %d servers are killed while they hang" % (
        way, len(own)), wrong + ["after %.1f s" % seconds] * (seconds > 30) +
        ["not all were reached"] * (not hung))
    left.check(way, [])


def main():
    # Before there is a thread, which a fork() would lose.
    go_down(sys.argv[1], sys.argv[2:4])
    go_wrong(sys.argv[1], sys.argv[2:])


main()
