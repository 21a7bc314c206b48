# SPDX-License-Identifier: ISC
"""Messages that a real server refuses, among others that it takes.

`send FILE` runs on the host, with a room (rooms.py) for each server and way of
sending, and writes down what each server should have then; `clear` sends to one
without STARTTLS.  `count FILE STORE` runs where the mailboxes are.
"""
import concurrent.futures
import glob
import json
import re
import sys
import time

import asking

ACCOUNT = "web1@example.test"
NOT_YOURS = ("held", "not owned by user|This sender is not yours")
# Large enough for several chunks, of which the server refuses the first.
LARGE = "\n".join(["a line of seventy-two characters, or about as many"
                   " as that, without end"] * 10000)
# Each room: the server's mailboxes, its URL, more of the relay's settings.
ROOMS = {
    "postfix-bdat": ("postfix", "submission://mail.example.test", ""),
    "postfix-data": ("postfix", "submission://mail.example.test",
                     "chunking = off\n"),
    "port25-bdat": ("postfix", "smtp://port25.example.test:25", ""),
    "port25-data": ("postfix", "smtp://port25.example.test:25",
                    "chunking = off\n"),
    "exim-bdat": ("exim", "submission://exim.example.test", ""),
    "exim-data": ("exim", "submissions://exim.example.test",
                  "chunking = off\n"),
}
CLOSED = ("closed@example.test", ("bounced", "550 .*This mailbox is closed"))
# Senders that are refused one after the other: more than a server bears in a
# session.
IN_A_ROW = 12
# Fewer: Exim ends a session that had BDAT outside of TLS, and what it says is
# lost.
FEW = 5
# Seconds that a server may take to deliver what it has.
PATIENCE = 240
# How many have one before them that is taken.
GOOD = 8


class Message:
    """One message; where it is refused, what becomes of which recipient."""

    def __init__(self, name, sender=ACCOUNT, bad="", outcome=None, text="x",
                 mark=""):
        self.good = "%s@all.example.test" % name
        self.subject = (mark + " " + name).strip()
        self.sender = sender
        self.text = text
        self.recipients = [bad] if bad and mark != "some" else [self.good]
        self.bad = bad or (self.good if outcome else "")
        if mark == "some":
            self.recipients = [self.good, bad, "and." + self.good]
        self.outcome = outcome

    def copies(self):
        """How many of it arrive."""
        return len([to for to in self.recipients if to != self.bad])

    def report(self):
        return self.outcome is not None and self.outcome[0] == "bounced"


def refusals(store, name):
    """Messages that are refused: at each place, with the words."""
    unknown = ("nobody@example.test", ("bounced", "550 Unrouteable address"))
    if store == "postfix":
        unknown = ("refused@example.test",
                   ("bounced", "550 5.1.1 .*No such mailbox here"))
    yield Message(name + ".mail", "alice@example.test", outcome=NOT_YOURS)
    yield Message(name + ".rcpt", ACCOUNT, *unknown)
    yield Message(name + ".large", ACCOUNT, *unknown, text=LARGE)
    yield Message(name + ".later", ACCOUNT, "later@example.test",
                  ("deferred", "45[01] .*Mailbox busy, try again later"))
    # Exim asks nobody when BDAT begins.
    if name != "exim-bdat":
        yield Message(name + ".begin", ACCOUNT, *CLOSED)
        yield Message(name + ".begins", ACCOUNT, *CLOSED, text=LARGE)
    yield Message(name + ".end", ACCOUNT, mark="refuse this text", outcome=(
        "bounced", "550 .*This text is not welcome"))
    yield Message(name + ".some", ACCOUNT, *unknown, mark="some")
    for i in range(FEW if name == "exim-bdat" else IN_A_ROW):
        yield Message("%s.row%d" % (name, i), "alice@example.test",
                      outcome=NOT_YOURS)


def messages(store, name):
    """All of a room: one that is taken before most refused ones, and a last."""
    for i, bad in enumerate(refusals(store, name)):
        if i < GOOD:
            yield Message("%s.good%d" % (name, i))
        yield bad
    yield Message(name + ".last")


def wanted(m, to):
    """What becomes of a recipient, and the server's words."""
    return m.outcome if to == m.bad else ("sent", "^250 ")


def said(m, to, seen):
    """What the log says of a recipient, but for answers that were lost."""
    return [(status, reply) for sender, t, status, reply in seen
            if t == to and sender == m.sender and status != "unknown"]


