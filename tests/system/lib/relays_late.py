# SPDX-License-Identifier: ISC
"""Relays that are late, that change, and of which there are two.

Late means: silent, half an answer, or a byte a second.  Time passes quickly in
most of these rooms, so that a deadline of minutes comes in seconds.
"""
import asking
import rooms

# Where a server falls silent, ends in the middle of its answer, or takes longer
# over it than anybody waits, a byte at a time.
PLACES = [("connect", 1), ("EHLO", 1), ("AUTH", 1), ("MAIL", 3), ("RCPT", 3),
          ("text", 3)]
WAYS = ["!hang", "!half-hang", "!slow"]
# What it takes over a byte then, in seconds of ours.
CRAWL = 5


def lates():
    for command, nth in PLACES:
        for way in WAYS:
            yield command, nth, way
    yield "tls", 1, "!hang"
    yield "tls", 1, "!drip"


def show(room, name, problems):
    if problems:
        problems += room.words().splitlines()[-20:]
    asking.check(name, problems)


def late(server, command, nth, way):
    """It is left at a deadline; all goes out at another attempt."""
    name = "late: %s %d %s" % (command, nth, way)
    room, port = rooms.begin(server, name, rooms.MODES["pipelining"],
                             preload=rooms.PRELOAD)
    port.rules = [(command, nth, way)]
    port.second = CRAWL
    try:
        room.send(rooms.some_messages())
        room.start()
        problems = []
        if not rooms.wait(lambda: "in time" in room.words()):
            problems.append("no words say that it is late")
        if not rooms.wait(lambda: room.sent() == rooms.MESSAGES):
            problems.append("not all goes out afterwards")
        problems += rooms.judge_whole(room, port.begun)
        # What was not at its end when it fell silent is in no doubt.
        doubts = [to for _s, to, status, _r in room.statuses()
                  if status == "unknown"]
        if doubts and command != "text":
            problems.append("in doubt: %s" % doubts)
        show(room, name, problems)
    finally:
        room.close()


# The commands that a slow server answers a byte at a time.
SLOW = ["connect", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "text", "BDAT",
        "last", "RSET"]


def slow(server, mode):
    """A byte a second, by the room's clock, is slow but no failure."""
    name = "a byte a second: " + mode
    room, port = rooms.begin(server, name, rooms.MODES[mode],
                             preload=rooms.PRELOAD)
    port.rules = [(command, 0, "!slow") for command in SLOW]
    port.second = 0.05
    try:
        room.send(rooms.some_messages(3))
        room.start()
        problems = []
        if not rooms.wait(lambda: room.tried() == 3):
            problems.append("not all was tried")
        if [status for _s, _t, status, _r in room.statuses()] != \
                ["sent"] * 3 or "(mail waits" in room.words():
            problems.append("it counts as a failure")
        problems += rooms.judge_whole(room, port.begun, 3)
        show(room, name, problems)
    finally:
        room.close()


# What a server suddenly has: the words in mailq while it has it.
CHANGES = {"password": "authentication failed", "certificate": "not trusted"}


def change(port, what):
    if what == "password":
        port.password = b"another"
    else:
        port.cert = "unknownca"


def changed(server, what):
    """Nothing is sent and no message fails; with the right one all goes."""
    name = "another %s for a while" % what
    room, port = rooms.begin(server, name, rooms.MODES["both"])
    right = port.password
    change(port, what)
    try:
        room.send(rooms.some_messages())
        room.start()
        problems = []
        if not rooms.wait(lambda: "(mail waits" in room.words()):
            problems.append("it is not noticed")
        said = room.run("mailq").stdout.decode()
        if CHANGES[what] not in said or room.statuses():
            problems.append("mailq says: " + said)
        verbs = {line.split(b" ")[0] for line in port.lines}
        if verbs - ({b"EHLO", b"AUTH", b"QUIT"} if what == "password"
                    else set()):
            problems.append("it said more: %s" % verbs)
        port.password, port.cert = right, "good"
        room.flush()
        if not rooms.wait(lambda: room.sent() == rooms.MESSAGES):
            problems.append("not all goes out with the right one")
        problems += rooms.judge_whole(room, port.begun)
        show(room, name, problems)
    finally:
        room.close()


