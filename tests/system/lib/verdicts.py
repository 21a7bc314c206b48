# SPDX-License-Identifier: ISC
"""Acts out each case of verdicts.table and compares what came of it.

    verdicts.py TABLE WAY LANE...

WAY is a word for the checks' names: how the module reaches postern-login.  A
lane is a URL scheme, or one with "+stored" behind it, for stored passwords;
lanes work through their cases beside each other.  Runs inside the host's root.
"""
import os
import re
import sys
import threading

import asking
import lanes

SCHEMES = ["imaps", "imap", "pop3s", "pop3"]
GROUPS = {"ALL": SCHEMES, "IMAP": SCHEMES[:2], "POP3": SCHEMES[2:]}
OFFLINE = "Your mail server cannot be reached; signed in with the stored " \
    "password."
# A lane has more failures in a minute than people have in a year.
PATIENT = '\tthrottle-account = "9999/1s"\n\tthrottle-server = "9999/1s"\n'
STORES = '\toffline = "7d"\n'


class Row:
    """A row of DESIGN.md's table; the cases follow it."""

    def __init__(self, answer):
        self.code, self.level, self.stored = answer.split()


class Case:
    """One server and what has to come of it."""

    def __init__(self, row, line):
        columns = [column.strip() for column in line.split(" |")]
        self.row = row
        self.schemes = sum((GROUPS.get(word, [word])
                            for word in columns[0].split()), [])
        self.behaviour, self.log, self.person = columns[1:]
        lanes.mailserver.parse(self.behaviour)


def read_table(path):
    cases, row = [], None
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            word, _, rest = line.rstrip("\n").partition("\t")
            if not line.strip() or line.startswith("#") or word == "row":
                continue
            if word == "answer":
                row = Row(rest)
            else:
                cases.append(Case(row, line))
    return cases


class Lane(lanes.Lane):
    """One scheme, with or without stored passwords."""

    def __init__(self, server, name):
        scheme, _, self.stored = name.partition("+")
        super().__init__(server, scheme, self.stored or "online",
                         PATIENT + (STORES if self.stored else ""))
        self.port.start()
        self.tries = 0

    def entry(self):
        try:
            with open(os.path.join(asking.STORED, self.account), "rb") as f:
                return f.read()
        except FileNotFoundError:
            return None

    def fresh(self):
        """A password that nothing knows yet."""
        self.tries += 1
        return "word %d" % self.tries

    def judge(self, case, answer, code, person, log):
        """What was not as the table has it."""
        problems = []
        if answer.code != code:
            problems.append("PAM says %s, not %s" % (answer.code, code))
        if not re.search(person or "^$", answer.person):
            problems.append("the person reads: " + answer.person)
        line = log.wait("login: " + self.account, case.log)
        if not line:
            problems += ["nothing in the log matches " + case.log] + \
                log.lines(self.account)
        elif log.level(line) != case.row.level:
            problems.append("the level is not %s: %s" %
                            (case.row.level, line))
        return problems

    def online(self, case):
        log = asking.Log()
        answer = self.log_in(case.behaviour, self.fresh())
        problems = self.judge(case, answer, case.row.code, case.person, log)
        if self.entry() is not None:
            problems.append("a password is stored")
        return problems

    def changes(self, before, to_none=False):
        """Whether the stored password becomes another one, or none."""
        return asking.wait_until(60, lambda: self.entry() != before and
                                 (self.entry() is None) == to_none)

    def store(self):
        """A password that is stored, by a login; None when it is not."""
        password, before = self.fresh(), self.entry()
        answer = self.log_in("cert good", password)
        if answer.code != "SUCCESS" or not self.changes(before):
            return None
        return password

    def with_stored(self, case, same):
        """A login with the stored password, or with another one."""
        password = self.store()
        if password is None:
            return ["a successful login stores nothing"]
        before, log, kind = self.entry(), asking.Log(), case.row.stored
        answer = self.log_in(case.behaviour,
                             password if same else self.fresh())
        allowed = same and kind == "allowed"
        problems = self.judge(
            case, answer, "SUCCESS" if allowed else case.row.code,
            re.escape(OFFLINE) if allowed else case.person, log)
        if kind == "refreshed":
            if not self.changes(before):
                problems.append("it is not stored again")
        elif kind == "dropped" and same:
            if not self.changes(before, to_none=True):
                problems.append("it is not dropped")
        elif self.entry() is None:
            problems.append("it is gone")
        return problems

    def run(self, cases, way):
        rows = set()
        for case in cases:
            if self.scheme not in case.schemes:
                continue
            name = "%s: %s: %s" % (way, self.scheme, case.behaviour)
            if not self.stored:
                asking.check(name, self.online(case))
                continue
            asking.check("%s: the stored password is %s" % (
                name, case.row.stored), self.with_stored(case, True))
            if case.row not in rows:
                asking.check(name + ": not the stored password",
                             self.with_stored(case, False))
            rows.add(case.row)


def main():
    cases = read_table(sys.argv[1])
    server = lanes.mailserver.Server("/shared/pki")
    own = [Lane(server, name) for name in sys.argv[3:]]
    lanes.install(own)
    threads = [threading.Thread(target=lane.run, args=(cases, sys.argv[2]))
               for lane in own]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