def judge(m, to, seen, waiting):
    """What the log and mailq say of a recipient."""
    problems = []
    status, words = wanted(m, to)
    log = said(m, to, seen)
    if not log or any(s != status or not re.search(words, reply)
                      for s, reply in log) or \
            status == "sent" and len(log) != 1:
        problems.append("%s: the log says %s" % (to, log))
    state, reply = waiting.get(to, ("", ""))
    if status in ("held", "deferred") and (
            state != status or not re.search(words, reply)):
        problems.append("%s: mailq says %s %s" % (to, state, reply))
    return problems


def is_over(room, table):
    """Whether everybody is done or waits; what is in doubt is sent again."""
    states = {state for state, _reply in room.waits().values()}
    if "unknown" in states:
        room.flush()
    seen = room.statuses()
    return states <= {"held", "deferred"} and all(
        said(m, to, seen) for m in table for to in m.recipients)


def send(rooms, name, store, url, more):
    """A room's work; what the server should have then."""
    table = list(messages(store, name))
    room = rooms.Room(name, [url], more)
    try:
        room.send((m.subject, m.sender, m.recipients, m.text) for m in table)
        room.start()
        over = rooms.wait(lambda: is_over(room, table))
        seen, waiting = room.statuses(), room.waits()
        problems = [] if over else ["not all were tried"]
        for m in table:
            for to in m.recipients:
                problems += judge(m, to, seen, waiting)
        if "(mail waits" in room.words():
            problems.append("the relay was left alone")
        if problems:
            problems += room.words().splitlines()[-30:]
        asking.check("%s: sent and refused as they should be" % name, problems)
    finally:
        room.close()
    return [(store, m.subject, m.copies(), m.report() and m.outcome[1])
            for m in table]


def send_all(rooms, path):
    with concurrent.futures.ThreadPoolExecutor(len(ROOMS)) as pool:
        done = [pool.submit(send, rooms, name, *row)
                for name, row in ROOMS.items()]
    with open(path, "w", encoding="utf-8") as out:
        json.dump([row for future in done for row in future.result()], out)


def send_clear(rooms):
    """A server without STARTTLS gets nothing; the relay waits, and says why."""
    to = "clear@all.example.test"
    words = "clear.example.test:25: it does not offer STARTTLS, and nothing " \
            "is sent in the clear"
    room = rooms.Room("clear", ["smtp://clear.example.test"])
    try:
        room.send([("clear", ACCOUNT, [to], "x")])
        room.start()
        waits = rooms.wait(lambda: "(mail waits" in room.words())
        problems = [] if waits else ["it does not wait"]
        if words not in room.words():
            problems.append("the log says " + room.words())
        said = room.run("mailq").stdout.decode()
        if words not in said or to not in said:
            problems.append("mailq says " + said)
        asking.check("no STARTTLS: the relay waits, and says why", problems)
        room.settings(["smtp://port25.example.test"])
        went = rooms.wait(lambda: room.sent() == 1)
        asking.check("no STARTTLS: it goes to another server",
                     [] if went else [room.words()])
    finally:
        room.close()


def texts(mailbox):
    """All messages there."""
    found = []
    for path in glob.glob("/srv/vmail/%s/new/*" % mailbox):
        with open(path, encoding="utf-8") as text:
            found.append(text.read().replace("\r", ""))
    return found


def judge_store(table, copies, reports):
    """Messages that did not come as often as they should; bad reports."""
    wrong = []
    silent = []
    for subject, n, words in table:
        line = "\nSubject: %s\n" % subject
        times = sum(line in text for text in copies)
        if times != n:
            wrong.append("%s came %d times" % (subject, times))
        said = [text for text in reports if line in text]
        if len(said) != bool(words) or words and not re.search(
                words, said[0].replace("\n ", " ")):
            silent.append("%s: %s" % (subject, said))
    return wrong, silent


def count(path, store):
    with open(path, encoding="utf-8") as text:
        table = [row[1:] for row in json.load(text) if row[0] == store]
    end = time.monotonic() + PATIENCE
    while True:
        copies, reports = texts("@all.example.test"), texts(ACCOUNT)
        whole = len(copies) >= sum(row[1] for row in table) and \
            len(reports) >= sum(bool(row[2]) for row in table)
        if whole or time.monotonic() > end:
            break
        time.sleep(0.1)
    wrong, silent = judge_store(table, copies, reports)
    asking.check("%s: every good message is there once" % store, wrong)
    asking.check("%s: each report has the server's words" % store, silent)


def main(what, *arguments):
    if what == "count":
        count(*arguments)
        return
    import rooms
    {"send": send_all, "clear": send_clear}[what](rooms, *arguments)


main(*sys.argv[1:])
