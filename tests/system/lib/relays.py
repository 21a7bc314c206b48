# SPDX-License-Identifier: ISC
"""Relays that refuse, at each command and in each way of sending.

Each way of sending has a room (rooms.py) and a server of its own.  Messages
that the server refuses stand among others that it takes: what becomes of each
is the outcome table, and none is in the way of another.
"""
import concurrent.futures
import os
import re
import sys

import asking
import relays_late
import relays_sink
import rooms

STAGES = ["mail", "rcpt", "data", "text"]
# What each reply does to a message at each stage, or by default.
REPLIES = {
    "450.4.2.1": {"": "deferred"},
    "451.4.7.1": {"": "deferred"},
    "451": {"": "deferred"},
    "452.4.2.2": {"": "deferred"},
    "454.4.7.0": {"": "deferred"},
    "550.5.1.1": {"": "bounced", "mail": "held"},
    "550": {"": "bounced", "mail": "held"},
    "550.5.7.1": {"": "held"},
    "554.5.7.26": {"": "held"},
    "553.5.1.7": {"": "held"},
    "553.5.1.8": {"": "held"},
    "554.5.6.0": {"": "bounced", "mail": "held"},
    "552.5.3.4": {"": "bounced"},
    "552.5.2.2": {"": "bounced", "mail": "held"},
    "553.5.6.7": {"": "bounced"},
    "501.5.5.4": {"": "bounced", "mail": "held"},
    "503.5.5.1": {"": "bounced", "mail": "held"},
    "555": {"": "bounced", "mail": "held"},
}
# A server that offers no BDAT says it to DATA.
LACKING = {"500.5.5.2": {"": "bounced", "mail": "held"}}


def rows(features):
    """Each refusal: (address, whether it is the sender, outcome)."""
    table = dict(REPLIES)
    if "CHUNKING" not in features:
        table.update(LACKING)
    for reply, outcomes in table.items():
        for stage in STAGES:
            yield ("%s.%s@example.test" % (stage, reply), stage == "mail",
                   outcomes.get(stage, outcomes[""]))


def messages(table):
    """Each refused message, and after it one that is none of its business."""
    for i, (address, is_sender, _outcome) in enumerate(table):
        to = "to%d@example.net" % i
        yield ("bad %d" % i, address if is_sender else "me@example.test",
               [to if is_sender else address], "x")
        yield ("good %d" % i, "me@example.test", ["good%d@example.net" % i],
               "y")


def who(i, row):
    """The recipient of the refused message."""
    return "to%d@example.net" % i if row[1] else row[0]


def judge_refused(room, port, i, row, seen):
    address, _is_sender, outcome = row
    to = who(i, row)
    code = " ".join(address.split("@")[0].split(".", 2)[1:])
    problems = []
    statuses = [(status, reply) for _s, t, status, reply in seen if t == to]
    if not statuses:
        return ["nothing in the log"]
    status, reply = statuses[0]
    if len(statuses) != 1 or status != outcome:
        problems.append("the log says %s, not %s" % (statuses, outcome))
    if not reply.startswith(code):
        problems.append("the log's words are: " + reply)
    waiting = room.waiting.get(to)
    if outcome == "bounced":
        if waiting:
            problems.append("it waits: %s" % (waiting,))
    elif not waiting or waiting[0] != outcome or \
            not waiting[1].startswith(code):
        problems.append("mailq says %s" % (waiting,))
    if any(rooms.subject_of(t) == "bad %d" % i for t in port.taken):
        problems.append("the server took it")
    return problems


def refuse(server, mode):
    """All refusals of messages, in one way of sending."""
    room, port = rooms.begin(server, mode, rooms.MODES[mode])
    table = list(rows(rooms.MODES[mode]))
    try:
        room.send(messages(table))
        room.start()

        def is_over():
            seen = {to for _s, to, _st, _r in room.statuses()}
            return all(who(i, row) in seen and
                       "good%d@example.net" % i in seen
                       for i, row in enumerate(table))

        over = rooms.wait(is_over)
        rooms.wait(lambda: len(room.waits()) == sum(
            row[2] != "bounced" for row in table))
        # The server notes what it has taken behind its answer.
        goods = {"good %d" % i for i in range(len(table))}
        rooms.wait(lambda: goods <= set(map(rooms.subject_of, port.taken)), 30)
        room.waiting = room.waits()
        seen = room.statuses()
        for i, row in enumerate(table):
            asking.check("%s: %s: %s" % (mode, row[0], row[2]),
                         judge_refused(room, port, i, row, seen))
        taken = [rooms.subject_of(t) for t in port.taken]
        problems = [] if over else ["not all were tried"]
        problems += ["message %d arrived %d times" % (
            i, taken.count("good %d" % i)) for i in range(len(table))
            if taken.count("good %d" % i) != 1]
        if "(mail waits" in room.words():
            problems.append("the relay was left alone")
        asking.check("%s: every other message arrives once, at once" % mode,
                     problems)
    finally:
        room.close()