def chunk(server):
    """A server refuses a chunk, and takes what is in it for commands."""
    name = "a refused chunk is read as commands"
    room, port = rooms.begin(server, name, rooms.MODES["both"])
    port.rules = [("last", 2, "!keep 554 5.5.0 no such chunk")]
    try:
        room.send(rooms.some_messages())
        room.start()
        problems = []
        if not rooms.wait(lambda: room.tried() == rooms.MESSAGES):
            problems.append("not all was tried")
        room.flush()
        # One is refused, and a report is sent.
        if not rooms.wait(lambda: room.sent() == rooms.MESSAGES):
            problems.append("not all others go out")
        seen = room.statuses()
        refused = [to for _s, to, status, _r in seen if status == "bounced"]
        begun = rooms.count(port.begun)
        for i in range(rooms.MESSAGES):
            to = "to%d@example.net" % i
            doubts = [t for _s, t, status, _r in seen
                      if t == to and status == "unknown"]
            least = 0 if to in refused else 1
            times = begun.get("message %d" % i, 0)
            if not least <= times <= least + len(doubts):
                problems.append("message %d came %d times" % (i, times))
        if len(refused) != 1:
            problems.append("refused: %s" % refused)
        show(room, name, problems)
    finally:
        room.close()


# What the first of two relays does wrong: its rules, and what it changes.
BARRED = [("connect", nth, "!close") for nth in range(2, 40)]
FIRST = {
    "password": [], "certificate": [],
    "connect": [("connect", 0, "!close")],
    "EHLO": [("EHLO", 0, "!bye 421 4.3.2 going down")],
    "MAIL": [("MAIL", 3, "!bye 421 4.3.2 going down"), *BARRED],
    "last": [("last", 3, "!close"), *BARRED],
}


def by(port, doubts):
    """Those in doubt that this relay has had the text of."""
    return {to for taken in port.begun
            for to in map(bytes.decode, taken.recipients)} & doubts


def wait_tries(first, second, doubts):
    """Until the first relay was called some times more, which nothing but what
    is in doubt has it called for; or until the second one has had that."""
    before = first.counts.get(1, 0)
    return rooms.wait(lambda: first.counts.get(1, 0) >= before + 2 or
                      by(second, doubts))


def two(server, what):
    """Mail takes the second relay meanwhile, but not what is in doubt."""
    name = "two relays, the first goes wrong: " + what
    room, ports = rooms.begin_all(
        server, name, rooms.MODES["both"], 2,
        preload=rooms.PRELOAD if what == "last" else "")
    first, second = ports
    right = first.password
    first.rules = FIRST[what]
    if what in CHANGES:
        change(first, what)
    try:
        room.send(rooms.some_messages())
        room.start()
        problems = []
        if not rooms.wait(lambda: room.tried() == rooms.MESSAGES):
            problems.append("not all was tried")
        doubts = {to for _s, to, status, _r in room.statuses()
                  if status == "unknown"}
        if len(second.taken) == 0 or "relay0: " not in room.words():
            problems.append("the second relay has nothing to do")
        # What is in doubt is tried at once, and before another message.
        room.flush()
        room.send([("behind", "me@example.test", ["behind@example.net"], "x")])
        if not rooms.wait(lambda: "behind" in map(rooms.subject_of,
                                                  second.taken)):
            problems.append("the second relay does not go on")
        if doubts and not wait_tries(first, second, doubts):
            problems.append("what is in doubt is not tried again")
        first.mend()
        first.password, first.cert = right, "good"
        room.flush()
        if not rooms.wait(lambda: room.sent() == rooms.MESSAGES + 1):
            problems.append("not all goes out when it is mended")
        problems += rooms.judge_whole(room, first.begun + second.begun)
        wrong = by(second, doubts)
        if wrong or bool(doubts) != (what == "last"):
            problems.append("in doubt: %s, by the second: %s" % (
                doubts, wrong))
        room.send([("after", "me@example.test", ["after@example.net"], "x")])
        if not rooms.wait(lambda: "after" in map(rooms.subject_of,
                                                 first.taken)):
            problems.append("the first is not used again")
        show(room, name, problems)
    finally:
        room.close()


def everything(some):
    """All there is to do: (what to call, what it is called with)."""
    yield from ((late, row) for row in some(lates()))
    yield from ((slow, (mode,)) for mode in ("plain", "both"))
    yield from ((changed, (what,)) for what in CHANGES)
    yield chunk, ()
    yield from ((two, (what,)) for what in FIRST)