# Bad for good: one message at which the server always breaks.
POISONS = ["!close", "!reset", "!garbage", "!bye 421 4.3.2 not that one",
           "530 5.7.0 who are you?", "452 4.3.1 no room for that"]


def poisons():
    for mode in ("plain", "pipelining", "both"):
        for stage in ("MAIL FROM:<poison", "RCPT TO:<poison",
                      "last <poison" if mode == "both" else "text <poison"):
            for way in POISONS:
                yield mode, stage, way


def poison(server, mode, stage, way):
    """It is the first in the queue; the others do not wait behind it."""
    name = "one message breaks it: %s: %s %s" % (mode, stage, way)
    room, port = rooms.begin(server, name, rooms.MODES[mode],
                             preload=rooms.PRELOAD)
    port.rules = [(stage, 0, way)]
    try:
        room.send([("poison", "poison@example.test", ["poison@example.net"],
                    "x"), *rooms.some_messages()])
        room.start()
        problems = []
        if not rooms.wait(lambda: room.sent() == rooms.MESSAGES):
            problems.append("the others wait behind it")
        problems += rooms.judge_whole(room, port.begun)
        state = room.waits().get("poison@example.net", ("gone", ""))
        if state[0] not in ("deferred", "unknown") or not state[1]:
            problems.append("mailq says of it: %s" % (state,))
        if problems:
            problems += room.words().splitlines()[-20:]
        asking.check(name, problems)
    finally:
        room.close()


# Where a connection ends, or goes wrong, and how: the third of some messages.
PLACES = [("connect", 1), ("tls", 1), ("EHLO", 1), ("AUTH", 1), ("MAIL", 3),
          ("RCPT", 3), ("DATA", 3), ("text", 3), ("last", 3)]
WAYS = ["!close", "!reset", "!half", "!garbage", "!endless-line",
        "!endless-lines", "!endless-records", "!broken-records",
        "!bye 421 4.3.2 going down"]
LACKS = {"plain": ["last"], "pipelining": ["last"], "both": ["DATA", "text"]}


def breaks():
    for mode, lacking in LACKS.items():
        for command, nth in PLACES:
            for way in WAYS:
                if command in lacking or (command == "tls" and (
                        mode != "both" or way.startswith("!bye"))) or (
                            nth == 1 and mode != "both"):
                    continue
                yield mode, command, nth, way


def judge_words(room):
    """What mailq and the log say while the relay is left alone."""
    said = room.run("mailq").stdout.decode()
    reason = re.search(r"relay: relay0: (.*) \(mail waits", room.words())
    if reason and "relay0: " + reason.group(1) not in said:
        return ["mailq says other than the log: " + said]
    if reason and "fake.example.test" not in reason.group(1):
        return ["no server is named: " + reason.group(1)]
    return []


def break_off(server, mode, command, nth, way):
    """A server that goes wrong once; then it is mended."""
    name = "%s: %s %d %s" % (mode, command, nth, way)
    room, port = rooms.begin(server, name, rooms.MODES[mode])
    port.rules = [(command, nth, way)]
    try:
        room.send(rooms.some_messages())
        room.start()
        problems = []

        def is_over():
            return "(mail waits" in room.words() or \
                room.tried() == rooms.MESSAGES

        if not rooms.wait(is_over):
            problems.append("nothing comes of it")
        problems += judge_words(room)
        port.mend()
        room.flush()
        if not rooms.wait(lambda: room.sent() == rooms.MESSAGES):
            problems.append("not all goes out when it is mended")
        problems += rooms.judge_whole(room, port.begun)
        asking.check(name, problems)
    finally:
        room.close()


def some(rows):
    """Every row with --full, else one of a few; which ones does not change."""
    every = 1 if os.environ.get("PST_FULL") else 4
    return list(rows)[::every]


def everything():
    """All there is to do: (what to call, what it is called with)."""
    # Those that wait for deadlines first, beside all others.
    yield from relays_late.everything(some)
    yield from relays_sink.everything()
    yield from ((refuse, (mode,)) for mode in rooms.MODES)
    yield from ((poison, row) for row in some(poisons()))
    yield from ((break_off, row) for row in some(breaks()))


def is_wanted(words, what, row):
    """Whether all words are in the row; without a word everything is."""
    text = " ".join(map(str, (what.__name__, *row)))
    return all(word in text for word in words)


def main():
    server = rooms.mailserver.Server("/shared/pki")
    with concurrent.futures.ThreadPoolExecutor(24) as pool:
        done = [pool.submit(what, server, *row) for what, row in everything()
                if is_wanted(sys.argv[1:], what, row)]
    for future in done:
        future.result()


sys.exit(main())
